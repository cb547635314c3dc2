/** A record of a stream, and its neighbours in a list; null: there is none. */
export interface StreamNode {
  /** Records are numbered in order. */
  readonly number: number;
  before: this | null;
  after: this | null;
}

/** More records than are usually open at once; a power of two. */
const PLACES = 2048;

/** Open records by number, in a list: adding and removing one takes less time than in a map. */
export class OpenStreams<Entry extends StreamNode> {
  size = 0;
  first: Entry | null = null;
  #last: Entry | null = null;
  /** Created at the first record: most logs have none. */
  #places: (Entry | null)[] | null = null;
  /** Records whose place a later one has taken. */
  readonly #displaced = new Map<number, Entry>();

  get(number: number): Entry | undefined {
    if (this.#places === null) return undefined;
    const entry = this.#places[number % PLACES]!;
    return entry?.number === number ? entry : this.#displaced.get(number);
  }

  /** Adds a record to the end of the list. */
  add(entry: Entry): void {
    this.#places ??= new Array<Entry | null>(PLACES).fill(null);
    const place = entry.number % PLACES;
    const other = this.#places[place]!;
    if (other !== null) this.#displaced.set(other.number, other);
    this.#places[place] = entry;
    this.size++;
    this.#append(entry);
  }

  /** Moves a record to the end of the list. */
  renew(entry: Entry): void {
    this.#unlink(entry);
    this.#append(entry);
  }

  remove(entry: Entry): void {
    const place = entry.number % PLACES;
    if (this.#places![place] === entry) this.#places![place] = null;
    else this.#displaced.delete(entry.number);
    this.size--;
    this.#unlink(entry);
  }

  #append(entry: Entry): void {
    entry.before = this.#last;
    entry.after = null;
    if (this.#last === null) this.first = entry;
    else this.#last.after = entry;
    this.#last = entry;
  }

  #unlink({ before, after }: Entry): void {
    if (before === null) this.first = after;
    else before.after = after;
    if (after === null) this.#last = before;
    else after.before = before;
  }
}
