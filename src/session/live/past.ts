import { severity } from '../../core/level.ts';
import type { LogRecord, Marker, SourceId } from '../../core/record.ts';
import { type EntryFacts, type EntryId, entryCost, isRecord } from '../../core/store/entry.ts';
import { entryMoment, type PastEdge } from '../../core/store/past.ts';
import type { RecordStore } from '../../core/store/store.ts';
import type { Timeline } from '../../core/store/timeline.ts';
import type { MarkerTest, RecordTest, StoreViews } from '../../core/store/views.ts';
import type { Source } from '../../core/target.ts';
import type { SessionAction } from './actions.ts';
import { BufferStarts } from './bufferStarts.ts';
import { type HistoryControl, LiveHistory, type PastChange } from './history.ts';
import { PastViews } from './pastViews.ts';
import type { MovedListener, RecordAccess } from './recordAccess.ts';
import type { SessionState, TimeSpan, ToastTone } from './snapshot.ts';

/** Lines of one page; with many logs each reads fewer. */
const PAGE_LINES = 1000;
const MIN_PAGE_LINES = 200;
/** Lines before and after a record whose surroundings are read. */
const AROUND_LINES = 50;

/** How long after the last log was reached its first lines may take to be in order. Milliseconds. */
const SETTLE_MS = 1500;

type ReadAction = Extract<
  SessionAction,
  { type: 'readOlder' | 'readOn' | 'readAt' | 'readAround' | 'leaveAround' }
>;
export interface PastOptions {
  readonly control: HistoryControl | null;
  readonly bufferBytes: number;
  readonly store: RecordStore;
  readonly views: StoreViews;
  readonly sourceOf: (id: SourceId) => Source | undefined;
  readonly state: () => SessionState;
  readonly changed: () => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly notify: (tone: ToastTone, text: string) => void;
}

/** The past of a session's logs: read when asked for, and shown before what is buffered. */
export interface Past {
  access(timeline: Timeline): RecordAccess;
  setFilter(filter: RecordTest | null, markers?: MarkerTest): void;
  setSearch(search: RecordTest | null): void;
  setHidden(hidden: ReadonlySet<SourceId>): void;
  /** Other filters are in force. */
  refilter(before: SessionState, now: SessionState): void;
  read(action: ReadAction): void;
  /** Reads back, with a filter, until as many lines are there as are read at first. */
  fill(): void;
  evicted(facts: EntryFacts): void;
  marked(source: SourceId, marker: Marker): void;
  drop(source: SourceId): void;
}

export const createPast = (options: PastOptions): Past => new SessionPast(options);

class SessionPast implements Past {
  readonly #options: PastOptions;
  readonly #history: LiveHistory;
  readonly #views: PastViews;
  readonly #starts = new BufferStarts();
  readonly #listeners = new Set<MovedListener>();
  /** Logs that were read back by themselves since the filters changed. */
  readonly #filled = new Set<SourceId>();
  #settled = false;
  #quietSince: number | null = null;

