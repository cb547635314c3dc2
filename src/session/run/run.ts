import type { Readable } from 'node:stream';
import type { HostFacts } from '../../core/facts.ts';
import type { HistoryPlace } from '../../core/history/place.ts';
import { hasPositions, standsForSeveral } from '../../core/place.ts';
import type { Query } from '../../core/query.ts';
import type { SourceId } from '../../core/record.ts';
import type { Host, Source } from '../../core/target.ts';
import type { Trouble } from '../../core/trouble.ts';
import type { Transport } from '../../transport/transport.ts';
import type { SourceCounts, SourceSink } from '../events.ts';
import { HistoryReader } from '../history/historyReader.ts';
import { type RunContext, troubleOf } from '../host/context.ts';
import { FieldSurvey } from '../host/fieldSurvey.ts';
import { Hosts } from '../host/hosts.ts';
import type { PositionBook } from '../host/positionBook.ts';
import { Requery } from '../host/requery.ts';
import { RunningCounts } from '../host/sourceCounts.ts';
import type { HowToRead, OpenedSource, Reading, Several, SourceKind } from '../sources/contract.ts';
import { kindOf } from '../sources/kinds.ts';
import { ConnectingStates } from './connecting.ts';

type Read = SourceKind['read'];

export interface RunOptions {
  readonly query: Query;
  readonly transport: Transport;
  readonly sink: SourceSink;
  readonly sudo: boolean;
  /** Ask hosts how far files have been read, for a progress line. Default: no. */
  readonly tracked?: boolean;
  /** Examine only those tools of hosts that a read needs: `facts` may stay unknown. Default: no. */
  readonly isBrief?: boolean;
  /** How long a login shell may take to answer, milliseconds. */
  readonly answerMs?: number | undefined;
  /** Opens standard input, which only its readers need. */
  readonly stdin: () => Readable;
  /** Positions of followed sources from an earlier run. */
  readonly positions?: PositionBook;
  /** Older lines are read on demand, so the first ones need not be as many as requested. */
  readonly readsBack?: boolean;
  /** Called instead of each source's `read`; it can call `read` at any time and repeatedly. */
  readonly around?: (reading: Reading, read: Read) => Promise<Trouble | null>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** How one source ended, or its current state. */
export interface SourceOutcome {
  readonly source: Source;
  readonly counts: SourceCounts;
  /** What went wrong; it may have delivered lines before. */
  readonly trouble: Trouble | null;
}

const readByKind: Read = async reading => {
  const kind = await kindOf(reading.source.place);
  return kind.read(reading);
};

const openByKind = async (several: Several): Promise<Trouble | null> => {
  const { open } = await kindOf(several.source.place);
  if (!open) throw new TypeError('a kind whose places stand for several sources has to open them');
  return open(several);
};

/** Returns the result of a read; a rejection after it was ended is not a failure. */
const outcomeOf = async (
  reading: Promise<Trouble | null>,
  source: Source,
  signal: AbortSignal,
): Promise<Trouble | null> => {
  try {
    return await reading;
  } catch (error) {
    return signal.aborted ? null : troubleOf(error, source);
  }
};

/** A source that is or was being read. */
interface OpenSource {
  readonly source: Source;
  readonly context: RunContext;
  readonly counts: RunningCounts;
  readonly read: Read;
  trouble: Trouble | null;
  ended: boolean;
}

/**
 * The sources being read. They are independent: one that fails, waits or is slow does not affect the others.
 */
export class Run {
  readonly #context: RunContext;
  readonly #around: NonNullable<RunOptions['around']>;
  readonly #abort = new AbortController();
  readonly #outcomes = new Map<number, OpenSource>();
  readonly #own = new Map<number, AbortController>();
  readonly #running = new Set<Promise<void>>();
  readonly #requery = new Requery();
  readonly #starts = new Map<number, HistoryPlace | string>();
  readonly #fields: FieldSurvey;
  readonly history: HistoryReader;
  #nextId = 0;

