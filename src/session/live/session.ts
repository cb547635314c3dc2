import { isDeepStrictEqual } from 'node:util';
import { severity } from '../../core/level.ts';
import { type LogRecord, type Marker, momentOf, type SourceId } from '../../core/record.ts';
import { isRecord } from '../../core/store/entry.ts';
import { RecordStore } from '../../core/store/store.ts';
import { Timeline } from '../../core/store/timeline.ts';
import { type MarkerTest, type RecordTest, StoreViews } from '../../core/store/views.ts';
import type { LogFormat, Source } from '../../core/target.ts';
import type { Prompter } from '../../transport/transport.ts';
import type { RecordSink, SourceCounts, SourceState } from '../events.ts';
import type { SessionAction, SessionEvent } from './actions.ts';
import { conditionOf, conditionTest, type FormatOf } from './condition.ts';
import type { HistoryControl } from './history.ts';
import { createPast, type Past } from './past.ts';
import { matchBytes } from './pattern.ts';
import { createLivePrompter, type LivePrompter } from './prompter.ts';
import type { RecordAccess } from './recordAccess.ts';
import { initialState, reduce } from './reducer.ts';
import type { SessionSnapshot, SessionState } from './snapshot.ts';
import { SourceCounters } from './sourceCounters.ts';

/** What filters ask of the hosts: the part of a Query that the screen changes while it runs. */
export type RemoteFilter = Pick<SessionState, 'filters' | 'level' | 'ignoreCase'>;

/** What the session asks of whoever runs its sources. */
export interface SourceControl {
  /** Starts reading what these SOURCE arguments stand for, with `only` stopping all else, and leaves alone what is open; rejects with what to tell the person. */
  add(names: readonly string[], only: boolean): Promise<void>;
  remove(source: SourceId): void;
  retry(source: SourceId): void;
  /** Plans the remote side again for what comes next; with `reread` also reads the history again. */
  applyFilter(filter: RemoteFilter, reread: boolean): void;
  counts(source: SourceId): SourceCounts | null;
  /** Reads the past; absent: there is none to be read. */
  readonly history?: HistoryControl;
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
  readonly initial?: Partial<RemoteFilter>;
}

/** A session that a screen watches: takes what sources deliver into a bounded store, never making them wait. */
export const createLiveSession = (options: LiveSessionOptions): LiveSession => new StoredSession(options);

class StoredSession implements LiveSession {
  readonly held: RecordAccess;
  readonly prompter: LivePrompter;
  readonly #options: LiveSessionOptions;
  readonly #store: RecordStore;
  readonly #views: StoreViews;
  readonly #timeline = new Timeline();
  readonly #counters = new SourceCounters();
  readonly #known = new Map<SourceId, Source>();
  readonly #removed = new Set<SourceId>();
  readonly #listeners = new Set<() => void>();
  readonly #past: Past;
  #state: SessionState;
  #taken: SessionSnapshot | null = null;