  constructor(options: PastOptions) {
    this.#options = options;
    if (options.state().filters.length > 0) this.#starts.refiltered();
    const { control, store, views, sourceOf, state } = options;
    this.#history = new LiveHistory({
      control: control ?? NO_HISTORY,
      bytes: options.bufferBytes / 2,
      sourceOf,
      bufferStart: source => this.#bufferStart(source),
      changed: (moved, change) => this.#moved(moved, change),
      failed: (source, error) => {
        const target = sourceOf(source);
        const name = target ? `${target.host.name} ${target.log}` : 'a log';
        options.notify('error', `${name}: its past could not be read: ${errorText(error)}`);
      },
    });
    this.#views = new PastViews({
      history: this.#history,
      buffered: views,
      get: id => store.get(id),
      sourceOf,
      openSources: () => this.#open(),
      range: () => state().range,
      canReadOn: source => this.#bufferStart(source) !== null,
    });
  }

  access(timeline: Timeline): RecordAccess {
    const { store, sourceOf } = this.#options;
    const history = this.#history;
    const views = this.#views;
    const listeners = this.#listeners;
    return {
      get: id => (id >= 0 && Number.isInteger(id) ? store.get(id) : views.get(id)),
      get first() {
        return history.entries.length > 0 ? -history.entries.length : store.first;
      },
      get end() {
        return store.end;
      },
      view: (source, kind) => views.view(source, kind),
      rows: (source, kind) => views.rows(source, kind),
      edge: source => views.edge(source)?.edge ?? null,
      isComplete: (source, span) => this.#isComplete(source, span),
      onMoved(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      timeline,
      source: sourceOf,
    };
  }

  setFilter(filter: RecordTest | null, markers?: MarkerTest): void {
    this.#views.setFilter(filter, markers);
  }

  setSearch(search: RecordTest | null): void {
    this.#views.setSearch(search);
  }

  setHidden(hidden: ReadonlySet<SourceId>): void {
    this.#views.setHidden(hidden);
  }

  refilter(before: SessionState, now: SessionState): void {
    const { views } = this.#options;
    this.#starts.refiltered();
    this.#filled.clear();
    if (isNarrower(before, now)) return;
    this.#history.forget();
    // What the hosts filtered out until now is missing before this place.
    const names = filterWords(before);
    if (names === '' || !this.#options.control) return;
    for (const source of this.#open()) {
      if (views.view(source, 'all').length === 0) continue;
      const text = `until here only what ${names} let through has come since it was set; R reads the rest`;
      views.append({ source, marker: { kind: 'notice', at: Date.now(), text } });
    }
  }

  read(action: ReadAction): void {
    switch (action.type) {
      case 'readOlder':
        for (const source of this.#asked(action.source)) this.#history.readOlder(source, this.#pageLines);
        break;
      case 'readOn':
        for (const source of this.#asked(action.source)) this.#history.readOn(source, this.#pageLines);
        break;
      case 'readAt':
        for (const source of action.sources) this.#readAt(source, action.moment);
        break;
      case 'readAround':
        this.#readAround(action.id);
        break;
      case 'leaveAround':
        this.#leaveAround(action.id);
    }
  }

  fill(): void {
    this.#settle();
    const { control, state, views } = this.#options;
    const { filters, level, range, sources } = state();
    if (!control || range !== null) return;
    if (level === null && !filters.some(filter => filter.enabled)) return;
    if (views.scanning) return;
    for (const { source, state: now } of sources) {
      if (now.kind !== 'live' || this.#filled.has(source.id)) continue;
      const shown = this.#views.view(source.id, 'shown').length;
      if (shown >= control.lines) continue;
      if (this.#history.readOlder(source.id, control.lines - shown, 'some')) this.#filled.add(source.id);
    }
  }

  /**
   * Once the logs that were opened together have shown their last lines: what one wrote before the first line that is there of another goes to
   * the past, where it is in order with what is read of that.
   */
  #settle(): void {
    if (this.#settled) return;
    const { store, views, state, now } = this.#options;
    const { sources } = state();
    const isBusy = sources.some(({ state: { kind } }) => kind === 'waiting' || kind === 'connecting');
    if (sources.length === 0 || isBusy || store.size === 0) return;
    this.#quietSince ??= now();
    if (now() - this.#quietSince < SETTLE_MS) return;
    this.#settled = true;
    const firsts = sources.flatMap(({ source }) => {
      const ids = views.view(source.id, 'all');
      return this.#history.edge(source.id)?.kind === 'older' && ids.length > 0 ? [ids.at(0)] : [];
    });
    const from = Math.max(store.first, ...firsts);
    if (from === store.first) return;
    const readable = sources.every(
      ({ source }) => typeof this.#options.control?.start(source.id) === 'object',
    );
    if (!readable) return;
    const taken = views.takeBefore(from);
    for (const { entry } of taken) this.#starts.left(entry.source, entryCost(entry), !isRecord(entry));
    this.#history.takeOver(taken);
  }

  evicted({ source, cost, moment }: EntryFacts): void {
    this.#starts.left(source, cost, moment === null);
    this.#history.evicted(source);
  }

  marked(source: SourceId, marker: Marker): void {
    if (marker.kind === 'rotated' || marker.kind === 'truncated' || marker.kind === 'gap')
      this.#starts.broken(source);
  }

  drop(source: SourceId): void {
    this.#history.drop(source);
    this.#views.changed({ kind: 'any' });
  }

  get #pageLines(): number {
    return Math.max(MIN_PAGE_LINES, Math.floor(PAGE_LINES / Math.max(1, this.#open().length / 4)));
  }

  #open(): readonly SourceId[] {
    return this.#options.state().sources.map(({ source }) => source.id);
  }

  #asked(source: SourceId | null): readonly SourceId[] {
    return source === null ? this.#open() : [source];
  }

  #bufferStart(source: SourceId) {
    const start = this.#options.control?.start(source) ?? null;
    return start === null || typeof start === 'string' ? null : this.#starts.of(source, start);
  }

  #moved(moved: (id: EntryId) => EntryId | null, change: PastChange): void {
    this.#views.changed(change);
    for (const listener of this.#listeners) listener(moved, null);
    this.#options.changed();
  }

  /** When the first entry of a log was written that is there; null: none is. */
  #firstMoment(source: SourceId): number | null {
    const ids = this.#views.view(source, 'all');
    for (let i = 0; i < ids.length; i++) {
      const id = ids.at(i);
      const entry = id < 0 ? this.#history.get(id) : this.#options.store.get(id);
      if (entry && isRecord(entry)) return entryMoment(entry);
    }
    return null;
  }

  #isComplete(source: SourceId | null, { from, to }: TimeSpan): boolean {
    return this.#asked(source).every(id => {
      const edge = this.#history.edge(id);
      if (edge === null) return true;
      const lane = this.#history.lanes.get(id);
      const first = this.#firstMoment(id);
      const reaches =
        edge.kind === 'start' || edge.kind === 'unreadable' || (first !== null && first <= from);
      if (!lane || lane.attached) return reaches;
      const last = lane.entries.at(-1);
      return reaches && last !== undefined && entryMoment(last) >= to;
    });
  }

  #readAt(source: SourceId, moment: number): void {
    const edge: PastEdge | null = this.#history.edge(source);
    const first = this.#firstMoment(source);
    if (edge?.kind !== 'older' || (first !== null && first <= moment)) return;
    void this.#history.readAt(source, moment, this.#pageLines);
  }

  #recordOf(id: EntryId): LogRecord | null {
    const entry = id < 0 ? this.#history.get(id) : this.#options.store.get(id);
    return entry && isRecord(entry) ? entry : null;
  }

  #leaveAround(id: EntryId): void {
    const record = this.#recordOf(id);
    if (!record) return;
    const found = this.#history.putBack(record.source, record);
    // What was not of the past is in the buffer still.
    const buffered = (): EntryId | null => {
      const ids = this.#options.views.view(record.source, 'all');
      for (let i = 0; i < ids.length; i++)
        if (this.#recordOf(ids.at(i))?.text === record.text) return ids.at(i);
      return null;
    };
    const there = found ?? buffered();
    if (there === null) return;
    for (const listener of this.#listeners) listener(other => other, { asked: id, id: there });
    this.#options.changed();
  }

  #readAround(id: EntryId): void {
    const entry = this.#recordOf(id);
    if (!entry) return;
    void this.#history.readAround(entry.source, entry, AROUND_LINES).then(found => {
      if (found === null) {
        this.#options.notify('warn', 'Its place in the file was not found: only what is buffered is shown');
        return;
      }
      for (const listener of this.#listeners) listener(other => other, { asked: id, id: found });
      this.#options.changed();
    });
  }
}

const NO_HISTORY: HistoryControl = {
  lines: 0,
  start: () => null,
  back: () => Promise.reject(new Error('there is no past to be read')),
  forth: () => Promise.reject(new Error('there is no past to be read')),
  around: () => Promise.resolve(null),
  locate: () => Promise.resolve(null),
};

type Filtering = Pick<SessionState, 'filters' | 'level' | 'ignoreCase'>;

const wordsOf = ({ filters }: Filtering): string[] =>
  filters.filter(one => one.enabled).map(({ pattern, negate }) => `${negate ? '!' : '&'}${pattern}`);

/** The filters that the hosts apply, as the screen writes them; empty: none. */
const filterWords = (filtering: Filtering): string => wordsOf(filtering).join(' ');

/** Whether all that passes now passed before. */
const isNarrower = (before: Filtering, now: Filtering): boolean => {
  const words = new Set(wordsOf(now));
  const least = (one: Filtering): number => (one.level === null ? -1 : severity(one.level));
  return (
    before.ignoreCase === now.ignoreCase &&
    least(now) >= least(before) &&
    wordsOf(before).every(word => words.has(word))
  );
};

const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));
