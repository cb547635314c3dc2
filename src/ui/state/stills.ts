import type { LogRecord } from '../../core/record.ts';
import { type EntryId, isRecord, type StoreEntry } from '../../core/store/entry.ts';
import type { IdSequence } from '../../core/store/ids.ts';
import type { PaneKey } from './screen.ts';

/** An entry that a paused pane shows, kept as long as it does. */
export interface StillEntry {
  readonly id: EntryId;
  readonly entry: StoreEntry;
}

/** Keeps the entries that paused panes show, even after they left the buffer. */
export class Stills {
  readonly #byPane = new Map<PaneKey, readonly StillEntry[]>();

  of(key: PaneKey): readonly StillEntry[] {
    return this.#byPane.get(key) ?? [];
  }

  keep(key: PaneKey, entries: readonly StillEntry[]): void {
    this.#byPane.set(key, entries);
  }

  /** Renumbers the entries. Older ones that are gone were replaced on request, by those of another time or filter. */
  move(moved: (id: EntryId) => EntryId | null): void {
    for (const [key, list] of this.#byPane) {
      const kept = list.flatMap(one => {
        const id = moved(one.id);
        return id === null && one.id < 0 ? [] : [{ ...one, id: id ?? one.id }];
      });
      this.#byPane.set(key, kept);
    }
  }

  release(key: PaneKey): void {
    this.#byPane.delete(key);
  }
}

/** The ids of a list, joined with some that have left it. */
class UnionIds implements IdSequence {
  readonly #list: IdSequence;
  readonly #extra: readonly EntryId[];
  /** The position of each extra id in the union. */
  readonly #places: readonly number[];

  constructor(list: IdSequence, extra: readonly EntryId[]) {
    this.#list = list;
    this.#extra = extra;
    this.#places = extra.map((id, i) => list.lowerBound(id) + i);
  }

  get length(): number {
    return this.#list.length + this.#extra.length;
  }

  at(index: number): EntryId {
    let before = 0;
    while (before < this.#places.length && this.#places[before]! < index) before++;
    return this.#places[before] === index ? this.#extra[before]! : this.#list.at(index - before);
  }

  lowerBound(id: EntryId): number {
    let before = 0;
    while (before < this.#extra.length && this.#extra[before]! < id) before++;
    return this.#list.lowerBound(id) + before;
  }
}

/** A pane's entries: ids in order, and the entry for each. */
export interface PaneEntries {
  readonly ids: IdSequence;
  entry(id: EntryId): StoreEntry | undefined;
}

const lostText = (last: LogRecord | undefined, next: StoreEntry | undefined): string => {
  const isSame = last && next && isRecord(next) && next.source === last.source;
  const count = isSame ? next.seq - last.seq - last.text.split('\n').length : 0;
  const what = count > 0 ? `${count.toLocaleString('en')} lines` : 'lines';
  return `${what} that followed left the buffer while this was paused (--buffer keeps more)`;
};

/**
 * Returns a pane's entries, including those still visible although they have left the buffer, followed by a
 * note about what was lost.
 */
export const withStills = (
  entries: PaneEntries,
  stills: readonly StillEntry[],
  isBuffered: (id: EntryId) => boolean,
): PaneEntries => {
  const gone = stills.filter(({ id }) => !isBuffered(id));
  if (gone.length === 0) return entries;
  const last = gone.at(-1)!;
  const behind = entries.ids.lowerBound(last.id);
  const next = behind < entries.ids.length ? entries.ids.at(behind) : null;
  const kept = new Map(gone.map(({ id, entry }) => [id, entry]));
  // If the next entry was visible as well, nothing is missing in between, or the gap has been marked already.
  if (next === null || !stills.some(({ id }) => id === next)) {
    const record = isRecord(last.entry) ? last.entry : undefined;
    const text = lostText(record, next === null ? undefined : entries.entry(next));
    const { source } = last.entry;
    kept.set(last.id + 0.5, { source, marker: { kind: 'notice', at: 0, text } });
  }
  return {
    ids: new UnionIds(entries.ids, [...kept.keys()]),
    entry: id => kept.get(id) ?? entries.entry(id),
  };
};
