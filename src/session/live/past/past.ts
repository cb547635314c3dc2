import { severity } from '../../../core/level.ts';
import { type LogRecord, momentOf, type SourceId } from '../../../core/record.ts';
import { type EntryId, isRecord } from '../../../core/store/entry.ts';
import { entryMoment, type PastEdge } from '../../../core/store/past.ts';
import type { RecordStore } from '../../../core/store/store.ts';
import type { TimeCounts } from '../../../core/store/timeline.ts';
import type { MarkerTest, RecordTest, StoreViews } from '../../../core/store/views.ts';
import type { Source } from '../../../core/target.ts';
import type { SessionAction } from '../actions.ts';
import type { MovedListener, RecordAccess } from '../recordAccess.ts';
import { forAllLogs } from '../remoteFilter.ts';
import type { SessionState, TimeSpan, ToastTone } from '../snapshot.ts';
import type { LiveHistory } from './history.ts';
import { startsBy } from './laneState.ts';
import type { PastChange } from './lanes.ts';
import { PastViews } from './pastViews.ts';
import type { HistoryListener, SharedHistory, SharedPast } from './sharedPast.ts';

/** Lines per page; with many logs, each reads fewer. */
const PAGE_LINES = 1000;
const MIN_PAGE_LINES = 200;
/** Lines of context to read before and after a record. */
const AROUND_LINES = 50;

/** Number of automatic reads after a range of older lines, and bytes to search in each. */
const MAX_FILL_READS = 8;
const FILL_BYTES = 256 * 1024 * 1024;

type ReadAction = Extract<
  SessionAction,
  {
    type: 'readOlder' | 'stopReading' | 'readOn' | 'readAt' | 'readAround' | 'leaveAround' | 'dropDetached';
  }
>;
export interface PastOptions {
  readonly shared: SharedPast;
  /**
   * True if the hosts use this view's filters for all lines; otherwise they apply them only when reading this view's
   * older lines.
   */
  readonly owner: boolean;
  readonly store: RecordStore;
  readonly views: StoreViews;
  readonly sourceOf: (id: SourceId) => Source | undefined;
  /** Returns true if this viewer has the source. */
  readonly visible: (source: SourceId) => boolean;
  readonly state: () => SessionState;
  readonly changed: () => void;
  readonly notify: (tone: ToastTone, text: string) => void;
}

/** The older lines in one view: read on demand, and shown before the buffer. */
export interface Past {
  access(timeline: TimeCounts): RecordAccess;
  setFilter(filter: RecordTest | null, markers?: MarkerTest): void;
  setSearch(search: RecordTest | null): void;
  setHidden(hidden: ReadonlySet<SourceId>): void;
  /** The filters changed. */
  refilter(before: SessionState, now: SessionState): void;
  read(action: ReadAction): void;
  /** The logs are read again. */
  reread(): void;
  /** With a filter, reads older lines until there are as many as were to be read initially. */
  fill(): void;
  /** A source was dropped, or the set of visible sources changed. */
  reshaped(): void;
  /** Releases what is shared. */
  close(): void;
}

export const createPast = (options: PastOptions): Past => new SessionPast(options);

class SessionPast implements Past {
  readonly #options: PastOptions;
  readonly #listener: HistoryListener;
  readonly #views: PastViews;
  readonly #listeners = new Set<MovedListener>();
  /** Logs whose older lines were read automatically since the filters changed. */
  readonly #filled = new Set<SourceId>();
  /** The same for lines after a range that does not adjoin the buffer: the number of reads. */
  readonly #filledForth = new Map<SourceId, number>();
  /** Times requested of logs whose place in their file is not known yet. */
  readonly #awaited = new Map<SourceId, number>();
  /** The number of the latest context: what was read for an earlier one is not reported any more. */
  #context = 0;
  #own: SharedHistory;
  /** True if the history belongs to this view alone. */
  #isApart = false;
  #isClosed = false;

