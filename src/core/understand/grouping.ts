import type { ByteString } from '../bytes.ts';
import { LEVELS } from '../level.ts';
import { LineHead, NO_LEVEL } from './lineHead.ts';
import { readJsonHead } from './structured/structuredHead.ts';
import {
  beginsInCapitals,
  boxLevel,
  type CrashHead,
  chainsTracebacks,
  crashHead,
  isIndented,
  isSourcePlace,
  joinsAtMargin,
  lineOf,
  namesRescue,
  type Trace,
  traceTakes,
} from './tables/continuationShapes.ts';

/** How a record started, which determines what may follow it. */
export type Begun =
  /** Started with a time: every line without its own head belongs to it. */
  | 'timed'
  /** Started with only a level: a stack trace may follow. */
  | 'level'
  /** Started with nothing recognised, or with a self-contained line (JSON, access log). */
  | 'plain';

/** A block of braces still open after this many lines was not a block. */
const MAX_BLOCK = 1000;

/** A longer line in pieces keeps the level of its first. */
const MAX_PIECES = 1024 * 1024;
const BRACE = 123;

const WARN = LEVELS.indexOf('warn');
const ERROR = LEVELS.indexOf('error');

/** Traces that are also printed for handled exceptions. */
const HANDLED: ReadonlySet<Trace> = new Set(['python', 'announced', 'ruby']);

/** The head of a line in pieces. */
const joined = new LineHead();

const OPENERS = '{[(';
const CLOSERS = '}])';

/** Decides, line by line, which lines of one stream belong to the record before them. */
export class Grouping {
  /** True if nothing has changed since `follow`, except the level and what began. */
  #isFresh = false;
  #open = false;
  #begun: Begun = 'plain';
  /** The record's level, as far as known. */
  level = NO_LEVEL;
  #trace: Trace = 'none';
  /** Lines at column 0 since the trace started. */
  #traceLines = 0;
  /** A traceback or an error of Ruby's that starts now belongs to the previous one. */
  #chained = false;
  /** Open braces in a block, and its number of lines so far. */
  #depth = 0;
  #blockLines = 0;
  #levelFollows = false;
  /** True if the record is self-contained: a trace after it does not belong to it. */
  #single = false;
  #indented = false;
  /** The previous line was only the first part of a longer one. */
  #partial = false;
  /** The pieces of a JSON line whose level is not in the first; null: none. */
  #pieces: ByteString | null = null;
  /** The head, up to its keyword, of a message that may have further lines with the same head. */
  #prefix: ByteString | null = null;

  /** Forgets the record: the next line starts a new one. */
  close(): void {
    this.#isFresh = false;
    this.#open = false;
  }

  /** True if the next line with a time and a head starts a record: the line before it is complete. */
  get isComplete(): boolean {
    return !this.#open || !this.#partial;
  }

  /** True if the record started with a time: any indented line without a head belongs to it, and changes nothing. */
  get takesIndented(): boolean {
    return (
      this.#open && this.#begun === 'timed' && !this.#partial && !this.#levelFollows && this.#trace !== 'ruby'
    );
  }

  /** True if the same holds for lines of a trace at column 0. */
  get takesTraces(): boolean {
    return this.takesIndented && this.#trace === 'none';
  }

