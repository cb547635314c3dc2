import { severity } from '../level.ts';
import type { LogRecord, SourceId } from '../record.ts';
import { type EntryId, isRecord, type MarkerEntry, type StoreEntry } from './entry.ts';
import { IdList, type IdSequence } from './ids.ts';
import { NO_IDS } from './sequences.ts';
import type { RecordStore, TakenEntry } from './store.ts';

/**
 * `all`: everything in the store; `shown`: records that pass the filter, and markers that pass theirs;
 * `found`: those of them that match the search; `alarms`: those of level error or worse.
 */
export type ViewKind = 'all' | 'shown' | 'found' | 'alarms';

export type RecordTest = (record: LogRecord) => boolean;
export type MarkerTest = (entry: MarkerEntry) => boolean;

/** Number of records, not counting markers. */
export interface RecordCount {
  readonly held: number;
  /** Those that pass the filter. */
  readonly shown: number;
}

/** The lists of one source, or of all combined; `all` is the store's. */
class Lists {
  readonly shown = new IdList();
  readonly found = new IdList();
  readonly alarms = new IdList();

  dropBefore(id: EntryId): void {
    this.shown.dropBefore(id);
    this.found.dropBefore(id);
    this.alarms.dropBefore(id);
  }

  remove(ids: readonly EntryId[]): void {
    this.shown.remove(ids);
    this.found.remove(ids);
    this.alarms.remove(ids);
  }
}

const ALARM = severity('error');

const anyMarker: MarkerTest = () => true;

/**
 * The lists that panes read, for each source and combined, kept up to date as entries come and go. A change
 * of filter or search empties the affected lists; calls of `scan` fill them again, starting with the newest
 * entry.
 */
export class StoreViews {
  readonly #store: RecordStore;
  readonly #sources = new Map<SourceId, Lists>();
  readonly #merged = new Lists();
  #filter: RecordTest | null = null;
  #markers: MarkerTest = anyMarker;
  #search: RecordTest | null = null;
  /** Sources excluded from the combined lists. */
  #hidden: ReadonlySet<SourceId> = new Set();
  /** The next id to scan, descending; below the store's first: done. */
  #cursor = -1;
  #scanTop = -1;
  #scanFilter = false;

  /** The sources of this viewer; null: all. */
  #visible: ((source: SourceId) => boolean) | null;
  readonly #unlisten: () => void;

