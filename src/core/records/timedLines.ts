import { LATE, NO_TIME } from '../kernels/merging/layout.ts';
import type { MergeSlot } from '../kernels/merging/mergeMemory.ts';
import type { MergeKey } from './mergeQueue.ts';

const NEWLINE = 10;
const MIN_CAPACITY = 1024;
const NONE = Buffer.alloc(0);

/**
 * Consecutive lines of one source with their places in time order, in arrays, because an object for each line would cost
 * more than the rest of a merge: a chunk, or several that were copied into a slot. Reused for others.
 */
export class TimedLines {
  readonly slot: MergeSlot | null;
  bytes: Buffer;
  /** The same bytes. */
  view: DataView;
  count = 0;
  /** Where each line ends, without its terminator; the next one starts after that. */
  ends: Int32Array;
  ms: Float64Array;
  nanos: Int32Array;
  own: Uint8Array;

  constructor(slot: MergeSlot | null = null) {
    this.slot = slot;
    this.bytes = slot?.bytes ?? NONE;
    this.view = viewOf(this.bytes);
    this.ends = slot?.ends ?? new Int32Array(MIN_CAPACITY);
    this.ms = slot?.ms ?? new Float64Array(MIN_CAPACITY);
    this.nanos = slot?.nanos ?? new Int32Array(MIN_CAPACITY);
    this.own = slot?.own ?? new Uint8Array(MIN_CAPACITY);
  }

  /** Forgets all lines. */
  clear(): void {
    this.count = 0;
  }

  /** Returns true if another chunk can be added to these lines. */
  hasRoom(chunk: Buffer): boolean {
    return (
      this.slot !== null && !this.isFull && this.startOf(this.count) + chunk.length < this.slot.bytes.length
    );
  }

  /** True if no line can be added. */
  get isFull(): boolean {
    return this.slot !== null && this.count === this.ends.length;
  }

  /**
   * Takes the bytes of lines that are added next: they replace earlier ones, except in a slot, where there has to be room for
   * them. Returns where they start.
   */
  take(chunk: Buffer): number {
    if (this.slot !== null) {
      const from = this.startOf(this.count);
      chunk.copy(this.bytes, from);
      this.bytes[from + chunk.length] = NEWLINE;
      return from;
    }
    this.bytes = chunk;
    this.view = viewOf(chunk);
    this.count = 0;
    return 0;
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
