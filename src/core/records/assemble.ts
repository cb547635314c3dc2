import { type ByteString, toByteString } from '../bytes.ts';
import type { LineEnd } from '../lines.ts';
import type { LogRecord, SourceId, Timestamp } from '../record.ts';
import type { LogFormat } from '../target.ts';
import { NO_LEVEL, type Structure } from '../understand/lineHead.ts';
import { AlikeLines } from './alikeLines.ts';
import { AssembledRecord, type Writable } from './assembledRecord.ts';
import { RecordHeads } from './heads.ts';
import { OpenRecords } from './openRecords.ts';
import type { RecordRun } from './recordRun.ts';
import { flagsOf, NO_START, NO_STARTS, PLACE, type RecordStarts, startsAfter } from './starts.ts';

/** Turns one source's lines into records, streaming; pure: the clock is a parameter. */
export interface Assembler {
  /**
   * Takes whole lines with their ends (as `SourceSink.lines` passes them) and returns the records that are complete, in the
   * order of their first lines. The newest record stays pending until the next one starts, `flush` is called, or `expire` finds it
   * old enough; where a log has several streams, so do earlier ones that may continue behind other streams' lines. `starts`: where
   * records start in any case, if lines between these are missing.
   */
  push(chunk: ByteString, now: number, starts?: RecordStarts): LogRecord[];
  /**
   * The same in less time and in parts, which the functions receive in order: lines that start alike become a run, valid until
   * `run` returns. The chunk is not kept.
   */
  pushInRuns(chunk: Buffer, now: number, parts: PartCollector, starts?: RecordStarts): void;
  /** The number of lines so far. */
  readonly lines: number;
  /** Returns the pending records that have waited at least `waitMs` since their last line. */
  expire(now: number, waitMs: number): LogRecord[];
  /** Ends the source; returns what is pending. */
  flush(): LogRecord[];
}

/** Takes the records of a chunk. */
export interface PartCollector {
  /** Takes a run, and the records before it. */
  run(before: LogRecord[], run: RecordRun): void;
  /** Takes the records after the last run; called once. */
  rest(records: LogRecord[]): void;
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

class RecordAssembler implements Assembler {
  readonly #source: SourceId;
  readonly #group: boolean;
  readonly #lineEnd: LineEnd;
  readonly #heads: RecordHeads;
  /** Null: no lines of this log can be parsed by their start alone. */
  readonly #alike: AlikeLines | null;

  /** Earlier records whose streams may still add lines. */
  readonly #open = new OpenRecords();

  /** Where records are known to start in this chunk, and the index of the next one. */
  #starts: RecordStarts = NO_STARTS;
  #nextStart = 0;

  #seq = 0;
  /** The current record, which gets its text and level when it is complete; null: there is none. */
  #pending: Writable<AssembledRecord> | null = null;
  /** Its number, and whether it may continue after others. */
  #number = 0;
  #goesOnApart = false;
  #lastSeq = 0;
  #lastLine = 0;
  /** Its level; text that may still belong to it (part of a record that was too long, a single line) has the same. */
  #severity = NO_LEVEL;
  /** Its text: parts from earlier chunks, then a range of this chunk. */
  #held: ByteString | null = null;
  #from = 0;
  #to = 0;

  constructor(options: AssemblerOptions) {
    const { source, format, timezone, group, lineEnd = '\n' } = options;
    this.#source = source;
    this.#group = group && lineEnd === '\n';
    this.#lineEnd = lineEnd;
    this.#heads = new RecordHeads({ format, timezone });
    const ordinary = this.#heads.isOrdinary && !format.syslog && format.format !== 'plain';
    this.#alike = ordinary && lineEnd === '\n' ? new AlikeLines(source, this.#heads) : null;
  }

  get lines(): number {
    return this.#seq;
  }

