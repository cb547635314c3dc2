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

export type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

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

  /** Its text is the range of a chunk that has yet to be set: see `of`. */
  constructor(
    source: SourceId,
    seq: number,
    received: number,
    time: Timestamp | null,
    severity: number,
    from: number,
    to: number,
    structure: Structure | null,
    fieldsAt: number,
  ) {
    this.source = source;
    this.seq = seq;
    this.received = received;
    this.time = time;
    this.severity = severity;
    this.late = false;
    this.chunk = '';
    this.from = from;
    this.to = to;
    this.structure = structure;
    this.fieldsAt = fieldsAt;
  }

  static of(parts: RecordParts): AssembledRecord {
    const { source, seq, received, time, severity, from, to, structure, fieldsAt } = parts;
    const record: Writable<AssembledRecord> = new AssembledRecord(
      source,
      seq,
      received,
      time,
      severity,
      from,
      to,
      structure,
      fieldsAt,
    );
    record.late = parts.late;
    record.chunk = parts.chunk;
    return record as AssembledRecord;
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
    return AssembledRecord.of({ ...this, late: true });
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
