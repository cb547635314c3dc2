import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MergeMemory } from '../../core/kernels/merging/mergeMemory.ts';
import { linesInParts } from '../../core/lines.ts';
import type { Marker, SourceId } from '../../core/record.ts';
import { LineMerge, type SourceLines, type TakeRuns } from '../../core/records/lineMerge.ts';
import type { LineTimesOptions } from '../../core/records/lineTimes.ts';
import type { TimedLines } from '../../core/records/timedLines.ts';
import type { Source } from '../../core/target.ts';
import type { SourceSink, SourceState } from '../events.ts';
import { MAX_TURN_BYTES, Turns } from './turns.ts';

const NEWLINE = 10;

/** A consumer of merged lines. */
export interface MergedLinesSink {
  opened(source: Source): void;
  /** Takes consecutive lines of a source, which are valid until the call returns. */
  take(source: SourceId, lines: TimedLines, from: number, to: number): void;
  /** Takes runs of lines of several sources in a memory. Default: each is taken by itself. */
  takeRuns?(memory: MergeMemory, sources: readonly SourceLines[]): void;
  /** The lines taken since the last call are a batch. A returned promise applies back pressure. */
  deliver(): void | Promise<void>;
  marker(source: Source, marker: Marker): void | Promise<void>;
  state(source: Source, state: SourceState): void;
}

export interface LineStageOptions {
  readonly sink: MergedLinesSink;
  /** The clock: milliseconds since the epoch. */
  readonly now: () => number;
  /** A host's clock minus ours in milliseconds, once known. */
  readonly skewMs: (source: Source) => number | null;
  /** See LineTimesOptions. */
  readonly repeats?: boolean;
  /** Where lines are read many at a time; null or absent: one at a time. */
  readonly memory?: MergeMemory | null;
}

/**
 * Merges the lines of sources that are read once by time, for output that needs nothing else of them: like a RecordStage
 * with a finite merge, but several times as fast, because lines are neither decoded nor become records. A source is read
 * further only when its earlier lines have been placed.
 */
export class LineStage implements SourceSink {
  readonly borrows = true;
  readonly #options: LineStageOptions;
  readonly #merge: LineMerge;
  readonly #sources = new Map<SourceId, Source>();
  /** Sources that delivered more than one turn can process: their next chunk waits for this. */
  readonly #turns = new Turns();
  readonly #waiting = new Map<SourceId, PromiseWithResolvers<void>>();
  /** The number of lines of each source that nobody has asked for yet. */
  readonly #taken = new Map<SourceId, number>();
  #markers: { readonly source: Source; readonly marker: Marker }[] = [];

  constructor(options: LineStageOptions) {
    this.#options = options;
    const { sink, memory = null } = options;
    const takeRuns: TakeRuns = (runs, sources) => sink.takeRuns!(runs, sources);
    this.#merge = new LineMerge(
      (source, lines, from, to) => sink.take(source, lines, from, to),
      memory,
      sink.takeRuns ? takeRuns : null,
    );
  }

  opened(source: Source): void {
    this.#sources.set(source.id, source);
    this.#open(source);
    this.#options.sink.opened(source);
  }

  lines(source: Source, chunk: Buffer): void | Promise<void> {
    if (chunk.length > MAX_TURN_BYTES || this.#turns.isBusy(source.id))
      return this.#turns.add(source.id, () => this.#inParts(source, chunk));
    return this.#place(source, chunk);
  }

  taken({ id }: Source): number {
    const count = this.#taken.get(id) ?? 0;
    this.#taken.set(id, 0);
    return count;
  }

  /** Splits up work that would otherwise block everything, including ^C. */
  async #inParts(source: Source, chunk: Buffer): Promise<void> {
    let left = chunk.length;
    for (const part of linesInParts(chunk, '\n', MAX_TURN_BYTES)) {
      left -= part.length;
      // A piece of a line is placed like one, but does not count.
      if (left > 0 && part.at(-1) !== NEWLINE) this.#count(source, -1);
      await this.#place(source, part);
      await nextTurn();
    }
  }

  /** A marker stays behind the lines that came before it. */
  marker(source: Source, marker: Marker): void | Promise<void> {
    return this.#turns.run(source.id, () => {
      if (!this.#merge.holds(source.id)) return this.#options.sink.marker(source, marker);
      this.#markers.push({ source, marker });
      return undefined;
    });
  }

  state(source: Source, state: SourceState): void {
    void this.#turns.run(source.id, () => {
      if (state.kind === 'done' || state.kind === 'failed') this.#ended(source.id);
      // A glob whose files are not known yet: their lines may be the earliest.
      else if (state.kind !== 'absent' && !this.#sources.has(source.id)) this.#open(source);
      this.#options.sink.state(source, state);
    });
  }

  /** Flushes what is left when all sources have ended. */
  async end(): Promise<void> {
    await this.#turns.allDone();
    for (const id of this.#sources.keys()) this.#merge.end(id);
    this.#merge.flush();
    await this.#deliver();
  }

  #open({ id, format, host }: Source): void {
    const { repeats } = this.#options;
    const log: LineTimesOptions = { format, timezone: format.timezone ?? host.timezone };
    this.#merge.open(id, repeats === undefined ? log : { ...log, repeats });
  }

  #place(source: Source, chunk: Buffer): void | Promise<void> {
    const { now, skewMs } = this.#options;
    this.#open(source);
    this.#count(source, this.#merge.push(source.id, chunk, now(), skewMs(source) ?? 0));
    const taken = this.#deliver();
    if (!this.#merge.holds(source.id)) return taken;
    const place = this.#waiting.get(source.id) ?? Promise.withResolvers<void>();
    this.#waiting.set(source.id, place);
    return place.promise;
  }

  #count({ id }: Source, lines: number): void {
    this.#taken.set(id, (this.#taken.get(id) ?? 0) + lines);
  }

  #ended(id: SourceId): void {
    this.#merge.end(id);
    void this.#deliver();
  }

  /** Passes on what was merged, and then whatever waited for that. */
  #deliver(): void | Promise<void> {
    const taken = this.#options.sink.deliver();
    if (taken) return taken.then(() => this.#release());
    this.#release();
    return undefined;
  }

  #release(): void {
    this.#giveMarkers();
    for (const [id, place] of this.#waiting) {
      if (this.#merge.holds(id)) continue;
      this.#waiting.delete(id);
      place.resolve();
    }
  }

  #giveMarkers(): void {
    if (this.#markers.length === 0) return;
    const markers = this.#markers;
    this.#markers = [];
    for (const held of markers) {
      if (this.#merge.holds(held.source.id)) this.#markers.push(held);
      else void this.#options.sink.marker(held.source, held.marker);
    }
  }
}
