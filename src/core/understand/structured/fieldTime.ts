import type { ByteString } from '../../bytes.ts';
import { isDigit } from '../compile/steps.ts';
import type { Moment } from '../moment.ts';
import { type CompiledTimeFormat, TIME_FORMATS_BY_FIRST, timeFormat } from '../tables/timeFormats.ts';

/** The keys that tell a record's time, those that are most to be trusted first. */
export const TIME_KEYS: readonly string[] = [
  '@timestamp',
  'timestamp',
  'time',
  'ts',
  '@t',
  't',
  'Timestamp',
  'Time',
  'datetime',
  'date',
  'eventTime',
  'event_time',
  'asctime',
  'timeMillis',
  'timeUnixNano',
  '__REALTIME_TIMESTAMP',
  'instant',
  'start_time',
  'startTime',
  'StartUTC',
  'StartLocal',
  'time_iso8601',
  'time_local',
  'stageTimestamp',
  'requestReceivedTimestamp',
  'observedTimeUnixNano',
  'log_time',
  '_time',
  'created',
];

const EPOCH_BY_DIGITS: Readonly<Record<number, CompiledTimeFormat>> = {
  10: timeFormat('epoch'),
  13: timeFormat('epoch-ms'),
  16: timeFormat('epoch-us'),
  19: timeFormat('epoch-ns'),
};

const MILLIS_WITH_FRACTION = /^(\d{13})\.\d+$/;
const SCIENTIFIC = /^(\d)\.(\d{9,})[eE]\+?0?9$/;

/** Reads a number as it is written: seconds, milli-, micro- or nanoseconds since the epoch, by its size. */
export const readEpochNumber = (number: string, moment: Moment): CompiledTimeFormat | null => {
  // zap writes seconds as 1.7951833312e+09; loggers on Node's high-resolution clock give milliseconds a fraction.
  const plain = number
    .replace(
      SCIENTIFIC,
      (_all, first: string, rest: string) => `${first}${rest.slice(0, 9)}.${rest.slice(9)}`,
    )
    .replace(MILLIS_WITH_FRACTION, '$1')
    .replace(/\.$/, '');
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

/** Reads all between two places as a time, in the format tried first if there is one; null where it is none. */
export const readTimeText = (
  text: ByteString,
  from: number,
  to: number,
  moment: Moment,
  first: CompiledTimeFormat | null = null,
): CompiledTimeFormat | null => {
  if (to <= from) return null;
  if (first !== null && readWhole(first, text, from, to, moment)) return first;
  const formats = TIME_FORMATS_BY_FIRST[text.charCodeAt(from)] ?? [];
  for (const format of formats) if (readWhole(format, text, from, to, moment)) return format;
  return isDigit(text.charCodeAt(to - 1)) ? readEpochNumber(text.slice(from, to), moment) : null;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/**
 * Reads a time that JSON writes as an object: `{"epochSecond":…,"nanoOfSecond":…}` (Log4j 2), `{"seconds":…,"nanos":…}`
 * (Google Cloud), `{"$date":"…"}` (MongoDB).
 */
export const readTimeObject = (value: unknown, moment: Moment): CompiledTimeFormat | null => {
  if (!isObject(value)) return null;
  const date = value['$date'];
  if (typeof date === 'string') return readTimeText(date, 0, date.length, moment);
  const seconds = value['epochSecond'] ?? value['seconds'];
  const nanos = value['nanoOfSecond'] ?? value['nanos'] ?? 0;
  if (typeof seconds !== 'number' || typeof nanos !== 'number') return null;
  return readEpochNumber(`${seconds}.${String(nanos).padStart(9, '0')}`, moment);
};
