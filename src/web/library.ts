import type { SourceId } from '../core/record.ts';
import type { Source } from '../core/target.ts';
import type { Hub } from '../session/live/hub.ts';
import type { Person } from './access/logins.ts';
import type { PickerItem } from './protocol/answers.ts';

/** Something that can be opened: a log, or a name for several. */
export type CatalogueItem = Omit<PickerItem, 'open'>;

/** The available logs, and who may see which. */
export interface Catalogue {
  /** Returns the items of which this person may open at least one log. */
  itemsFor(person: Person): readonly CatalogueItem[];
  /** Returns the logs that a name in the catalogue stands for. Throws with a message for the person. */
  resolve(name: string): readonly Source[];
  /** Returns true if a person may see a source; others do not exist as far as that person can tell. */
  allows(person: Person, source: Source): boolean;
  /** What a viewer sees initially: the sources of the command line. */
  readonly first: readonly Source[];
}

/** Opens and closes sources of the hub. */
export interface Reader {
  /** Starts reading a source; calls `told` with its number before anything else happens to it. */
  open(source: Source, told: (id: SourceId) => void): void;
  /** Ends the source, and everything opened through it. */
  end(id: SourceId): void;
  retry(id: SourceId): void;
}

/** A log opened for viewers, including the files of a glob. */
interface Shelf {
  readonly source: Source;
  readonly id: SourceId;
  viewers: number;
  /** Closes the log unless someone returns. */
  timer: NodeJS.Timeout | null;
  /** Until then the log stays open without viewers, in case one returns. `performance.now()`. */
  keptUntil: number;
}

/** Identifies a log, regardless of who opens it. */
export const shelfKey = ({ host, log, place }: Source): string => JSON.stringify([host.name, log, place]);

const nameOf = ({ host, log }: Source): string => `${host.name}:${log}`;

export interface LibraryOptions {
  readonly hub: Hub;
  readonly catalogue: Catalogue;
  readonly reader: Reader;
  /** How long a log stays open after its last viewer has left. Milliseconds. */
  readonly graceMs: number;
}

/**
 * The logs being read for viewers: each is read once, however many people view it, and is closed soon after the last
 * has left.
 */
export class Library {
  readonly #options: LibraryOptions;
  readonly #shelves = new Map<string, Shelf>();
  readonly #keys = new Map<SourceId, string>();
  #closed = false;

  constructor(options: LibraryOptions) {
    this.#options = options;
  }

