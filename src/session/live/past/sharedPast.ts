import { type Marker, momentOf, type SourceId } from '../../../core/record.ts';
import { isTorn } from '../../../core/records/torn.ts';
import {
  type EntryFacts,
  type EntryId,
  entryCost,
  isRecord,
  type StoreEntry,
} from '../../../core/store/entry.ts';
import type { IdSequence } from '../../../core/store/ids.ts';
import type { RecordStore, TakenEntry } from '../../../core/store/store.ts';
import type { Source } from '../../../core/target.ts';
import type { RemoteFilter, SourceControl } from '../contract.ts';
import { forAllLogs } from '../remoteFilter.ts';
import type { SessionState } from '../snapshot.ts';
import { BufferStarts } from './bufferStarts.ts';
import { LiveHistory, type TakenPlaces } from './history.ts';
import type { HistoryControl } from './historyControl.ts';
import type { PastChange } from './lanes.ts';

/**
 * Time limits for sorting the first lines, in milliseconds: how long no log may have delivered lines earlier than those
 * of others, and the maximum wait.
 */
const SETTLE_MS = 1500;
const MAX_SETTLE_MS = 15_000;
/** How old the lines of a log that is added later are if they are sorted among those of others, in milliseconds. */
const MIN_ADDED_AGE_MS = 10_000;

/** Number of records from which the form of a log's records is learned. */
const LEARNED_RECORDS = 50;

/** A user of a history. */
export interface HistoryListener {
  changed(moved: (id: EntryId) => EntryId | null, change: PastChange): void;
  failed(source: SourceId, error: unknown): void;
}

/** A history, its users, and its key. */
export interface SharedHistory {
  readonly history: LiveHistory;
  /** Number of lines to read initially from each log; null: older lines cannot be read. */
  readonly lines: number | null;
  /** Returns true if others use it too. */
  isShared(): boolean;
  /** Releases it. */
  release(): void;
}

interface Pooled {
  readonly history: LiveHistory;
  readonly listeners: Set<HistoryListener>;
  readonly lines: number | null;
}

export interface SharedPastOptions {
  readonly control: SourceControl;
  readonly bufferBytes: number;
  readonly store: RecordStore;
  readonly sourceOf: (id: SourceId) => Source | undefined;
  /** The sources that are open. */
  readonly sources: () => SessionState['sources'];
  /** When reading a source started, milliseconds since the epoch. */
  readonly openedAt: (id: SourceId) => number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Moves the entries before an id out of the buffer (`taken`). */
  readonly take: (before: EntryId) => void;
}

/**
 * The views' shared state about older lines of a hub's logs: where the buffer starts in each log, which entries were
 * moved out of it, and one history for all views with the same filter, so that nothing is read twice.
 */
export class SharedPast {
  readonly starts = new BufferStarts();
  readonly #options: SharedPastOptions;
  readonly #pool = new Map<string, Pooled>();
  #taken: readonly TakenEntry[] = [];
  /** Where the taken entries of each log start and end. */
  readonly #takenPlaces = new Map<SourceId, Omit<TakenPlaces, 'attached' | 'torn'>>();
  /** Logs with lines that left the buffer after entries were taken: those are not adjacent to it. */
  readonly #apart = new Set<SourceId>();
  /** Bytes of the first entry of logs whose reading started within a record. */
  readonly #torn = new Map<SourceId, number>();
  #settled = false;
  /**
   * When the last log was connected, and when a log last delivered lines earlier than those of others; null: not yet.
   */
  #reachedAt: number | null = null;
  #quietSince: number | null = null;
  /** The first id after which every buffered line is in order across logs. */
  #orderedFrom: EntryId = 0;
  /** Logs that had delivered nothing when the first lines were sorted, or were opened later. */
  #silent: ReadonlySet<SourceId> = new Set();
  /** Logs whose first lines were sorted. */
  #sorted: ReadonlySet<SourceId> = new Set();
  /** Logs that were opened after the first lines of others were sorted. */
  readonly #added = new Set<SourceId>();
  #nextOwn = 0;

  constructor(options: SharedPastOptions) {
    this.#options = options;
  }

