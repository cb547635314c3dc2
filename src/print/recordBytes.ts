import { type ByteString, fromByteString } from '../core/bytes.ts';
import type { LogRecord } from '../core/record.ts';
import { AssembledRecord } from '../core/records/assembledRecord.ts';

const NEWLINE = 0x0a;

/**
 * The bytes of one source's records, one after the other. Those of what several records arrived in are made once, and no text
 * is cut out of it.
 */
export class RecordBytes {
  bytes: Buffer = Buffer.alloc(0);
  /** Where the record looked at last begins and ends in them. */
  from = 0;
  to = 0;
  #chunk: ByteString = '';

  look(record: LogRecord): void {
    if (!(record instanceof AssembledRecord)) {
      this.#chunk = record.text;
      this.bytes = fromByteString(record.text);
      this.from = 0;
      this.to = record.text.length;
      return;
    }
    const { chunk, from, to } = record;
    if (chunk !== this.#chunk) {
      this.#chunk = chunk;
      this.bytes = fromByteString(chunk);
    }
    this.from = from;
    this.to = to;
  }

  /** Whether the record is a single line. */
  get isLine(): boolean {
    const end = this.bytes.indexOf(NEWLINE, this.from);
    return end < 0 || end >= this.to;
  }
}
