import type { ByteString } from '../bytes.ts';
import type { Level } from '../level.ts';
import type { Fields, LogRecord, SourceId, Timestamp } from '../record.ts';

/**
 * A record whose source knows its time, level and fields, such as a journal entry, so that they need not be
 * parsed from its text.
 */
export interface Entry {
  /** The displayed text, without a trailing newline; may have several lines. */
  readonly text: ByteString;
  readonly time: Timestamp | null;
  readonly level: Level | null;
  /** Computed on demand, which is usually never or once. */
  fields(): Fields;
}

/** Converts an entry to a record of a run. */
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

  /** Returns the same record, marked as late. */
  asLate(): EntryRecord {
    const { source, seq, received } = this;
    return new EntryRecord(this.#entry, { source, seq, received, late: true });
  }
}
