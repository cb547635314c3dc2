import { type ByteString, toByteString } from '../bytes.ts';
import { columns } from '../kernels/runs/runMemory.ts';
import type { LogRecord, SourceId } from '../record.ts';
import { bytesOf, placedBytes } from '../understand/compile/textBytes.ts';
import { AssembledRecord } from './assembledRecord.ts';
import type { LineShape } from './lineShapes.ts';
import { shapeTable } from './shapeTable.ts';

/**
 * Consecutive single-line records of one source in one chunk, as columns: logs consist almost entirely of lines that start
 * like earlier ones, and an object for each would take longer than parsing it. The columns are those of the workspace: a run is
 * valid until the next one of any source is collected.
 */
export class RecordRun {
  readonly source: SourceId;
  /** The bytes that contain it, or the text. */
  #bytes: Buffer | null = null;
  #text: ByteString = '';
  received = 0;
  /** Number of its first record; the others follow. */
  seq = 0;
  length = 0;
  /** By index: where the record starts and ends in the chunk. */
  readonly froms = columns.froms;
  readonly tos = columns.tos;
  /** Its time: whole seconds since the epoch, and the second's fraction in nanoseconds. */
  readonly seconds = columns.seconds;
  readonly nanos = columns.nanos;
  /**
   * SIMPLE if all of its characters are ASCII, and none of them is a quote, a backslash or a control character; SIMPLE_BUT_RETURN if
   * the same is true except for a carriage return at its end; otherwise 0.
   */
  readonly simple = columns.simple;
  /** The number of its shape. */
  readonly ids = columns.ids;

  constructor(source: SourceId) {
    this.source = source;
  }

  /** Sets what contains it: bytes, which have been placed, or text. */
  set chunk(chunk: Buffer | ByteString) {
    this.#bytes = typeof chunk === 'string' ? null : chunk;
    this.#text = typeof chunk === 'string' ? chunk : '';
  }

  /** Where the bytes of the chunk are in the workspace; -1: they are not in it. */
  get address(): number {
    return (this.#bytes === null ? bytesOf(this.#text) : placedBytes(this.#bytes)!).address;
  }

  /** Returns the chunk's text. */
  get #chunkText(): ByteString {
    if (this.#bytes !== null) {
      this.#text = toByteString(this.#bytes);
      // From now on, its bytes are requested with those of its records.
      this.#bytes = null;
    }
    return this.#text;
  }

  /** Returns the shape of a record. */
  shape(index: number): LineShape {
    return shapeTable.shape(this.ids[index]!);
  }

  /** Returns a record as an object. */
  record(index: number): LogRecord {
    const { severity, digits } = this.shape(index);
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
      chunk: this.#chunkText,
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
