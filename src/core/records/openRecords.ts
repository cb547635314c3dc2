import type { ByteString } from '../bytes.ts';
import type { LogRecord } from '../record.ts';
import { NO_LEVEL } from '../understand/reading.ts';
import { MAX_QUIET } from '../understand/recordGrouper.ts';
import { AssembledRecord } from './assembledRecord.ts';

/** A record of a log with several streams, to which lines may still come that are behind other streams' lines. */
export interface OpenRecord {
  /** Its number among the log's records. */
  readonly number: number;
  readonly record: AssembledRecord;
  /** The level that a line behind others told, or NO_LEVEL. */
  level: number;
  /** Lines that came behind others; null: none. */
  more: ByteString[] | null;
  bytes: number;
  /** Number of its last line, and when that came. */
  lastSeq: number;
  lastLine: number;
}

/** A longer record gets no more lines: they are records of their own. */
const MAX_BYTES = 1024 * 1024;
/** So much is held at most: then the earliest records have to go. */
const MAX_HELD = { records: 4096, bytes: 8 * 1024 * 1024 };

/** So many times the wait for a further line, a record holds up those behind it at most. */
const MAX_WAITS = 10;

/** The records of one log that may still go on, in the order of their first lines, in which they leave. */
export class OpenRecords {
  #records: OpenRecord[] = [];
  #first = 0;
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#first === this.#records.length;
  }

  push(record: OpenRecord): void {
    this.#records.push(record);
    this.#bytes += record.bytes;
  }

  /** Adds a line to the record of that number; returns false if that is not here any more, or has grown too long. */
  add(number: number, line: ByteString, level: number, seq: number, now: number): boolean {
    const found = this.#find(number);
    if (found === null || found.bytes + line.length >= MAX_BYTES) return false;
    found.more ??= [];
    found.more.push(line);
    if (found.record.severity === NO_LEVEL && level !== NO_LEVEL) found.level = level;
    found.bytes += line.length + 1;
    this.#bytes += line.length + 1;
    found.lastSeq = seq;
    found.lastLine = now;
    return true;
  }

  /** Passes on the earliest records that no line can belong to any more, or that there is no room for. */
  release(seq: number, records: LogRecord[]): void {
    while (!this.isEmpty) {
      const { lastSeq } = this.#records[this.#first]!;
      const held = this.#records.length - this.#first;
      if (seq - lastSeq <= MAX_QUIET && held <= MAX_HELD.records && this.#bytes <= MAX_HELD.bytes) return;
      records.push(this.#shift());
    }
  }

  /** Passes on the earliest records that had no line for `waitMs`, or have been under way for far longer. */
  expire(now: number, waitMs: number, records: LogRecord[]): void {
    while (!this.isEmpty) {
      const { lastLine, record } = this.#records[this.#first]!;
      if (now - lastLine < waitMs && now - record.received < MAX_WAITS * waitMs) return;
      records.push(this.#shift());
    }
  }

  flush(records: LogRecord[]): void {
    while (!this.isEmpty) records.push(this.#shift());
  }

  #shift(): LogRecord {
    const shifted = this.#records[this.#first++]!;
    this.#bytes -= shifted.bytes;
    // Now and then only: moving all of them each time would cost more than they do.
    if (this.#first === this.#records.length || this.#first > 1024) {
      this.#records = this.#records.slice(this.#first);
      this.#first = 0;
    }
    return joined(shifted);
  }

  #find(number: number): OpenRecord | null {
    // From the end: there it mostly is, and of a record in parts lines continue with the last.
    for (let at = this.#records.length - 1; at >= this.#first; at--) {
      if (this.#records[at]!.number === number) return this.#records[at]!;
    }
    return null;
  }
}

const joined = ({ record, more, level }: OpenRecord): AssembledRecord => {
  if (more === null) return record;
  const chunk = [record.text, ...more].join('\n');
  const severity = record.severity === NO_LEVEL ? level : record.severity;
  return new AssembledRecord({ ...record, chunk, from: 0, to: chunk.length, severity });
};
