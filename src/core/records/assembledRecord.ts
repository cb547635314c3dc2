import type { ByteString } from '../bytes.ts';
import { LEVELS, type Level } from '../level.ts';
import type { Fields, LogRecord, SourceId, Timestamp } from '../record.ts';
import { carriedFields } from '../understand/carriedFields.ts';
import { FIELDS_INSIDE, NO_LEVEL, type Structure } from '../understand/reading.ts';
import { parseFirstObject, parseJsonObject } from '../understand/structured/json.ts';
import { parseLogfmt } from '../understand/structured/logfmt.ts';
import { parseLtsv } from '../understand/structured/ltsv.ts';

/** The record whose fields were requested last, and those: one line's fields are mostly asked for several times in a row. */
let parsed: AssembledRecord | null = null;
let parsedFields: Fields | null = null;

/** What a record is made of. */
export interface RecordParts {
  readonly source: SourceId;
  readonly seq: number;
  readonly received: number;
  readonly time: Timestamp | null;
  /** An index of LEVELS, or NO_LEVEL. */
  readonly severity: number;
  readonly late: boolean;
  /** What it arrived in, with other records, or the text itself. */
  readonly chunk: ByteString;
  readonly from: number;
  readonly to: number;
  /** What its fields are written in; null: it has none. */
  readonly structure: Structure | null;
  /** Where in the text they begin. */
  readonly fieldsAt: number;
}

/**
 * A record as read off a log: its text is cut out and its fields are parsed when asked for, which is mostly never or once.
 * `text`, `level` and `fields` are properties of the class, so spreading such a record leaves them behind.
 */
export class AssembledRecord implements LogRecord, RecordParts {
  readonly source: SourceId;
  readonly seq: number;
  readonly received: number;
  readonly time: Timestamp | null;
  /** An index of LEVELS, or NO_LEVEL. */
  readonly severity: number;
  readonly late: boolean;
  readonly chunk: ByteString;
  readonly from: number;
  readonly to: number;
  readonly structure: Structure | null;
  readonly fieldsAt: number;
  #text: ByteString | null = null;

  constructor(parts: RecordParts) {
    this.source = parts.source;
    this.seq = parts.seq;
    this.received = parts.received;
    this.time = parts.time;
    this.severity = parts.severity;
    this.late = parts.late;
    this.chunk = parts.chunk;
    this.from = parts.from;
    this.to = parts.to;
    this.structure = parts.structure;
    this.fieldsAt = parts.fieldsAt;
  }

  get level(): Level | null {
    return this.severity === NO_LEVEL ? null : LEVELS[this.severity]!;
  }

  get text(): ByteString {
    this.#text ??= this.chunk.slice(this.from, this.to);
    return this.#text;
  }

  get fields(): Fields | null {
    if (this.structure === null) return null;
    if (parsed !== this) {
      parsedFields = this.#parse();
      parsed = this;
    }
    return parsedFields;
  }

  /** The same record, marked as come too late for its place. */
  asLate(): AssembledRecord {
    return new AssembledRecord({ ...this, late: true });
  }

  #parse(): Fields | null {
    if (this.fieldsAt === FIELDS_INSIDE) return carriedFields(this.text);
    const text = this.text.slice(this.fieldsAt);
    if (this.structure === 'logfmt') return parseLogfmt(firstLine(text));
    if (this.structure === 'ltsv') return parseLtsv(firstLine(text));
    // Lines may follow that are not its own: a trace that was printed raw between JSON lines.
    return parseJsonObject(text.trimEnd()) ?? parseJsonObject(firstLine(text)) ?? parseFirstObject(text);
  }
}

const firstLine = (text: ByteString): ByteString => {
  const end = text.indexOf('\n');
  return (end < 0 ? text : text.slice(0, end)).trimEnd();
};
