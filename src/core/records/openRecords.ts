import type { ByteString } from '../bytes.ts';
import type { LogRecord } from '../record.ts';
import { NO_LEVEL } from '../understand/lineHead.ts';
import { MAX_QUIET } from '../understand/simpleLines.ts';
import { AssembledRecord } from './assembledRecord.ts';

/** A longer record gets no more lines: they become separate records. */
const MAX_BYTES = 1024 * 1024;
/** Maximum buffered; beyond that, the earliest records are passed on. */
const MAX_HELD = { records: 4096, bytes: 8 * 1024 * 1024 };

/** Maximum time that a record delays later ones, as a multiple of the wait for a further line. */
const MAX_WAITS = 10;

const MIN_CAPACITY = 1024;

/** Lines of a record that came after others. */
interface More {
  readonly lines: ByteString[];
  length: number;
  /** The level found in one of them, or NO_LEVEL. */
  level: number;
}

/**
 * The records of one log that may still continue, in the order of first lines, in which they are passed on. Syslog has
 * one for each line, so what is known about them is in arrays, and those that are due are passed on a chunk at a time.
 */
export class OpenRecords {
  /** The records; the first `#due` of them get no further lines. */
  #records: AssembledRecord[] = [];
  #due = 0;
  #bytes = 0;
  /** The number of the line that completed the last one. */
  #seq = 0;
  /** By place: the record's number among the log's records. */
  #numbers = new Float64Array(MIN_CAPACITY);
  /** Number of its last line, and when it arrived. */
  #lastSeqs = new Float64Array(MIN_CAPACITY);
  #lastLines = new Float64Array(MIN_CAPACITY);
  /** Further lines of a few of them. */
  readonly #more = new Map<AssembledRecord, More>();

  get isEmpty(): boolean {
    this.#advance(this.#seq);
    return this.#due === this.#records.length;
  }

  /** Adds a record with its number, the number of its last line, when that arrived, and the number of the current line. */
  push(number: number, record: AssembledRecord, lastSeq: number, lastLine: number, seq: number): void {
    const at = this.#records.length;
    if (at === this.#numbers.length) this.#grow();
    this.#records.push(record);
    this.#numbers[at] = number;
    this.#lastSeqs[at] = lastSeq;
    this.#lastLines[at] = lastLine;
    this.#bytes += record.to - record.from;
    this.#seq = seq;
    if (at - this.#due >= MAX_HELD.records || this.#bytes > MAX_HELD.bytes) this.#advance(seq);
  }

  /** Adds a line to the record with this number; returns false if it is gone or too long. */
  add(number: number, line: ByteString, level: number, seq: number, now: number): boolean {
    this.#advance(this.#seq);
    const at = this.#find(number);
    if (at < 0) return false;
    const record = this.#records[at]!;
    const more = this.#more.get(record) ?? { lines: [], length: record.to - record.from, level: NO_LEVEL };
    if (more.length + line.length >= MAX_BYTES) return false;
    more.lines.push(line);
    // As in a record whose lines come one after the other, the first level counts.
    if (record.severity === NO_LEVEL && more.level === NO_LEVEL) more.level = level;
    more.length += line.length + 1;
    this.#bytes += line.length + 1;
    this.#more.set(record, more);
    this.#lastSeqs[at] = seq;
    this.#lastLines[at] = now;
    return true;
  }

  /**
   * Returns these records and, after them, the earliest that cannot get further lines, or for which there is no room. Usually,
   * that is all records of a chunk, which are not copied.
   */
  release(seq: number, records: LogRecord[]): LogRecord[] {
    if (this.#records.length === 0) return records;
    this.#advance(seq);
    if (records.length > 0 || this.#due === 0 || this.#more.size > 0) {
      this.drain(records);
      return records;
    }
    const released = this.#records;
    this.#records = released.splice(this.#due);
    this.#shift(this.#due);
    return released;
  }

  /** Passes on the earliest records without a line for `waitMs`, or that have been open for far longer. */
  expire(now: number, waitMs: number, records: LogRecord[]): void {
    while (this.#due < this.#records.length) {
      const { received } = this.#records[this.#due]!;
      if (now - this.#lastLines[this.#due]! < waitMs && now - received < MAX_WAITS * waitMs) break;
      this.#close();
    }
    this.drain(records);
  }

  flush(records: LogRecord[]): void {
    while (this.#due < this.#records.length) this.#close();
    this.drain(records);
  }

  /** Passes on the records that get no further lines. */
  drain(records: LogRecord[]): void {
    const due = this.#due;
    if (due === 0) return;
    for (let at = 0; at < due; at++) records.push(this.#whole(this.#records[at]!));
    // A new array: storing a new record in an old array would cost the garbage collector.
    this.#records = this.#records.slice(due);
    this.#shift(due);
  }

  /** Moves what is known about the remaining records to their new places. */
  #shift(due: number): void {
    const end = due + this.#records.length;
    this.#numbers.copyWithin(0, due, end);
    this.#lastSeqs.copyWithin(0, due, end);
    this.#lastLines.copyWithin(0, due, end);
    this.#due = 0;
  }

  #advance(seq: number): void {
    while (this.#due < this.#records.length) {
      const held = this.#records.length - this.#due;
      if (
        seq - this.#lastSeqs[this.#due]! <= MAX_QUIET &&
        held <= MAX_HELD.records &&
        this.#bytes <= MAX_HELD.bytes
      )
        return;
      this.#close();
    }
  }

  /** The earliest open record gets no further lines. */
  #close(): void {
    const record = this.#records[this.#due++]!;
    this.#bytes -=
      (this.#more.size > 0 ? this.#more.get(record)?.length : undefined) ?? record.to - record.from;
  }

  /** Returns a record with the lines that came after others. */
  #whole(record: AssembledRecord): AssembledRecord {
    const more = this.#more.size > 0 ? this.#more.get(record) : undefined;
    if (more === undefined) return record;
    this.#more.delete(record);
    const chunk = [record.text, ...more.lines].join('\n');
    const severity = record.severity === NO_LEVEL ? more.level : record.severity;
    return AssembledRecord.of({ ...record, chunk, from: 0, to: chunk.length, severity });
  }

  /** Returns the place of the open record with this number; -1 if there is none. */
  #find(number: number): number {
    // From the end, where it usually is; lines of a split record continue with its last part.
    for (let at = this.#records.length - 1; at >= this.#due; at--)
      if (this.#numbers[at] === number) return at;
    return -1;
  }

  #grow(): void {
    const wider = (from: Float64Array): Float64Array<ArrayBuffer> => {
      const to = new Float64Array(2 * from.length);
      to.set(from);
      return to;
    };
    this.#numbers = wider(this.#numbers);
    this.#lastSeqs = wider(this.#lastSeqs);
    this.#lastLines = wider(this.#lastLines);
  }
}
