import { decodeText } from '../bytes.ts';
import { fieldLookup, valueText } from '../fields/lookup.ts';
import { allFieldsOf } from '../fields/readFields.ts';
import { fieldKey } from '../fields/words.ts';
import type { LogRecord } from '../record.ts';
import type { Source } from '../target.ts';
import type { ZoneOffset } from '../text/timeText.ts';
import type { CountQuestion } from './question.ts';

type Read = (record: LogRecord, source: Source) => string | null;

/** Reads what a record is counted by. */
export interface KeyReader {
  readonly values: (record: LogRecord, source: Source) => (string | null)[];
  /** The start of the record's period; null: it has no time, or no periods are requested. */
  readonly period: (record: LogRecord) => number | null;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const WEEK_MS = 7 * DAY_MS;
/** 5 January 1970: weeks begin on Mondays. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** `zone`: periods start at its full hours and days. */
export const keyReader = ({ by, perMs }: CountQuestion, zone: ZoneOffset): KeyReader => {
  const reads = by.map(reader);
  return {
    values: (record, source) => reads.map(read => read(record, source)),
    period: ({ time }) => (time === null || perMs === null ? null : periodOf(time.ms, perMs, zone)),
  };
};

const periodOf = (ms: number, perMs: number, zone: ZoneOffset): number => {
  const ahead = zone(ms) * MINUTE_MS;
  const first = perMs % WEEK_MS === 0 ? FIRST_MONDAY_MS : 0;
  const local = Math.floor((ms + ahead - first) / perMs) * perMs + first;
  // A day on which clocks change starts before the change.
  const aheadThen = zone(local - ahead) * MINUTE_MS;
  return local - aheadThen;
};

const reader = (name: string): Read => {
  if (name === 'host') return (_record, source) => source.host.name;
  if (name === 'log') return (_record, source) => source.log;
  if (name === 'level') return ({ level }) => level;
  if (name === 'text') return ({ text }) => decodeText(text);
  const lookup = fieldLookup(fieldKey(name));
  return (record, { format }) => {
    const value = lookup(allFieldsOf(record, format));
    return value === undefined ? null : valueText(value);
  };
};
