import { severity } from '../core/level.ts';
import type { LogRecord, SourceId } from '../core/record.ts';
import { isRecord, RecordStore, type StoreEntry } from '../core/store.ts';
import type { IdSequence } from '../core/storeIds.ts';
import { Timeline } from '../core/storeTimeline.ts';
import { type RecordTest, StoreViews, type ViewKind } from '../core/storeViews.ts';
import type { Source } from '../core/target.ts';
import type { Prompter } from '../transport/transport.ts';
import type { SessionAction, SessionEvent } from './actions.ts';
import type { RecordSink, SourceCounts } from './events.ts';
import { matchBytes } from './livePattern.ts';
import { createLivePrompter } from './livePrompter.ts';
import { RateMeter } from './liveRates.ts';
import { initialState, reduce } from './reducer.ts';
import type { SessionSnapshot, SessionState, SourceStatus } from './snapshot.ts';

/** What filters ask of the hosts: the part of a Query that the screen changes while it runs. */
export type Narrowing = Pick<SessionState, 'filters' | 'level' | 'ignoreCase'>;

/** What the session asks of whoever runs its sources. */
export interface SourceControl {
  /** Starts reading what these SOURCE arguments stand for; rejects with what to tell the person. */
  add(names: readonly string[]): Promise<void>;
  remove(source: SourceId): void;
  retry(source: SourceId): void;
  /** Plans the remote side anew for what comes next; with `reread` also reads the history again. */
  narrow(narrowing: Narrowing, reread: boolean): void;
  counts(source: SourceId): SourceCounts | null;
}

/** What a screen needs of a session: state as plain data, actions, and the records held. */
export interface Session {
  /** Called on every change, cheaply and often; gives the way to stop. */
  subscribe(listener: () => void): () => void;
  /** The same object until something changes. */
  snapshot(): SessionSnapshot;
  dispatch(action: SessionAction): void;
  readonly held: RecordAccess;
  /** Goes on with filtering and searching what is held; true while there is more to do. Call it when there is time. */
  work(entries: number): boolean;
  /** Takes a sample for the rates; call it about once a second. */
  tick(): void;
}

/** The records and markers held. */
export interface RecordAccess {
  /** An entry by its id; undefined where it has left the buffer. */
  get(id: number): StoreEntry | undefined;
  /** The oldest id held, and the one the next entry gets. */
  readonly first: number;
  readonly end: number;
  /** One source's list, or with null that over all. */
  view(source: SourceId | null, kind: ViewKind): IdSequence;
  readonly timeline: Timeline;
  /** A source that records are held of, removed ones among them. */
  source(id: SourceId): Source | undefined;
}

export interface LiveSession extends Session, RecordSink {
  readonly prompter: Prompter;
  /** Declines open questions. */
  close(): void;
}

export interface LiveSessionOptions {
  /** Bounds of the history held. */
  readonly bufferBytes: number;
  readonly bufferRecords?: number;
  readonly control: SourceControl;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Filters, level and case to begin with. */
  readonly initial?: Partial<Narrowing>;
}

interface Tally {
  records: number;
  warnings: number;
  errors: number;
  readonly rate: RateMeter;
}

const WARN = severity('warn');
const ERROR = severity('error');

