import type { SourceId } from '../../../core/record.ts';
import type { Lane } from '../../../core/store/past.ts';
import { idle } from './laneState.ts';
import type { Lanes } from './lanes.ts';

/** The reads that fill lanes: each can be stopped, and results that no longer fit are discarded. */
export class LaneReads {
  readonly #lanes: Lanes;
  readonly #failed: (source: SourceId, error: unknown) => void;
  /** Version of filters and places: results of reads for an older version are discarded. */
  #epoch = 0;
  /** The number of the latest read that replaces a log's lines: results of earlier reads are discarded. */
  readonly #turns = new Map<SourceId, number>();
  /** The reads in progress of each log. */
  readonly #reads = new Map<SourceId, Set<AbortController>>();

  constructor(lanes: Lanes, failed: (source: SourceId, error: unknown) => void) {
    this.#lanes = lanes;
    this.#failed = failed;
  }

  /**
   * Stores a lane after reading it; returns false if that failed, was stopped, or a newer request has replaced it. A lane
   * whose read failed becomes idle.
   */
  async run(
    source: SourceId,
    read: (signal: AbortSignal) => Promise<{ readonly lane: Lane }>,
    before: () => Lane = () => this.#lanes.all.get(source)!,
  ): Promise<boolean> {
    const epoch = this.#epoch;
    const turn = this.#turns.get(source);
    const isCurrent = (): boolean =>
      epoch === this.#epoch && turn === this.#turns.get(source) && this.#lanes.all.has(source);
    const own = new AbortController();
    const reads = this.#reads.get(source) ?? new Set();
    this.#reads.set(source, reads.add(own));
    try {
      const { lane } = await read(own.signal);
      if (!isCurrent() || own.signal.aborted) throw new Error('it was stopped');
      this.#lanes.set(source, lane);
      return true;
    } catch (error) {
      if (!isCurrent()) return false;
      this.#lanes.set(source, idle(before()));
      if (!own.signal.aborted) this.#failed(source, error);
      return false;
    } finally {
      reads.delete(own);
    }
  }

  /** Stops the reads of a log; what was read stays. */
  stop(source: SourceId): void {
    for (const read of this.#reads.get(source) ?? []) read.abort();
  }

  /** Stops all reads. */
  stopAll(): void {
    for (const source of this.#reads.keys()) this.stop(source);
  }

  /** Stops the reads of a log, and discards what they return. */
  supersede(source: SourceId): void {
    this.stop(source);
    this.#turns.set(source, (this.#turns.get(source) ?? 0) + 1);
  }

  /** Stops all reads, and discards what they return. */
  supersedeAll(): void {
    this.stopAll();
    this.#epoch++;
  }
}
