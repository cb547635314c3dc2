import type { ByteString } from '../bytes.ts';
import type { Level } from '../level.ts';
import type { Fields, LogRecord, SourceId, Timestamp } from '../record.ts';

/** One record whose source knows its time, level and fields: an entry of a journal, which need not be read off its text. */
export interface Entry {
  /** As it is shown, without the last line's end; may have several lines. */
  readonly text: ByteString;
  readonly time: Timestamp | null;
  readonly level: Level | null;
  /** Made when asked for, which is mostly never or once. */
  fields(): Fields;
}

/** An entry as a record of a run. */
export class EntryRecord implements LogRecord {
  readonly source: SourceId;
  readonly seq: number;
  readonly received: number;
  readonly late: boolean;
  readonly #entry: Entry;

  constructor(
    entry: Entry,
    {
      source,
      seq,
      received,
      late = false,
    }: {
      readonly source: SourceId;
      readonly seq: number;
      readonly received: number;
      readonly late?: boolean;
    },
  ) {
    this.#entry = entry;
    this.source = source;
    this.seq = seq;
    this.received = received;
    this.late = late;
  }

  get text(): ByteString {
    return this.#entry.text;
  }

  get time(): Timestamp | null {
    return this.#entry.time;
  }

  get level(): Level | null {
    return this.#entry.level;
  }

  get fields(): Fields {
    return this.#entry.fields();
  }

  /** The same record, marked as come too late for its place. */
  asLate(): EntryRecord {
    const { source, seq, received } = this;
    return new EntryRecord(this.#entry, { source, seq, received, late: true });
  }
}
