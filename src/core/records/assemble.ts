import type { ByteString } from '../bytes.ts';
import type { LineEnd } from '../lines.ts';
import type { LogRecord, SourceId } from '../record.ts';
import type { LogFormat } from '../target.ts';
import { NO_LEVEL } from '../understand/lineHead.ts';
import { AssembledRecord, type RecordParts } from './assembledRecord.ts';
import { RecordHeads } from './heads.ts';
import { OpenRecords } from './openRecords.ts';

/** Turns one source's lines into records, streaming; pure: the clock is a parameter. */
export interface Assembler {
  /**
   * Takes whole lines with their ends (as `SourceSink.lines` passes them) and returns the records that are complete, in the
   * order of their first lines. The newest record stays pending until the next one starts, `flush` is called, or `expire` finds it
   * old enough; where a log has several streams, so do earlier ones that may continue behind other streams' lines.
   */
  push(chunk: ByteString, now: number): LogRecord[];
  /** Returns the pending records that have waited at least `waitMs` since their last line. */
  expire(now: number, waitMs: number): LogRecord[];
  /** Ends the source; returns what is pending. */
  flush(): LogRecord[];
}

export interface AssemblerOptions {
  readonly source: SourceId;
  readonly format: LogFormat;
  /** IANA zone for times without one; null: UTC. */
  readonly timezone: string | null;
  /** False if records are single lines (the caller needs levels and times of lines, not grouping). */
  readonly group: boolean;
  /** The line terminator. With `-z` it is NUL, and each NUL terminates a record. Default: newline. */
  readonly lineEnd?: LineEnd;
}

/** A record longer than this many bytes is split: an endless trace must not fill the memory. */
export const MAX_RECORD = 1024 * 1024;

/**
 * Returns an assembler for one source. An invalid `start` pattern, format name or zone is ignored, because
 * the configuration already reported it.
 */
export const createAssembler = (options: AssemblerOptions): Assembler => new RecordAssembler(options);

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

const NO_PARTS: RecordParts = {
  source: 0,
  seq: 0,
  received: 0,
  time: null,
  severity: NO_LEVEL,
  late: false,
  chunk: '',
  from: 0,
  to: 0,
  structure: null,
  fieldsAt: 0,
};

class RecordAssembler implements Assembler {
  /** The parts of the current record: a reused object, because every line would need one. */
  readonly #parts: Writable<RecordParts>;
  readonly #group: boolean;
  readonly #lineEnd: LineEnd;
  readonly #heads: RecordHeads;

  /** Earlier records whose streams may still add lines. */
  readonly #open = new OpenRecords();

  #seq = 0;
  /** The current record: its number, and whether it may continue after others. */
  #number = 0;
  #goesOnApart = false;
  #lastSeq = 0;
  /** True if there is a current record. Its text: parts from earlier chunks, then a range of this chunk. */
  #pending = false;
  #lastLine = 0;
  #held: ByteString | null = null;
  #from = 0;
  #to = 0;

  constructor(options: AssemblerOptions) {
    const { source, format, timezone, group, lineEnd = '\n' } = options;
    this.#parts = { ...NO_PARTS, source };
    this.#group = group && lineEnd === '\n';
    this.#lineEnd = lineEnd;
    this.#heads = new RecordHeads({ format, timezone });
  }

