import { severity } from './level.ts';
import type { LogRecord, SourceId } from './record.ts';
import { type EntryId, isRecord, type RecordStore, type StoreEntry } from './store.ts';
import { AllIds, IdList, type IdSequence } from './storeIds.ts';

/**
 * `all`: everything held; `shown`: what the filter lets through (and every marker); `found`: what the search matches of
 * it; `alarms`: its records of level error and worse.
 */
export type ViewKind = 'all' | 'shown' | 'found' | 'alarms';

export type RecordTest = (record: LogRecord) => boolean;

class SourceViews {
  readonly all = new IdList();
  readonly shown = new IdList();
  readonly found = new IdList();
  readonly alarms = new IdList();

  dropFirst(id: EntryId): void {
    this.all.dropFirst(id);
    this.shown.dropFirst(id);
    this.found.dropFirst(id);
    this.alarms.dropFirst(id);
  }
}

const ALARM = severity('error');

/**
 * The lists that panes read, per source and over all sources, kept up to date as entries come and go. A change of filter or
 * search empties the lists concerned and fills them again from the newest entry back, as far as `scan` is given time.
 */
export class StoreViews {
  readonly #store: RecordStore;
  readonly #everything: IdSequence;
  readonly #sources = new Map<SourceId, SourceViews>();
  /** Lists over all sources; its `all` stays empty until a source is dropped, as `#everything` stands for it. */
  readonly #merged = new SourceViews();
  readonly #dropped = new Set<SourceId>();
  #filter: RecordTest | null = null;
  #search: RecordTest | null = null;
  /** The next id to look at, downwards; below the store's first: done. */
  #cursor = -1;
  #scanTop = -1;
  #scanFilter = false;

  /** Takes over the store's evictions; `onEvict` is told of them in turn. */
  constructor(store: RecordStore, onEvict: (entry: StoreEntry) => void = () => {}) {
    this.#store = store;
    this.#everything = new AllIds(store);
    store.onEvict = (id, entry) => {
      if (this.#dropped.has(entry.source)) return;
      this.#sources.get(entry.source)?.dropFirst(id);
      this.#merged.dropFirst(id);
      onEvict(entry);
    };
  }

  /** Appends to the store and to every list that wants the entry. */
  append(entry: StoreEntry): EntryId {
    const id = this.#store.append(entry);
    const views = this.#of(entry.source);
    views.all.append(id);
    if (this.#dropped.size > 0) this.#merged.all.append(id);
    const record = isRecord(entry) ? entry : null;
    const shown = record === null || this.#filter === null || this.#filter(record);
    if (!shown) return id;
    if (this.#filter) {
      views.shown.append(id);
      this.#merged.shown.append(id);
    }
    if (record === null) return id;
    if (record.level !== null && severity(record.level) >= ALARM) {
      views.alarms.append(id);
      this.#merged.alarms.append(id);
    }
    if (this.#search?.(record)) {
      views.found.append(id);
      this.#merged.found.append(id);
    }
    return id;
  }

  /** One source's list, or with null that over all sources. It stays current as long as the store lives. */
  view(source: SourceId | null, kind: ViewKind): IdSequence {
    const wanted = kind === 'shown' && this.#filter === null ? 'all' : kind;
    if (source === null && wanted === 'all' && this.#dropped.size === 0) return this.#everything;
    if (source === null) return this.#merged[wanted];
    return this.#of(source)[wanted];
  }

  /** Takes a source's entries out of all lists, for good; those held go on leaving the store in their turn, untold. */
  drop(source: SourceId): void {
    this.#dropped.add(source);
    this.#sources.delete(source);
    this.#restart(true);
  }

  /** Null shows everything. */
  setFilter(filter: RecordTest | null): void {
    this.#filter = filter;
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
    const total = this.#scanTop - this.#store.first + 1;
    return this.scanning && total > 0 ? (this.#scanTop - this.#cursor) / total : 1;
  }

  /** Looks at up to `count` older entries; false when all are done. */
  scan(count: number): boolean {
    const last = Math.max(this.#cursor - count, this.#store.first - 1);
    for (let id = this.#cursor; id > last; id--) this.#scanEntry(id, this.#store.get(id)!);
    this.#cursor = last;
    return this.scanning;
  }

  #scanEntry(id: EntryId, entry: StoreEntry): void {
    if (this.#dropped.has(entry.source)) return;
    if (this.#scanFilter && this.#dropped.size > 0) this.#merged.all.prepend(id);
    const record = isRecord(entry) ? entry : null;
    if (record !== null && this.#filter !== null && !this.#filter(record)) return;
    const views = this.#of(entry.source);
    if (this.#scanFilter) {
      if (this.#filter) {
        views.shown.prepend(id);
        this.#merged.shown.prepend(id);
      }
      if (record !== null && record.level !== null && severity(record.level) >= ALARM) {
        views.alarms.prepend(id);
        this.#merged.alarms.prepend(id);
      }
    }
    if (record !== null && this.#search?.(record)) {
      views.found.prepend(id);
      this.#merged.found.prepend(id);
    }
  }

  #restart(withFilter: boolean): void {
    for (const views of [this.#merged, ...this.#sources.values()]) {
      views.found.clear();
      if (!withFilter) continue;
      views.shown.clear();
      views.alarms.clear();
      if (views === this.#merged) views.all.clear();
    }
    this.#scanFilter = withFilter;
    this.#scanTop = this.#store.end - 1;
    this.#cursor = this.#search === null && !withFilter ? this.#store.first - 1 : this.#scanTop;
  }

  #of(source: SourceId): SourceViews {
    let views = this.#sources.get(source);
    if (!views) {
      views = new SourceViews();
      this.#sources.set(source, views);
    }
    return views;
  }
}
