import type { ByteString } from '../bytes.ts';
import { type PatternMatcher, patternMatcher } from '../pattern/matcher.ts';
import { parsePattern } from '../pattern/pattern.ts';
import type { Timestamp } from '../record.ts';
import type { LogFormat } from '../target.ts';
import { type LineLevel, lineLevel } from '../understand/levelRule.ts';
import { LineHead, NO_LEVEL } from '../understand/lineHead.ts';
import { LineReader } from '../understand/lineReader.ts';
import { type Moment, UNSAID } from '../understand/moment.ts';
import { RecordGrouper } from '../understand/recordGrouper.ts';
import type { StreamGrouping } from '../understand/simpleLines.ts';
import { readTimeText } from '../understand/structured/fieldTime.ts';
import { readJsonHead } from '../understand/structured/structuredHead.ts';
import { TimeResolver } from '../understand/timeResolver.ts';
import { findZone, UTC, type Zone } from '../zones.ts';
import { type OwnHead, ownHead } from './ownHead.ts';
import { NO_START } from './starts.ts';

/** What is known about a log, for grouping its lines into records. */
export interface LogContext {
  readonly format: LogFormat;
  /** IANA zone of its host, for times without one; null: UTC. */
  readonly timezone: string | null;
  /** Our clock, for times without a year: milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Returns a matcher for the first line of a record, from a log's `start`; null without a valid one. `\d` is
 * not an ERE, but everyone writes it.
 */
export const startMatcher = (start: string | null): PatternMatcher | null => {
  if (start === null) return null;
  const parsed = parsePattern(start.replaceAll('\\d', '[0-9]'), { fixed: false, ignoreCase: false });
  return parsed.ok ? patternMatcher(parsed.pattern) : null;
};

/** In a report of MinIO's. */
const REPORT_TIME = /^API: .*\nTime: ([^\r\n]*)/;
const MAX_REPORT_HEAD = 2000;

/** Like a LogContext, but without a clock if it is passed with each time. */
type HeadsContext = Omit<LogContext, 'now'> & Partial<Pick<LogContext, 'now'>>;

const EPOCH = (): number => 0;

/**
 * Finds, line by line and before a record is complete, where the records of one source start and what their heads contain: the one
 * place with these rules.
 */
export class RecordHeads {
  /** The head of the last line; its level is NO_LEVEL if it has none. */
  readonly reading = new LineHead();
  /** True if the last line has its own head. */
  headed = false;
  /** The record it belongs to: an increasing number. */
  record = 0;
  readonly #reader: LineReader;
  readonly #grouper = new RecordGrouper();
  readonly #zone: Zone;
  readonly #calendar: TimeResolver;
  readonly #start: PatternMatcher | null;
  readonly #level: LineLevel | null;
  readonly #own: OwnHead | null;
  readonly #now: () => number;
  readonly #block = new LineHead();
  #first = true;

  constructor({ format, timezone, now = EPOCH }: HeadsContext) {
    this.#reader = new LineReader(format.format);
    this.#zone = findZone(format.timezone ?? timezone) ?? UTC;
    this.#calendar = new TimeResolver(this.#zone);
    this.#start = startMatcher(format.start ?? format.pattern?.ere ?? null);
    this.#level = lineLevel(format.level);
    this.#own = ownHead(format.pattern);
    this.#now = now;
  }

