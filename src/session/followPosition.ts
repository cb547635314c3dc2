import { type Generation, type Position, RECENT_LENGTH, type Sum } from '../core/follow/position.ts';

/** The position of a source that is being followed: takes output cheaply, and is a plain Position when one is needed. */
export class FollowPosition {
  #start: Position;
  #taken: Buffer[] = [];
  #takenBytes = 0;
  #delivered: number;

  constructor(start: Position) {
    this.#start = start;
    this.#delivered = start.delivered;
  }

  get value(): Position {
    const recent = Buffer.concat([this.#start.recent, ...this.#taken]).subarray(-RECENT_LENGTH);
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
    this.#taken.push(output);
    this.#takenBytes += output.length;
    while (this.#takenBytes - this.#taken[0]!.length >= RECENT_LENGTH)
      this.#takenBytes -= this.#taken.shift()!.length;
  }

  /** More of the young file's head is known. */
  learnHead(head: Sum): void {
    const { generation } = this.#start;
    if (head.length > generation.head.length)
      this.#start = { ...this.#start, generation: { ...generation, head } };
  }

  /** The generation was read to its end, and the name had gone to another by then: its inode, where it was seen. */
  finish(successor: string | null): void {
    this.#start = { ...this.#start, finished: true, successor };
  }
}
