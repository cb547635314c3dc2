import type { ByteString } from '../../bytes.ts';
import { LineHead, NO_LEVEL } from '../lineHead.ts';
import { LineReader } from '../lineReader.ts';
import { beginsInCapitals } from '../tables/continuationShapes.ts';
import type { TimeFormat } from '../tables/timeFormats.ts';
import { certainTime, digitsFree } from './certainTime.ts';
import { proofOf } from './headProof.ts';
import { NUMBERED } from './knownHeads.ts';

/** Longer heads are not generalised. */
const MAX_BYTES = 160;

const PRINTABLE = /^[\t\x20-\x7e]*$/;

/** What may belong to the time before it, depending on the values of its digits. */
const MAY_CONTINUE_TIME = /^(?:[ \t]?[+-][0-9]|[.,:][0-9]|[ \t]?[A-Za-z_/+:-]+[0-9]|[0-9])/;

/** An ERE for the starts of lines, in two parts: programs write few different starts. */
export interface CertainHead {
  /** Anchored. */
  readonly start: string;
  readonly rest: string;
}

/**
 * Returns an ERE for lines that certainly start a record with the same level as this one, whatever the lines around
 * them: they have the same head, except for digits and another valid time. Null if that is not certain. `reading`: the
 * line's head, read without knowing its log's format.
 */
export const certainHead = (text: ByteString, reading: LineHead): CertainHead | null => {
  if (reading.time === null || reading.level === NO_LEVEL || reading.indented) return null;
  if (reading.plain) return rowEre(text, reading, reading.time);
  return reading.structure === 'logfmt' && reading.format === null && !reading.wraps
    ? pairsEre(text, reading, reading.time)
    : null;
};

const rowEre = (text: ByteString, reading: LineHead, time: TimeFormat): CertainHead | null => {
  const { timeFrom, timeTo, stamped } = reading;
  // After a time that may precede each line of another program, only a word in capitals never continues a trace.
  if (stamped && !beginsInCapitals(text, timeTo + 1, text.length)) return null;
  const before = text.slice(0, timeFrom);
  const certain = certainTime(text.slice(timeFrom, timeTo), time);
  if (certain === null || timeTo >= text.length || MAY_CONTINUE_TIME.test(text.slice(timeTo))) return null;
  let to = timeTo + 1;
  for (const other of certain.alike) {
    const proof = proofOf(before + other + text.slice(timeTo), 0, text.length, reading);
    if (proof === null) return null;
    to = Math.max(to, proof.startTo, proof.to);
  }
  const rest = text.slice(timeTo, to);
  if (to > text.length || to > MAX_BYTES || NUMBERED.test(rest) || !PRINTABLE.test(rest)) return null;
  return { start: `^${digitsFree(before)}${certain.ere}`, rest: digitsFree(rest) };
};

/** Two pairs at the start of a line. */
const PAIRS = /^([A-Za-z][A-Za-z_.-]*)=("?)([^"\\=]*?)\2 ([A-Za-z][A-Za-z_.-]*)=("?)([^"\\=]*?)\5 /;

/** Text that would change the level of a line whose time and level are not known before it. */
const MISLEADING = 'level=fatal severity=fatal lvl=fatal method=GET status=500 time=1 ts=1 "';

/** The same for logfmt: nothing after a time and a level is examined. */
const pairsEre = (text: ByteString, reading: LineHead, time: TimeFormat): CertainHead | null => {
  const [head, firstKey, firstQuote, first, secondKey, secondQuote, second] = PAIRS.exec(text) ?? [];
  if (head === undefined || head.length > MAX_BYTES || !PRINTABLE.test(head)) return null;
  const read = new LineHead();
  const isSame =
    new LineReader(null).read(head + MISLEADING, 0, head.length + MISLEADING.length, read) &&
    read.level === reading.level &&
    read.time === time;
  if (!isSame) return null;
  for (const value of [first!, second!]) {
    const times = certainTime(value, time);
    if (times === null || times.alike.length > 1) continue;
    const other = value === first ? second! : first!;
    if (!/^[A-Za-z]+$/.test(other)) return null;
    const [before, after] = value === first ? [times.ere, other] : [other, times.ere];
    return {
      start: `^${digitsFree(firstKey!)}=${firstQuote}${before}`,
      rest: `${firstQuote} ${digitsFree(secondKey!)}=${secondQuote}${after}${secondQuote} `,
    };
  }
  return null;
};
