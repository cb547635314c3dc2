import type { ByteString } from '../../bytes.ts';
import { noPayloadRow, payloadRow } from '../compile/lineMatcher.ts';
import type { Node } from '../compile/rowTree.ts';
import { isBlank, isDigit, isLetter, isUpper, NO_MATCH } from '../compile/steps.ts';
import { bytesOf } from '../compile/textBytes.ts';
import { beginsLikeTime } from '../compile/timePieces.ts';
import { isTitle } from '../findLevelWord.ts';
import { findsNoTime } from '../headScan.ts';
import { closers } from '../heads/lineKinds.ts';
import { LineHead, NO_LEVEL } from '../lineHead.ts';
import { markBehindKey } from '../structured/keyMark.ts';
import {
  beginsInRuby,
  CONTINUATION_STARTS,
  CRASH_STARTS,
  exceptionNameEnd,
} from '../tables/continuationShapes.ts';
import type { LineFormat } from '../tables/lineFormats/lineFormat.ts';

const BLANK = 32;
const DASH = 45;
const COLON = 58;
/** The first digit that no date with its year starts with. */
const THREE = 51;

/** What the first bytes of another program's text prove about it, whatever follows. */
export interface TextProof {
  /** The number of these bytes. */
  readonly length: number;
  /** The row that it matches, which states a level; null: it has no head. */
  readonly format: LineFormat | null;
  readonly level: number;
}

/**
 * Returns what proves that a text, which starts before `last`, is only a message, or a level and a message: it has no other
 * head, and neither continues nor starts a trace. It starts with a word and something else after one blank, which rules out
 * JSON, fields and brackets; the tables rule out the rest. Null if that is not certain.
 */
export const textProof = (text: ByteString, from: number, last: number): TextProof | null => {
  const { bytes } = bytesOf(text);
  const blank = firstBlank(bytes, from, last);
  if (blank < 0) return null;
  if (exceptionNameEnd(text, from, last) > 0 || beginsInRuby(text, from, last)) return null;
  // Oracle's messages.
  if (bytes[from + 3] === DASH) return null;
  const row = payloadRow(text, from, last, isTitle(text, from, blank));
  if (row === null) return null;
  const known =
    row.path === null
      ? withoutHead(text, from, blank + 1, row.length)
      : levelled(text, from, last, row.path, row.length);
  if (known === null) return null;
  const length = Math.max(known.length, blank + 2 - from, 4);
  if (length > last - from) return null;
  const start = text.slice(from, from + length);
  return hasStart(CONTINUATION_STARTS, start) ? null : { ...known, length };
};

/**
 * Returns how many of its first bytes prove that a text is one of a trace's lines at column 0, whatever follows: an exception's
 * name or its cause, without a head. It belongs to a record that started with a time and has a level, and changes nothing. -1: not certain.
 */
export const traceLineProof = (text: ByteString): number => {
  const { bytes } = bytesOf(text);
  const last = text.length;
  const blank = firstBlank(bytes, 0, last);
  if (blank < 0) return -1;
  const isCause = CAUSES.some(start => text.startsWith(start));
  if (!isCause && exceptionNameEnd(text, 0, last) !== blank - 1) return -1;
  const row = payloadRow(text, 0, last, isTitle(text, 0, blank));
  if (row === null || row.path !== null) return -1;
  const known = withoutHead(text, 0, blank + 1, row.length);
  const length = Math.max(known?.length ?? last, blank + 2, 4);
  if (known === null || length >= last) return -1;
  return hasStart(CRASH_STARTS, text.slice(0, length)) ? -1 : length;
};

/**
 * Returns how many of its first bytes prove that a text is only a message, as `textProof` does, whatever its digits are and whatever
 * follows; -1: not certain.
 */
