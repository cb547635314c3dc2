import type { Readable } from 'node:stream';
import type { HostFacts } from '../core/facts.ts';
import type { Query } from '../core/query.ts';
import type { Host, Source } from '../core/target.ts';
import type { Trouble } from '../core/trouble.ts';
import type { Transport } from '../transport/transport.ts';
import type { SourceCounts, SourceSink } from './events.ts';
import { expandGlob } from './expand.ts';
import { Hosts } from './hosts.ts';
import { type RunContext, readSource, troubleOf } from './runSource.ts';
import { RunningCounts } from './sourceCounts.ts';

export interface RunOptions {
  readonly query: Query;
  readonly transport: Transport;
  readonly sink: SourceSink;
  readonly sudo: boolean;
  readonly stdin: Readable;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** How one source ended, or where it stands. */
export interface SourceOutcome {
  readonly source: Source;
  readonly counts: SourceCounts;
  /** What went wrong; it may have delivered lines before. */
  readonly trouble: Trouble | null;
}

/**
 * The sources being read. Each goes its own way: one that fails, waits or is slow costs the others nothing.
 */
export class Run {
  readonly #context: RunContext;
  readonly #abort = new AbortController();
  readonly #outcomes = new Map<number, { source: Source; counts: RunningCounts; trouble: Trouble | null }>();
  readonly #own = new Map<number, AbortController>();
  readonly #running = new Set<Promise<void>>();
  #nextId = 0;

  constructor(options: RunOptions) {
    const started = options.now();
    this.#context = {
      ...options,
      hosts: new Hosts(options.transport, options.now, this.#abort.signal),
      elapsed: () => options.now() - started,
    };
  }

  /** Starts reading a source under an id of the run's own. A glob becomes as many sources as it matches. */
  add(source: Source): void {
    const running = this.#start({ ...source, id: this.#nextId++ });
    this.#running.add(running);
    running.finally(() => this.#running.delete(running));
  }

  /** Ends one source: its remote side, too. */
  remove(id: number): void {
    this.#own.get(id)?.abort();
  }

  /** Ends all that runs; `finished` resolves soon after. */
  cancel(): void {
    this.#abort.abort();
  }

  /** Resolves when no source is running any more. */
  async finished(): Promise<readonly SourceOutcome[]> {
    while (this.#running.size > 0) await Promise.all(this.#running);
    return this.outcomes();
  }

  /** All sources so far, in the order they were added. */
  outcomes(): readonly SourceOutcome[] {
    return [...this.#outcomes.values()].toSorted((a, b) => a.source.id - b.source.id);
  }

  /** What is known of a host's tools and clock; null before it was reached. */
  facts(host: Host): HostFacts | null {
    return this.#context.hosts.facts(host);
  }

  async #start(source: Source): Promise<void> {
    const own = new AbortController();
    this.#own.set(source.id, own);
    const signal = AbortSignal.any([this.#abort.signal, own.signal]);
    if (source.place.kind !== 'file' || !source.place.glob) return this.#read(source, signal);
    try {
      const files = await expandGlob(source, this.#context, () => this.#nextId++, signal);
      await Promise.all(files.map(file => this.#read(file, signal)));
    } catch (error) {
      if (!signal.aborted) this.#fail(source, troubleOf(error, source));
    }
  }

  async #read(source: Source, signal: AbortSignal): Promise<void> {
    const outcome = this.#open(source);
    const trouble = await readSource(source, outcome.counts, this.#context, signal);
    if (trouble) this.#settle(source, trouble);
    else this.#context.sink.state(source, { kind: 'done' });
  }

  #open(source: Source): { counts: RunningCounts; trouble: Trouble | null } {
    const outcome = { source, counts: new RunningCounts(), trouble: null };
    this.#outcomes.set(source.id, outcome);
    this.#context.sink.opened(source);
    return outcome;
  }

  #fail(source: Source, trouble: Trouble): void {
    this.#open(source);
    this.#settle(source, trouble);
  }

  #settle(source: Source, trouble: Trouble): void {
    this.#outcomes.get(source.id)!.trouble = trouble;
    this.#context.sink.state(source, { kind: 'failed', trouble });
  }
}
