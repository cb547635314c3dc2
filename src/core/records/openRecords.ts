import type { ByteString } from '../bytes.ts';
import type { LogRecord } from '../record.ts';
import { NO_LEVEL } from '../understand/lineHead.ts';
import { MAX_QUIET } from '../understand/recordGrouper.ts';
import { AssembledRecord } from './assembledRecord.ts';

/** A longer record gets no more lines: they become separate records. */
const MAX_BYTES = 1024 * 1024;
/** Maximum buffered; beyond that, the earliest records are passed on. */
const MAX_HELD = { records: 4096, bytes: 8 * 1024 * 1024 };

/** Maximum time that a record delays later ones, as a multiple of the wait for a further line. */
const MAX_WAITS = 10;

const MIN_CAPACITY = 128;

/**
 * The records of one log that may still continue, in the order of first lines, in which they are passed on. Syslog has
 * one for each line, so their state is in arrays, used as a ring.
 */
export class OpenRecords {
  /** Absolute positions of the first record and after the last; modulo the capacity, their places in the arrays. */
  #first = 0;
  #end = 0;
  #bytes = 0;
  #places = 0;
  #records: (AssembledRecord | null)[] = [];
  /** The lines that came after others; null: none. */
  #more: (ByteString[] | null)[] = [];
  /** The record's number among the log's records. */
  #numbers = new Float64Array(0);
  /** Number of its last line, and when it arrived. */
  #lastSeqs = new Float64Array(0);
  #lastLines = new Float64Array(0);
  #lengths = new Float64Array(0);
  /** The level found in a line after others, or NO_LEVEL. */
  #levels = new Int8Array(0);

  get isEmpty(): boolean {
    return this.#first === this.#end;
  }

  /** Adds a record with its number, the number of its last line, and when that arrived. */
  push(number: number, record: AssembledRecord, lastSeq: number, lastLine: number): void {
    if (this.#end - this.#first === this.#records.length) this.#grow();
    const at = this.#end++ & this.#places;
    const length = record.to - record.from;
    this.#records[at] = record;
    this.#more[at] = null;
    this.#numbers[at] = number;
    this.#lastSeqs[at] = lastSeq;
    this.#lastLines[at] = lastLine;
    this.#lengths[at] = length;
    this.#levels[at] = NO_LEVEL;
    this.#bytes += length;
  }

  /** Adds a line to the record with this number; returns false if it is gone or too long. */
  add(number: number, line: ByteString, level: number, seq: number, now: number): boolean {
    const at = this.#find(number);
    if (at < 0 || this.#lengths[at]! + line.length >= MAX_BYTES) return false;
    const more = this.#more[at];
    if (more) more.push(line);
    else this.#more[at] = [line];
    if (this.#records[at]!.severity === NO_LEVEL && level !== NO_LEVEL) this.#levels[at] = level;
    this.#lengths[at]! += line.length + 1;
    this.#bytes += line.length + 1;
    this.#lastSeqs[at] = seq;
    this.#lastLines[at] = now;
    return true;
  }

  /** Passes on the earliest records that cannot get further lines, or for which there is no room. */
  release(seq: number, records: LogRecord[]): void {
    while (!this.isEmpty) {
      const lastSeq = this.#lastSeqs[this.#first & this.#places]!;
      const held = this.#end - this.#first;
      if (seq - lastSeq <= MAX_QUIET && held <= MAX_HELD.records && this.#bytes <= MAX_HELD.bytes) return;
      records.push(this.#shift());
    }
  }

  /** Passes on the earliest records without a line for `waitMs`, or that have been open for far longer. */
  expire(now: number, waitMs: number, records: LogRecord[]): void {
    while (!this.isEmpty) {
      const at = this.#first & this.#places;
      const { received } = this.#records[at]!;
      if (now - this.#lastLines[at]! < waitMs && now - received < MAX_WAITS * waitMs) return;
      records.push(this.#shift());
    }
  }

  flush(records: LogRecord[]): void {
    while (!this.isEmpty) records.push(this.#shift());
  }

  #shift(): LogRecord {
    const at = this.#first++ & this.#places;
    const record = this.#records[at]!;
    this.#bytes -= this.#lengths[at]!;
    this.#records[at] = null;
    const more = this.#more[at];
    if (!more) return record;
    this.#more[at] = null;
    const chunk = [record.text, ...more].join('\n');
    const severity = record.severity === NO_LEVEL ? this.#levels[at]! : record.severity;
    return new AssembledRecord({ ...record, chunk, from: 0, to: chunk.length, severity });
  }

  /** Returns the place of the record with this number; -1 if there is none. */
  #find(number: number): number {
    // From the end, where it usually is; lines of a split record continue with its last part.
    for (let position = this.#end - 1; position >= this.#first; position--) {
      const at = position & this.#places;
      if (this.#numbers[at] === number) return at;
    }
    return -1;
  }

  #grow(): void {
    const capacity = Math.max(MIN_CAPACITY, 2 * this.#records.length);
    const order = Array.from(
      { length: this.#end - this.#first },
      (_, index) => (this.#first + index) & this.#places,
    );
    const moved = (from: Float64Array): Float64Array<ArrayBuffer> => {
      const to = new Float64Array(capacity);
      for (const [index, at] of order.entries()) to[index] = from[at]!;
      return to;
    };
    this.#numbers = moved(this.#numbers);
    this.#lastSeqs = moved(this.#lastSeqs);
    this.#lastLines = moved(this.#lastLines);
    this.#lengths = moved(this.#lengths);
    this.#levels = Int8Array.from(
      { length: capacity },
      (_, index) => this.#levels[order[index]!] ?? NO_LEVEL,
    );
    this.#records = Array.from({ length: capacity }, (_, index) => this.#records[order[index]!] ?? null);
    this.#more = Array.from({ length: capacity }, (_, index) => this.#more[order[index]!] ?? null);
    this.#end -= this.#first;
    this.#first = 0;
    this.#places = capacity - 1;
  }
}
