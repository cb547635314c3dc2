import type { ByteString } from '../bytes.ts';
import { readEventTime } from './compile/cefHead.ts';
import { isLineFormat } from './compile/lineMatcher.ts';
import { isBlank, isDigit, isLetter } from './compile/steps.ts';
import { bytesOf, type TextBytes } from './compile/textBytes.ts';
import { isFormatName } from './formatNames.ts';
import { scanHead } from './headScan.ts';
import { ANYTHING_INSIDE, type Expected, matcherOf } from './heads/expected.ts';
import { closers, headEnd, IS_BRACKET, isDateNext, isRowsLine, wordEnd } from './heads/lineKinds.ts';
import { beginsWithLevel, messageLevel } from './heads/messageLevel.ts';
import { isTrace, stampEnd } from './heads/stamps.ts';
import { cookieEnd, ENDED_LINE, hostEnd, isKernels, isSurePrefix } from './heads/wrappers.ts';
import { barredLevel, protocolLevel, requestLevel } from './httpStatus.ts';
import { DelimitedLines } from './known/delimitedLines.ts';
import { KnownHeads } from './known/knownHeads.ts';
import { type SimpleText, SimpleTexts } from './known/simpleTexts.ts';
import { FIELDS_INSIDE, LineHead, NO_LEVEL } from './lineHead.ts';
import { UNSAID } from './moment.ts';
import { beginsAsProse } from './prose.ts';
import { blanksEnd, lineStart, Skipper } from './skipped.ts';
import { tellsHead } from './structured/fieldHead.ts';
import { markBehindKey } from './structured/keyMark.ts';
import { beginsLabelled } from './structured/ltsv.ts';
import { readJsonHead, readLogfmtHead, readLtsvHead } from './structured/structuredHead.ts';
import { crashHead } from './tables/continuationShapes.ts';
import { LINE_FORMATS } from './tables/lineFormats.ts';
import { timeFormat } from './tables/timeFormats.ts';

const BRACE = 123;
const BRACKET = 91;
const EQUALS = 61;
const COLON = 58;
const BAR = 124;
/** The first byte of the marks in UTF-8 that have a level. */
const MARK = 0xe2;
const COMMA = 44;

/** Maximum nesting of wrappers. */
const MAX_DEPTH = 4;

const SYSLOG = timeFormat('syslog');
const STAMPED = LINE_FORMATS.find(({ name }) => name === 'time-first')!;

/** Wrappers whose streams are named by the first word: what follows differs from line to line. */
const KEYED_BY_WORD: ReadonlySet<string> = new Set(['cri', 'buildkit']);

/** What is known about a line from previous ones: nothing, its row, or everything. */
type Known = 0 | 1 | 2;
const UNKNOWN = 0;
const ROW = 1;
const DONE = 2;

/** Parses the heads of one source's lines, and of other programs' lines wrapped in them. */
export class LineReader {
  readonly #outside: Expected;
  readonly #scans: boolean;
  readonly #direct: boolean;
  readonly #skipper = new Skipper();
  /** One reading per wrapping depth. */
  readonly #inners = Array.from({ length: MAX_DEPTH }, () => new LineHead());
  readonly #fields = new LineHead();
  readonly #levelled = new LineHead();
  readonly #sought = { time: false, level: false, bare: false, anyTime: false };
  readonly #delimited = new DelimitedLines();
  readonly #known = new KnownHeads();
  readonly #simple = new SimpleTexts();
  /** True if this log's lines in Docker's JSON end with a newline. */
  #endsLines = false;

