import type { ByteString } from '../core/bytes.ts';
import type { LogRecord } from '../core/record.ts';
import { AssembledRecord } from '../core/records/assembledRecord.ts';

const NEWLINE = 0x0a;

/**
 * The bytes of one source's records, one after the other. Those of what several records arrived in are made once, and no text
 * is cut out of it.
 */
export class RecordBytes {
  /** May hold more than the record arrived in: the buffer is used again for what comes next. */
  bytes: Buffer = Buffer.alloc(0);
  /** Where the record looked at last begins and ends in them. */
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

  /** Whether the record is a single line. */
  get isLine(): boolean {
    const end = this.bytes.indexOf(NEWLINE, this.from);
    return end < 0 || end >= this.to;
  }
}