  constructor(options: RunOptions) {
    const started = options.now();
    this.#around = options.around ?? ((reading, read) => read(reading));
    const states = new ConnectingStates(options.sink, options.now);
    options.transport.onProgress(progress => states.progress(progress));
    const { sink } = states;
    this.#fields = new FieldSurvey(
      (source, text) => void sink.marker(source, { kind: 'notice', at: options.now(), text }),
    );
    this.#context = {
      ...options,
      fields: this.#fields,
      sink,
      requery: this.#requery,
      hosts: new Hosts(options.transport, options.now, this.#abort.signal, options.answerMs),
      elapsed: () => options.now() - started,
      started: (source, start) => void (this.#starts.has(source.id) || this.#starts.set(source.id, start)),
    };
    this.history = new HistoryReader(this.#context);
  }

  /**
   * Starts reading a source under a new id, which `told` receives before any event. A glob becomes as many
   * sources as it matches files. `query`: overrides the run's for this source.
   */
  add(source: Source, query: Query = this.#context.query, told: (id: SourceId) => void = () => {}): void {
    const id = this.#nextId++;
    told(id);
    this.#keep(this.#start({ ...source, id }, { ...this.#context, query }));
  }

  /** Restarts a source that has ended, under the same id. */
  retry(id: number): void {
    const outcome = this.#outcomes.get(id);
    if (!outcome?.ended || this.#abort.signal.aborted) return;
    this.#keep(this.#start(outcome.source, outcome.context, outcome.read));
  }

  /** Ends one source, including its remote side. */
  remove(id: number): void {
    this.#own.get(id)?.abort();
  }

  /**
   * Changes the filter of followed sources to this query's patterns, on the hosts where that is exact;
   * nothing is lost or repeated.
   */
  requery(query: Query): void {
    this.#requery.tell(query);
  }

  /** Ends all that runs; `finished` resolves soon after. */
  cancel(): void {
    this.#abort.abort();
  }

  /** Resolves when no source is running any more. */
  async finished(): Promise<readonly SourceOutcome[]> {
    while (this.#running.size > 0) await Promise.all(this.#running);
    const outcomes = this.outcomes();
    const [first] = outcomes;
    if (first && outcomes.every(({ counts }) => counts.lines === 0)) this.#fields.report(first.source);
    return outcomes;
  }

  /** All sources so far, in the order they were added. */
  outcomes(): readonly SourceOutcome[] {
    return [...this.#outcomes.values()].toSorted((a, b) => a.source.id - b.source.id);
  }

  /** One source's running totals; null if there is no such source. */
  counts(id: number): SourceCounts | null {
    return this.#outcomes.get(id)?.counts ?? null;
  }

  /**
   * Returns the place of the first line read of a followed log; a string explains why older lines cannot be
   * read; null: not known yet.
   */
  start(id: number): HistoryPlace | string | null {
    return this.#starts.get(id) ?? null;
  }

  /**
   * Returns a hint for a field that no record has, based on the fields of the logs that were checked; append
   * it to a sentence.
   */
  fieldHint(name: string): string {
    return this.#fields.hint(name);
  }

  /** Returns what is known about a host's tools and clock; null before it was reached. */
  facts(host: Host): HostFacts | null {
    return this.#context.hosts.facts(host);
  }

  /** Returns a host's clock minus ours in milliseconds; null if it is not known (yet). */
  skewMs(host: Host): number | null {
    return this.#context.hosts.skewMs(host);
  }

  #keep(running: Promise<void>): void {
    this.#running.add(running);
    running.finally(() => this.#running.delete(running));
  }

  async #start(source: Source, context: RunContext, read: Read = readByKind): Promise<void> {
    const own = new AbortController();
    this.#own.set(source.id, own);
    const signal = AbortSignal.any([this.#abort.signal, own.signal]);
    if (!standsForSeveral(source.place)) return this.#read(source, context, signal, read);
    await this.#openSeveral(source, context, signal);
  }

  async #openSeveral(source: Source, context: RunContext, signal: AbortSignal): Promise<void> {
    const { sink } = context;
    let waiting: OpenSource | null = null;
    const several: Several = {
      source,
      context,
      signal,
      add: (one, how = {}) =>
        this.#add({ ...one, id: this.#nextId++, partOf: source.id }, context, signal, how),
      waiting: (text, state = { kind: 'absent' }) => {
        if (waiting === null) {
          waiting = this.#open(source, context);
          void sink.marker(source, { kind: 'notice', at: context.now(), text });
        }
        sink.state(source, state);
      },
      matched: () => sink.state(source, { kind: 'done' }),
    };
    const trouble = await outcomeOf(openByKind(several), source, signal);
    if (trouble !== null || waiting !== null) this.#settle(waiting ?? this.#open(source, context), trouble);
  }

  /** Opens one of the sources that a place stands for. */
  #add(source: Source, context: RunContext, signal: AbortSignal, how: HowToRead): OpenedSource {
    const own = new AbortController();
    this.#own.set(source.id, own);
    const ending = AbortSignal.any([signal, own.signal, ...(how.signal ? [how.signal] : [])]);
    const its = how.query ? { ...context, query: how.query } : context;
    const ended = this.#read(source, its, ending, how.read ?? readByKind);
    return { source, ended };
  }

  async #read(source: Source, context: RunContext, signal: AbortSignal, read: Read): Promise<void> {
    const outcome = this.#open(source, context, read);
    const { counts } = outcome;
    if (!hasPositions(source.place) && context.query.follow !== 'none') context.positions?.cannot(source);
    const ending = AbortSignal.any([signal, ...untilSignal(context)]);
    const reading = { source, counts, context, signal: ending };
    this.#settle(outcome, await outcomeOf(this.#around(reading, read), source, ending));
  }

  #open(source: Source, context: RunContext, read: Read = readByKind): OpenSource {
    const before = this.#outcomes.get(source.id);
    const outcome = {
      source,
      context,
      read,
      counts: before?.counts ?? new RunningCounts(),
      trouble: null,
      ended: false,
    };
    this.#outcomes.set(source.id, outcome);
    this.#fields.expect(source);
    if (!before) context.sink.opened(source);
    return outcome;
  }

  #settle(outcome: OpenSource, trouble: Trouble | null): void {
    outcome.trouble = trouble;
    outcome.ended = true;
    this.#fields.settled(outcome.source);
    const { context, source } = outcome;
    context.sink.state(source, trouble === null ? { kind: 'done' } : { kind: 'failed', trouble });
  }
}

/** How long after `--until` a followed log may still deliver earlier lines, in milliseconds. */
const UNTIL_GRACE_MS = 2000;

/** Maximum delay of a timer in milliseconds: no run lasts that many days. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Ends a followed log when the time of `--until` is reached, because the log itself may not show it. */
const untilSignal = ({ query, now }: RunContext): AbortSignal[] => {
  const { until } = query.time;
  if (until === null || query.follow === 'none') return [];
  const left = Math.max(0, until - now()) + UNTIL_GRACE_MS;
  return left > MAX_TIMER_MS ? [] : [AbortSignal.timeout(left)];
};