/** A session that a screen watches: takes what sources deliver into a bounded store, never making them wait. */
export const createLiveSession = (options: LiveSessionOptions): LiveSession => {
  const { control, now } = options;
  const store = new RecordStore({
    bytes: options.bufferBytes,
    entries: options.bufferRecords ?? Number.POSITIVE_INFINITY,
  });
  const timeline = new Timeline();
  const views = new StoreViews(store, entry => {
    if (isRecord(entry)) timeline.remove(entry);
  });
  const known = new Map<SourceId, Source>();
  const removed = new Set<SourceId>();
  const tallies = new Map<SourceId, Tally>();
  const recordRate = new RateMeter();
  const byteRate = new RateMeter();
  const listeners = new Set<() => void>();
  let state: SessionState = { ...initialState, ...options.initial };
  let taken: SessionSnapshot | null = null;
  let received = 0;

  const changed = (): void => {
    taken = null;
    for (const listener of listeners) listener();
  };

  const apply = (event: SessionAction | SessionEvent): void => {
    const before = state;
    state = reduce(before, event, now());
    if (state !== before) changed();
  };

  const prompter = createLivePrompter({
    asked: (id, question) => apply({ type: 'asked', id, question }),
    withdrawn: id => apply({ type: 'withdrawn', id }),
  });

  const refilter = (): void => views.setFilter(filterTest(state));
  if (options.initial) refilter();

  const research = (): void => {
    const matches = state.search === null ? null : matchBytes(state.search, state.ignoreCase);
    views.setSearch(matches && (record => matches(record.text)));
  };

  const dispatch = (action: SessionAction): void => {
    const before = state;
    apply(action);
    const recased = before.ignoreCase !== state.ignoreCase;
    if (recased || before.search !== state.search) research();
    if (recased || before.filters !== state.filters || before.level !== state.level) {
      refilter();
      control.narrow(state, false);
    }
    switch (action.type) {
      case 'answer':
        prompter.answer(action.id, action.answer);
        break;
      case 'addSources':
        control
          .add(action.names)
          .catch(error => apply({ type: 'notify', tone: 'error', text: errorText(error) }));
        break;
      case 'removeSource':
        dropSource(action.source);
        control.remove(action.source);
        break;
      case 'retry':
        control.retry(action.source);
        break;
      case 'reread':
        control.narrow(state, true);
        break;
      default:
    }
  };

  /** What is held of the source goes out of sight, and what still comes is let go. */
  const dropSource = (source: SourceId): void => {
    const ids = views.view(source, 'all');
    for (let i = 0; i < ids.length; i++) {
      const entry = store.get(ids.at(i));
      if (entry && isRecord(entry)) timeline.remove(entry);
    }
    views.drop(source);
    tallies.delete(source);
    removed.add(source);
    changed();
  };

  const tallyOf = (source: SourceId): Tally => {
    let tally = tallies.get(source);
    if (!tally) {
      tally = { records: 0, warnings: 0, errors: 0, rate: new RateMeter() };
      tallies.set(source, tally);
    }
    return tally;
  };

  const take = (record: LogRecord): void => {
    if (removed.has(record.source)) return;
    views.append(record);
    timeline.add(record);
    const tally = tallyOf(record.source);
    tally.records++;
    received++;
    if (record.level === null) return;
    const rank = severity(record.level);
    if (rank >= ERROR) tally.errors++;
    else if (rank >= WARN) tally.warnings++;
  };

  const statusOf = ({ source, state: where }: SessionState['sources'][number]): SourceStatus => {
    const tally = tallyOf(source.id);
    const counts = control.counts(source.id);
    return {
      source,
      state: where,
      records: tally.records,
      warnings: tally.warnings,
      errors: tally.errors,
      bytesReceived: counts?.bytesReceived ?? 0,
      bytesRead: counts?.bytesRead ?? null,
      rate: tally.rate.perSecond,
    };
  };

  const takeSnapshot = (): SessionSnapshot => {
    const { nextId: _, ...rest } = state;
    return {
      ...rest,
      sources: state.sources.map(statusOf),
      recordRate: recordRate.perSecond,
      byteRate: byteRate.perSecond,
      buffer: {
        bytes: store.bytes,
        capacity: options.bufferBytes,
        held: store.end - store.first,
        evicted: store.evicted,
      },
      scanned: views.progress,
      shown: views.view(null, 'shown').length,
      found: views.view(null, 'found').length,
    };
  };

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot() {
      taken ??= takeSnapshot();
      return taken;
    },
    dispatch,
    held: {
      get: id => store.get(id),
      get first() {
        return store.first;
      },
      get end() {
        return store.end;
      },
      view: (source, kind) => views.view(source, kind),
      timeline,
      source: id => known.get(id),
    },
    prompter,
    opened(source) {
      known.set(source.id, source);
      tallyOf(source.id);
      apply({ type: 'opened', source });
    },
    state: (source, where) => apply({ type: 'state', source: source.id, state: where }),
    marker(source, marker) {
      if (removed.has(source.id)) return;
      views.append({ source: source.id, marker });
      apply({ type: 'marked', source: source.id, marker });
      changed();
    },
    records(batch: readonly LogRecord[]) {
      for (const record of batch) take(record);
      changed();
    },
    work(entries) {
      if (!views.scanning) return false;
      const more = views.scan(entries);
      changed();
      return more;
    },
    tick() {
      const at = now();
      let bytes = 0;
      for (const [source, tally] of tallies) {
        tally.rate.sample(tally.records, at);
        bytes += control.counts(source)?.bytesReceived ?? 0;
      }
      recordRate.sample(received, at);
      byteRate.sample(bytes, at);
      changed();
    },
    close: () => prompter.close(),
  };
};

const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What records must pass under these filters: every enabled pattern, none of the negated, and the level; null: no bound. */
const filterTest = ({ filters, level, ignoreCase }: Narrowing): RecordTest | null => {
  const enabled = filters.filter(filter => filter.enabled);
  if (enabled.length === 0 && level === null) return null;
  const tests = enabled.map(({ pattern, negate }) => ({ matches: matchBytes(pattern, ignoreCase), negate }));
  const least = level === null ? -1 : severity(level);
  return record =>
    (level === null || (record.level !== null && severity(record.level) >= least)) &&
    tests.every(({ matches, negate }) => matches(record.text) !== negate);
};
