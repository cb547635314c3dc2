import { type Generation, type Position, RECENT_LENGTH, type Sum } from '../../core/follow/position.ts';

/**
 * The position of a followed source: cheap to update with output, and returns a plain Position on request.
 */
export class FollowPosition {
  #start: Position;
  /** The latest output: `#used` bytes of it. Copied, because a small slice would retain the whole packet. */
  #recent: Buffer;
  #used: number;
  #delivered: number;

  constructor(start: Position) {
    this.#start = start;
    this.#delivered = start.delivered;
    this.#recent = start.recent;
    this.#used = start.recent.length;
  }

  get value(): Position {
    const recent = Buffer.from(this.#recent.subarray(Math.max(0, this.#used - RECENT_LENGTH), this.#used));
    return { ...this.#start, delivered: this.#delivered, recent };
  }

  /** The 0-based byte of the file up to which everything was consumed, if nothing is filtered. */
  get byte(): number {
    return this.#start.base + this.#delivered;
  }

  get generation(): Generation {
    return this.#start.generation;
  }

  /** Consumes whole lines of the pipeline's output. */
  take(output: Buffer): void {
    this.#delivered += output.length;
    const added = output.subarray(-RECENT_LENGTH);
    if (this.#used + added.length > this.#recent.length) this.#makeRoom(added.length);
    added.copy(this.#recent, this.#used);
    this.#used += added.length;
  }

  /** Room for twice the maximum, so that it is moved only occasionally; a quiet log needs little. */
  #makeRoom(more: number): void {
    const kept = this.#recent.subarray(Math.max(0, this.#used - RECENT_LENGTH), this.#used);
    const wanted = Math.min(2 * RECENT_LENGTH, Math.max(1024, 2 * (kept.length + more)));
    const next = wanted === this.#recent.length ? this.#recent : Buffer.allocUnsafeSlow(wanted);
    kept.copy(next);
    this.#used = kept.length;
    this.#recent = next;
  }

  /** Records a longer head of a young file. */
  learnHead(head: Sum): void {
    const { generation } = this.#start;
    if (head.length > generation.head.length)
      this.#start = { ...this.#start, generation: { ...generation, head } };
  }

  /** The file will not grow beyond this size, in bytes. */
  learnExtent(extent: number): void {
    this.#start = { ...this.#start, extent };
  }

  /**
   * Records that tail ended at this byte of its file. If it read past a truncation, more was received than
   * lies before that byte; the excess, including the partial line in hand, belongs to the new content. A tail
   * without output may not even have reached its starting point.
   */
  stopAt(byte: number, heldBytes: number): void {
    const came = this.#delivered - this.#start.delivered + heldBytes;
    const beyond = this.byte + heldBytes - byte;
    if (came > 0 && beyond > 0) this.#start = { ...this.#start, crossed: Math.max(0, byte - heldBytes) };
  }

  /**
   * Records that the generation was read to its end and the name belongs to another file: this one, if it was
   * seen. `hidden`: others may have had the name in between without leaving a trace.
   */
  finish(successor: Generation | null, hidden = false): void {
    this.#start = { ...this.#start, finished: true, successor, hidden };
  }
}
