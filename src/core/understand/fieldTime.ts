import type { ByteString } from '../bytes.ts';
import type { Moment } from './moment.ts';
import { NO_MATCH } from './steps.ts';
import { type CompiledTimeFormat, TIME_FORMATS_BY_FIRST, timeFormat } from './timeFormats.ts';

/** The keys that tell a record's time, those that are most to be trusted first. */
const TIME_KEYS = [
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
  'created',
];

const RANKS: ReadonlyMap<string, number> = new Map(TIME_KEYS.map((key, rank) => [key, rank]));

/** How much a key is to be trusted with the time: the lower the more; undefined: not at all. */
export const timeKeyRank = (key: string): number | undefined => RANKS.get(key);

const SECONDS = timeFormat('epoch');
const BY_DIGITS: Readonly<Record<number, CompiledTimeFormat>> = {
  10: SECONDS,
  13: timeFormat('epoch-ms'),
  16: timeFormat('epoch-us'),
  19: timeFormat('epoch-ns'),
};

const MILLIS_FRACTION = /^(\d{10})(\d{3})\.\d+$/;
const SCIENTIFIC = /^(\d)\.(\d{9,})[eE]\+?0?9$/;

/** Reads a number as JSON writes it: seconds, milli-, micro- or nanoseconds since the epoch, by its size. */
export const readEpochNumber = (number: string, moment: Moment): CompiledTimeFormat | null => {
  // zap's default encoder writes seconds as 1.7951833312e+09; Node's hrtime-based loggers give milliseconds a fraction.
  const text = number.replace(
    SCIENTIFIC,
    (_all, first: string, rest: string) => `${first}${rest.slice(0, 9)}.${rest.slice(9)}`,
  );
  const plain = text.replace(MILLIS_FRACTION, '$1$2').replace(/\.$/, '');
  const point = plain.indexOf('.');
  const format = BY_DIGITS[point < 0 ? plain.length : point];
  moment.clear();
  return format && format.compiled.read(plain, 0, plain.length, moment) === plain.length ? format : null;
};

/** Reads a whole text as a time; null where it is none. */
export const readTimeText = (text: ByteString, moment: Moment): CompiledTimeFormat | null => {
  const code = text.charCodeAt(0);
  if (!(code < 128)) return null;
  for (const format of TIME_FORMATS_BY_FIRST[code]!) {
    moment.clear();
    const to = format.compiled.read(text, 0, text.length, moment);
    if (to !== NO_MATCH && to === text.length) return format;
  }
  return null;
};