  /** Returns the history for a filter; null: for the hub's own filter. `own`: a history that no other view shares. */
  acquire(filter: RemoteFilter | null, listener: HistoryListener, own = false): SharedHistory {
    const key = own ? `own ${this.#nextOwn++}` : filter === null ? '' : filterKey(filter);
    const pooled = this.#pool.get(key) ?? this.#make(filter);
    this.#pool.set(key, pooled);
    pooled.listeners.add(listener);
    return {
      history: pooled.history,
      lines: pooled.lines,
      isShared: () => pooled.listeners.size > 1,
      release: () => {
        pooled.listeners.delete(listener);
        if (pooled.listeners.size > 0) return;
        pooled.history.close();
        if (this.#pool.get(key) === pooled) this.#pool.delete(key);
      },
    };
  }

  bufferStart(source: SourceId) {
    const start = this.#options.control.history?.start(source) ?? null;
    return start === null || typeof start === 'string' ? null : this.starts.of(source, start);
  }

  evicted({ source, cost, moment }: EntryFacts): void {
    this.starts.left(source, cost, moment === null);
    if (this.#takenPlaces.has(source)) this.#apart.add(source);
    for (const { history } of this.#pool.values()) history.evicted(source);
  }

  marked(source: SourceId, marker: Marker): void {
    if (marker.kind === 'rotated' || marker.kind === 'truncated' || marker.kind === 'gap')
      this.starts.broken(source);
  }

  /** Expects existing lines of a log that was just opened: they are earlier than lines of others in the buffer. */
  opened(source: SourceId): void {
    if (!this.#settled) return;
    this.#silent = new Set([...this.#silent, source]);
    this.#added.add(source);
  }

  drop(source: SourceId): void {
    this.#silent = without(this.#silent, source);
    this.#sorted = without(this.#sorted, source);
    this.#added.delete(source);
    this.#taken = this.#taken.filter(({ entry }) => entry.source !== source);
    this.#takenPlaces.delete(source);
    this.#apart.delete(source);
    this.#torn.delete(source);
    for (const { history } of this.#pool.values()) history.drop(source);
  }

  /** Resets after the buffer was emptied: logs opened from now on start like the first ones. */
  emptied(): void {
    this.#unsettle();
    this.#orderedFrom = 0;
    this.#silent = new Set();
    this.#sorted = new Set();
    this.#added.clear();
    this.#taken = [];
    this.#takenPlaces.clear();
    this.#apart.clear();
    this.#torn.clear();
  }

  /** Detects existing lines that a log delivered after later ones of other logs: they have to be sorted. */
  appended(first: EntryId, entries: readonly StoreEntry[]): void {
    if (this.#settled && this.#silent.size === 0) return;
    for (const [i, entry] of entries.entries()) {
      const isSilent = this.#silent.has(entry.source);
      if (this.#settled && !isSilent) continue;
      if (isSilent && isRecord(entry)) this.#silent = without(this.#silent, entry.source);
      if (!this.#isSlow(entry)) continue;
      if (this.#settled) this.#unsettle();
      this.#quietSince = this.#options.now();
      this.#orderedFrom = first + i + 1;
    }
  }

  #unsettle(): void {
    this.#settled = false;
    this.#reachedAt = null;
    this.#quietSince = null;
  }

  /** Returns true for a line that existed when its log was opened, but arrived after later ones of other logs. */
  #isSlow(entry: StoreEntry): boolean {
    // A new file of a glob may contain some lines already: sorting everything again would cost more than it is worth.
    const ago = this.#settled && this.#added.has(entry.source) ? MIN_ADDED_AGE_MS : 0;
    return isRecord(entry) && entry.late && momentOf(entry) < this.#options.openedAt(entry.source) - ago;
  }

  /**
   * Called once all logs opened together have delivered their last lines. Returns the id before which entries
   * become older lines (`taken`): the entries up to the last one that is out of order, those that one log
   * wrote before another log's first line (they have to be ordered with that log's older lines), and the rest
   * of a record in which a log's reading started. Null: none.
   */
  settle(): EntryId | null {
    if (this.#settled) return null;
    const { store, now, control } = this.#options;
    const sources = this.#options.sources();
    const isBusy = sources.some(({ state: { kind } }) => kind === 'waiting' || kind === 'connecting');
    if (sources.length === 0 || isBusy || store.size === 0) return null;
    this.#reachedAt ??= now();
    this.#quietSince ??= now();
    const isLong = now() - this.#reachedAt >= MAX_SETTLE_MS;
    if (now() - this.#quietSince < SETTLE_MS && !isLong) return null;
    this.#settled = true;
    const ids = sources.map(({ source }) => ({ id: source.id, held: store.idsOf(source.id) }));
    const filled = ids.filter(({ held }) => held.length > 0);
    this.#silent = new Set(ids.filter(({ held }) => held.length === 0).map(({ id }) => id));
    const unread = filled.filter(({ id }) => !this.#sorted.has(id) && this.#isUnread(id));
    this.#sorted = new Set(filled.map(({ id }) => id));
    const firsts = unread.map(({ held }) => held.at(0));
    const from = Math.max(store.first, this.#orderedFrom, ...firsts);
    if (from === store.first) return null;
    const isPlaced = filled.every(({ id }) => (control.history?.start(id) ?? null) !== null);
    return isPlaced ? from : null;
  }

  /** Moves the rest of a record with which a log's reading started to the older lines: reading back completes it. */
  #takeTorn(): void {
    const { store, take } = this.#options;
    const ends = this.#options.sources().flatMap(({ source }) => {
      const held = store.idsOf(source.id);
      const isFirst = held.length > 0 && this.starts.isAtFirst(source.id) && this.#isUnread(source.id);
      if (!isFirst || !this.#startsTorn(source, held)) return [];
      return [held.at(0) + 1];
    });
    if (ends.length > 0) take(Math.max(...ends));
  }

  /** Returns true if the first entry of a log is the rest of a record, and notes its size. */
  #startsTorn(source: Source, held: IdSequence): boolean {
    const { store } = this.#options;
    const first = store.get(held.at(0))!;
    if (!isRecord(first) || first.time !== null) return false;
    const count = Math.min(held.length - 1, LEARNED_RECORDS);
    const next = Array.from({ length: count }, (_, i) => store.get(held.at(i + 1))!).filter(isRecord);
    if (!isTorn(source, first, next)) return false;
    this.#torn.set(source.id, first.text.length + 1);
    return true;
  }

  /** Stores entries moved from the buffer to the older lines. */
  taken(entries: readonly TakenEntry[]): void {
    const logs = new Set(entries.map(({ entry }) => entry.source));
    const firsts = new Map([...logs].map(source => [source, this.bufferStart(source)]));
    for (const { entry } of entries) this.starts.left(entry.source, entryCost(entry), !isRecord(entry));
    for (const [source, start] of firsts) {
      const first = this.#takenPlaces.get(source)?.first ?? start;
      this.#takenPlaces.set(source, { first, last: this.bufferStart(source) ?? start });
    }
    this.#taken = [...this.#taken, ...entries];
    for (const { history } of this.#pool.values())
      history.takeOver(entries, source => ({ ...this.#placesOf(source), first: firsts.get(source) ?? null }));
  }

  /** Restores entries taken from logs that cannot be read again to a history that dropped them. */
  putBack(history: LiveHistory): void {
    const { control } = this.#options;
    const lost = this.#taken.filter(({ entry }) => typeof control.history?.start(entry.source) === 'string');
    if (lost.length > 0) history.takeOver(lost, source => this.#placesOf(source));
  }

  #placesOf(source: SourceId): TakenPlaces {
    const places = this.#takenPlaces.get(source) ?? { first: null, last: null };
    return { ...places, attached: !this.#apart.has(source), torn: this.#torn.get(source) ?? 0 };
  }

  /** Returns true if the log has older lines but none have been read yet. */
  #isUnread(source: SourceId): boolean {
    const start = this.#options.control.history?.start(source) ?? null;
    if (start === null || typeof start === 'string') return false;
    return [...this.#pool.values()].every(({ history }) => history.edge(source)?.kind === 'older');
  }

  #make(filter: RemoteFilter | null): Pooled {
    const { control, bufferBytes, sourceOf } = this.#options;
    const own = control.history ?? null;
    const reading = filter === null ? own : (control.historyFor?.(filter) ?? own);
    const listeners = new Set<HistoryListener>();
    const history = new LiveHistory({
      control: reading ?? NO_HISTORY,
      bytes: () => bufferBytes / 2 / Math.max(1, this.#pool.size),
      sourceOf,
      bufferStart: source => this.bufferStart(source),
      readsFirst: () => this.#takeTorn(),
      changed: (moved, change) => {
        for (const listener of listeners) listener.changed(moved, change);
      },
      failed: (source, error) => {
        for (const listener of listeners) listener.failed(source, error);
      },
    });
    if (this.#taken.length > 0) history.takeOver(this.#taken, source => this.#placesOf(source));
    return { history, listeners, lines: reading?.lines ?? null };
  }
}

const without = (set: ReadonlySet<SourceId>, source: SourceId): ReadonlySet<SourceId> =>
  set.has(source) ? new Set([...set].filter(other => other !== source)) : set;

/** Returns the same key for filters that pass the same records. */
const filterKey = ({ filters, level, ignoreCase }: RemoteFilter): string => {
  const words = forAllLogs(filters)
    .filter(one => one.enabled)
    .map(({ pattern, negate }) => [pattern, negate]);
  return JSON.stringify([words, level, words.length > 0 && ignoreCase]);
};

const NO_HISTORY: HistoryControl = {
  lines: 0,
  start: () => null,
  back: () => Promise.reject(new Error('there are no older lines to read')),
  forth: () => Promise.reject(new Error('there are no older lines to read')),
  around: () => Promise.resolve(null),
  aroundTime: () => Promise.resolve(null),
  locate: () => Promise.resolve(null),
};
