import type { MergeKey } from './mergeQueue.ts';

/** The relation of a line's own time to its place in time order. */
export const NO_TIME = 0;
/** It is the line's place. */
export const IN_PLACE = 1;
/** It is before the place: the line is printed as late. */
export const LATE = 2;

const MIN_CAPACITY = 1024;
const NONE = Buffer.alloc(0);

/**
 * A chunk of one source's lines with their places in time order, in arrays, because an object for each line would cost
 * more than the rest of a merge. Reused for other chunks.
 */
export class TimedLines {
  bytes: Buffer = NONE;
  /** The same bytes. */
  view = viewOf(NONE);
  count = 0;
  /** Where each line ends, without its terminator; the next one starts after that. */
  ends = new Int32Array(MIN_CAPACITY);
  ms = new Float64Array(MIN_CAPACITY);
  nanos = new Int32Array(MIN_CAPACITY);
  own = new Uint8Array(MIN_CAPACITY);

  start(bytes: Buffer): void {
    this.bytes = bytes;
    this.view = viewOf(bytes);
    this.count = 0;
  }

  /** Adds a line that ends here. */
  add(end: number, ms: number, nanos: number, own: number): void {
    if (this.count === this.ends.length) this.#grow();
    const at = this.count++;
    this.ends[at] = end;
    this.ms[at] = ms;
    this.nanos[at] = nanos;
    this.own[at] = own;
  }

  /** Returns where a line starts. */
  startOf(line: number): number {
    return line === 0 ? 0 : this.ends[line - 1]! + 1;
  }

  /** Marks lines with a time before this one as late; returns the first line that is not before it. */
  markLate(line: number, given: MergeKey): number {
    let at = line;
    for (; at < this.count; at++) {
      const ms = this.ms[at]!;
      if (ms > given.ms || (ms === given.ms && this.nanos[at]! >= given.nanos)) break;
      if (this.own[at] !== NO_TIME) this.own[at] = LATE;
    }
    return at;
  }

  #grow(): void {
    const capacity = 2 * this.ends.length;
    this.ends = copied(this.ends, new Int32Array(capacity));
    this.ms = copied(this.ms, new Float64Array(capacity));
    this.nanos = copied(this.nanos, new Int32Array(capacity));
    this.own = copied(this.own, new Uint8Array(capacity));
  }
}

const viewOf = ({ buffer, byteOffset, length }: Buffer): DataView => new DataView(buffer, byteOffset, length);

const copied = <Numbers extends { set(from: Numbers): void }>(from: Numbers, to: Numbers): Numbers => {
  to.set(from);
  return to;
};