  /** Records that another stream's record started, and which lines of this stream may follow it. */
  follow(begun: Begun, level: number): void {
    if (!this.#isFresh) this.#reset();
    this.#isFresh = true;
    this.#begun = begun;
    this.level = level;
  }

  /** Starts a record with a line that has only a level, as `joins` would. */
  beginLevel(level: number): void {
    this.follow('level', level);
    this.#isFresh = false;
  }

  /** Starts a record with a plain line, as `joins` would; returns false if the line before it is incomplete. */
  beginTimed(level: number): boolean {
    if (this.#partial) return false;
    this.follow('timed', level);
    return true;
  }

  /**
   * The same for the text after a stamp; also returns false if a trace may continue or start here: not with a level in
   * capitals.
   */
  beginLevelled(text: ByteString, from: number, end: number, level: number): boolean {
    if (this.#open && this.#partial) return false;
    if (!beginsInCapitals(text, from, end)) {
      if (this.#open && this.#trace !== 'none') return false;
      if (crashHead(text, from, end).trace !== 'none') return false;
    }
    this.beginLevel(level);
    this.#beginBlock(text, from, end);
    return true;
  }

  /**
   * Takes the stream's next line, with its head or null, and returns whether it belongs to the record before. If a bare
   * line has a level only because it reports a crash, writes that level into `line`, the whole line's head.
   */
  joins(text: ByteString, from: number, end: number, head: LineHead | null, line: LineHead): boolean {
    this.#isFresh = false;
    if (this.#joins(text, from, end, head, line)) {
      if (this.level === NO_LEVEL) this.level = line.level;
      return true;
    }
    this.#begin(text, from, end, head, line);
    this.level = line.level;
    return false;
  }

  #joins(text: ByteString, from: number, end: number, head: LineHead | null, line: LineHead): boolean {
    if (!this.#open) return false;
    if (this.#partial) {
      this.#partial = line.partial;
      if (this.#pieces !== null) this.#addPiece(this.#pieces, text.slice(from, end), line);
      return true;
    }
    return head === null
      ? this.#bareJoins(text, from, end, line)
      : this.#headedJoins(text, from, end, head, line);
  }

  /** Reads the level in a JSON line with its last piece. */
  #addPiece(pieces: ByteString, piece: ByteString, line: LineHead): void {
    const whole = pieces + piece;
    this.#pieces = line.partial && whole.length < MAX_PIECES ? whole : null;
    if (line.partial) return;
    joined.clear();
    if (readJsonHead(whole, 0, whole.length, joined) !== null) line.level = joined.level;
  }

  #reset(): void {
    this.#open = true;
    this.#trace = 'none';
    this.#chained = false;
    this.#depth = 0;
    this.#levelFollows = false;
    this.#single = false;
    this.#indented = false;
    this.#partial = false;
    this.#pieces = null;
    this.#prefix = null;
  }

  #begin(text: ByteString, from: number, end: number, head: LineHead | null, line: LineHead): void {
    this.#reset();
    this.#partial = line.partial;
    if (line.partial && line.level === NO_LEVEL && text.charCodeAt(from) === BRACE)
      this.#pieces = text.slice(from, end);
    if (head === null) {
      this.#begun = 'plain';
      const crash = crashHead(text, from, end);
      this.#beginTrace(crash, line);
      this.#beginBlock(text, from, end);
      return;
    }
    this.#levelFollows = head.format?.levelFollows === true;
    this.#indented = head.indented;
    this.#prefix = head.format?.name === 'postgres' ? text.slice(from, keywordAt(text, from, head)) : null;
    if (head.structure === 'json' || head.format?.single) {
      this.#begun = 'plain';
      this.#single = true;
    } else if (head.time !== null && !isStamped(head, line)) this.#begun = 'timed';
    else {
      this.#begun = 'level';
      this.#beginTrace(crashHead(text, from, end), line);
      this.#beginBlock(text, from, end);
    }
  }

  #headedJoins(text: ByteString, from: number, end: number, head: LineHead, line: LineHead): boolean {
    const { format } = head;
    if (head.indented && this.#begun === 'timed' && !this.#indented) return true;
    if (format === null && head.structure !== null) {
      // A JSON body without a time and level, after a line that has them.
      return head.time === null && head.level === NO_LEVEL && this.#begun === 'timed';
    }
    if (this.#levelFollows && head.time === null) {
      this.#levelFollows = false;
      return true;
    }
    if (format?.continues) {
      return (
        this.#prefix !== null &&
        text.startsWith(this.#prefix, from) &&
        keywordAt(text, from, head) === from + this.#prefix.length
      );
    }
    if (head.time !== null && !isStamped(head, line)) return false;
    if (head.time !== null && head.level !== NO_LEVEL && beginsInCapitals(text, from, end)) return false;
    const crash = crashHead(text, from, end);
    if (this.#trace !== 'none' && this.#takes(text, from, end, crash, line)) return true;
    if (crash.trace === 'none' || this.#single) return false;
    if (crash.trace === 'exception' && this.#begun === 'timed') return true;
    return this.#crashJoins(crash, line);
  }

  #bareJoins(text: ByteString, from: number, end: number, line: LineHead): boolean {
    this.#levelFollows = false;
    if (isIndented(text, from, end) && !isCrash(crashHead(text, from, end))) {
      if (this.#begun !== 'timed') {
        if (isSourcePlace(text, from, end)) this.#trace = 'source';
        this.#followBlock(text, from, end);
      }
      if (this.#trace === 'ruby' && namesRescue(text, from, end)) this.#chained = true;
      return true;
    }
    const crash = crashHead(text, from, end);
    if (crash.trace === 'box' && this.#begun !== 'timed') return false;
    if (this.#trace !== 'none' && this.#takes(text, from, end, crash, line)) return true;
    if (isCrash(crash)) {
      if (this.#begun === 'plain' && this.#depth > 0) {
        this.#followBlock(text, from, end);
        return true;
      }
      return this.#crashJoins(crash, line);
    }
    if (this.#begun === 'timed') {
      // An exception is the level of a record that states none.
      if (this.level === NO_LEVEL && crash.level !== NO_LEVEL) this.#beginTrace(crash, line);
      return true;
    }
    if (this.#depth > 0) {
      this.#followBlock(text, from, end);
      return true;
    }
    if (joinsAtMargin(text, from, end)) return true;
    return this.#begun === 'level' && this.#beginTrace(crash, line);
  }

  /** Returns true if the trace continues with a line at column 0. */
  #takes(text: ByteString, from: number, end: number, crash: CrashHead, head: LineHead): boolean {
    const line = lineOf(text, from, end);
    if (this.#trace === 'announced' && crash.trace === 'python') {
      this.#trace = 'python';
      return true;
    }
    if (this.#trace === 'python' && crash.trace === 'python') {
      if (!this.#chained) return false;
      this.#chained = false;
      this.#traceLines = 1;
      return true;
    }
    if (this.#trace === 'ruby' && crash.trace === 'ruby') {
      const isCause = this.#chained;
      this.#chained = crash.chains === true;
      return isCause;
    }
    // Their lines may be almost anything, but not the start of another program's crash.
    if (
      (this.#trace === 'node' || this.#trace === 'go') &&
      crash.trace !== this.#trace &&
      isCrash(crash) &&
      !line.startsWith('Uncaught ')
    )
      return false;
    // Another crash starts after one with a known level.
    if (
      crash.trace === this.#trace &&
      crash.level !== NO_LEVEL &&
      this.level !== NO_LEVEL &&
      this.#trace === 'go'
    )
      return false;
    if (!traceTakes(this.#trace, line, this.#traceLines)) return false;
    this.#traceLines++;
    if (chainsTracebacks(line)) this.#chained = true;
    if (this.#trace === 'box' && this.level === NO_LEVEL) head.level = boxLevel(line);
    return true;
  }

  /**
   * Returns true if the record before already reports a crash. A lower level must not hide a crash, and a record has at
   * most one. Handled exceptions of Python and Ruby are also printed under warnings.
   */
  #crashJoins(crash: CrashHead, line: LineHead): boolean {
    if (this.#begun === 'plain' || this.#trace !== 'none') return false;
    const least = HANDLED.has(crash.trace) ? WARN : ERROR;
    if (this.level !== NO_LEVEL && this.level < least) return false;
    // Compilers and other programs also print `fatal error:`, one message for each error.
    if (crash.trace === 'go' && crash.level === ERROR && this.#begun === 'level') return false;
    return this.#beginTrace(crash, line);
  }

  #beginTrace(crash: CrashHead, line: LineHead): boolean {
    if (crash.trace === 'none') return false;
    this.#trace = crash.trace;
    this.#traceLines = 1;
    this.#chained = crash.chains === true;
    // The wrapper may determine the level of all its lines (syslog's priority).
    if (line.level === NO_LEVEL || (line.wraps && line.inner === null)) {
      line.level = Math.max(line.level, crash.level);
    }
    return true;
  }

  #beginBlock(text: ByteString, from: number, end: number): void {
    if (!opensBlock(text, from, end)) return;
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
    if (this.#depth < 0 || this.#blockLines > MAX_BLOCK) this.#depth = 0;
  }
}

/** Returns true if the time in a line's head is only the timestamp before another program's line. */
const isStamped = (head: LineHead, line: LineHead): boolean => head === line && line.stamped;

/** Returns true if a line certainly starts a crash; an exception's name alone may follow any message. */
const isCrash = ({ trace, level }: CrashHead): boolean => level !== NO_LEVEL && trace !== 'exception';

/** Returns true if a head only names the line's program. */
export const isBlankHead = ({ time, level, structure }: LineHead): boolean =>
  time === null && level === NO_LEVEL && structure === null;

/** Returns true if a line ends with an opening brace, bracket or parenthesis. */
export const opensBlock = (text: ByteString, from: number, end: number): boolean => {
  let last = end - 1;
  while (last >= from && text.charCodeAt(last) <= 32) last--;
  return last >= from && OPENERS.includes(text[last]!);
};

/**
 * Returns how many more braces, brackets and parentheses a line opens than it closes, ignoring double-quoted
 * text.
 */
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

/** Returns where a Postgres message's keyword (`ERROR: `, `DETAIL: `) starts. */
const keywordAt = (text: ByteString, from: number, reading: LineHead): number => {
  const colon = text.indexOf(':  ', Math.max(from, reading.timeTo));
  let at = colon;
  while (at > from && text.charCodeAt(at - 1) > 32) at--;
  return at;
};
