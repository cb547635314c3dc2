import { type ByteString, toByteString } from '../bytes.ts';
import { IN_PLACE, LATE, NO_TIME } from '../kernels/merging/layout.ts';
import type { MergeSlot } from '../kernels/merging/mergeMemory.ts';
import type { Timestamp } from '../record.ts';
import type { LogFormat } from '../target.ts';
import { RecordHeads } from './heads.ts';
import { RepeatedHeads } from './repeatedHeads.ts';
import type { TimedLines } from './timedLines.ts';

export interface LineTimesOptions {
  readonly format: LogFormat;
  /** IANA zone for times without one; null: UTC. */
  readonly timezone: string | null;
  /** False in tests that compare repeated heads with how all others are read. Default: true. */
  readonly repeats?: boolean;
}

const NEWLINE = 10;

/**
 * Finds the places in time order of one source's lines, each of which is a record of its own: as an `Assembler` that does
 * not group would, with a `MergeQueue`, but without an object for each line. Pure: the clock is a parameter.
 */
export class LineTimes {
  readonly #heads: RecordHeads;
  readonly #repeated: RepeatedHeads | null;
  /** The record of the last examined line. */
  #record = 0;
  /** The place of the last line: no later one is placed before it. */
  #lastMs = Number.NEGATIVE_INFINITY;
  #lastNanos = 0;
  /** The last line if it was only recognised: the text that contains it, once it is needed, and its range. */
  #skipped = false;
  #skippedText: ByteString | null = null;
  #skippedFrom = 0;
  #skippedEnd = 0;

  /** `slot`: that of the lines, if they have one. */
  constructor({ format, timezone, repeats = true }: LineTimesOptions, slot: MergeSlot | null = null) {
    this.#heads = new RecordHeads({ format, timezone });
    this.#repeated = repeats ? new RepeatedHeads(slot) : null;
  }

  /**
   * Takes whole lines, in order. `skewMs`: their host's clock minus ours. Returns how many of the bytes it took: fewer only
   * if there is no room for more lines.
   */
  push(chunk: Buffer, now: number, skewMs: number, into: TimedLines): number {
    const base = into.take(chunk);
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
    let text: ByteString | null = null;
    let from = 0;
    while (from < chunk.length && !into.isFull) {
      if (into.slot !== null) {
        const rest = this.#readMany(into, into.slot, base + from, base + chunk.length, skewMs) - base;
        if (rest > from) this.#skip(into.startOf(into.count - 1) - base, into.ends[into.count - 1]! - base);
        from = rest;
        if (from >= chunk.length || into.isFull) break;
      }
      const known = this.#repeated === null ? 0 : this.#repeated.read(chunk, view, from);
      const end = lineEnd(chunk, view, from + known);
      if (known > 0) {
        this.#place(into, base + end, this.#repeated!.ms - skewMs, this.#repeated!.nanos);
        this.#skip(from, end);
      } else {
        text ??= toByteString(chunk);
        const time = this.#examine(text, from, end, now);
        if (time === null) into.add(base + end, this.#lastMs, this.#lastNanos, NO_TIME);
        else this.#place(into, base + end, time.ms - skewMs, time.nanos);
      }
      from = end + 1;
    }
    if (this.#skipped && this.#skippedText === null) {
      this.#skippedText = chunk.toString('latin1', this.#skippedFrom, this.#skippedEnd);
      this.#skippedFrom = 0;
      this.#skippedEnd = this.#skippedText.length;
    }
    return Math.min(from, chunk.length);
  }

  /** Reads lines in a slot as long as they repeat earlier heads; returns where the others start. */
  #readMany(into: TimedLines, slot: MergeSlot, from: number, limit: number, skewMs: number): number {
    const repeated = this.#repeated;
    if (repeated === null || !repeated.isReady) return from;
    slot.state.set(this.#lastMs, this.#lastNanos, skewMs);
    const { count } = into;
    into.count = slot.readLines(from, limit, count, repeated.kind);
    if (into.count === count) return from;
    this.#lastMs = slot.state.lastMs;
    this.#lastNanos = slot.state.lastNanos;
    repeated.recognised(into.count - count);
    return into.startOf(into.count);
  }

  #skip(from: number, end: number): void {
    this.#skipped = true;
    this.#skippedText = null;
    this.#skippedFrom = from;
    this.#skippedEnd = end;
  }

  #place(into: TimedLines, end: number, ms: number, nanos: number): void {
    if (ms > this.#lastMs || (ms === this.#lastMs && nanos >= this.#lastNanos)) {
      this.#lastMs = ms;
      this.#lastNanos = nanos;
      into.add(end, ms, nanos, IN_PLACE);
    } else into.add(end, this.#lastMs, this.#lastNanos, LATE);
  }

  /** Reads a line's head; returns its time if it starts a record. */
  #examine(text: ByteString, from: number, end: number, now: number): Timestamp | null {
    if (this.#skipped) this.#replay(text, now);
    const heads = this.#heads;
    const begins = heads.begins(text, from, end);
    const time = begins || heads.record !== this.#record ? heads.time(now) : null;
    this.#record = heads.record;
    this.#repeated?.examined(heads, text, from, end, time);
    return time;
  }

  /** What a line is may depend on the one before it, and nothing before that if that one was recognised. */
  #replay(text: ByteString, now: number): void {
    const heads = this.#heads;
    heads.begins(this.#skippedText ?? text, this.#skippedFrom, this.#skippedEnd);
    heads.time(now);
    this.#record = heads.record;
    this.#skipped = false;
  }
}

/** Returns where a line ends. Most lines are too short for a native search to pay off. */
const lineEnd = (bytes: Uint8Array, view: DataView, from: number): number => {
  const last = bytes.length - 8;
  let at = from;
  for (; at <= last; at += 8) {
    const zeros = newlines(view.getInt32(at, true));
    if (zeros !== 0) return at + firstOf(zeros);
    const more = newlines(view.getInt32(at + 4, true));
    if (more !== 0) return at + 4 + firstOf(more);
  }
  while (at < bytes.length && bytes[at] !== NEWLINE) at++;
  return at;
};

/** Returns the high bits of the line ends among four bytes; those above the first may be wrong. */
const newlines = (bytes: number): number => {
  const difference = bytes ^ 0x0a0a0a0a;
  return (difference - 0x01010101) & ~difference & 0x80808080;
};

/** Returns the byte with the lowest bit. */
const firstOf = (bits: number): number => (31 - Math.clz32(bits & -bits)) >> 3;