  constructor(options: LiveSessionOptions) {
    this.#options = options;
    const nextId = Math.max(0, ...(options.initial?.filters ?? []).map(filter => filter.id)) + 1;
    this.#state = { ...initialState, ...options.initial, nextId };
    const entries = options.bufferRecords ?? Number.POSITIVE_INFINITY;
    this.#store = new RecordStore({ bytes: options.bufferBytes, entries });
    this.#views = new StoreViews(this.#store, facts => {
      if (facts.moment !== null) this.#timeline.remove(facts.moment, facts.level);
      this.#past.evicted(facts);
    });
    this.#past = createPast({
      control: options.control.history ?? null,
      bufferBytes: options.bufferBytes,
      store: this.#store,
      views: this.#views,
      sourceOf: id => this.#known.get(id),
      state: () => this.#state,
      changed: () => this.#changed(),
      now: options.now,
      notify: (tone, text) => this.#apply({ type: 'notify', tone, text }),
    });
    this.#setFilter();
    this.held = this.#past.access(this.#timeline);
    this.prompter = createLivePrompter({
      asked: (id, question) => this.#apply({ type: 'asked', id, question }),
      withdrawn: id => this.#apply({ type: 'withdrawn', id }),
    });
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  snapshot(): SessionSnapshot {
    this.#taken ??= this.#takeSnapshot();
    return this.#taken;
  }

  dispatch(action: SessionAction): void {
    const before = this.#state;
    this.#apply(action);
    this.#lookAgain(before);
    this.#pass(action);
    for (const id of sameQuestions(before, action)) this.dispatch({ ...action, id } as SessionAction);
  }

  work(entries: number): boolean {
    if (!this.#views.scanning) return false;
    const more = this.#views.scan(entries);
    this.#changed();
    return more;
  }

  tick(): void {
    this.#counters.sample(this.#options.control, this.#options.now());
    this.#past.fill();
    this.#changed();
  }

  close(): void {
    this.prompter.close();
  }

  opened(source: Source): void {
    this.#known.set(source.id, source);
    this.#counters.open(source.id);
    this.#apply({ type: 'opened', source });
  }

  records(batch: readonly LogRecord[]): void {
    for (const record of batch) {
      if (this.#removed.has(record.source)) continue;
      this.#views.append(record);
      this.#timeline.add(record);
      this.#counters.count(record);
    }
    this.#changed();
  }

  marker(source: Source, marker: Marker): void {
    if (this.#removed.has(source.id)) return;
    this.#views.append({ source: source.id, marker });
    this.#past.marked(source.id, marker);
    this.#apply({ type: 'marked', source: source.id, marker });
    this.#changed();
  }

  state(source: Source, state: SourceState): void {
    this.#apply({ type: 'state', source: source.id, state });
  }

  #changed(): void {
    this.#taken = null;
    for (const listener of this.#listeners) listener();
  }

  #apply(event: SessionAction | SessionEvent): void {
    const before = this.#state;
    this.#state = reduce(before, event, this.#options.now());
    if (this.#state !== before) this.#changed();
  }

  /** Filters and searches what is held anew where an action has changed how. */
  #lookAgain(before: SessionState): void {
    const { filters, level, ignoreCase, search, range } = this.#state;
    const recased = before.ignoreCase !== ignoreCase;
    if (recased || before.search !== search) {
      const matches = search === null ? null : matchBytes(search, ignoreCase);
      const test: RecordTest | null = matches && (record => matches(record.text));
      this.#views.setSearch(test);
      this.#past.setSearch(test);
    }
    if (before.hidden !== this.#state.hidden) {
      const hidden = new Set(this.#state.hidden);
      this.#views.setHidden(hidden);
      this.#past.setHidden(hidden);
    }
    const narrowed = recased || before.filters !== filters || before.level !== level;
    if (narrowed) this.#past.refilter(before, this.#state);
    if (narrowed || before.range !== range) this.#setFilter();
    if (narrowed) this.#options.control.applyFilter(this.#state, false);
  }

  #setFilter(): void {
    const { range } = this.#state;
    const passes = filterTest(this.#state, ({ source }) => this.#known.get(source)?.format ?? UNKNOWN_FORMAT);
    if (range === null) {
      this.#views.setFilter(passes);
      this.#past.setFilter(passes);
      return;
    }
    const isIn = (moment: number): boolean => moment >= range.from && moment < range.to;
    const test: RecordTest = record => isIn(momentOf(record)) && (passes === null || passes(record));
    const markers: MarkerTest = ({ marker }) => isIn(marker.at);
    this.#views.setFilter(test, markers);
    this.#past.setFilter(test, markers);
  }

  /** Passes on what others have to do. */
  #pass(action: SessionAction): void {
    const { control } = this.#options;
    switch (action.type) {
      case 'answer':
        this.prompter.answer(action.id, action.answer);
        break;
      case 'addSources':
        control
          .add(action.names, action.only ?? false)
          .catch(error => this.#apply({ type: 'notify', tone: 'error', text: errorText(error) }));
        break;
      case 'removeSource':
        this.#drop(action.source);
        control.remove(action.source);
        break;
      case 'retry':
        control.retry(action.source);
        break;
      case 'reread':
        control.applyFilter(this.#state, true);
        break;
      case 'readOlder':
      case 'readOn':
      case 'readAt':
      case 'readAround':
      case 'leaveAround':
        this.#past.read(action);
        break;
      default:
    }
  }

  /** What is held of the source goes out of sight, and what still comes is let go. */
  #drop(source: SourceId): void {
    const ids = this.#views.view(source, 'all');
    for (let i = 0; i < ids.length; i++) {
      const entry = this.#store.get(ids.at(i));
      if (entry && isRecord(entry)) this.#timeline.remove(momentOf(entry), entry.level);
    }
    this.#views.drop(source);
    this.#past.drop(source);
    this.#counters.drop(source);
    this.#removed.add(source);
    this.#changed();
  }

  #takeSnapshot(): SessionSnapshot {
    const { nextId: _, sources, ...rest } = this.#state;
    const { control, bufferBytes } = this.#options;
    const store = this.#store;
    return {
      ...rest,
      ...this.#counters.rates,
      sources: sources.map(({ source, state, trouble }) => ({
        source,
        state,
        trouble,
        ...this.#counters.of(source.id, control.counts(source.id)),
        evicted: store.evictedOf(source.id),
      })),
      buffer: {
        bytes: store.bytes,
        capacity: bufferBytes,
        held: store.size,
        evicted: store.evicted,
      },
      scanned: this.#views.progress,
      shown: this.#views.view(null, 'shown').length,
      found: this.#views.view(null, 'found').length,
    };
  }
}

const UNKNOWN_FORMAT: LogFormat = { format: null, start: null, timezone: null };

/** Other questions about the same key of the same host: one answer is for all of them, and for no other. */
const sameQuestions = ({ questions }: SessionState, action: SessionAction): number[] => {
  if (action.type !== 'answer') return [];
  const asked = questions.find(one => one.id === action.id)?.question;
  if (asked?.kind !== 'host-key') return [];
  const [same] = questions.filter(one => one.id !== action.id && isDeepStrictEqual(one.question, asked));
  return same ? [same.id] : [];
};

const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What records must pass under these filters: every enabled pattern, none of the negated, and the level; null: no bound. */
const filterTest = ({ filters, level, ignoreCase }: RemoteFilter, formatOf: FormatOf): RecordTest | null => {
  const enabled = filters.filter(filter => filter.enabled);
  if (enabled.length === 0 && level === null) return null;
  const tests = enabled.map(({ pattern, negate }) => {
    const condition = conditionOf(pattern);
    if (condition !== null) return { matches: conditionTest(condition, ignoreCase, formatOf), negate };
    const matches = matchBytes(pattern, ignoreCase);
    return { matches: ({ text }: LogRecord) => matches(text), negate };
  });
  const least = level === null ? -1 : severity(level);
  return record =>
    (level === null || (record.level !== null && severity(record.level) >= least)) &&
    tests.every(({ matches, negate }) => matches(record) !== negate);
};
