import type { ByteString } from '../../bytes.ts';
import { isDigit } from '../compile/steps.ts';
import type { Moment } from '../moment.ts';
import { type CompiledTimeFormat, TIME_FORMATS_BY_FIRST, timeFormat } from '../tables/timeFormats.ts';

const EPOCH_BY_DIGITS: Readonly<Record<number, CompiledTimeFormat>> = {
  10: timeFormat('epoch'),
  13: timeFormat('epoch-ms'),
  16: timeFormat('epoch-us'),
  19: timeFormat('epoch-ns'),
};

const MILLIS_WITH_FRACTION = /^(\d{13})\.\d+$/;
const SCIENTIFIC = /^(\d)\.(\d{9,})[eE]\+?0?(9|12|15|18)$/;

const withoutExponent = (number: string): string =>
  number
    .replace(
      SCIENTIFIC,
      (_all, first: string, rest: string, places: string) =>
        `${first}${rest.slice(0, +places).padEnd(+places, '0')}.${rest.slice(+places)}`,
    )
    .replace(MILLIS_WITH_FRACTION, '$1')
    .replace(/\.$/, '');

/** Parses a number as seconds, milli-, micro- or nanoseconds since the epoch, depending on its size. */
export const readEpochNumber = (number: string, moment: Moment): CompiledTimeFormat | null => {
  // zap writes seconds as 1.7951833312e+09; loggers using Node's high-resolution clock write fractional milliseconds.
  const plain = number.includes('.') ? withoutExponent(number) : number;
  const point = plain.indexOf('.');
  const format = EPOCH_BY_DIGITS[point < 0 ? plain.length : point];
  moment.clear();
  return format && format.compiled.read(plain, 0, plain.length, moment) === plain.length ? format : null;
};

const readWhole = (
  format: CompiledTimeFormat,
  text: ByteString,
  from: number,
  to: number,
  moment: Moment,
): boolean => {
  moment.clear();
  return format.compiled.read(text, from, to, moment) === to;
};

/** Parses everything between two positions as a time, trying the given format first; null if it is not a time. */
export const readTimeText = (
  text: ByteString,
  from: number,
  to: number,
  moment: Moment,
  first: CompiledTimeFormat | null = null,
): CompiledTimeFormat | null => {
  // .NET's console ends a time with the blank that would separate it from a text.
  if (text.charCodeAt(to - 1) === BLANK)
    return to <= from + 1 ? null : readTimeText(text, from, to - 1, moment, first);
  if (to <= from) return null;
  if (first !== null && readWhole(first, text, from, to, moment)) return first;
  const formats = TIME_FORMATS_BY_FIRST[text.charCodeAt(from)] ?? [];
  for (const format of formats) if (readWhole(format, text, from, to, moment)) return format;
  if (to - from <= KITCHEN_BYTES && (text.charCodeAt(to - 1) | 32) === SMALL_M)
    return readWhole(KITCHEN, text, from, to, moment) ? KITCHEN : null;
  if (text.charCodeAt(from) === SLASH) return readJsonDate(text.slice(from, to), moment);
  return isDigit(text.charCodeAt(to - 1)) ? readEpochNumber(text.slice(from, to), moment) : null;
};

const BLANK = 32;
const SLASH = 47;
const SMALL_M = 109;
/** A clock without seconds: in a field, it is a time. */
const KITCHEN = timeFormat('kitchen');
const KITCHEN_BYTES = '12:02 p.m'.length;
/** The `/Date(1795183331204)/` of ASP.NET and PowerShell. */
const JSON_DATE = /^\/Date\((\d{13})(?:[+-]\d{4})?\)\/$/;

const readJsonDate = (text: string, moment: Moment): CompiledTimeFormat | null => {
  const millis = JSON_DATE.exec(text)?.[1];
  return millis === undefined ? null : readEpochNumber(millis, moment);
};

const DATE_TEXT =
  /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})|\d{1,2}[ /-][A-Z][A-Za-z]{2}[ /-]\d{4}|20\d{6}|(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} [ \d]?\d,? \d{4})$/;

/** Returns true if a text is only a date, whose clock is in another field. */
export const isDateText = (text: ByteString, from: number, to: number): boolean =>
  to - from >= 6 && to - from <= 16 && DATE_TEXT.test(text.slice(from, to));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/**
 * Parses a time written as a JSON object: `{"epochSecond":…,"nanoOfSecond":…}` (Log4j 2), `{"seconds":…,"nanos":…}`
 * (Google Cloud), `{"$date":"…"}` (MongoDB), `{"date":"…","timezone":"…"}` (PHP's DateTime).
 */
export const readTimeObject = (value: unknown, moment: Moment): CompiledTimeFormat | null => {
  if (Array.isArray(value)) return readTimeArray(value, moment);
  if (!isObject(value)) return null;
  const date = value['$date'];
  const written = isObject(date) ? date['$numberLong'] : date;
  if (typeof written === 'string') return readTimeText(written, 0, written.length, moment);
  if (typeof written === 'number') return readEpochNumber(String(written), moment);
  if (typeof value['date'] === 'string' && typeof value['timezone'] === 'string') {
    const local = `${value['date']} ${value['timezone']}`;
    return readTimeText(local, 0, local.length, moment);
  }
  const seconds = value['epochSecond'] ?? value['seconds'] ?? value['timestamp'];
  const nanos = value['nanoOfSecond'] ?? value['nanos'] ?? 0;
  if (typeof seconds !== 'number' || typeof nanos !== 'number') return null;
  if (!Number.isInteger(seconds)) return readEpochNumber(String(seconds), moment);
  return readEpochNumber(`${seconds}.${String(nanos).padStart(9, '0')}`, moment);
};

/** Parses Jackson's representation of a LocalDateTime: `[2026,5,13,9,5,3,204000000]`. */
const readTimeArray = (value: readonly unknown[], moment: Moment): CompiledTimeFormat | null => {
  if (value.length < 5 || value.length > 7 || !value.every(part => Number.isInteger(part))) return null;
  const [year, month, day, hour, minute, second = 0, nanos = 0] = value as number[];
  const two = (part: number): string => String(part).padStart(2, '0');
  const fraction = nanos === 0 ? '' : `.${String(nanos).padStart(9, '0')}`;
  const text = `${year}-${two(month!)}-${two(day!)} ${two(hour!)}:${two(minute!)}:${two(second)}${fraction}`;
  return readTimeText(text, 0, text.length, moment);
};