export const messageProof = (text: ByteString): number => {
  const { bytes } = bytesOf(text);
  const last = text.length;
  const blank = firstBlank(bytes, 0, last);
  if (blank < 0 || exceptionNameEnd(text, 0, last) > 0 || beginsInRuby(text, 0, last)) return -1;
  if (bytes[3] === DASH || isTitle(text, 0, blank)) return -1;
  const rows = noPayloadRow(text, 0, last);
  const second = blank + 1;
  // A month, a weekday or a date with its year (`isDateNext`).
  if (isUpper(bytes[second]!) && beginsLikeTime(text, second)) return -1;
  if (isDigit(bytes[second]!) && isDigit(bytes[second + 3]!) && DATE_MARKS.has(bytes[second + 4]!)) return -1;
  const length = Math.max(rows, second + 5);
  if (rows < 0 || length >= last) return -1;
  const start = withoutDigits(text.slice(0, length));
  return hasStart(CONTINUATIONS, start) || hasStart(CRASHES, start) ? -1 : length;
};

const DATE_MARKS = new Set([...'-/.'].map(mark => mark.charCodeAt(0)));

const withoutDigits = (text: string): string => text.replace(/[0-9]/g, '0');
const CONTINUATIONS = CONTINUATION_STARTS.map(withoutDigits);
const CRASHES = CRASH_STARTS.map(withoutDigits);

/** Starts that mean the same whatever follows. */
const CAUSES = ['Caused by: ', 'Suppressed: ', 'Wrapped by: '];

/** Returns where the first word of a text ends if another text follows after one blank, and it is no key of a field; -1 otherwise. */
const firstBlank = (bytes: Uint8Array, from: number, last: number): number => {
  if (!isLetter(bytes[from]!)) return -1;
  let blank = from;
  while (blank < last && bytes[blank]! > BLANK) blank++;
  if (bytes[blank] !== BLANK || bytes[blank + 1]! <= BLANK) return -1;
  const mark = markBehindKey(bytes, from, blank);
  return mark === 0 || (mark === COLON && bytes.indexOf(COLON, from) === blank - 1) ? blank : -1;
};

const hasStart = (starts: readonly string[], start: string): boolean =>
  starts.some(other => other.startsWith(start) || start.startsWith(other));

/** The proof for a text that matches no row: its second word is no date either, after which a level would be looked for. */
const withoutHead = (text: ByteString, from: number, second: number, length: number): TextProof | null => {
  const { bytes } = bytesOf(text);
  const of = (to: number): TextProof => ({
    length: Math.max(length, to - from),
    format: null,
    level: NO_LEVEL,
  });
  const first = bytes[second]!;
  // A month or a weekday, before a blank (`isDateNext`).
  if (isUpper(first))
    return beginsLikeTime(text, second) && isBlank(bytes[second + 3]!) ? null : of(second + 4);
  if (!isDigit(first) || first >= THREE) return of(second + 1);
  return isDigit(bytes[second + 3]!) ? null : of(second + 4);
};

/** The pieces of rows for which `levelled` knows how far they look ahead. */
const LEVEL_PIECES: ReadonlySet<string> = new Set(['%s', '%A', '%L', ':', ' ']);

const scratch = new LineHead();

/** The proof for a text that matches a row with nothing but a level, after which no time is found. */
const levelled = (
  text: ByteString,
  from: number,
  last: number,
  path: readonly Node[],
  least: number,
): TextProof | null => {
  const { format } = path.at(-1)!;
  if (format === null || !format.plain || format.status !== null) return null;
  scratch.clear();
  let at = from;
  for (const { piece } of path) {
    if (!LEVEL_PIECES.has(piece.key)) return null;
    at = piece.step(text, at, last, scratch);
    if (at === NO_MATCH) return null;
  }
  const { level, to } = scratch;
  // Text like a sentence is not examined, unless a colon ends its first word.
  if (level === NO_LEVEL || text.charCodeAt(to) !== COLON) return null;
  const scanned = findsNoTime(text, to + closers(text, to), last);
  if (scanned < 0) return null;
  return { length: Math.max(least, at + 1 - from, scanned - from), format, level };
};
