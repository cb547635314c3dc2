import type { ByteString } from '../bytes.ts';
import { LEVELS, type Level } from '../level.ts';
import type { Fields, LogRecord, SourceId, Timestamp } from '../record.ts';
import { carriedFields } from '../understand/carriedFields.ts';
import { FIELDS_INSIDE, NO_LEVEL, type Structure } from '../understand/lineHead.ts';
import { parseFirstObject, parseJsonObject } from '../understand/structured/json.ts';
import { parseLogfmt } from '../understand/structured/logfmt.ts';
import { parseLtsv } from '../understand/structured/ltsv.ts';

/**
 * The last record whose fields were requested, and the fields: they are usually requested several times in a
 * row.
 */
let parsed: AssembledRecord | null = null;
let parsedFields: Fields | null = null;

/** The parts of a record. */
export interface RecordParts {
  readonly source: SourceId;
  readonly seq: number;
  readonly received: number;
  readonly time: Timestamp | null;
  /** An index of LEVELS, or NO_LEVEL. */
  readonly severity: number;
  readonly late: boolean;
  /** The chunk that contains it, or the text itself. */
  readonly chunk: ByteString;
  readonly from: number;
  readonly to: number;
  /** The syntax of its fields; null: it has none. */
  readonly structure: Structure | null;
  /** Where in the text they start. */
  readonly fieldsAt: number;
}

/**
 * A record parsed from a log: its text is extracted and its fields are parsed on demand, which is usually
 * never or once. `text`, `level` and `fields` are properties of the class, so spreading such a record leaves
 * them behind.
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

  /** Returns the same record, marked as late. */
  asLate(): AssembledRecord {
    return new AssembledRecord({ ...this, late: true });
  }

  #parse(): Fields | null {
    if (this.fieldsAt === FIELDS_INSIDE) return carriedFields(this.text);
    const text = this.text.slice(this.fieldsAt);
    if (this.structure === 'logfmt') return parseLogfmt(firstLine(text));
    if (this.structure === 'ltsv') return parseLtsv(firstLine(text));
    // Other lines may follow: a trace printed raw between JSON lines.
    return parseJsonObject(text.trimEnd()) ?? parseJsonObject(firstLine(text)) ?? parseFirstObject(text);
  }
}

const firstLine = (text: ByteString): ByteString => {
  const end = text.indexOf('\n');
  return (end < 0 ? text : text.slice(0, end)).trimEnd();
};