  /** Several can share one store. Each must be notified of appended, dropped and removed entries. */
  constructor(store: RecordStore, visible: ((source: SourceId) => boolean) | null = null) {
    this.#store = store;
    this.#visible = visible;
    this.#unlisten = store.listen({
      settled: between => {
        this.#dropGone();
        this.#merged.remove(between);
      },
    });
  }

  /** Detaches from the store. */
  close(): void {
    this.#unlisten();
  }

  /** Adds entries appended to the store, in order, to every matching list. */
  appended(first: EntryId, entries: readonly StoreEntry[]): void {
    let source: SourceId | null = null;
    let isVisible = true;
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i]!;
      // Usually many entries of one source arrive together.
      if (this.#visible !== null && entry.source !== source) {
        source = entry.source;
        isVisible = this.#visible(source);
      }
      if (isVisible && this.#isShown(entry)) this.#append(first + i, entry);
    }
  }

  /** Everything before the store's first entry, overall or of a source, is gone. */
  #dropGone(): void {
    this.#merged.dropBefore(this.#store.first);
    for (const [source, lists] of this.#sources) {
      const ids = this.#store.idsOf(source);
      lists.dropBefore(ids.length > 0 ? ids.at(0) : this.#store.end);
    }
  }

  #append(id: EntryId, entry: StoreEntry): void {
    const views = this.#of(entry.source);
    const record = isRecord(entry) ? entry : null;
    const merged = this.#hidden.has(entry.source) ? null : this.#merged;
    if (!this.#isAll) {
      views.shown.append(id);
      merged?.shown.append(id);
    }
    if (record === null) return;
    if (record.level !== null && severity(record.level) >= ALARM) {
      views.alarms.append(id);
      merged?.alarms.append(id);
    }
    if (this.#search?.(record)) {
      views.found.append(id);
      merged?.found.append(id);
    }
  }

  /**
   * Returns the list of one source, or with null the combined one. It stays current as long as the store
   * exists. If some sources are not visible, there is no combined list of all entries, and the one of visible
   * entries is returned.
   */
  view(source: SourceId | null, kind: ViewKind): IdSequence {
    if (source !== null && this.#visible !== null && !this.#visible(source)) return NO_IDS;
    const wanted = kind === 'shown' && this.#isAll ? 'all' : kind;
    if (wanted === 'all' && source !== null) return this.#store.idsOf(source);
    if (wanted === 'all') return this.#visible === null ? this.#store.ids : this.#merged.shown;
    return source === null ? this.#merged[wanted] : this.#of(source)[wanted];
  }

  /** Returns how many records of a source are in the store, and how many are shown, not counting markers. */
  records(source: SourceId): RecordCount {
    if (this.#visible !== null && !this.#visible(source)) return { held: 0, shown: 0 };
    const markers = this.#store.markersOf(source);
    const held = this.#store.idsOf(source).length - markers.length;
    if (this.#isAll) return { held, shown: held };
    const { shown } = this.#of(source);
    return { held, shown: shown.length - this.#markersIn(shown, markers) };
  }

  /** Returns how many of a source's markers are on its `shown` list, as far back as that goes. */
  #markersIn(shown: IdSequence, markers: IdSequence): number {
    if (shown.length === 0) return 0;
    let count = 0;
    for (let i = markers.lowerBound(shown.at(0)); i < markers.length; i++)
      if (this.#isShown(this.#store.get(markers.at(i))!)) count++;
    return count;
  }

  /** The oldest entries were removed from the store. */
  taken(entries: readonly TakenEntry[]): void {
    if (entries.length > 0) this.#dropGone();
  }

  /** These entries, all of one source, were dropped from the store. */
  dropped(source: SourceId, ids: readonly EntryId[]): void {
    this.#sources.delete(source);
    this.#merged.remove(ids);
  }

  /** Changes which sources are visible. */
  setVisible(visible: ((source: SourceId) => boolean) | null): void {
    this.#visible = visible;
    this.#restart(true);
  }

  /** Null shows everything; markers are shown by default. */
  setFilter(filter: RecordTest | null, markers: MarkerTest = anyMarker): void {
    this.#filter = filter;
    this.#markers = markers;
    this.#restart(true);
  }

  /** Excludes sources from the combined lists. */
  setHidden(hidden: ReadonlySet<SourceId>): void {
    this.#hidden = hidden;
    this.#restart(true);
  }

  /** Null finds nothing. */
  setSearch(search: RecordTest | null): void {
    this.#search = search;
    this.#restart(this.#scanFilter && this.scanning);
  }

  get scanning(): boolean {
    return this.#cursor >= this.#store.first;
  }

  /** How much of the scan is done: 0 to 1. */
  get progress(): number {
    const { ids } = this.#store;
    const total = ids.lowerBound(this.#scanTop + 1);
    return this.scanning && total > 0 ? 1 - ids.lowerBound(this.#cursor + 1) / total : 1;
  }

  /** Scans up to `count` older entries; returns false when all are done. */
  scan(count: number): boolean {
    const { ids } = this.#store;
    const from = ids.lowerBound(this.#cursor + 1) - 1;
    const last = Math.max(from - count, -1);
    for (let index = from; index > last; index--) {
      const id = ids.at(index);
      this.#scanEntry(id, this.#store.get(id)!);
    }
    this.#cursor = last < 0 ? this.#store.first - 1 : ids.at(last);
    return this.scanning;
  }

  #scanEntry(id: EntryId, entry: StoreEntry): void {
    if (this.#visible !== null && !this.#visible(entry.source)) return;
    if (!this.#isShown(entry)) return;
    const record = isRecord(entry) ? entry : null;
    const views = this.#of(entry.source);
    const merged = this.#hidden.has(entry.source) ? null : this.#merged;
    if (this.#scanFilter) {
      if (!this.#isAll) {
        views.shown.prepend(id);
        merged?.shown.prepend(id);
      }
      if (record !== null && record.level !== null && severity(record.level) >= ALARM) {
        views.alarms.prepend(id);
        merged?.alarms.prepend(id);
      }
    }
    if (record !== null && this.#search?.(record)) {
      views.found.prepend(id);
      merged?.found.prepend(id);
    }
  }

  /** True if all entries are shown, so that the store's own lists can be used. */
  get #isAll(): boolean {
    return this.#filter === null && this.#hidden.size === 0 && this.#visible === null;
  }

  #isShown(entry: StoreEntry): boolean {
    if (this.#filter === null) return true;
    return isRecord(entry) ? this.#filter(entry) : this.#markers(entry);
  }

  #restart(withFilter: boolean): void {
    for (const views of [this.#merged, ...this.#sources.values()]) {
      views.found.clear();
      if (!withFilter) continue;
      views.shown.clear();
      views.alarms.clear();
    }
    this.#scanFilter = withFilter;
    this.#scanTop = this.#store.end - 1;
    this.#cursor = this.#search === null && !withFilter ? this.#store.first - 1 : this.#scanTop;
  }

  #of(source: SourceId): Lists {
    let views = this.#sources.get(source);
    if (!views) {
      views = new Lists();
      this.#sources.set(source, views);
    }
    return views;
  }
}