  /** Opens the initial logs before anyone connects, for as long as logs without viewers stay open. */
  warmUp(): void {
    for (const source of this.#options.catalogue.first) this.#leave(this.#take(source));
  }

  /** Returns the names of the logs that a person has open initially. */
  firstNames(person: Person): readonly string[] {
    return this.#firstOf(person).map(nameOf);
  }

  /**
   * Returns a reader's card: the logs that one viewer has open. At first, these are the ones with these names that exist
   * for this person, and the initial ones if there are none of these or `names` is null.
   */
  join(person: Person, changed: () => void, names: readonly string[] | null = null): Card {
    const open = new Map<string, Shelf>();
    const take = (sources: readonly Source[]): void => {
      for (const source of sources) {
        const key = shelfKey(source);
        if (open.has(key)) continue;
        // The card must know the log before the log's first event.
        open.set(key, PENDING);
        open.set(key, this.#take(source));
      }
    };
    const wanted = names?.flatMap(name => this.#find(person, name)) ?? [];
    take(wanted.length > 0 || names?.length === 0 ? wanted : this.#firstOf(person));
    return {
      person,
      sees: source => {
        const key = this.#keys.get(source.partOf ?? source.id);
        return key !== undefined && open.has(key);
      },
      openedAs: source => {
        const key = this.#keys.get(source.partOf ?? source.id);
        return nameOf((key === undefined ? undefined : open.get(key)?.source) ?? source);
      },
      open: (names, only) => {
        const wanted = names.flatMap(name => this.#resolve(person, name));
        const keys = new Set(wanted.map(shelfKey));
        take(wanted);
        if (only) {
          for (const [key, shelf] of [...open]) {
            if (keys.has(key)) continue;
            open.delete(key);
            this.#leave(shelf);
          }
        }
        changed();
      },
      close: id => {
        const source = this.#options.hub.source(id);
        const key = source && this.#keys.get(source.partOf ?? source.id);
        const shelf = key === undefined ? undefined : open.get(key);
        if (key === undefined || shelf === undefined) return false;
        open.delete(key);
        this.#leave(shelf);
        changed();
        return true;
      },
      items: text => this.#items(person, open, text),
      leave: (isForGood = false) => {
        for (const shelf of open.values()) this.#leave(shelf, isForGood);
        open.clear();
      },
    };
  }

  /** Returns those of a name's logs that the person may see. Throws with a message for the person. */
  logsFor(person: Person, name: string): readonly Source[] {
    return this.#resolve(person, name);
  }

  retry(id: SourceId): void {
    this.#options.reader.retry(id);
  }

  /** Reads all logs again. */
  reread(): void {
    for (const shelf of [...this.#shelves.values()]) {
      const key = shelfKey(shelf.source);
      this.#end(shelf);
      const { viewers } = shelf;
      const again = this.#start(shelf.source, key);
      // Cards refer to shelves, so the object must stay the same.
      Object.assign(shelf, { id: again, viewers });
      this.#shelves.set(key, shelf);
    }
  }

  close(): void {
    this.#closed = true;
    for (const { timer } of this.#shelves.values()) if (timer !== null) clearTimeout(timer);
  }

  #firstOf(person: Person): readonly Source[] {
    const { catalogue } = this.#options;
    return catalogue.first.filter(source => catalogue.allows(person, source));
  }

  /** Returns those of a name's logs that the person may see. */
  #find(person: Person, name: string): readonly Source[] {
    const { catalogue } = this.#options;
    const isKnown = catalogue.itemsFor(person).some(item => item.name === name);
    return isKnown ? catalogue.resolve(name).filter(source => catalogue.allows(person, source)) : [];
  }

  #resolve(person: Person, name: string): readonly Source[] {
    const sources = this.#find(person, name);
    // Forbidden and nonexistent logs must be indistinguishable.
    if (sources.length === 0) throw new Error(`no log named ${JSON.stringify(name)}`);
    return sources;
  }

  #items(person: Person, open: ReadonlyMap<string, Shelf>, text: string): readonly PickerItem[] {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const names = new Set([...open.values()].map(({ source }) => nameOf(source)));
    return this.#options.catalogue
      .itemsFor(person)
      .filter(({ name, detail }) => words.every(word => `${name} ${detail}`.toLowerCase().includes(word)))
      .map(item => ({ ...item, open: names.has(item.name) }));
  }

  #take(source: Source): Shelf {
    const key = shelfKey(source);
    const known = this.#shelves.get(key);
    if (known) {
      known.viewers++;
      if (known.timer !== null) clearTimeout(known.timer);
      known.timer = null;
      return known;
    }
    const shelf: Shelf = { source, id: this.#start(source, key), viewers: 1, timer: null, keptUntil: 0 };
    this.#shelves.set(key, shelf);
    return shelf;
  }

  #start(source: Source, key: string): SourceId {
    let id: SourceId = -1;
    this.#options.reader.open(source, own => {
      id = own;
      this.#keys.set(own, key);
    });
    return id;
  }

  #leave(shelf: Shelf, isForGood = false): void {
    const now = performance.now();
    if (!isForGood) shelf.keptUntil = now + this.#options.graceMs;
    shelf.viewers--;
    if (shelf.viewers > 0 || this.#closed) return;
    const end = (): void => {
      shelf.timer = null;
      this.#end(shelf);
      this.#shelves.delete(shelfKey(shelf.source));
    };
    if (shelf.keptUntil <= now) end();
    else shelf.timer = setTimeout(end, shelf.keptUntil - now);
  }

  /** Ends the reader on the host, and frees the log's buffer. */
  #end(shelf: Shelf): void {
    const { hub, reader } = this.#options;
    const parts = hub.openSources().filter(({ id, partOf }) => (partOf ?? id) === shelf.id);
    reader.end(shelf.id);
    // Whatever may still be opened through it belongs to nobody, even if the log is opened again.
    this.#keys.delete(shelf.id);
    for (const { id } of parts) hub.removeSource(id);
  }
}

/** A placeholder on a card for a log that is being opened. */
const PENDING: Shelf = {
  source: undefined as never,
  id: -1,
  viewers: 0,
  timer: null,
  keptUntil: 0,
};

/** The logs one viewer has open. */
export interface Card {
  readonly person: Person;
  /** Returns true if a source of the hub is one of them. */
  sees(source: Source): boolean;
  /** Returns the name that opened a source; for a glob's files, the glob's name. */
  openedAs(source: Source): string;
  /** Opens logs by their names in the catalogue. Throws with a message for the person. */
  open(names: readonly string[], only: boolean): void;
  /** Closes a log; returns false if it was not open. */
  close(id: SourceId): boolean;
  /** Returns what can be opened and contains these words. */
  items(text: string): readonly PickerItem[];
  /** Closes the card. `isForGood`: ends logs without other viewers at once. */
  leave(isForGood?: boolean): void;
}