  push(chunk: ByteString, now: number, starts: RecordStarts = NO_STARTS): LogRecord[] {
    this.#alike?.forget();
    this.#expect(starts);
    const records: LogRecord[] = [];
    for (let from = 0; from < chunk.length; ) {
      const end = this.#endOf(chunk, from);
      this.#line(chunk, from, end, now, records);
      from = end + 1;
    }
    return this.#finishChunk(chunk, records);
  }

  pushInRuns(bytes: Buffer, now: number, parts: PartCollector, starts: RecordStarts = NO_STARTS): void {
    const alike = this.#alike;
    let records: LogRecord[] = [];
    let chunk = '';
    const pass = (run: RecordRun): void => {
      // The current record is complete, as are those before it.
      this.#open.flush(records);
      if (this.#pending !== null) records.push(this.#take(this.#pending, chunk));
      parts.run(records, run);
      records = [];
      this.#seq += run.length;
    };
    // What is pending is from an earlier chunk.
    const first = alike === null ? -1 : alike.resume(bytes, this.#seq, now);
    if (first >= 0) pass(alike!.run);
    const skipped = Math.max(0, first);
    chunk = toByteString(bytes.subarray(skipped));
    this.#expect(skipped === 0 ? starts : startsAfter(starts, skipped));
    let from = 0;
    while (from < chunk.length) {
      const end = this.#endOf(chunk, from);
      this.#line(chunk, from, end, now, records);
      const last = alike === null ? -1 : alike.take(chunk, from, end, this.#seq, now);
      from = end + 1;
      if (last < 0) continue;
      pass(alike!.run);
      from = last;
    }
    parts.rest(this.#finishChunk(chunk, records));
  }

  #expect(starts: RecordStarts): void {
    this.#starts = starts;
    this.#nextStart = 0;
  }

  /** Returns how a record is known to start at a place, or NO_START. */
  #startAt(place: number): number {
    const starts = this.#starts;
    if (this.#nextStart === starts.length) return NO_START;
    while (starts[this.#nextStart]! < place * PLACE) this.#nextStart++;
    const start = starts[this.#nextStart] ?? 0;
    return start >= place * PLACE && start < (place + 1) * PLACE ? flagsOf(start) : NO_START;
  }

  #endOf(chunk: ByteString, from: number): number {
    const at = chunk.indexOf(this.#lineEnd, from);
    return at < 0 ? chunk.length : at;
  }

  /** Keeps what may continue in the next chunk. */
  #finishChunk(chunk: ByteString, records: LogRecord[]): LogRecord[] {
    if (this.#pending !== null) {
      if (this.#group) this.#hold(chunk);
      else records.push(this.#take(this.#pending, chunk));
    }
    return this.#open.release(this.#seq, records);
  }

  expire(now: number, waitMs: number): LogRecord[] {
    const records: LogRecord[] = [];
    this.#open.expire(now, waitMs, records);
    const isOld = this.#pending !== null && now - this.#lastLine >= waitMs;
    return isOld && this.#open.isEmpty ? [...records, ...this.flush()] : records;
  }

  flush(): LogRecord[] {
    if (this.#pending === null) return [];
    this.#alike?.forget();
    this.#heads.close();
    const records: LogRecord[] = [];
    this.#open.flush(records);
    records.push(this.#take(this.#pending, ''));
    return records;
  }

  #line(chunk: ByteString, from: number, end: number, now: number, records: LogRecord[]): void {
    this.#seq++;
    const begins = this.#heads.begins(chunk, from, end, this.#startAt(from));
    if (begins) this.#begin(chunk, from, end, now, records);
    else this.#join(chunk, from, end, now, records);
  }

  #begin(chunk: ByteString, from: number, end: number, now: number, records: LogRecord[]): void {
    if (this.#pending !== null) this.#complete(this.#pending, chunk, records);
    const heads = this.#heads;
    const { level, structure, fieldsAt } = heads.reading;
    this.#severity = level;
    this.#goesOnApart = heads.goesOnApart;
    this.#start(heads.record, from, end, now, heads.time(now), structure, fieldsAt);
  }

  #start(
    record: number,
    from: number,
    end: number,
    now: number,
    time: Timestamp | null,
    structure: Structure | null,
    fieldsAt: number,
  ): void {
    const seq = this.#seq;
    const severity = this.#severity;
    this.#pending = new AssembledRecord(
      this.#source,
      seq,
      now,
      time,
      severity,
      from,
      end,
      structure,
      fieldsAt,
    );
    this.#number = record;
    this.#lastSeq = seq;
    this.#lastLine = now;
    this.#from = from;
    this.#to = end;
  }

  /** Takes a line that belongs to an earlier record, usually the current one. */
  #join(chunk: ByteString, from: number, end: number, now: number, records: LogRecord[]): void {
    const { reading, record } = this.#heads;
    // The result for single lines must not depend on how the log was cut into chunks, so none of them is
    // pending at the end of a chunk.
    if (record !== this.#number && (this.#pending !== null || !this.#group)) {
      if (this.#group && this.#open.add(record, chunk.slice(from, end), reading.level, this.#seq, now))
        return;
      this.#begin(chunk, from, end, now, records);
      return;
    }
    if (!this.#group && this.#pending !== null) this.#complete(this.#pending, chunk, records);
    if (this.#severity === NO_LEVEL) this.#severity = reading.level;
    if (this.#group && this.#fits(from, end)) {
      if (this.#held !== null && this.#to < 0) this.#from = from;
      else if (this.#lastSeq !== this.#seq - 1) this.#cutOff(chunk, from);
      this.#to = end;
      this.#lastSeq = this.#seq;
      this.#lastLine = now;
      return;
    }
    if (this.#pending !== null) this.#complete(this.#pending, chunk, records);
    this.#start(record, from, end, now, null, null, 0);
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
  #complete(pending: Writable<AssembledRecord>, chunk: ByteString, records: LogRecord[]): void {
    const record = this.#take(pending, chunk);
    if (this.#group && (this.#goesOnApart || !this.#open.isEmpty)) {
      this.#open.push(this.#number, record, this.#lastSeq, this.#lastLine, this.#seq);
    } else {
      this.#open.drain(records);
      records.push(record);
    }
  }

  #fits(from: number, end: number): boolean {
    const held = this.#held?.length ?? 0;
    const here = this.#to < 0 ? 0 : from - this.#from;
    return this.#pending !== null && held + here + end - from <= MAX_RECORD;
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

  #take(record: Writable<AssembledRecord>, chunk: ByteString): AssembledRecord {
    const here = this.#held === null && this.#to >= 0;
    const text = here ? chunk : this.#text(chunk);
    record.chunk = text;
    record.from = here ? this.#from : 0;
    record.to = here ? this.#to : text.length;
    const unlevelled = this.#severity === NO_LEVEL || this.#heads.levelsByRule;
    if (record.structure === null && record.time === null) {
      if (unlevelled) this.#readBlock(record);
      else if (text.startsWith('API: ', record.from)) this.#readReport(record);
    }
    record.severity = this.#severity;
    this.#pending = null;
    this.#held = null;
    this.#to = -1;
    return record as AssembledRecord;
  }

  /** The time of MinIO's reports is on their second line. */
  #readReport(record: Writable<AssembledRecord>): void {
    const { chunk, from, to, received } = record;
    record.time = this.#heads.reportTime(chunk.slice(from, to), received);
  }

  /** The level and time of a multi-line JSON object are known only at its end. */
  #readBlock(record: Writable<AssembledRecord>): void {
    const { chunk, from, to } = record;
    if (from === to || chunk.charCodeAt(from) !== 123) return;
    const text = chunk.slice(from, to);
    if (!text.includes('\n')) return;
    const block = this.#heads.readBlock(text, record.received);
    if (block === null) return;
    record.structure = 'json';
    record.fieldsAt = 0;
    if (block.level !== null) this.#severity = block.level;
    record.time = block.time;
  }
}