  push(chunk: ByteString, now: number): LogRecord[] {
    const records: LogRecord[] = [];
    for (let from = 0; from < chunk.length; ) {
      const at = chunk.indexOf(this.#lineEnd, from);
      const end = at < 0 ? chunk.length : at;
      this.#line(chunk, from, end, now, records);
      from = end + 1;
    }
    if (this.#pending) {
      if (this.#group) this.#hold(chunk);
      else records.push(this.#take(chunk));
    }
    if (!this.#open.isEmpty) this.#open.release(this.#seq, records);
    return records;
  }

  expire(now: number, waitMs: number): LogRecord[] {
    const records: LogRecord[] = [];
    this.#open.expire(now, waitMs, records);
    const isOld = this.#pending && now - this.#lastLine >= waitMs;
    return isOld && this.#open.isEmpty ? [...records, ...this.flush()] : records;
  }

  flush(): LogRecord[] {
    if (!this.#pending) return [];
    this.#heads.close();
    const records: LogRecord[] = [];
    this.#open.flush(records);
    records.push(this.#take(''));
    return records;
  }

  #line(chunk: ByteString, from: number, end: number, now: number, records: LogRecord[]): void {
    const parts = this.#parts;
    this.#seq++;
    const joins = !this.#heads.begins(chunk, from, end);
    const { reading, record } = this.#heads;
    // The result for single lines must not depend on how the log was cut into chunks, so none of them is
    // pending at the end of a chunk.
    const apart = joins && record !== this.#number && (this.#pending || !this.#group);
    if (apart && this.#group && this.#open.add(record, chunk.slice(from, end), reading.level, this.#seq, now))
      return;
    const continues = joins && !apart;
    if (!this.#group && this.#pending) this.#complete(chunk, records);
    if (continues && parts.severity === NO_LEVEL) parts.severity = reading.level;
    if (continues && this.#group && this.#fits(from, end)) {
      if (this.#held !== null && this.#to < 0) this.#from = from;
      else if (this.#lastSeq !== this.#seq - 1) this.#cutOff(chunk, from);
      this.#to = end;
      this.#lastSeq = this.#seq;
      this.#lastLine = now;
      return;
    }
    if (this.#pending) this.#complete(chunk, records);
    this.#pending = true;
    this.#number = record;
    parts.seq = this.#seq;
    parts.received = now;
    this.#lastSeq = this.#seq;
    this.#lastLine = now;
    this.#from = from;
    this.#to = end;
    if (continues) return;
    this.#goesOnApart = this.#heads.goesOnApart;
    parts.severity = reading.level;
    parts.time = this.#heads.time(now);
    parts.structure = reading.structure;
    parts.fieldsAt = reading.fieldsAt;
  }

  /**
   * The record continues after lines that are not its own: its part of this chunk so far is stored
   * separately.
   */
  #cutOff(chunk: ByteString, from: number): void {
    this.#held = this.#text(chunk);
    this.#from = from;
  }

  /** The current record is complete, except for lines that may come after others. */
  #complete(chunk: ByteString, records: LogRecord[]): void {
    const record = this.#take(chunk);
    if (!this.#group || (!this.#goesOnApart && this.#open.isEmpty)) {
      records.push(record);
      return;
    }
    this.#open.push(this.#number, record, this.#lastSeq, this.#lastLine);
    this.#open.release(this.#seq, records);
  }

  #fits(from: number, end: number): boolean {
    const held = this.#held?.length ?? 0;
    const here = this.#to < 0 ? 0 : from - this.#from;
    return this.#pending && held + here + end - from <= MAX_RECORD;
  }

  /** Stores the pending record's part of a finished chunk. */
  #hold(chunk: ByteString): void {
    this.#held = this.#text(chunk);
    this.#to = -1;
  }

  #text(chunk: ByteString): ByteString {
    if (this.#to < 0) return this.#held ?? '';
    const here = chunk.slice(this.#from, this.#to);
    return this.#held === null ? here : `${this.#held}\n${here}`;
  }

  #take(chunk: ByteString): AssembledRecord {
    const parts = this.#parts;
    const here = this.#held === null && this.#to >= 0;
    const text = here ? chunk : this.#text(chunk);
    const from = here ? this.#from : 0;
    const to = here ? this.#to : text.length;
    const unlevelled = parts.severity === NO_LEVEL || this.#heads.levelsByRule;
    if (parts.structure === null && unlevelled && parts.time === null) this.#readBlock(text, from, to);
    parts.chunk = text;
    parts.from = from;
    parts.to = to;
    const record = new AssembledRecord(parts);
    this.#pending = false;
    this.#held = null;
    this.#to = -1;
    // Text that may still belong to it (part of a record that was too long, a single line) gets its level,
    // but no time.
    parts.time = null;
    parts.structure = null;
    return record;
  }

  /** The level and time of a multi-line JSON object are known only at its end. */
  #readBlock(chunk: ByteString, from: number, to: number): void {
    if (from === to || chunk.charCodeAt(from) !== 123) return;
    const text = chunk.slice(from, to);
    if (!text.includes('\n')) return;
    const block = this.#heads.readBlock(text, this.#parts.received);
    if (block === null) return;
    const parts = this.#parts;
    parts.structure = 'json';
    parts.fieldsAt = 0;
    if (block.level !== null) parts.severity = block.level;
    parts.time = block.time;
  }
}
