import { type ByteString, encodeText } from '../../bytes.ts';
import { LEVELS } from '../../level.ts';
import { NO_LEVEL, type Reading } from '../reading.ts';
import { FieldHead } from './fieldHead.ts';
import { mongoSeverity } from './fieldLevel.ts';
import { scanJsonObject } from './jsonScan.ts';
import { eachPair } from './logfmt.ts';

const head = new FieldHead();
const INFO = LEVELS.indexOf('info');
const QUOTE = 34;

/** A container runtime's JSON: the line another program wrote, and how its stream is called. */
const innerLine = (): ByteString | null => {
  const { log, stream } = head.telling;
  return typeof log === 'string' && typeof stream === 'string' ? encodeText(log).trimEnd() : null;
};

/** The level that a format leaves to be known from other fields than those of TIME and LEVEL keys. */
const impliedLevel = (): number => {
  if (head.timeKey === 't') return mongoSeverity(head.telling['s']);
  // Serilog's compact format leaves out @l for Information (its README, "Reified properties").
  const isCompact = head.telling['@mt'] !== undefined || head.telling['@m'] !== undefined;
  return head.timeKey === '@t' && isCompact ? INFO : NO_LEVEL;
};

/** What a JSON line turned out to be. */
export interface JsonHead {
  /** The line of another program that it carries (`{"log":"…\n","stream":"stderr","time":"…"}`). */
  readonly inner: ByteString | null;
}

/** Reads level and time out of a text that is one JSON object; null if it is none. */
export const readJsonHead = (
  text: ByteString,
  from: number,
  end: number,
  reading: Reading,
): JsonHead | null => {
  head.begin(reading);
  if (!scanJsonObject(text, from, end, head)) return null;
  reading.level = head.level === NO_LEVEL ? impliedLevel() : head.level;
  return { inner: innerLine() };
};

/**
 * Reads level and time out of a text of `key=value` pairs; gives false if it is none, or says neither.
 * Text after the pairs that say so is not looked at.
 */
export const readLogfmtHead = (text: ByteString, from: number, end: number, reading: Reading): boolean => {
  head.begin(reading);
  const isPairs = eachPair(text, from, end, (keyFrom, keyTo, valueFrom, valueTo) => {
    const quoted = text.charCodeAt(valueFrom) === QUOTE;
    head.see(
      text,
      keyFrom,
      keyTo,
      quoted ? valueFrom + 1 : valueFrom,
      quoted ? valueTo - 1 : valueTo,
      'text',
    );
    return !head.isComplete;
  });
  reading.level = head.level;
  return isPairs && (head.level !== NO_LEVEL || reading.time !== null);
};
