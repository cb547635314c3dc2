import fc from 'fast-check';
import type { ByteString } from '../../src/core/bytes.ts';
import type { LogContext } from '../../src/core/records/heads.ts';

/** The time at which random logs start; they are read an hour later. */
export const BEGIN = Date.parse('2026-11-20T14:00:00Z');

export const LOG: LogContext = {
  format: { format: null, start: null, timezone: null },
  timezone: null,
  now: () => BEGIN + 3_600_000,
};

const LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const iso = (ms: number): string => new Date(ms).toISOString();
const two = (value: number): string => `${value}`.padStart(2, '0');

/** Notations for the first line of a record. */
type Head = (ms: number, level: number, message: string) => string;

const HEADS: Readonly<Record<string, Head>> = {
  java: (ms, level, message) =>
    `${iso(ms).replace('T', ' ').replace('.', ',').slice(0, 23)} ${LEVELS[level]} [main] c.e.App - ${message}`,
  json: (ms, level, message) =>
    JSON.stringify({ time: iso(ms), level: LEVELS[level]!.toLowerCase(), msg: message }),
  pino: (ms, level, message) => `{"level":${level * 10 + 20},"time":${ms},"msg":${JSON.stringify(message)}}`,
  logfmt: (ms, level, message) =>
    `ts=${iso(ms)} level=${LEVELS[level]!.toLowerCase()} msg=${JSON.stringify(message)}`,
  syslog: (ms, _level, message) => {
    const at = new Date(ms);
    return `${MONTHS[at.getUTCMonth()]} ${`${at.getUTCDate()}`.padStart(2)} ${iso(ms).slice(11, 19)} web-1 app[7]: ${message}`;
  },
  glog: (ms, level, message) => {
    const at = new Date(ms);
    return `${'DIWE'[level]}${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())} ${iso(ms).slice(11, 23)}000  7 app.go:12] ${message}`;
  },
  postgres: (ms, level, message) =>
    `${iso(ms).replace('T', ' ').slice(0, 23)} UTC [7] ${['DEBUG', 'LOG', 'WARNING', 'ERROR'][level]}:  ${message}`,
  apache: (ms, level, message) => {
    const at = new Date(ms);
    return `[${at.toUTCString().slice(0, 3)} ${MONTHS[at.getUTCMonth()]} ${two(at.getUTCDate())} ${iso(ms).slice(11, 19)} ${at.getUTCFullYear()}] [${LEVELS[level]!.toLowerCase()}] ${message}`;
  },
};

const message = fc.constantFrom(
  'ready',
  'order 7 refused',
  'java.lang.IllegalStateException: x',
  '0 errors, 1 warning',
  'INFORMATION_SCHEMA.x',
  'é',
  '',
  'level=50 x',
);

const continuation = fc.constantFrom(
  '\tat com.shop.Cart.add(Cart.java:31)',
  '    at com.shop.Cart.add(Cart.java:32)',
  'Caused by: java.io.IOException: refused',
  '  ERROR is but a word here',
  '',
  'java.lang.IllegalStateException: x',
  'no head at all',
  '{',
  '  "level": "error",',
  '}',
  'WARN  slow',
  'x'.repeat(300),
);

/**
 * Generates a log of one format, with traces, lines without a time, occasional lines in other formats, and
 * times slightly out of order.
 */
export const randomLog: fc.Arbitrary<ByteString> = fc
  .record({
    format: fc.constantFrom(...Object.keys(HEADS)),
    records: fc.array(
      fc.record({
        step: fc.integer({ min: -900, max: 20_000 }),
        level: fc.integer({ min: 0, max: 3 }),
        message,
        more: fc.oneof(
          { weight: 3, arbitrary: fc.constant<string[]>([]) },
          { weight: 1, arbitrary: fc.array(continuation, { maxLength: 4 }) },
        ),
        other: fc.oneof(
          { weight: 9, arbitrary: fc.constant(null) },
          { weight: 1, arbitrary: fc.constantFrom(...Object.keys(HEADS)) },
        ),
      }),
      { maxLength: 40 },
    ),
    first: fc.option(continuation),
    ended: fc.boolean(),
  })
  .map(({ format, records, first, ended }) => {
    let ms = BEGIN;
    const lines = first === null ? [] : [first];
    for (const { step, level, message: text, more, other } of records) {
      ms += step;
      lines.push(HEADS[other ?? format]!(ms, level, text), ...more);
    }
    return Buffer.from(lines.join('\n') + (ended && lines.length > 0 ? '\n' : '')).toString('latin1');
  });
