import type { ByteString } from '../bytes.ts';
import { LEVELS } from '../level.ts';
import { NO_LEVEL, type Reading } from './reading.ts';
import {
  isIndented,
  joinsAtMargin,
  type Trace,
  traceBegunBy,
  traceTakes,
} from './tables/continuationShapes.ts';

/** How a record began, which tells what may follow it. */
type Begun =
  /** With a time: every line without a head of its own belongs to it. */
  | 'timed'
  /** With a level alone: a stack trace may follow. */
  | 'level'
  /** With nothing known, or with a line that is whole by itself (JSON, an access log's). */
  | 'plain';

/** A block of braces that nothing has closed after so many lines was none. */
const LONGEST_BLOCK = 1000;

const ERROR = LEVELS.indexOf('error');

const OPENERS = '{[(';
const CLOSERS = '}])';

/** Decides, line by line, which lines belong to the record before them. */
export class Grouping {
  #open = false;
  #begun: Begun = 'plain';
  #trace: Trace = 'none';
  /** Lines at column 0 since the trace began. */
  #traceLines = 0;
  /** Braces open in a block, and the lines it has so far. */
  #depth = 0;
  #blockLines = 0;
  #levelFollows = false;
  /**
   * A crash that names its own level (`panic: …`, `PHP Fatal error: …`) is told of by the record before: unless that
   * record's level is lower, under which a crash must not hide.
   */
  #crashFollows = false;
  /** The record's program, in a log of several; null: no such log. */
  #program: ByteString | null = null;
  /** The line before was but the first part of a longer one. */
  #partial = false;
  /** The head of a message that may have further lines with the same head: up to its keyword. */
  #prefix: ByteString | null = null;

  /** Forgets the record: the next line begins one. */
  close(): void {
    this.#open = false;
  }

  /**
   * Takes the next line, headed (`reading` holds its head) or not (null), and says whether it belongs to the record
   * before. May write the reading's level: a continuation can be what tells it.
   */
  joins(text: ByteString, from: number, end: number, reading: Reading | null): boolean {
    if (reading?.format?.prefixed) return this.#prefixedJoins(text, from, end, reading);
    if (
      this.#open &&
      (reading === null ? this.#bareJoins(text, from, end) : this.#headedJoins(text, from, end, reading))
    ) {
      return true;
    }
    this.#begin(text, from, end, reading);
    return false;
  }

  /** A line behind its program's name belongs to that program's record; others in between have ended it. */
  #prefixedJoins(text: ByteString, from: number, end: number, reading: Reading): boolean {
    const program = text.slice(from, reading.payload);
    const blank = isBlankHead(reading);
    // What looks like a name and a bar is a table's row, where nothing else of the kind was before.
    if (blank && this.#program === null) {
      if (this.#open && this.#bareJoins(text, from, end)) return true;
      this.#begin(text, from, end, null);
      return false;
    }
    const goesOn = reading.continuesInner || this.#begun === 'timed';
    if (this.#open && blank && goesOn && program === this.#program) return true;
    this.#begin(text, from, end, reading);
    this.#program = program;
    return false;
  }

  #begin(text: ByteString, from: number, end: number, reading: Reading | null): void {
    this.#open = true;
    this.#program = null;
    this.#trace = 'none';
    this.#depth = 0;
    this.#levelFollows = reading?.format?.levelFollows === true;
    this.#partial = reading?.format?.partial === true;
    this.#crashFollows = reading !== null && (reading.level === NO_LEVEL || reading.level >= ERROR);
    if (reading === null) {
      this.#begun = 'plain';
      this.#prefix = null;
      this.#beginTrace(lineOf(text, from, end));
      this.#beginBlock(text, from, end);
      return;
    }
    this.#prefix =
      reading.format?.name === 'postgres' ? text.slice(from, keywordAt(text, from, reading)) : null;
    if (reading.structure === 'json' || reading.format?.single) {
      this.#begun = 'plain';
      this.#crashFollows = false;
    } else if (reading.time !== null) this.#begun = 'timed';
    else {
      this.#begun = 'level';
      this.#beginTrace(lineOf(text, from, end));
      this.#beginBlock(text, from, end);
    }
  }

  #headedJoins(text: ByteString, from: number, end: number, reading: Reading): boolean {
    if (reading.continuesInner) return true;
    const { format } = reading;
    if (this.#partial && format?.wraps) {
      this.#partial = format.partial === true;
      return true;
    }
    if (format === null) {
      // A JSON body without time and level, after a line that has them.
      return reading.time === null && reading.level === NO_LEVEL && this.#begun === 'timed';
    }
    if (this.#levelFollows && reading.time === null && format.where === 'line') {
      this.#levelFollows = false;
      return true;
    }
    if (format.continues) {
      return (
        this.#prefix !== null &&
        text.startsWith(this.#prefix, from) &&
        keywordAt(text, from, reading) === from + this.#prefix.length
      );
    }
    return reading.time === null && this.#crashFollows && this.#beginTrace(lineOf(text, from, end));
  }

  #bareJoins(text: ByteString, from: number, end: number): boolean {
    this.#levelFollows = false;
    if (this.#begun === 'timed') return true;
    if (isIndented(text, from, end)) {
      this.#followBlock(text, from, end);
      return true;
    }
    const line = lineOf(text, from, end);
    if (this.#depth > 0) {
      this.#followBlock(text, from, end);
      return true;
    }
    return joinsAtMargin(line) || this.#traceJoins(line);
  }

  #traceJoins(line: ByteString): boolean {
    if (this.#trace !== 'none' && traceTakes(this.#trace, line, this.#traceLines)) {
      this.#traceLines++;
      if (traceBegunBy(line) === 'python') this.#traceLines = 1;
      return true;
    }
    return this.#begun === 'level' && this.#beginTrace(line);
  }

