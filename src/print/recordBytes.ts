import type { ByteString } from '../core/bytes.ts';
import type { LogRecord } from '../core/record.ts';
import { AssembledRecord } from '../core/records/assembledRecord.ts';
import { bytesAtHand } from '../core/understand/compile/textBytes.ts';

const NEWLINE = 0x0a;
const NO_BYTES: Buffer = Buffer.alloc(0);

/**
 * The bytes of one source's records in sequence. Bytes shared by several records are converted once, and the records'
 * text is not sliced.
 */
export class RecordBytes {
  /** May contain more than the record's own bytes; the buffer is reused. */
  bytes = NO_BYTES;
  #own = NO_BYTES;
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
    const known = bytesAtHand(chunk);
    if (known !== null) {
      this.bytes = known.bytes;
    } else if (chunk !== this.#chunk) {
      this.#chunk = chunk;
      this.#write(chunk);
    } else this.bytes = this.#own;
    this.from = from;
    this.to = to;
  }

  #write(text: ByteString): void {
    if (text.length > this.#own.length) this.#own = Buffer.allocUnsafe(text.length);
    this.#own.write(text, 'latin1');
    this.bytes = this.#own;
  }

  /** True if the record is a single line. */
  get isLine(): boolean {
    const end = this.bytes.indexOf(NEWLINE, this.from);
    return end < 0 || end >= this.to;
  }
}
