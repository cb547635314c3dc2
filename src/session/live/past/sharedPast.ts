import type { Marker, SourceId } from '../../../core/record.ts';
import { type EntryFacts, type EntryId, entryCost, isRecord } from '../../../core/store/entry.ts';
import type { RecordStore, TakenEntry } from '../../../core/store/store.ts';
import type { Source } from '../../../core/target.ts';
import type { RemoteFilter, SourceControl } from '../contract.ts';
import { forAllLogs } from '../remoteFilter.ts';
import type { SessionState } from '../snapshot.ts';
import { BufferStarts } from './bufferStarts.ts';
import { type HistoryControl, LiveHistory, type PastChange } from './history.ts';

/** How long after the last log was reached its first lines may take to arrive in order, in milliseconds. */
const SETTLE_MS = 1500;

/** Uses a history. */
export interface HistoryListener {
  changed(moved: (id: EntryId) => EntryId | null, change: PastChange): void;
  failed(source: SourceId, error: unknown): void;
}

/** A history, its users, and its key. */
export interface SharedHistory {
  readonly history: LiveHistory;
  /** Number of lines to read of each log at first; null: older lines cannot be read. */
  readonly lines: number | null;
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
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * What views share about older lines of a hub's logs: where the buffer starts in each log, what was moved out
 * of it, and one history for all views with the same filter, so that nothing is read twice.
 */
export class SharedPast {
  readonly starts = new BufferStarts();
  readonly #options: SharedPastOptions;
  readonly #pool = new Map<string, Pooled>();
  #taken: readonly TakenEntry[] = [];
  #settled = false;
  #quietSince: number | null = null;
  #nextOwn = 0;

  constructor(options: SharedPastOptions) {
    this.#options = options;
  }

  /**
   * Returns the history for a filter; null: for the hub's own filter. `own`: one that no other view shares.
   */
  acquire(filter: RemoteFilter | null, listener: HistoryListener, own = false): SharedHistory {
    const key = own ? `own ${this.#nextOwn++}` : filter === null ? '' : filterKey(filter);
    const pooled = this.#pool.get(key) ?? this.#make(filter);
    this.#pool.set(key, pooled);
    pooled.listeners.add(listener);
    return {
      history: pooled.history,
      lines: pooled.lines,
      release: () => {
        pooled.listeners.delete(listener);
        if (pooled.listeners.size === 0 && this.#pool.get(key) === pooled) this.#pool.delete(key);
      },
    };
  }

  bufferStart(source: SourceId) {
    const start = this.#options.control.history?.start(source) ?? null;
    return start === null || typeof start === 'string' ? null : this.starts.of(source, start);
  }

  evicted({ source, cost, moment }: EntryFacts): void {
    this.starts.left(source, cost, moment === null);
    for (const { history } of this.#pool.values()) history.evicted(source);
  }

  marked(source: SourceId, marker: Marker): void {
    if (marker.kind === 'rotated' || marker.kind === 'truncated' || marker.kind === 'gap')
      this.starts.broken(source);
  }

  drop(source: SourceId): void {
    this.#taken = this.#taken.filter(({ entry }) => entry.source !== source);
    for (const { history } of this.#pool.values()) history.drop(source);
  }

  /** Resets after the buffer was emptied: logs opened from now on start like the first ones. */
  emptied(): void {
    this.#settled = false;
    this.#quietSince = null;
    this.#taken = [];
  }

  /**
   * Called once all logs opened together have delivered their last lines. Returns the id before which entries
   * become older lines (`taken`): one log wrote them before another log's first line, so they have to be
   * ordered with that log's older lines. Null: none.
   */
  settle(): EntryId | null {
    if (this.#settled) return null;
    const { store, now, control } = this.#options;
    const sources = this.#options.sources();
    const isBusy = sources.some(({ state: { kind } }) => kind === 'waiting' || kind === 'connecting');
    if (sources.length === 0 || isBusy || store.size === 0) return null;
    this.#quietSince ??= now();
    if (now() - this.#quietSince < SETTLE_MS) return null;
    this.#settled = true;
    const firsts = sources.flatMap(({ source }) => {
      const ids = store.idsOf(source.id);
      return this.#isUnread(source.id) && ids.length > 0 ? [ids.at(0)] : [];
    });
    const from = Math.max(store.first, ...firsts);
    if (from === store.first) return null;
    const readable = sources.every(({ source }) => typeof control.history?.start(source.id) === 'object');
    return readable ? from : null;
  }

  /** Takes entries moved from the store to the older lines. */
  taken(entries: readonly TakenEntry[]): void {
    for (const { entry } of entries) this.starts.left(entry.source, entryCost(entry), !isRecord(entry));
    this.#taken = entries;
    for (const { history } of this.#pool.values()) history.takeOver(entries);
  }

  /** Returns true if the log has older lines but none were read so far. */
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
      changed: (moved, change) => {
        for (const listener of listeners) listener.changed(moved, change);
      },
      failed: (source, error) => {
        for (const listener of listeners) listener.failed(source, error);
      },
    });
    if (this.#taken.length > 0) history.takeOver(this.#taken);
    return { history, listeners, lines: reading?.lines ?? null };
  }
}

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
  locate: () => Promise.resolve(null),
};
