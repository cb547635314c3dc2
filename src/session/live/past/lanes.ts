import type { SourceId } from '../../../core/record.ts';
import type { EntryId, StoreEntry } from '../../../core/store/entry.ts';
import { inOrder, type Lane, laneBytes, withoutPage } from '../../../core/store/past.ts';

/** The part of its share that a log keeps after exceeding it. */
const KEPT_SHARE = 0.75;

/** The effect of a read: no entries, a number of entries added at the start, or any change. */
export type PastChange =
  | { readonly kind: 'none' | 'any' }
  | { readonly kind: 'prepended'; readonly count: number };

/**
 * Told that entries changed; `moved` maps an old id to the new one, null: the entry is gone. A row that describes what is
 * before an entry has an id less than 1 below it, and stays before that entry.
 */
export type LanesListener = (moved: (id: EntryId) => EntryId | null, change: PastChange) => void;

/** The older lines read so far: a lane for each log, and the entries of all, which have negative ids, in order of time. */
export class Lanes {
  readonly #bytes: () => number;
  readonly #changed: LanesListener;
  #all = new Map<SourceId, Lane>();
  #entries: readonly StoreEntry[] = [];

  /** `bytes`: how much to keep in all. */
  constructor(bytes: () => number, changed: LanesListener) {
    this.#bytes = bytes;
    this.#changed = changed;
  }

  get all(): ReadonlyMap<SourceId, Lane> {
    return this.#all;
  }

  get entries(): readonly StoreEntry[] {
    return this.#entries;
  }

  /** Stores a lane without ordering its entries: they are unchanged, or `rebuild` follows. */
  put(source: SourceId, lane: Lane): void {
    this.#all.set(source, lane);
  }

  set(source: SourceId, lane: Lane): void {
    const before = this.#all.get(source);
    this.#all.set(source, lane);
    if (before?.entries !== lane.entries) this.rebuild();
    else this.#changed(id => id, { kind: 'none' });
  }

  delete(source: SourceId): void {
    if (this.#all.delete(source)) this.rebuild();
  }

  replaceAll(lanes: ReadonlyMap<SourceId, Lane>): void {
    this.#all = new Map(lanes);
    this.rebuild();
  }

  /** Returns a lane with at most its share of what may be kept. */
  bounded(lane: Lane, which: 'newest' | 'oldest'): Lane {
    const others = [...this.#all.values()].reduce((sum, one) => sum + laneBytes(one), 0);
    const bytes = this.#bytes();
    const share = Math.max(bytes / Math.max(1, this.#all.size), bytes - others);
    let kept = lane;
    // Drops more than necessary, because each time requires sorting again.
    if (laneBytes(kept) <= share) return kept;
    while (laneBytes(kept) > share * KEPT_SHARE && kept.pages.length > 1) kept = withoutPage(kept, which);
    return kept;
  }

  /** Orders all lanes, and reports the new id of each entry. `taken` returns an entry that has just left the buffer, by its id there. */
  rebuild(taken: (id: EntryId) => StoreEntry | undefined = () => undefined): void {
    const before = this.#entries;
    const after = inOrder(this.#all);
    this.#entries = after;
    const added = after.length - before.length;
    if (added >= 0 && before.every((entry, i) => after[i + added] === entry)) {
      const unmoved = (id: EntryId): EntryId | null => {
        const entry = id >= 0 && Number.isInteger(id) ? taken(id) : undefined;
        if (entry === undefined) return id;
        const index = after.indexOf(entry);
        return index < 0 ? null : index - after.length;
      };
      this.#changed(unmoved, { kind: 'prepended', count: added });
      return;
    }
    const places = new Map<StoreEntry, number>();
    for (let i = 0; i < after.length; i++) places.set(after[i]!, i - after.length);
    this.#changed(
      id => {
        const next = Math.ceil(id);
        const isRow = next !== id;
        const entry = next < 0 ? before[next + before.length] : isRow ? undefined : taken(id);
        if (entry === undefined) return next >= 0 ? id : null;
        const place = places.get(entry);
        return place === undefined ? null : place - (next - id);
      },
      { kind: 'any' },
    );
  }
}
