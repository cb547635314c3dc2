import type { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { hostlessName, standsForSeveral } from '../../core/place.ts';
import type { Query } from '../../core/query.ts';
import type { Source } from '../../core/target.ts';
import type { Transport } from '../../transport/transport.ts';
import type { SourceSink } from '../events.ts';
import type { PositionBook } from '../host/positionBook.ts';
import { filterOf } from '../host/requery.ts';
import { SCREEN_PATIENCE } from '../records/patience.ts';
import { RecordStage } from '../records/recordStage.ts';
import { Run } from '../run/run.ts';
import { type FormatOf, UNKNOWN_FORMAT } from './condition.ts';
import type { RemoteFilter, SourceControl } from './contract.ts';
import { filterTest } from './filterTest.ts';
import type { Hub } from './hub.ts';
import { OfferWatch } from './offers.ts';
import type { HistoryControl } from './past/historyControl.ts';
import { runHistory } from './past/runHistory.ts';
import { forAllLogs, joinedFilter, narrowedQuery } from './remoteFilter.ts';

export interface RunControlOptions {
  /** The query of the command line; the filter replaces its patterns. */
  readonly query: Query;
  /** The initial filter. */
  readonly filter: RemoteFilter;
  /**
   * Turns SOURCE arguments and the picker's names into sources. Throws an error with a message for the user.
   */
  readonly resolve: (names: readonly string[]) => readonly Source[];
  /** Size of the session's buffer. */
  readonly bufferBytes: number;
  readonly sudo: boolean;
  readonly answerMs: number;
  readonly stdin: Readable;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Wraps the session's sink to save the lines (`--tee`). */
  readonly record?: (sink: SourceSink) => SourceSink;
  /** Positions of followed sources from an earlier run (`--resume`). */
  readonly positions?: PositionBook;
}

/** Number of lines to read initially, unless the query has a different starting point. */
const DEFAULT_LINES = 200;

/** Settings for pages of older lines, which have their own start and end. */
const FROM_ANYWHERE = {
  from: { kind: 'fromLine', line: 1 },
  follow: 'none',
  retry: false,
  before: 0,
  after: 0,
  maxCount: null,
  head: null,
  last: null,
  time: { since: null, until: null },
} as const;

const NO_FILTERS = { filters: [], ignoreCase: false } as const;

/** Runs the sources of a live session: opens, retries and removes them, and passes filters on to the hosts. */
export class RunControl implements SourceControl {
  readonly #options: RunControlOptions;
  #filter: RemoteFilter;
  readonly history: HistoryControl;
  #hub: Hub | null = null;
  #run: Run | null = null;
  #stage: RecordStage | null = null;
  readonly #offers = new OfferWatch(offers => this.#hub?.tell({ type: 'offered', offers }));

  constructor(options: RunControlOptions) {
    this.#options = options;
    this.#filter = options.filter;
    this.history = this.#historyWith(() => this.#filter);
  }

  historyFor(filter: RemoteFilter): HistoryControl {
    return this.#historyWith(() => joinedFilter(this.#filter, filter));
  }

  /** Starts reading the sources into the hub. */
  start(hub: Hub, transport: Transport, sources: readonly Source[]): void {
    this.#hub = hub;
    const { query, sudo, answerMs, stdin, now, bufferBytes, positions, record } = this.#options;
    const stage = new RecordStage({
      sink: hub,
      merge: { kind: 'live', holdMs: SCREEN_PATIENCE.mergeMs },
      group: true,
      live: true,
      bufferBytes,
      continuationMs: SCREEN_PATIENCE.continuationMs,
      zeroTerminated: query.zeroTerminated,
      now,
      skewMs: ({ host }) => run.facts(host)?.clockSkewMs ?? null,
    });
    const run = new Run({
      query,
      readsBack: true,
      transport,
      sudo,
      answerMs,
      stdin: () => stdin,
      now,
      sink: record?.(stage) ?? stage,
      ...(positions && { positions }),
    });
    this.#run = run;
    this.#stage = stage;
    for (const source of sources) this.#add(run, source);
  }

  emptied(): void {
    this.#stage?.forget();
  }

  /** Stops everything that is running. */
  cancel(): void {
    this.browse(false);
    this.#run?.cancel();
  }

  /** Resolves when everything has stopped. */
  async finished(): Promise<void> {
    await this.#run?.finished();
  }

  async add(names: readonly string[], only: boolean): Promise<void> {
    const wanted = this.#options.resolve(names);
    const open = this.#open();
    if (only) {
      for (const source of open.filter(one => !wanted.some(other => isSame(one, other))))
        this.#hub?.removeSource(source.id);
    }
    const added = wanted.filter(source => !open.some(one => isSame(one, source)));
    for (const source of added) if (this.#run) this.#add(this.#run, source);
    if (added.length === 0 && !only) throw new Error(`${names.join(' ')}: already open`);
  }

  browse(on: boolean): void {
    this.#offers.browse(on);
  }

  /** Starts reading a source; `told` receives its number before any of its events. */
  open(source: Source, told: (id: number) => void): void {
    this.#run?.add(source, this.#query, told);
  }

  remove(source: number): void {
    this.#run?.remove(source);
  }

  retry(source: number): void {
    this.#run?.retry(source);
  }

  applyFilter(filter: RemoteFilter, reread: boolean): void {
    const before = filterOf(this.#query);
    this.#filter = filter;
    if (reread) {
      for (const source of this.#open()) {
        this.#hub?.removeSource(source.id);
        this.#run?.add(source, this.#query);
      }
    } else if (!isDeepStrictEqual(filterOf(this.#query), before)) {
      this.#run?.requery(this.#query);
    }
  }

  counts(source: number) {
    return this.#run?.counts(source) ?? null;
  }

  #historyWith(filter: () => RemoteFilter): HistoryControl {
    const { query } = this.#options;
    return runHistory({
      run: () => this.#run,
      sourceOf: id => this.#hub?.source(id),
      lines: query.from.kind === 'lastLines' ? query.from.count : DEFAULT_LINES,
      zeroTerminated: query.zeroTerminated,
      query: () => ({ ...narrowedQuery(query, filter()), level: filter().level, ...FROM_ANYWHERE }),
      keeps: () => {
        const { filters, ...rest } = filter();
        const formatOf: FormatOf = ({ source }) => this.#hub?.source(source)?.format ?? UNKNOWN_FORMAT;
        return filterTest({ ...rest, filters: forAllLogs(filters) }, formatOf);
      },
      plainQuery: { ...narrowedQuery(query, NO_FILTERS), level: null, ...FROM_ANYWHERE },
    });
  }

  #add(run: Run, source: Source): void {
    run.add(source, this.#query);
    this.#offers.add(source);
  }

  #open(): readonly Source[] {
    return this.#hub?.openSources() ?? [];
  }

  /** The current filter for the hosts; the session handles the level, because it knows the level of each record. */
  get #query(): Query {
    return { ...narrowedQuery(this.#options.query, this.#filter), level: null, before: 0, after: 0 };
  }
}

/**
 * Returns true if both are the same log on the same host, or the open one is a file of the wanted glob or the log that
 * the wanted URL names.
 */
const isSame = (open: Source, wanted: Source): boolean =>
  (hostlessName(open.place) ?? '') === wanted.log ||
  (open.host.name === wanted.host.name &&
    open.log === wanted.log &&
    (isDeepStrictEqual(open.place, wanted.place) || standsForSeveral(wanted.place)));
