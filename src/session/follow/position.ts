import { type Generation, type Position, RECENT_LENGTH, type Sum } from '../../core/follow/position.ts';

/** The position of a source that is being followed: takes output cheaply, and is a plain Position when one is needed. */
export class FollowPosition {
  #start: Position;
  /** The output taken last: `#used` bytes of it. Copied, for a small piece would keep the whole packet it came in. */
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

  /** 0-based byte of the file up to which everything was taken, where nothing is filtered. */
  get byte(): number {
    return this.#start.base + this.#delivered;
  }

  get generation(): Generation {
    return this.#start.generation;
  }

  /** Takes whole lines of the pipeline's output. */
  take(output: Buffer): void {
    this.#delivered += output.length;
    const added = output.subarray(-RECENT_LENGTH);
    if (this.#used + added.length > this.#recent.length) this.#makeRoom(added.length);
    added.copy(this.#recent, this.#used);
    this.#used += added.length;
  }

  /** Room for twice of what is kept at the most, so that it is moved only now and then; a quiet log needs little. */
  #makeRoom(more: number): void {
    const kept = this.#recent.subarray(Math.max(0, this.#used - RECENT_LENGTH), this.#used);
    const wanted = Math.min(2 * RECENT_LENGTH, Math.max(1024, 2 * (kept.length + more)));
    const next = wanted === this.#recent.length ? this.#recent : Buffer.allocUnsafeSlow(wanted);
    kept.copy(next);
    this.#used = kept.length;
    this.#recent = next;
  }

  /** More of the young file's head is known. */
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
   * Tail ended at this byte of its file. More had come than lies before it, if it went past a truncation: then the rest of that,
   * with the part of a line in hand, is of the new content. A tail of which nothing came may not even have got to where it was to
   * start.
   */
  stopAt(byte: number, heldBytes: number): void {
    const came = this.#delivered - this.#start.delivered + heldBytes;
    const beyond = this.byte + heldBytes - byte;
    if (came > 0 && beyond > 0) this.#start = { ...this.#start, crossed: Math.max(0, byte - heldBytes) };
  }

  /**
   * The generation was read to its end, and the name had gone to another by then: this one, where it was seen. `hidden`: others
   * may have had it in between, and left no trace.
   */
  finish(successor: Generation | null, hidden = false): void {
    this.#start = { ...this.#start, finished: true, successor, hidden };
  }
}
