import type { ByteString } from '../bytes.ts';
import type { LogRecord, SourceId } from '../record.ts';
import { AssembledRecord } from './assembledRecord.ts';
import type { LineShape } from './lineShapes.ts';

/** Number of records for which a run has room at first. */
const MIN_CAPACITY = 256;

/**
 * Consecutive single-line records of one source in one chunk, as columns: logs consist almost entirely of lines that start
 * like earlier ones, and an object for each would take longer than parsing it. It is reused: valid until the source's next
 * lines are parsed.
 */
export class RecordRun {
  readonly source: SourceId;
  chunk: ByteString = '';
  received = 0;
  /** Number of its first record; the others follow. */
  seq = 0;
  length = 0;
  /** By index: where the record starts and ends in the chunk. */
  froms = new Int32Array(MIN_CAPACITY);
  tos = new Int32Array(MIN_CAPACITY);
  /** Its time: whole seconds since the epoch, and the second's fraction in nanoseconds. */
  seconds = new Float64Array(MIN_CAPACITY);
  nanos = new Int32Array(MIN_CAPACITY);
  /** 1 if all of its characters are ASCII, and none of them is a quote, a backslash or a control character. */
  simple = new Uint8Array(MIN_CAPACITY);
  readonly shapes: LineShape[] = [];

  constructor(source: SourceId) {
    this.source = source;
  }

  /** Makes room for one more record. */
  reserve(): void {
    const size = this.froms.length;
    if (this.length < size) return;
    const more = 2 * size;
    this.froms = larger(this.froms, new Int32Array(more));
    this.tos = larger(this.tos, new Int32Array(more));
    this.seconds = larger(this.seconds, new Float64Array(more));
    this.nanos = larger(this.nanos, new Int32Array(more));
    this.simple = larger(this.simple, new Uint8Array(more));
  }

  /** Returns a record as an object. */
  record(index: number): LogRecord {
    const { severity, digits } = this.shapes[index]!;
    const nanos = this.nanos[index]!;
    const millis = Math.trunc(nanos / 1_000_000);
    const time = { ms: this.seconds[index]! * 1000 + millis, nanos: nanos - millis * 1_000_000, digits };
    return AssembledRecord.of({
      source: this.source,
      seq: this.seq + index,
      received: this.received,
      time,
      severity,
      late: false,
      chunk: this.chunk,
      from: this.froms[index]!,
      to: this.tos[index]!,
      structure: null,
      fieldsAt: 0,
    });
  }

  /** Returns all of them as objects. */
  records(): LogRecord[] {
    return Array.from({ length: this.length }, (_, index) => this.record(index));
  }
}

const larger = <T extends { set(from: T): void }>(from: T, to: T): T => {
  to.set(from);
  return to;
};
