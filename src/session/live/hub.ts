import type { LogRecord, Marker, SourceId } from '../../core/record.ts';
import { momentOf } from '../../core/record.ts';
import { isRecord, type StoreEntry } from '../../core/store/entry.ts';
import { RecordStore } from '../../core/store/store.ts';
import { JoinedTimeline, type TimeCounts, Timeline } from '../../core/store/timeline.ts';
import type { Source } from '../../core/target.ts';
import type { Prompter } from '../../transport/transport.ts';
import type { RecordSink, SourceState } from '../events.ts';
import type { SessionAction, SessionEvent } from './actions.ts';
import type { RemoteFilter, SourceControl } from './contract.ts';
import { SharedPast } from './past/sharedPast.ts';
import { createLivePrompter, type LivePrompter } from './prompter.ts';
import { initialState, reduce } from './reducer.ts';
import type { BufferUse, SessionSnapshot, SessionState, SourceStatus } from './snapshot.ts';
import { SourceCounters } from './sourceCounters.ts';

export interface HubOptions {
  /** Limits of the buffered history. */
  readonly bufferBytes: number;
  readonly bufferRecords?: number;
  readonly control: SourceControl;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What the hosts should send, for the whole hub, regardless of its views. */
  readonly filter: RemoteFilter;
  /** True if views see only some of the sources and need counts over time per source. */
  readonly timelinePerSource?: boolean;
}

/** The events that a hub reports to each of its views. */
export interface HubListener {
  /** Entries were appended to the store, in order. */
  appended(first: number, entries: readonly StoreEntry[]): void;
  /** Called after an event of the sources or the questions. */
  heard(event: SessionAction | SessionEvent): void;
  /** A source was dropped, with these entries. */
  dropped(source: SourceId, ids: readonly number[]): void;
  taken(entries: ReturnType<RecordStore['takeBefore']>): void;
  /** Called about once a second: reads the older lines that are needed. */
  fill(): void;
  /** Called when there is something new to display. */
  changed(): void;
}

/** Number of entries to append before the views receive them. */
const OFFERED_AT_ONCE = 256;

/**
 * Everything that views of the same logs share: the sources and their states, the buffer, counts, and login
 * questions.
 */
export class Hub implements RecordSink {
  readonly store: RecordStore;
  readonly past: SharedPast;
  readonly control: SourceControl;
  readonly now: () => number;
  readonly #bufferBytes: number;
  readonly #prompter: LivePrompter;
  /** The highest id that left the store since entries were last appended. */
  #lastEvicted = -1;
  readonly #timeline: Timeline | null;
  readonly #timelines = new Map<SourceId, Timeline>();
  readonly #counters = new SourceCounters();
  readonly #known = new Map<SourceId, Source>();
  readonly #removed = new Set<SourceId>();
  readonly #openedAt = new Map<SourceId, number>();
  readonly #views = new Set<HubListener>();
  /** Sources and questions; everything else belongs to each view. */
  #shared: SessionState;
  #filter: RemoteFilter;

