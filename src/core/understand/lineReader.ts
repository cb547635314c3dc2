import type { ByteString } from '../bytes.ts';
import { isLineFormat, type LineMatcher, lineMatcher, type Place } from './compile/lineMatcher.ts';
import { isLetter, isWord } from './compile/steps.ts';
import { bytesOf } from './compile/textBytes.ts';
import { NO_LEVEL, Reading } from './reading.ts';
import { readJsonHead, readLogfmtHead } from './structured/structuredHead.ts';
import { isIndented, joinsAtMargin } from './tables/continuationShapes.ts';
import { LINE_FORMATS } from './tables/lineFormats.ts';

const BRACE = 123;
const CLOSE = 125;
const EQUALS = 61;
const UNDERSCORE = 95;
const AT = 64;

/** Names that `format:` takes beside those of line formats. */
const STRUCTURED_FORMATS = ['json', 'logfmt', 'plain'] as const;

/** What `format:` in the inventory may be: a line format's name, `json`, `logfmt`, `plain` (nothing is read) or `auto`. */
export const FORMAT_NAMES: readonly string[] = [
  ...new Set(['auto', ...STRUCTURED_FORMATS, ...LINE_FORMATS.map(({ name }) => name)]),
];

/** Whether `format:` in the inventory may be this name. */
export const isFormatName = (name: string): boolean => FORMAT_NAMES.includes(name);

const matchers = new Map<string, LineMatcher>();

/** Matchers are shared by all sources, and made for the first line they are to read: that takes longer than drawing a screen. */
const matcherOf = (place: Place, name: string | null): LineMatcher => {
  const key = `${place} ${name}`;
  const known = matchers.get(key);
  if (known) return known;
  let made: LineMatcher | null = null;
  const lazy: LineMatcher = (text, from, end, reading) => {
    made ??= lineMatcher(place, name);
    return made(text, from, end, reading);
  };
  matchers.set(key, lazy);
  return lazy;
};

/** Reads the heads of one source's lines. */
export class LineReader {
  readonly #json: boolean;
  readonly #logfmt: boolean;
  readonly #lines: LineMatcher | null;
  readonly #payloads = matcherOf('payload', null);
  readonly #inner = matcherOf('line', null);
  readonly #innerReading = new Reading();

  /** `format` is a name that `isFormatName` accepts, or null for `auto`; an unknown one is taken for `auto`. */
  constructor(format: string | null) {
    const auto = format === null || format === 'auto' || !isFormatName(format);
    this.#json = auto || format === 'json';
    this.#logfmt = auto || format === 'logfmt';
    this.#lines = auto ? matcherOf('line', null) : isLineFormat(format) ? matcherOf('line', format) : null;
  }

  /** Reads the line between `from` and `end` into a Reading; gives false if it has no head that is known. */
  read(text: ByteString, from: number, end: number, reading: Reading): boolean {
    reading.clear();
    const first = text.charCodeAt(from);
    if (first === BRACE && this.#json && this.#readJson(text, from, end, reading)) return true;
    if (this.#logfmt && beginsLogfmt(text, from, end) && readLogfmtHead(text, from, end, reading)) {
      if (!text.startsWith('type=', from)) {
        reading.structure = 'logfmt';
        reading.fieldsAt = 0;
        return true;
      }
      reading.clear();
    }
    if (!this.#lines?.(text, from, end, reading)) {
      reading.clear();
      return false;
    }
    if (reading.payload >= 0 && reading.payload < end) this.#readPayload(text, from, end, reading);
    return true;
  }

  #readJson(text: ByteString, from: number, end: number, reading: Reading): boolean {
    const to = lineEnd(text, from, end);
    if (text.charCodeAt(to - 1) !== CLOSE) return false;
    const json = readJsonHead(text, from, to, reading);
    if (json === null) return false;
    reading.structure = 'json';
    reading.fieldsAt = 0;
    if (json.inner !== null && reading.level === NO_LEVEL)
      this.#readInner(json.inner, 0, json.inner.length, reading);
    return true;
  }

  #readPayload(text: ByteString, from: number, end: number, reading: Reading): void {
    const at = reading.payload;
    if (reading.format?.wraps) this.#readInner(text, at, end, reading);
    else if (reading.level === NO_LEVEL && this.#match(this.#payloads, text, at, end)) {
      reading.level = this.#innerReading.level;
    }
    if (text.charCodeAt(at) === BRACE && this.#json) this.#payloadJson(text, from, end, reading);
    else if (this.#logfmt && beginsLogfmt(text, at, end)) this.#payloadLogfmt(text, from, end, reading);
  }

  #readInner(text: ByteString, from: number, end: number, reading: Reading): void {
    if (this.#match(this.#inner, text, from, end)) {
      const inner = this.#innerReading;
      const prefixed = reading.format?.prefixed === true;
      if (prefixed && inner.format?.weak) return;
      reading.level = inner.level;
      if (prefixed) takeTime(reading, inner);
    } else reading.continuesInner = isIndented(text, from, end) || joinsAtMargin(text.slice(from, end));
  }

  /** Matches into the inner reading. */
  #match(matcher: LineMatcher, text: ByteString, from: number, end: number): boolean {
    this.#innerReading.clear();
    return matcher(text, from, end, this.#innerReading);
  }

  #payloadJson(text: ByteString, from: number, end: number, reading: Reading): void {
    const inner = this.#innerReading;
    inner.clear();
    if (readJsonHead(text, reading.payload, lineEnd(text, from, end), inner) === null) return;
    if (inner.level !== NO_LEVEL) reading.level = inner.level;
    takeTime(reading, inner);
    reading.structure = 'json';
    reading.fieldsAt = reading.payload - from;
  }

  #payloadLogfmt(text: ByteString, from: number, end: number, reading: Reading): void {
    const inner = this.#innerReading;
    inner.clear();
    if (!readLogfmtHead(text, reading.payload, end, inner)) return;
    if (inner.level !== NO_LEVEL) reading.level = inner.level;
    takeTime(reading, inner);
    reading.structure = 'logfmt';
    reading.fieldsAt = reading.payload - from;
  }
}

/** What is inside tells the time where the outside does not. */
const takeTime = (reading: Reading, inner: Reading): void => {
  if (reading.time !== null || inner.time === null) return;
  reading.moment.copy(inner.moment);
  reading.time = inner.time;
  reading.timeFrom = inner.timeFrom;
  reading.timeTo = inner.timeTo;
};

/** Where a line ends, blanks and carriage return at its end aside. */
const lineEnd = (text: ByteString, from: number, end: number): number => {
  let to = end;
  while (to > from && text.charCodeAt(to - 1) <= 32) to--;
  return to;
};

/** By byte: 1 for what may begin a key of logfmt, 2 for what may only follow. */
const KEY_BYTES = Uint8Array.from({ length: 256 }, (_, code) => {
  if (isLetter(code) || code === UNDERSCORE || code === AT) return 1;
  return isWord(code) || code === 46 || code === 45 ? 2 : 0;
});

/** Whether a text begins as `key=` does: no more is looked at, so that other lines pay next to nothing. */
const beginsLogfmt = (text: ByteString, from: number, end: number): boolean => {
  const { bytes } = bytesOf(text);
  if (KEY_BYTES[bytes[from]!] !== 1) return false;
  let at = from + 1;
  while (at < end && KEY_BYTES[bytes[at]!]! > 0) at++;
  return bytes[at] === EQUALS;
};
