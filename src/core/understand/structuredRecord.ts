import type { ByteString } from '../bytes.ts';
import type { Level } from '../level.ts';
import type { Fields, LogRecord, SourceId, Timestamp } from '../record.ts';
import { parseJsonObject } from './json.ts';
import { parseLogfmt } from './logfmt.ts';
import type { Structure } from './reading.ts';

/** The record whose fields were asked for last, and those: one line's fields are mostly asked for several times in a row. */
let parsed: StructuredRecord | null = null;
let parsedFields: Fields | null = null;

/**
 * A record whose fields are parsed when asked for: most never are, and parsing takes longer than all else about a line.
 * `fields` is a property of the class, so spreading such a record leaves it behind.
 */
export class StructuredRecord implements LogRecord {
  readonly source: SourceId;
  readonly seq: number;
  readonly received: number;
  readonly time: Timestamp | null;
  readonly level: Level | null;
  readonly text: ByteString;
  readonly late: boolean;
  readonly #structure: Structure;
  /** Where in the text the fields begin. */
  readonly #at: number;

  constructor(record: Omit<LogRecord, 'fields'>, structure: Structure, at: number) {
    this.source = record.source;
    this.seq = record.seq;
    this.received = record.received;
    this.time = record.time;
    this.level = record.level;
    this.text = record.text;
    this.late = record.late;
    this.#structure = structure;
    this.#at = at;
  }

  get fields(): Fields | null {
    if (parsed !== this) {
      parsedFields = this.#parse();
      parsed = this;
    }
    return parsedFields;
  }

  /** The same record, marked as come too late for its place. */
  asLate(): StructuredRecord {
    return new StructuredRecord({ ...this, late: true }, this.#structure, this.#at);
  }

  #parse(): Fields | null {
    const text = this.text.slice(this.#at);
    if (this.#structure === 'logfmt') return parseLogfmt(firstLine(text));
    // Lines may follow that are not its own: a trace that was printed raw between JSON lines.
    return parseJsonObject(text.trimEnd()) ?? parseJsonObject(firstLine(text));
  }
}

const firstLine = (text: ByteString): ByteString => {
  const end = text.indexOf('\n');
  return (end < 0 ? text : text.slice(0, end)).trimEnd();
};