  #beginTrace(line: ByteString): boolean {
    const trace = traceBegunBy(line);
    if (trace === 'none') return false;
    this.#trace = trace;
    this.#traceLines = 1;
    return true;
  }

  #beginBlock(text: ByteString, from: number, end: number): void {
    let last = end - 1;
    while (last >= from && text.charCodeAt(last) <= 32) last--;
    if (last < from || !OPENERS.includes(text[last]!)) return;
    this.#depth = Math.max(1, openBraces(text, from, end));
    this.#blockLines = 0;
  }

  #followBlock(text: ByteString, from: number, end: number): void {
    if (this.#depth === 0) {
      this.#beginBlock(text, from, end);
      return;
    }
    this.#blockLines++;
    this.#depth += openBraces(text, from, end);
    if (this.#depth < 0 || this.#blockLines > LONGEST_BLOCK) this.#depth = 0;
  }
}

/** Whether a head says nothing but whose line it is. */
export const isBlankHead = ({ time, level, structure }: Reading): boolean =>
  time === null && level === NO_LEVEL && structure === null;

/** How many more braces, brackets and parentheses a line opens than it closes, those in double quotes aside. */
const openBraces = (text: ByteString, from: number, end: number): number => {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < end; at++) {
    const character = text[at]!;
    if (character === '"') quoted = !quoted;
    else if (quoted) {
      if (character === '\\') at++;
    } else if (OPENERS.includes(character)) depth++;
    else if (CLOSERS.includes(character)) depth--;
  }
  return depth;
};

const lineOf = (text: ByteString, from: number, end: number): ByteString =>
  text.slice(from, text.charCodeAt(end - 1) === 13 ? end - 1 : end);

/** Where a Postgres message's keyword (`ERROR:  `, `DETAIL:  `) begins. */
const keywordAt = (text: ByteString, from: number, reading: Reading): number => {
  const colon = text.indexOf(':  ', Math.max(from, reading.timeTo));
  let at = colon;
  while (at > from && text.charCodeAt(at - 1) > 32) at--;
  return at;
};
