import { type ByteString, encodeText } from '../bytes.ts';
import { LEVELS } from '../level.ts';
import type { Fields } from '../record.ts';
import { FieldLevel, isLevelKey, mongoSeverity } from './fieldLevel.ts';
import { readEpochNumber, readTimeText, timeKeyRank } from './fieldTime.ts';
import { eachPair, unquote } from './logfmt.ts';
import type { Moment } from './moment.ts';
import { NO_LEVEL, type Reading } from './reading.ts';
import type { CompiledTimeFormat } from './timeFormats.ts';

const levels = new FieldLevel();
const INFO = LEVELS.indexOf('info');
const SMALLEST_NUMBER = /^\d{10}/;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** `{"epochSecond":…,"nanoOfSecond":…}` (Log4j 2), `{"seconds":…,"nanos":…}` (Google Cloud). */
const readParts = (value: Readonly<Record<string, unknown>>, moment: Moment): CompiledTimeFormat | null => {
  const seconds = value['epochSecond'] ?? value['seconds'];
  const nanos = value['nanoOfSecond'] ?? value['nanos'] ?? 0;
  if (typeof seconds !== 'number' || typeof nanos !== 'number') return null;
  return readEpochNumber(`${seconds}.${String(nanos).padStart(9, '0')}`, moment);
};

const readTimeValue = (
  text: ByteString,
  key: string,
  value: unknown,
  moment: Moment,
): CompiledTimeFormat | null => {
  if (typeof value === 'string') {
    return SMALLEST_NUMBER.test(value)
      ? (readEpochNumber(value, moment) ?? readTimeText(value, moment))
      : readTimeText(value, moment);
  }
  if (typeof value === 'number') return readEpochNumber(numberAsWritten(text, key) ?? String(value), moment);
  if (!isObject(value)) return null;
  if ('rawJSON' in value) return readEpochNumber(String(value['rawJSON']), moment);
  const date = value['$date'];
  if (typeof date === 'string') return readTimeText(date, moment);
  return readParts(value, moment);
};

const NUMBER = /\s*(-?[0-9.eE+]+)/y;

/** The digits of a number as the line has them: a double drops the zeros that end its fraction. */
const numberAsWritten = (text: ByteString, key: string): string | null => {
  const quoted = `"${key}":`;
  const at = text.indexOf(quoted);
  if (at < 0) return null;
  NUMBER.lastIndex = at + quoted.length;
  return NUMBER.exec(text)?.[1] ?? null;
};

/** Elastic Common Schema writes `log.level` as a nested object, too. */
const seeNested = (fields: Fields): void => {
  const log = fields['log'];
  if (isObject(log)) levels.see('log.level', log['level']);
};

/** Reads level and time out of a JSON line's fields. `text` is the line. */
export const readJsonHead = (text: ByteString, fields: Fields, reading: Reading): void => {
  levels.clear();
  reading.time = null;
  let best = Number.POSITIVE_INFINITY;
  let timeKey = '';
  for (const key in fields) {
    const rank = timeKeyRank(key);
    if (rank !== undefined) {
      if (rank >= best) continue;
      const format = readTimeValue(text, key, fields[key], reading.moment);
      if (format === null) continue;
      reading.time = format;
      best = rank;
      timeKey = key;
    } else levels.see(key, fields[key]);
  }
  if (levels.level === NO_LEVEL) seeNested(fields);
  reading.level = levels.level;
  if (reading.level !== NO_LEVEL) return;
  if (timeKey === 't' && isObject(fields['t'])) reading.level = mongoSeverity(fields['s']);
  // Serilog's compact format leaves out @l for Information (its README, "Reified properties").
  else if (timeKey === '@t' && ('@mt' in fields || '@m' in fields)) reading.level = INFO;
};

/** The line another program wrote, in a container runtime's JSON (`{"log":"…\n","stream":"stderr","time":"…"}`). */
export const innerLine = (fields: Fields): ByteString | null => {
  const log = fields['log'];
  return typeof log === 'string' && typeof fields['stream'] === 'string' ? encodeText(log).trimEnd() : null;
};

/**
 * Reads level and time out of a text of `key=value` pairs; gives false if it is none, or says neither.
 * Text after the pairs that say so is not looked at.
 */
export const readLogfmtHead = (text: ByteString, from: number, end: number, reading: Reading): boolean => {
  levels.clear();
  reading.time = null;
  reading.moment.clear();
  let best = Number.POSITIVE_INFINITY;
  const isPairs = eachPair(text, from, end, (keyFrom, keyTo, valueFrom, valueTo) => {
    // No key of ours is longer.
    if (keyTo - keyFrom > 20) return true;
    const key = text.slice(keyFrom, keyTo);
    const rank = timeKeyRank(key);
    if (rank !== undefined) {
      if (rank < best && seeTime(unquote(text.slice(valueFrom, valueTo)), reading)) best = rank;
    } else if (isLevelKey(key)) levels.see(key, unquote(text.slice(valueFrom, valueTo)));
    return levels.level === NO_LEVEL || reading.time === null;
  });
  reading.level = levels.level;
  return isPairs && (levels.level !== NO_LEVEL || reading.time !== null);
};

const seeTime = (value: string, reading: Reading): boolean => {
  const format = readTimeValue(value, '', value, reading.moment);
  if (format !== null) reading.time = format;
  return format !== null;
};