  constructor({ bufferBytes, bufferRecords, control, now, filter, timelinePerSource }: HubOptions) {
    this.control = control;
    this.now = now;
    this.#filter = filter;
    this.#bufferBytes = bufferBytes;
    this.#timeline = timelinePerSource ? null : new Timeline();
    this.#shared = initialState;
    this.store = new RecordStore({ bytes: bufferBytes, entries: bufferRecords ?? Number.POSITIVE_INFINITY });
    this.past = new SharedPast({
      control,
      bufferBytes,
      store: this.store,
      sourceOf: id => this.source(id),
      sources: () => this.#shared.sources,
      openedAt: id => this.openedAt(id),
      now,
      take: before => this.#take(before),
    });
    if (filter.filters.length > 0) this.past.starts.refiltered();
    this.store.listen({
      evicted: (id, facts) => {
        this.#lastEvicted = Math.max(this.#lastEvicted, id);
        if (facts.moment !== null) this.#timelineOf(facts.source).remove(facts.moment, facts.level);
        this.past.evicted(facts);
      },
    });
    this.#prompter = createLivePrompter({
      asked: (id, question) => this.tell({ type: 'asked', id, question }),
      withdrawn: id => this.tell({ type: 'withdrawn', id }),
    });
  }

  get prompter(): Prompter {
    return this.#prompter;
  }

  /** The current sources and questions. */
  get shared(): SessionState {
    return this.#shared;
  }

  /** Adds a view; returns a function that removes it. */
  join(view: HubListener): () => void {
    this.#views.add(view);
    return () => this.#views.delete(view);
  }

  /** Returns a source by its number, even if it was removed. */
  source(id: SourceId): Source | undefined {
    return this.#known.get(id);
  }

  /** When reading a source started, milliseconds since the epoch. */
  openedAt(id: SourceId): number {
    return this.#openedAt.get(id) ?? 0;
  }

  openSources(): readonly Source[] {
    return this.#shared.sources.map(({ source }) => source);
  }

  /** Reports an event to all views. */
  tell(event: SessionAction | SessionEvent): void {
    this.#shared = { ...reduce(this.#shared, event, this.now()), toasts: [] };
    for (const view of this.#views) view.heard(event);
  }

  /** Answers a login question. */
  answer(action: SessionAction & { readonly type: 'answer' }): void {
    this.tell(action);
    this.#prompter.answer(action.id, action.answer);
  }

  /** Requests other lines from the hosts from now on, and with `reread` also reads earlier ones again. */
  applyFilter(filter: RemoteFilter, reread: boolean): void {
    this.#filter = filter;
    this.control.applyFilter(filter, reread);
  }

  /** Reads all sources again. */
  reread(): void {
    this.control.applyFilter(this.#filter, true);
  }

  /** Closes a source: its buffered records disappear, and whatever still arrives is dropped. */
  removeSource(source: SourceId): void {
    this.tell({ type: 'removeSource', source });
    this.#drop(source);
    this.control.remove(source);
  }

  opened(source: Source): void {
    this.#known.set(source.id, source);
    this.#openedAt.set(source.id, this.now());
    this.#counters.open(source.id);
    this.past.opened(source.id);
    this.tell({ type: 'opened', source });
  }

  records(batch: readonly LogRecord[]): void {
    const wanted =
      this.#removed.size === 0 ? batch : batch.filter(({ source }) => !this.#removed.has(source));
    // Passing many to each view at once is far cheaper than one at a time.
    for (let at = 0; at < wanted.length; at += OFFERED_AT_ONCE) {
      const some = wanted.slice(at, at + OFFERED_AT_ONCE);
      for (const record of some) {
        this.#timelineOf(record.source).add(record);
        this.#counters.count(record);
      }
      this.#append(some);
    }
    this.#changed();
  }

  marker(source: Source, marker: Marker): void {
    if (this.#removed.has(source.id)) return;
    this.mark(source.id, marker);
    this.past.marked(source.id, marker);
    this.tell({ type: 'marked', source: source.id, marker });
    this.#changed();
  }

  /** Inserts a marker between the records. */
  mark(source: SourceId, marker: Marker): void {
    const entry = { source, marker };
    this.#append([entry]);
  }

  #append(entries: readonly StoreEntry[]): void {
    const first = this.store.end;
    this.#lastEvicted = -1;
    for (const entry of entries) this.store.append(entry);
    this.past.appended(first, entries);
    // With a tiny buffer, some may have left it before any view received them.
    const isWhole = this.#lastEvicted < first;
    for (const view of this.#views) {
      if (isWhole) view.appended(first, entries);
      else
        for (const [i, entry] of entries.entries())
          if (this.store.get(first + i) !== undefined) view.appended(first + i, [entry]);
    }
  }

  state(source: Source, state: SourceState): void {
    this.tell({ type: 'state', source: source.id, state });
  }

  /** Takes a sample for the rates; call it about once a second. */
  tick(): void {
    this.#counters.sample(this.control, this.now());
    const before = this.past.settle();
    if (before !== null) {
      // As many as older lines may take; the others can be read again.
      this.store.shrink(this.#bufferBytes / 2);
      this.#take(before);
    }
    for (const view of this.#views) view.fill();
    this.#changed();
  }

  /** Moves the entries before an id from the buffer to the older lines. */
  #take(before: number): void {
    const taken = this.store.takeBefore(before);
    for (const view of this.#views) view.taken(taken);
    this.past.taken(taken);
  }

  /** Declines open questions. */
  close(): void {
    this.#prompter.close();
  }

  /** Returns the counts over time of the visible sources. */
  timeline(visible: (source: SourceId) => boolean): TimeCounts {
    return (
      this.#timeline ??
      new JoinedTimeline(() =>
        [...this.#timelines].filter(([source]) => visible(source)).map(([, timeline]) => timeline),
      )
    );
  }

  get rates(): Pick<SessionSnapshot, 'recordRate' | 'byteRate'> {
    return this.#counters.rates;
  }

  get buffer(): BufferUse {
    const { bytes, size, evicted } = this.store;
    return { bytes, capacity: this.#bufferBytes, held: size, evicted };
  }

  statusOf({ source, state, trouble }: SessionState['sources'][number]): SourceStatus {
    const counts = this.#counters.of(source.id, this.control.counts(source.id));
    return { source, state, trouble, ...counts, evicted: this.store.evictedOf(source.id) };
  }

  #changed(): void {
    for (const view of this.#views) view.changed();
  }

  #drop(source: SourceId): void {
    const ids = this.store.idsOf(source);
    for (let i = 0; i < ids.length; i++) {
      const entry = this.store.get(ids.at(i));
      if (entry && isRecord(entry)) this.#timelineOf(source).remove(momentOf(entry), entry.level);
    }
    this.#timelines.delete(source);
    this.past.drop(source);
    const gone = this.store.drop(source);
    for (const view of this.#views) view.dropped(source, gone);
    this.#counters.drop(source);
    this.#openedAt.delete(source);
    this.#removed.add(source);
    if (this.store.size === 0) {
      this.past.emptied();
      this.control.emptied?.();
    }
    this.#changed();
  }

  #timelineOf(source: SourceId): Timeline {
    if (this.#timeline !== null) return this.#timeline;
    let own = this.#timelines.get(source);
    if (!own) {
      own = new Timeline();
      this.#timelines.set(source, own);
    }
    return own;
  }
}