  constructor(options: PastOptions) {
    this.#options = options;
    const { shared, store, views, sourceOf, state, owner, visible } = options;
    this.#listener = {
      changed: (moved, change) => this.#moved(moved, change),
      failed: (source, error) => {
        if (!visible(source)) return;
        const target = sourceOf(source);
        const name = target ? `${target.host.name} ${target.log}` : 'a log';
        options.notify('error', `${name}: older lines could not be read: ${errorText(error)}`);
      },
    };
    this.#own = shared.acquire(owner ? null : state(), this.#listener);
    this.#views = new PastViews({
      history: () => this.#history,
      buffered: views,
      get: id => store.get(id),
      sourceOf,
      openSources: () => this.#open(),
      visible,
      range: () => state().range,
      isRangeRead: source => {
        const { range } = state();
        return range !== null && this.#isComplete(source, range);
      },
      canReadOn: source => shared.bufferStart(source) !== null,
    });
  }

  get #history(): LiveHistory {
    return this.#own.history;
  }

  access(timeline: TimeCounts): RecordAccess {
    const { store, sourceOf, visible } = this.#options;
    const history = (): LiveHistory => this.#history;
    const views = this.#views;
    const listeners = this.#listeners;
    return {
      get: id => {
        const entry = id >= 0 && Number.isInteger(id) ? store.get(id) : views.get(id);
        return entry !== undefined && visible(entry.source) ? entry : undefined;
      },
      get first() {
        const { length } = history().entries;
        return length > 0 ? -length : store.first;
      },
      get end() {
        return store.end;
      },
      get buffered() {
        return store.first;
      },
      view: (source, kind) => views.view(source, kind),
      rows: (source, kind) => views.rows(source, kind),
      records: source => views.records(source),
      edge: source => views.edge(source)?.edge ?? null,
      edgeLogs: source => views.edge(source)?.logs ?? [],
      gap: source => views.gap(source),
      hasReadOlder: source => history().hasReadOlder(source),
      isComplete: (source, span) => this.#isComplete(source, span),
      onMoved(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      timeline,
      source: id => (visible(id) ? sourceOf(id) : undefined),
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
    this.#context++;
    this.#filled.clear();
    this.#filledForth.clear();
    if (!this.#options.owner) {
      this.#readWith(now, isNarrower(before, now));
      return;
    }
    const { shared, store } = this.#options;
    shared.starts.refiltered();
    if (isNarrower(before, now)) return;
    this.#history.forget();
    shared.putBack(this.#history);
    // Lines that the hosts filtered out are missing before this place.
    const names = filterWords(before);
    if (names === '' || this.#own.lines === null) return;
    const text = `up to here, only lines that pass ${names} were read since it was set; press R to read the rest`;
    this.#views.divide(store.end, text);
  }

  /** Switches to a separate history, so that lines read by other views with the same filter stay unchanged. */
  #readApart(): void {
    if (this.#options.owner || this.#isApart) return;
    const before = this.#own;
    this.#own = this.#options.shared.acquire(this.#options.state(), this.#listener, true);
    this.#isApart = true;
    this.#history.adopt(before.history);
    before.release();
  }

  /** Switches to another filter for older lines. What was read with a wider one can be reused. */
  #readWith(filter: SessionState, narrower: boolean): void {
    const before = this.#own;
    this.#own = this.#options.shared.acquire(filter, this.#listener);
    this.#isApart = false;
    const { history } = this.#own;
    if (history !== before.history && narrower && history.lanes.size === 0) history.adopt(before.history);
    else if (history !== before.history) this.#moved(id => (id < 0 ? null : id), { kind: 'any' });
    // The same history is still in use; it is released once, when the view is closed.
    if (history !== before.history) before.release();
  }

  read(action: ReadAction): void {
    switch (action.type) {
      case 'readOlder':
        for (const source of this.#asked(action.source))
          this.#history.readOlder(source, this.#pageLines, action.whole ? 'all' : 'much');
        break;
      case 'stopReading':
        // Others read the same.
        if (this.#own.isShared()) break;
        for (const source of this.#asked(action.source)) this.#history.stop(source);
        break;
      case 'readOn':
        for (const source of this.#asked(action.source)) this.#history.readOn(source, this.#pageLines);
        break;
      case 'readAt':
        this.#filledForth.clear();
        this.#readApart();
        for (const source of action.sources) this.#readAt(source, action.moment);
        break;
      case 'readAround':
        this.#readApart();
        this.#readAround(action.id, action.others);
        break;
      case 'leaveAround':
        this.#leaveAround(action.id);
        break;
      case 'dropDetached':
        this.#readApart();
        this.#history.dropDetached();
    }
  }

  reread(): void {
    this.#views.undivide();
  }

  fill(): void {
    for (const [source, moment] of this.#awaited) {
      if (this.#open().includes(source)) this.#readAt(source, moment);
      else this.#awaited.delete(source);
    }
    const { state, views } = this.#options;
    const { filters, level, range, sources } = state();
    const { lines } = this.#own;
    if (lines === null || views.scanning || this.#isClosed) return;
    const isFiltered = level !== null || filters.some(filter => filter.enabled);
    if (range === null && !isFiltered) return;
    for (const { source, state: now } of sources) {
      if (now.kind !== 'live') continue;
      const { shown } = this.#views.records(source.id);
      if (this.#isDetached(source.id)) this.#fillForth(source.id, range, this.#pageLines - shown);
      else if (range === null && shown < lines && !this.#filled.has(source.id)) {
        if (this.#history.readOlder(source.id, lines - shown, 'some')) this.#filled.add(source.id);
      }
    }
  }

  #isDetached(source: SourceId): boolean {
    const lane = this.#history.lanes.get(source);
    return lane !== undefined && !lane.attached && lane.pages.length > 0;
  }

  /**
   * Reads on after older lines that do not adjoin the buffer, until there are so many lines or the end of the time range
   * is reached: what a filter or a range leaves of them may be little.
   */
  #fillForth(source: SourceId, range: TimeSpan | null, lines: number): void {
    const reads = this.#filledForth.get(source) ?? 0;
    if (lines <= 0 || reads >= MAX_FILL_READS) return;
    const last = this.#history.lanes.get(source)?.entries.at(-1);
    if (range !== null && last !== undefined && entryMoment(last) >= range.to) return;
    if (this.#history.readOn(source, this.#pageLines, FILL_BYTES)) this.#filledForth.set(source, reads + 1);
  }

  reshaped(): void {
    this.#views.changed({ kind: 'any' });
  }

  close(): void {
    this.#isClosed = true;
    this.#own.release();
  }

  get #pageLines(): number {
    return Math.max(MIN_PAGE_LINES, Math.floor(PAGE_LINES / Math.max(1, this.#open().length / 4)));
  }

  #open(): readonly SourceId[] {
    return this.#options.state().sources.map(({ source }) => source.id);
  }

  /** Returns the log, or all logs of the merged view (null). */
  #asked(source: SourceId | null): readonly SourceId[] {
    const { hidden } = this.#options.state();
    return source === null ? this.#open().filter(id => !hidden.includes(id)) : [source];
  }

  #moved(moved: (id: EntryId) => EntryId | null, change: PastChange): void {
    this.#views.changed(change);
    for (const listener of this.#listeners) listener(moved, null);
    this.#options.changed();
    // Not at once: the read that changed the entries may be about to continue.
    queueMicrotask(() => this.fill());
  }

  /** Returns the time of a log's first buffered record; null: there is none. */
  #bufferedMoment(source: SourceId): number | null {
    const { views, store } = this.#options;
    const ids = views.view(source, 'all');
    for (let i = 0; i < ids.length; i++) {
      const entry = store.get(ids.at(i));
      if (entry && isRecord(entry)) return momentOf(entry);
    }
    return null;
  }

  /** Returns the time of a log's first available entry; null: there is none. */
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
        edge.kind === 'start' ||
        edge.kind === 'unreadable' ||
        (first !== null && first <= from) ||
        (lane !== undefined && startsBy(lane, from));
      if (!lane || lane.attached) return reaches;
      const last = lane.entries.at(-1);
      return reaches && last !== undefined && entryMoment(last) >= to;
    });
  }

  /**
   * Reads a log's lines from a given time on, unless they are already available; if the log is still being opened,
   * waits for that.
   */
  #readAt(source: SourceId, moment: number): void {
    const edge: PastEdge | null = this.#history.edge(source);
    if (edge === null) this.#awaited.set(source, moment);
    else this.#awaited.delete(source);
    if (edge === null || this.#history.reaches(source, moment, this.#bufferedMoment(source))) return;
    void this.#history.readAt(source, moment, this.#pageLines);
  }

  #recordOf(id: EntryId): LogRecord | null {
    const entry = id < 0 ? this.#history.get(id) : this.#options.store.get(id);
    return entry && isRecord(entry) ? entry : null;
  }

  #leaveAround(id: EntryId): void {
    this.#context++;
    const record = this.#recordOf(id);
    this.#history.putBack();
    if (!record) return;
    const found = this.#history.idOf(record);
    // Records that are not older lines must still be in the buffer.
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

  /** Reads the lines around a record, and those of other logs around its time. */
  #readAround(id: EntryId, others: readonly SourceId[]): void {
    const record = this.#recordOf(id);
    if (!record) return;
    const context = ++this.#context;
    const history = this.#history;
    const arrived = (): void => {
      const found = history.around.has(record.source) ? history.idOf(record) : null;
      if (found === null) return;
      for (const listener of this.#listeners) listener(other => other, { asked: id, id: found });
      this.#options.changed();
    };
    const own = history.readAround(record.source, record, AROUND_LINES).then(found => {
      arrived();
      return found !== null;
    });
    const moment = momentOf(record);
    const read = others.map(async source => {
      const isRead = await history.readAroundTime(source, moment, AROUND_LINES);
      arrived();
      return isRead ? [] : [source];
    });
    void Promise.all([own, ...read]).then(([isFound, ...missing]) => {
      if (context !== this.#context || !this.#open().includes(record.source)) return;
      if (!isFound)
        this.#options.notify('warn', 'Its place in the file was not found: showing buffered lines only');
      else if (others.length > 0)
        this.#options.notify('info', this.#aroundText(others.length, missing.flat()));
    });
  }

  /** Reports which other logs are part of a context, and which are not, with the reasons. */
  #aroundText(others: number, missing: readonly SourceId[]): string {
    if (missing.length === 0) return `In context: also what ${logsText(others)} wrote around that time`;
    const reasons = missing.map(id => {
      const source = this.#options.sourceOf(id);
      const edge = this.#history.edge(id);
      const why =
        edge?.kind === 'unreadable'
          ? edge.why
          : edge === null
            ? 'not read yet'
            : 'that time was not found in it';
      return `${source ? `${source.host.name}:${source.log}` : '?'} (${why})`;
    });
    const some = others - missing.length;
    const with_ = some === 0 ? 'this log only' : `what ${logsText(some)} wrote around that time`;
    return `In context: ${with_}; without ${reasons.join(', ')}`;
  }
}

type Filtering = Pick<SessionState, 'filters' | 'level' | 'ignoreCase'>;

const wordsOf = ({ filters }: Filtering): string[] =>
  forAllLogs(filters)
    .filter(one => one.enabled)
    .map(({ pattern, negate }) => `${negate ? '!' : '&'}${pattern}`);

/** Returns the filters that the hosts apply, in the screen's notation; empty: none. */
const filterWords = (filtering: Filtering): string => wordsOf(filtering).join(' ');

/** Returns true if everything that passes now also passed before. */
const isNarrower = (before: Filtering, now: Filtering): boolean => {
  const words = new Set(wordsOf(now));
  const least = (one: Filtering): number => (one.level === null ? -1 : severity(one.level));
  return (
    before.ignoreCase === now.ignoreCase &&
    least(now) >= least(before) &&
    wordsOf(before).every(word => words.has(word))
  );
};

const logsText = (count: number): string => (count === 1 ? 'the other log' : `${count} other logs`);

const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));