  /**
   * `format` is a name accepted by `isFormatName`, or null for `auto`; an unknown one counts as `auto`. `direct` is false
   * in tests that compare common lines with how all others are read.
   */
  constructor(format: string | null, direct = true) {
    const auto = format === null || format === 'auto' || !isFormatName(format);
    this.#scans = auto;
    this.#direct = auto && direct;
    this.#outside = {
      json: auto || format === 'json',
      logfmt: auto || format === 'logfmt',
      ltsv: auto || format === 'ltsv',
      lines: auto ? matcherOf('line', null) : isLineFormat(format) ? matcherOf('line', format) : null,
    };
  }

  /** Parses the line between `from` and `end` into a LineHead; returns false if it has no known head. */
  read(text: ByteString, from: number, end: number, reading: LineHead): boolean {
    reading.clear();
    const copy = this.#skipper.copyOf(text, from, end);
    if (copy === null) {
      const of = bytesOf(text);
      return this.#direct && isRowsLine(of.bytes, from, end)
        ? this.#readRow(text, of, from, end, reading)
        : this.#readLine(text, from, end, reading, from);
    }
    const headed = this.#readLine(copy, 0, copy.length, reading, 0);
    if (reading.structure !== null) reading.fieldsAt = FIELDS_INSIDE;
    return headed;
  }

  /** Returns where parts of a line may be skipped, such as escape sequences, at or after a place; or a place at or after the end. */
  firstSkipped(text: ByteString, from: number, end: number): number {
    return this.#skipper.nearest(text, from, end);
  }

  /** Parses a line in which `isRowsLine` rules out other heads than the table's, as `#readLine` would, but more directly. */
  #readRow(text: ByteString, of: TextBytes, from: number, end: number, reading: LineHead): boolean {
    const { bytes } = of;
    const known = this.#readKnown(text, of, from, end, reading);
    if (known === DONE) {
      this.#finishLine(text, from, end, reading, from);
      return true;
    }
    if (known === UNKNOWN) reading.clear();
    let matches = known === ROW;
    if (!matches) {
      matches = this.#outside.lines!.match(text, from, headEnd(from, end), reading);
      if (matches) this.#known.learn(text, from, end, reading);
    }
    if (matches && this.#isDone(text, of, from, end, reading)) {
      this.#finishLine(text, from, end, reading, from);
      return true;
    }
    if (!matches) reading.clear();
    const headed = matches
      ? this.#finishRow(text, from, end, reading, 0)
      : this.#scanLine(text, from, end, reading, bytes[from]!);
    if (!headed) reading.clear();
    else if (reading.format === STAMPED && !reading.wraps) this.#delimited.learn(text, end, reading);
    this.#finishLine(text, from, end, reading, from);
    return headed;
  }

  /** Recognises a line that starts like earlier ones. */
  #readKnown(text: ByteString, of: TextBytes, from: number, end: number, reading: LineHead): Known {
    if (this.#known.isPaused && !this.#delimited.isLikely) return UNKNOWN;
    const to = this.#known.readTime(text, of, from, headEnd(from, end), reading);
    if (to < 0) return UNKNOWN;
    if (this.#known.read(of, from, end, reading)) return ROW;
    const isFirst = reading.timeFrom === from && reading.time === reading.lastTime;
    if (!isFirst || !isDigit(of.bytes[from]!) || !this.#delimited.read(of, to, end, reading, STAMPED))
      return UNKNOWN;
    reading.plain = true;
    return DONE;
  }

  /** Completes the heads of most lines, as `#finishRow` would; returns false if a line needs further examination. */
  #isDone(text: ByteString, of: TextBytes, from: number, end: number, reading: LineHead): boolean {
    const { plain, tagged } = reading.format!;
    const { payload } = reading;
    const textFrom = stampEnd(text, from, reading, 0);
    const stamped = textFrom >= 0;
    // A time and a level where a row states them.
    if (plain && payload < 0 && reading.level !== NO_LEVEL && reading.time !== null) {
      if (stamped && isTrace(text, textFrom, end)) return false;
      reading.plain = true;
      if (stamped) this.#setStamped(text, textFrom, end, reading);
      return true;
    }
    // Another program's message, or its level and message.
    if (!tagged || stamped) return false;
    const key = reading.time === null ? from : reading.timeTo;
    const isProse = beginsAsProse(text, of.bytes, payload, end);
    const known = isProse ? undefined : this.#simple.find(of, payload, end);
    if (!isProse && known === undefined) {
      if (this.#simple.isSeenAgain(of, payload)) this.#simple.learn(text, payload, end);
      return false;
    }
    const levelled = known !== undefined && known.format !== null;
    if (levelled) reading.level = known.level;
    // The kernel's lines count as a whole: see `#finishRow`.
    if (isKernels(text, key, payload)) {
      if (known === undefined && reading.level === NO_LEVEL)
        reading.level = crashHead(text, payload, end).level;
      return true;
    }
    reading.keyStream(text, key, payload);
    reading.prose = !levelled;
    reading.levelled = levelled;
    this.#bodyFrom(text, payload, end, reading, levelled ? this.#innerOf(known) : null);
    return true;
  }

  /** Returns the head of a wrapped text with nothing but a level before its message. */
  #innerOf({ format, level }: SimpleText): LineHead {
    const inner = this.#levelled;
    inner.format = format;
    inner.level = level;
    return inner;
  }

  #readLine(text: ByteString, from: number, end: number, reading: LineHead, lineFrom: number): boolean {
    const start = lineStart(text, from, end);
    const headed = this.#readStart(text, start, end, reading, 0, this.#outside);
    if (!headed) reading.clear();
    this.#finishLine(text, start, end, reading, lineFrom);
    return headed;
  }

  #finishLine(text: ByteString, from: number, end: number, reading: LineHead, lineFrom: number): void {
    if (!reading.wraps) this.#bodyFrom(text, from, end, reading, null);
    if (reading.moment.first !== UNSAID) {
      reading.moment.text = text;
      reading.moment.at = end;
    }
    if (reading.structure !== null && reading.fieldsAt >= 0) reading.fieldsAt -= lineFrom;
  }

  /** Parses a head after leading spaces: only heads that are not easily mistaken for something else. */
  #readStart(
    text: ByteString,
    from: number,
    end: number,
    reading: LineHead,
    depth: number,
    expected: Expected,
  ): boolean {
    if (!isBlank(text.charCodeAt(from)) || from >= end)
      return this.#readHead(text, from, end, reading, depth, expected);
    const start = blanksEnd(text, from, end);
    const code = start < end ? text.charCodeAt(start) : 0;
    if (
      !isDigit(code) &&
      code !== BRACE &&
      code !== BRACKET &&
      code !== MARK &&
      !beginsWithLevel(text, start, end)
    )
      return false;
    if (!this.#readHead(text, start, end, reading, depth, expected)) return false;
    reading.indented = reading.format?.padded !== true;
    if (reading.wraps && !reading.stamped && reading.format?.padded !== true) return false;
    reading.stream = null;
    reading.stamped = false;
    if (reading.structure === 'json') return tellsHead(reading);
    if ((reading.format?.padded || code === MARK) && reading.level !== NO_LEVEL) return true;
    if (reading.time === null) return start === from + 1 && isPaddedLevel(text, reading);
    return reading.level !== NO_LEVEL || reading.format?.scans !== true;
  }

  #readHead(
    text: ByteString,
    from: number,
    end: number,
    reading: LineHead,
    depth: number,
    expected: Expected,
  ): boolean {
    const first = text.charCodeAt(from);
    // An element of an array may be preceded by a bracket or a comma.
    const opens = (first === BRACKET || first === COMMA) && text.charCodeAt(from + 1) === BRACE;
    if (expected.json && (first === BRACE || opens)) {
      if (this.#readJson(text, opens ? from + 1 : from, end, reading, depth)) return true;
    }
    const mark = markBehindKey(bytesOf(text).bytes, from, headEnd(from, end));
    if (mark !== 0 && this.#readPairs(text, from, end, reading, expected, mark)) return true;
    if (expected.lines?.match(text, from, headEnd(from, end), reading))
      return this.#finishRow(text, from, end, reading, depth);
    reading.clear();
    return this.#scans && expected.lines !== null && this.#scanLine(text, from, end, reading, first);
  }

  /** Reads logfmt or LTSV after its first key and mark. */
  #readPairs(
    text: ByteString,
    from: number,
    end: number,
    reading: LineHead,
    expected: Expected,
    mark: number,
  ): boolean {
    if (mark === COLON) {
      if (!expected.ltsv || !beginsLabelled(text, from, headEnd(from, end))) return false;
      if (!readLtsvHead(text, from, end, reading)) return false;
      reading.structure = 'ltsv';
    } else {
      if (!expected.logfmt || !readLogfmtHead(text, from, end, reading)) return false;
      if (text.startsWith('type=', from)) {
        reading.clear();
        return false;
      }
      reading.structure = 'logfmt';
    }
    reading.fieldsAt = from;
    return true;
  }

  #readJson(text: ByteString, from: number, end: number, reading: LineHead, depth: number): boolean {
    const { lastTime } = reading;
    const json = readJsonHead(text, from, end, reading, this.#endsLinesIn, reading.partial);
    if (json === null) {
      const { partial } = reading;
      reading.clear();
      reading.partial = partial;
      reading.lastTime = lastTime;
      return false;
    }
    reading.structure = 'json';
    reading.fieldsAt = from;
    const { line } = json;
    if (line === null) return true;
    if (!this.#endsLines && !line.partial) this.#endsLines = ENDED_LINE.test(text.slice(from, json.end));
    if (reading.level === NO_LEVEL || json.isPrinted) {
      reading.stream = json.stream;
      this.#unwrap(line.text, 0, line.text.length, reading, depth, line.partial);
    } else this.#takeInnerTime(line.text, reading, depth);
    return true;
  }

  readonly #endsLinesIn = (text: ByteString): boolean => this.#endsLines || ENDED_LINE.test(text);

  /** A line with a level but no time may have one in the wrapped text. */
  #takeInnerTime(line: ByteString, reading: LineHead, depth: number): void {
    if (reading.time !== null || depth >= MAX_DEPTH) return;
    const inner = this.#inners[depth]!;
    inner.clear();
    if (this.#readHead(line, 0, line.length, inner, depth + 1, ANYTHING_INSIDE)) takeTime(reading, inner);
  }

  /** Completes a head matched by a row of the table. */
  #finishRow(text: ByteString, from: number, end: number, reading: LineHead, depth: number): boolean {
    const format = reading.format!;
    if (format.status !== null && reading.level === NO_LEVEL)
      this.#readStatus(text, headEnd(from, end), reading);
    const textFrom = stampEnd(text, from, reading, depth);
    const stamped = textFrom >= 0;
    if (stamped && isTrace(text, textFrom, end)) {
      reading.stamped = true;
      reading.format = STAMPED;
      reading.level = NO_LEVEL;
      reading.stream = '';
      this.#unwrap(text, textFrom, end, reading, depth, false);
      return true;
    }
    if (format.wraps) {
      const key = reading.time === null ? from : reading.timeTo;
      const keyEnd = KEYED_BY_WORD.has(format.name) ? text.indexOf(' ', key + 1) : reading.payload;
      if (reading.prefixed) reading.stream = '';
      else reading.keyStream(text, key, keyEnd);
      this.#unwrap(text, reading.payload, end, reading, depth, format.partial === true);
      // The kernel prints tables and the like line by line.
      if (isKernels(text, key, keyEnd)) {
        reading.stream = null;
        if (reading.level === NO_LEVEL) reading.level = crashHead(text, reading.payload, end).level;
      }
      return true;
    }
    // A number alone belongs to a list in a message.
    if (format.name === 'time-first' && reading.moment.epochSeconds !== UNSAID && reading.payload >= end)
      return false;
    const onlyTime = format.name === 'time-first' || format.name === 'time-bracketed';
    if (stamped && reading.level === NO_LEVEL && onlyTime) {
      reading.stamped = true;
      reading.stream = '';
      this.#unwrap(text, textFrom, end, reading, depth, false);
      if (reading.level === NO_LEVEL && reading.inner === null && reading.stream === '') {
        this.#scanRest(text, end, reading);
        if (reading.level !== NO_LEVEL) reading.inner = reading;
      }
      return true;
    }
    if (format.scans) this.#scanRest(text, end, reading);
    else if ((format.name === 'cef' || format.name === 'leef') && reading.time === null)
      readEventTime(text, from, headEnd(from, end), reading);
    else if (reading.time === null && reading.level !== NO_LEVEL && this.#scans)
      this.#scanTime(text, from, end, reading);
    if (stamped) {
      this.#setStamped(text, textFrom, end, reading);
      return true;
    }
    if (reading.payload >= 0 && reading.payload < end) this.#readPayload(text, end, reading);
    return true;
  }

  /** The text after the stamp counts as a separate line. */
  #setStamped(text: ByteString, from: number, end: number, reading: LineHead): void {
    reading.stamped = true;
    reading.stream = '';
    this.#bodyFrom(text, from, end, reading, reading);
  }

  #bodyFrom(text: ByteString, from: number, end: number, reading: LineHead, inner: LineHead | null): void {
    if (reading.body !== text) reading.body = text;
    reading.bodyFrom = Math.min(from, end);
    reading.bodyEnd = end;
    reading.inner = inner;
  }

  /**
   * Parses the text wrapped in a line whose stream is known: its level overrides the line's own, its time is
   * used if the line has none.
   */
  #unwrap(
    text: ByteString,
    from: number,
    end: number,
    reading: LineHead,
    depth: number,
    partial: boolean,
  ): void {
    const prefixed = reading.format?.prefixed === true && !isSurePrefix(text, from);
    reading.prefixed = prefixed;
    reading.partial = partial;
    const start = cookieEnd(text, lineStart(text, Math.min(from, end), end), end);
    this.#bodyFrom(text, start, end, reading, null);
    if (depth >= MAX_DEPTH || start >= end) return;
    if (!partial && beginsAsProse(text, bytesOf(text).bytes, start, end)) {
      reading.prose = true;
      return;
    }
    const inner = this.#inners[depth]!;
    inner.clear();
    inner.lastTime = null;
    inner.partial = partial;
    if (!this.#readStart(text, start, end, inner, depth + 1, ANYTHING_INSIDE)) return;
    // A word alone after a name and a bar may also be a table cell.
    if (prefixed && inner.format?.weak) return;
    this.#merge(reading, inner);
  }

  #merge(reading: LineHead, inner: LineHead): void {
    if (inner.level !== NO_LEVEL) reading.level = inner.level;
    takeTime(reading, inner);
    reading.inner = inner;
    if (inner.wraps) {
      reading.stream = `${reading.stream}\n${inner.stream}`;
      reading.body = inner.body;
      reading.bodyFrom = inner.bodyFrom;
      reading.bodyEnd = inner.bodyEnd;
      reading.inner = inner.inner;
      reading.partial ||= inner.partial;
    }
    if (inner.structure === null) return;
    const inside = reading.structure !== null || reading.partial;
    reading.structure = inner.structure;
    reading.fieldsAt = inside ? FIELDS_INSIDE : inner.fieldsAt;
  }

  /** Reads text after a head that wraps nothing: it may still be fields or JSON. */
  #readPayload(text: ByteString, end: number, reading: LineHead): void {
    const at = reading.payload;
    const inner = this.#fields;
    inner.clear();
    if (text.charCodeAt(at) === BRACE && this.#outside.json) {
      if (readJsonHead(text, at, end, inner) === null) return;
      reading.structure = 'json';
    } else if (this.#outside.logfmt && markBehindKey(bytesOf(text).bytes, at, headEnd(at, end)) === EQUALS) {
      if (!readLogfmtHead(text, at, end, inner)) return;
      reading.structure = 'logfmt';
    } else return;
    if (inner.level !== NO_LEVEL) reading.level = inner.level;
    takeTime(reading, inner);
    reading.fieldsAt = at;
  }

  #readStatus(text: ByteString, end: number, reading: LineHead): void {
    switch (reading.format!.status) {
      case 'request':
        reading.level = requestLevel(text, reading.timeTo, end);
        break;
      case 'bar':
        reading.level = barredLevel(text, reading.timeTo, end);
        break;
      case 'protocol':
        reading.level = protocolLevel(text, reading.timeTo, end);
        break;
    }
  }

  /** Looks for the level after a time that matches no further format. */
  #scanRest(text: ByteString, end: number, reading: LineHead): void {
    const sought = this.#sought;
    sought.time = reading.time === null;
    sought.level = reading.level === NO_LEVEL;
    sought.bare = true;
    sought.anyTime = false;
    const from = reading.time === null ? reading.payload : reading.timeTo;
    const { level, time } = reading;
    let at = Math.max(from, 0) + closers(text, from);
    if (reading.time === SYSLOG && reading.format?.name === 'time-first') at = hostEnd(text, at, end);
    if (scanHead(text, at, end, sought, reading)) return;
    reading.level = level;
    reading.time = time;
    if (level === NO_LEVEL) reading.level = messageLevel(text, at, end);
  }

  /** Looks for the time after a level. */
  #scanTime(text: ByteString, from: number, end: number, reading: LineHead): void {
    const sought = this.#sought;
    sought.time = true;
    sought.level = false;
    sought.bare = false;
    sought.anyTime = true;
    const { level } = reading;
    // A one-character level leaves no position after it.
    const at = reading.to >= 0 ? reading.to : Math.max(from, reading.payload);
    scanHead(text, at + closers(text, at), end, sought, reading);
    reading.level = level;
    this.#keepTime(reading);
  }

  /**
   * Looks for level and time if no row matches: in lines that start with a bracket, and in others with a date
   * as their second word.
   */
  #scanLine(text: ByteString, from: number, end: number, reading: LineHead, first: number): boolean {
    const bracketed = IS_BRACKET[first & 255] === 1;
    if (!bracketed && !isDateNext(text, from, end)) return false;
    const sought = this.#sought;
    sought.time = true;
    sought.level = true;
    sought.bare = false;
    sought.anyTime = false;
    let found = scanHead(text, from, end, sought, reading);
    if (!bracketed && !found && isLetter(first)) {
      // The first word may be any.
      sought.time = true;
      sought.level = true;
      found = scanHead(text, blanksEnd(text, wordEnd(text, from, end), end), end, sought, reading);
    }
    this.#keepTime(reading);
    if (!bracketed) return found && reading.time !== null && reading.level !== NO_LEVEL;
    return found && (reading.time !== null || reading.level !== NO_LEVEL);
  }

  #keepTime(reading: LineHead): void {
    if (reading.freeTime !== null) reading.lastTime = reading.freeTime;
  }
}

/** Returns true if a line with one leading space starts with a level that is padded to five letters: ` WARN shop: slow`. */
const isPaddedLevel = (text: ByteString, { format, level, to }: LineHead): boolean =>
  level !== NO_LEVEL &&
  format?.name === 'level-only' &&
  isBlank(text.charCodeAt(to)) &&
  text.charCodeAt(blanksEnd(text, to, text.length)) !== BAR;

/** Uses the inner text's time if the outer one has none. */
const takeTime = (reading: LineHead, inner: LineHead): void => {
  if (reading.time !== null || inner.time === null) return;
  reading.moment.copy(inner.moment);
  reading.time = inner.time;
  reading.timeFrom = inner.timeFrom;
  reading.timeTo = inner.timeTo;
};