  /**
   * Takes the next line, the bytes from `from` to `end` without its terminator; returns true if it starts a
   * record. Otherwise it belongs to `record`: usually the last one, but possibly an earlier one if streams
   * are interleaved. `start`: how it is known to start one, or NO_START.
   */
  begins(text: ByteString, from: number, end: number, start = NO_START): boolean {
    this.headed = this.#reader.read(text, from, end, this.reading);
    this.#own?.(text, from, end, this.reading);
    const joins = this.#joins(text, from, end, start);
    if (this.#level !== null) this.reading.level = this.#level(text, from, end);
    this.#first = false;
    return !joins;
  }

  /**
   * Takes a line that is certainly another program's message, after a time: it starts a record. Its stream's key is this
   * text. Returns false if it has to be read.
   */
  beginsMessage(text: ByteString, keyFrom: number, keyTo: number, level: number): boolean {
    if (!this.#grouper.beginsMessage(text, keyFrom, keyTo, level)) return false;
    this.record = this.#grouper.record;
    this.headed = true;
    this.#first = false;
    return true;
  }

  /** Skips messages before the last `MAX_QUIET` of several, while no stream is remembered. */
  skipMessages(count: number): void {
    this.#grouper.skipMessages(count);
  }

  /** True if a stream is remembered that a message may belong to. */
  get remembersStreams(): boolean {
    return this.#grouper.remembersStreams;
  }

  /** Forgets the current record: the next line starts another. */
  close(): void {
    this.#grouper.close();
  }

  /** True if the record started by the last line may continue after others. */
  get goesOnApart(): boolean {
    return this.#start === null && this.reading.wraps;
  }

  /** True if several programs write the log, each with its name as a prefix. */
  get isPrefixed(): boolean {
    return this.#grouper.isPrefixed;
  }

  /** True if a rule of the log (`level:`) decides about levels instead of its heads. */
  get levelsByRule(): boolean {
    return this.#level !== null;
  }

  /** Returns the time in the last line, or null. `now`: our clock, for times without a year. */
  time(now?: number): Timestamp | null {
    return this.reading.time === null
      ? null
      : this.#calendar.resolve(this.reading.moment, now ?? this.#now());
  }

  /**
   * How many of the last line's bytes, from `from` on, prove what it is: if the next line starts with the same text, apart from
   * digits, and its time is read in the same way, it starts a record too. Zero: unknown.
   */
  provenBytes(from: number): number {
    const { provenTo, time } = this.reading;
    const isProven = this.#grouper.isDirect && this.#start === null && this.#own === null;
    return isProven && time !== null && provenTo >= 0 ? provenTo - from : 0;
  }

  /** True if the last line's time is a fixed distance from UTC. */
  get isFixedZone(): boolean {
    const { offset, zone } = this.reading.moment;
    return offset !== UNSAID || (zone ?? this.#zone) === UTC;
  }

  /** True if only the lines themselves determine the records: the log has no rules of its own. */
  get isOrdinary(): boolean {
    return this.#start === null && this.#level === null && this.#own === null;
  }

  /** True if the last line started a record, whatever came before it. */
  get isDirect(): boolean {
    return this.#grouper.isDirect && this.#start === null;
  }

  /** True if no line can continue a record before the last one. */
  get isAlone(): boolean {
    return this.#start === null && this.#grouper.isAlone;
  }

  /** True if any indented line without a head belongs to the last line's record, and tells nothing new about it. */
  get takesIndented(): boolean {
    return this.isOrdinary && this.#grouper.takesIndented;
  }

  /** Returns what is known about a stream, if only lines determine the records; undefined: nothing. */
  streamOf(key: ByteString): Readonly<StreamGrouping> | undefined {
    return this.isOrdinary ? this.#grouper.streamOf(key) : undefined;
  }

  /** Returns where parts of a line may be skipped, at or after a place; or a place at or after the end. */
  firstSkipped(text: ByteString, from: number, end: number): number {
    return this.#reader.firstSkipped(text, from, end);
  }

  /** Resolves a time with its year and date, as `time` would; whole seconds since the epoch, or NaN. */
  secondsOf(moment: Moment, now: number): number {
    return this.#calendar.seconds(moment, now);
  }

  /** True if the last line has neither time, level nor fields. */
  get blank(): boolean {
    const { time, level, structure } = this.reading;
    return time === null && (level === NO_LEVEL || this.#level !== null) && structure === null;
  }

  /**
   * Parses a multi-line JSON object, whose time and level are known only at its end; null if the text is not
   * one. Its level is null if the log's levels come from its lines anyway.
   */
  readBlock(
    text: ByteString,
    now?: number,
  ): { readonly level: number | null; readonly time: Timestamp | null } | null {
    const block = this.#block;
    block.clear();
    if (readJsonHead(text, 0, text.length, block) === null) return null;
    return {
      level: this.#level === null ? block.level : null,
      time: block.time === null ? null : this.#calendar.resolve(block.moment, now ?? this.#now()),
    };
  }

  /** Returns the time in a report of MinIO's, which has a line of its own; null if there is none. */
  reportTime(text: ByteString, now?: number): Timestamp | null {
    const [, time] = REPORT_TIME.exec(text.slice(0, MAX_REPORT_HEAD)) ?? [];
    const { moment } = this.#block;
    if (time === undefined || readTimeText(time, 0, time.length, moment) === null) return null;
    // The month always comes first.
    moment.first = UNSAID;
    return this.#calendar.resolve(moment, now ?? this.#now());
  }

  #joins(text: ByteString, from: number, end: number, start: number): boolean {
    if (this.#start !== null) {
      const joins = start === NO_START && !this.#first && !this.#start.test(text.slice(from, end));
      if (!joins) this.record++;
      return joins;
    }
    const joins = this.#grouper.joins(text, from, end, this.reading, this.headed, start);
    this.record = this.#grouper.record;
    return joins;
  }
}
