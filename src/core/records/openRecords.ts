import type { ByteString } from '../bytes.ts';
import type { LogRecord } from '../record.ts';
import { NO_LEVEL } from '../understand/lineHead.ts';
import { MAX_QUIET } from '../understand/recordGrouper.ts';
import { AssembledRecord } from './assembledRecord.ts';

/** A record of a log with several streams that may get further lines after those of other streams. */
export interface OpenRecord {
  /** Its number among the log's records. */
  readonly number: number;
  readonly record: AssembledRecord;
  /** The level found in a line after others, or NO_LEVEL. */
  level: number;
  /** Lines that came after others; null: none. */
  more: ByteString[] | null;
  bytes: number;
  /** Number of its last line, and when it arrived. */
  lastSeq: number;
  lastLine: number;
}

/** A longer record gets no more lines: they become separate records. */
const MAX_BYTES = 1024 * 1024;
/** Maximum buffered; beyond that, the earliest records are passed on. */
const MAX_HELD = { records: 4096, bytes: 8 * 1024 * 1024 };

/** Maximum time that a record delays later ones, as a multiple of the wait for a further line. */
const MAX_WAITS = 10;

/**
 * The records of one log that may still continue, in the order of first lines, in which they are passed on.
 */
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

  /** Adds a line to the record with this number; returns false if it is gone or too long. */
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

  /** Passes on the earliest records that cannot get further lines, or for which there is no room. */
  release(seq: number, records: LogRecord[]): void {
    while (!this.isEmpty) {
      const { lastSeq } = this.#records[this.#first]!;
      const held = this.#records.length - this.#first;
      if (seq - lastSeq <= MAX_QUIET && held <= MAX_HELD.records && this.#bytes <= MAX_HELD.bytes) return;
      records.push(this.#shift());
    }
  }

  /** Passes on the earliest records without a line for `waitMs`, or that have been open for far longer. */
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
    // Only occasionally: moving all of them each time would be too expensive.
    if (this.#first === this.#records.length || this.#first > 1024) {
      this.#records = this.#records.slice(this.#first);
      this.#first = 0;
    }
    return joined(shifted);
  }

  #find(number: number): OpenRecord | null {
    // From the end, where it usually is; lines of a split record continue with its last part.
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
