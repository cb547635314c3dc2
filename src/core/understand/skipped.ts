import type { ByteString } from '../bytes.ts';

/**
 * CSI and OSC sequences (ECMA-48 §5.4, §5.6; hyperlinks: OSC 8), character sets and two-character escapes; rsyslog
 * writes control characters as `#033`. An OSC does not go on over a quote: what is in another string is another field.
 */
const ESCAPES =
  /(?:\x1b|#033)(?:\[[0-?]*[ -/]*[@-~]|\](?:[^\x00-\x1f"#]|#(?!033|007))*(?:\x07|#007|(?:\x1b|#033)\\)|[@-Z\\^_=>78]|[()*+][0-9A-Z])/g;

/** Returns a text without colours and other escape sequences. */
export const withoutEscapes = (text: string): string =>
  text.includes('\x1b') || text.includes('#033') ? text.replace(ESCAPES, '') : text;

/** How much of a line is examined if it has to be copied. */
const MAX_COPIED = 1024 * 1024;

/** The marks of lines that contain skipped text. */
const MARKS = ['\x1b', '\0', '#033'] as const;

/** A run of NULs, as in files truncated during a write; single ones are from UTF-16. */
const NULS = /\0+/g;
const CARRIAGE_RETURN = 13;

/**
 * Finds the lines of a text with escape sequences or NULs, and strips them. A text is searched once, however
 * many lines it has: most have none.
 */
export class Skipper {
  #text: ByteString = '';
  /** The next position of each mark, and the lowest of them. */
  readonly #next: number[] = MARKS.map(() => -1);
  #nearest = -1;
  /** From where on that is the lowest. */
  #from = 0;

  /** Returns the line between two places without skipped text; null if there is none. */
  copyOf(text: ByteString, from: number, end: number): ByteString | null {
    if (this.nearest(text, from, end) >= end) return null;
    const line = text.slice(from, Math.min(end, from + MAX_COPIED));
    return withoutEscapes(line.includes('\0') ? line.replace(NULS, '') : line);
  }

  /** Returns where the first mark is between two places, or a place at or after the second. */
  nearest(text: ByteString, from: number, end: number): number {
    // The next text may be the same as the last one.
    if (text !== this.#text || from < this.#from) {
      this.#text = text;
      this.#next.fill(-1);
      this.#nearest = -1;
    }
    // Nothing is in between.
    if (this.#nearest >= end) return this.#nearest;
    this.#from = from;
    let nearest = Number.POSITIVE_INFINITY;
    for (let mark = 0; mark < MARKS.length; mark++) nearest = Math.min(nearest, this.#nextOf(mark, from));
    this.#nearest = nearest;
    return nearest;
  }

  #nextOf(mark: number, from: number): number {
    const next = this.#next[mark]!;
    if (next >= from) return next;
    const found = this.#text.indexOf(MARKS[mark]!, from);
    const place = found < 0 ? Number.POSITIVE_INFINITY : found;
    this.#next[mark] = place;
    return place;
  }
}

const BLANKS = new Set([9, 11, 12, 32]);
const RECORD_SEPARATOR = 30;

/** Byte order marks: UTF-8, and both kinds of UTF-16. */
const MARKS_OF_ORDER = ['\xef\xbb\xbf', '\xff\xfe', '\xfe\xff'] as const;

/**
 * Returns where a line starts after a byte order mark, the separator of JSON text sequences (RFC 7464) and
 * carriage returns.
 */
export const lineStart = (text: ByteString, from: number, end: number): number => {
  const first = text.charCodeAt(from);
  // Nearly every line starts with something else.
  if (first >= 32 && first < 128) return from;
  let at = from;
  for (const mark of MARKS_OF_ORDER) if (text.startsWith(mark, at)) at += mark.length;
  while (at < end - 1) {
    const code = text.charCodeAt(at);
    if (code !== RECORD_SEPARATOR && code !== CARRIAGE_RETURN) break;
    at++;
  }
  return Math.min(at, end);
};

/** Returns where a line's leading spaces end. */
export const blanksEnd = (text: ByteString, from: number, end: number): number => {
  let at = from;
  while (at < end && BLANKS.has(text.charCodeAt(at))) at++;
  return at;
};
