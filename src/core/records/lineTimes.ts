import { type ByteString, toByteString } from '../bytes.ts';
import type { Timestamp } from '../record.ts';
import type { LogFormat } from '../target.ts';
import { RecordHeads } from './heads.ts';
import { RepeatedHeads } from './repeatedHeads.ts';
import { IN_PLACE, LATE, NO_TIME, type TimedLines } from './timedLines.ts';

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

  constructor({ format, timezone, repeats = true }: LineTimesOptions) {
    this.#heads = new RecordHeads({ format, timezone });
    this.#repeated = repeats ? new RepeatedHeads() : null;
  }

  /** Takes whole lines, in order. `skewMs`: their host's clock minus ours. */
  push(chunk: Buffer, now: number, skewMs: number, into: TimedLines): void {
    into.start(chunk);
    const { view } = into;
    const repeated = this.#repeated;
    let text: ByteString | null = null;
    for (let from = 0; from < chunk.length; ) {
      const known = repeated === null ? 0 : repeated.read(chunk, view, from);
      const end = lineEnd(chunk, view, from + known);
      if (known > 0) {
        this.#place(into, end, repeated!.ms - skewMs, repeated!.nanos);
        this.#skipped = true;
        this.#skippedText = null;
        this.#skippedFrom = from;
        this.#skippedEnd = end;
      } else {
        text ??= toByteString(chunk);
        const time = this.#examine(text, from, end, now);
        if (time === null) into.add(end, this.#lastMs, this.#lastNanos, NO_TIME);
        else this.#place(into, end, time.ms - skewMs, time.nanos);
      }
      from = end + 1;
    }
    if (this.#skipped && this.#skippedText === null) {
      this.#skippedText = chunk.toString('latin1', this.#skippedFrom, this.#skippedEnd);
      this.#skippedFrom = 0;
      this.#skippedEnd = this.#skippedText.length;
    }
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
