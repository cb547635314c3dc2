import type { ByteString } from '../core/bytes.ts';
import type { LogRecord } from '../core/record.ts';
import { AssembledRecord } from '../core/records/assembledRecord.ts';

const NEWLINE = 0x0a;

/**
 * The bytes of one source's records in sequence. Bytes shared by several records are converted once, and the records'
 * text is not sliced.
 */
export class RecordBytes {
  /** May contain more than the record's own bytes; the buffer is reused. */
  bytes: Buffer = Buffer.alloc(0);
  /** The range of the current record. */
  from = 0;
  to = 0;
  #chunk: ByteString = '';

  look(record: LogRecord): void {
    if (!(record instanceof AssembledRecord)) {
      this.#chunk = record.text;
      this.#write(record.text);
      this.from = 0;
      this.to = record.text.length;
      return;
    }
    const { chunk, from, to } = record;
    if (chunk !== this.#chunk) {
      this.#chunk = chunk;
      this.#write(chunk);
    }
    this.from = from;
    this.to = to;
  }

  #write(text: ByteString): void {
    if (text.length > this.bytes.length) this.bytes = Buffer.allocUnsafe(text.length);
    this.bytes.write(text, 'latin1');
  }

  /** True if the record is a single line. */
  get isLine(): boolean {
    const end = this.bytes.indexOf(NEWLINE, this.from);
    return end < 0 || end >= this.to;
  }
}
