import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toByteString } from '../../../../src/core/bytes.ts';
import { compilePattern, patternRegExp } from '../../../../src/core/pattern/pattern.ts';
import { isoTime } from '../../../../src/core/text/timeText.ts';
import { firstTimeFormat } from '../../../../src/core/understand/compile/timeAutomaton.ts';
import { Moment } from '../../../../src/core/understand/moment.ts';
import { readTimeText } from '../../../../src/core/understand/structured/fieldTime.ts';
import {
  ANY_TIME_FORMATS,
  LIKE_ANY_TIME,
  TIME_FORMATS,
  timeFormat,
} from '../../../../src/core/understand/tables/timeFormats.ts';
import { TimeResolver } from '../../../../src/core/understand/timeResolver.ts';
import { NOW } from '../assembling.ts';
import { written } from './written.ts';

const rows = TIME_FORMATS.map(row => [row.name, row] as const);

/** Returns the instant that a whole text names in this format, or null. */
const instantAs = (name: string, text: string, now: number = NOW): string | null => {
  const moment = new Moment();
  if (timeFormat(name).compiled.read(text, 0, text.length, moment) !== text.length) return null;
  const time = new TimeResolver().resolve(moment, now);
  return time === null ? null : isoTime(time);
};

const instantOf = (text: string): string | null => {
  const moment = new Moment();
  const time = readTimeText(text, 0, text.length, moment) ? new TimeResolver().resolve(moment, NOW) : null;
  return time === null ? null : isoTime(time);
};

/**
 * Whole milliseconds that every format can write: two-digit years start in 1969, ten-digit seconds in 2001.
 */
const instants = fc.integer({ min: Date.UTC(2001, 9, 1), max: Date.UTC(2037, 0, 1) });

/** Returns what a format without fractions, or without seconds, preserves of an instant. */
const wholeOf = (pattern: string, instant: number): number => {
  const unit = pattern.includes('s') || pattern.includes('SECONDS') ? 1000 : 60_000;
  return instant - (instant % unit);
};

describe('each row of the time formats', () => {
  test.each(rows)('%s reads its example', (name, { example }) => {
    expect(instantAs(name, example[0])).toBe(example[1]);
  });

  test.each(rows)('%s agrees with every other row that reads its example', (_name, { example, only }) => {
    if (only) return;
    for (const other of TIME_FORMATS) {
      if (other.only) continue;
      expect([null, example[1]]).toContain(instantAs(other.name, example[0]));
    }
  });

  test.each(rows)('%s has an ERE that finds its example', (name, { example }) => {
    const ere = `^${timeFormat(name).compiled.ere}$`;
    expect(patternRegExp(compilePattern(ere, { fixed: false, ignoreCase: false })).test(example[0])).toBe(
      true,
    );
  });

  test.each(rows)('%s reads any time in its notation', (name, { pattern }) => {
    const property = fc.property(instants, instant => {
      const read = instantAs(name, written(pattern, instant), instant + 60_000);
      expect(Date.parse(read!)).toBe(
        /[fF]|SSS|MILLIS|MICROS|NANOS|TAI64|EXPONENT/.test(pattern) ? instant : wholeOf(pattern, instant),
      );
    });
    fc.assert(property);
  });

  test.each(rows.filter(([, { sorts }]) => sorts))(
    'texts in %s sort like their times',
    (_name, { pattern }) => {
      const property = fc.property(instants, instants, (one, other) => {
        const earlier = written(pattern, Math.min(one, other));
        expect(earlier <= written(pattern, Math.max(one, other))).toBe(true);
      });
      fc.assert(property);
    },
  );
});

describe('zones named in a line', () => {
  test.each([
    ['2026-11-20T14:02:11Z', '2026-11-20T14:02:11Z'],
    ['2026-11-20T14:02:11+0530', '2026-11-20T08:32:11Z'],
    ['2026-11-20 14:02:11 -08:00', '2026-11-20T22:02:11Z'],
    ['2026-11-20 14:02:11+01', '2026-11-20T13:02:11Z'],
    ['2026-11-20 14:02:11 CEST', '2026-11-20T12:02:11Z'],
    ['2026-11-20 14:02:11 America/New_York', '2026-11-20T19:02:11Z'],
    // Several zones have this name, so the log's own zone counts.
    ['2026-11-20 14:02:11 CST', '2026-11-20T14:02:11Z'],
  ])('%s', (text, instant) => {
    expect(instantOf(text)).toBe(instant);
  });
});

describe('text that is not a time', () => {
  test.each([
    '2026-02-30 14:02:11',
    '2026-13-20 14:02:11',
    '2026-11-20 24:02:11',
    '2026-11-20 14:60:11',
    '2026-11-20 14:02:110',
    '1526-11-20 14:02:11',
    '14:02',
    '12345678901',
    '9999999999',
    'Foo 20 14:02:11',
    '2026-11-20T14:02:11Zulu',
    '1.2.3.4',
    '',
  ])('%s', text => {
    expect(instantOf(text)).toBeNull();
  });
});

test('any instant is recovered from ISO 8601, to the digit', () => {
  const property = fc.property(
    fc.date({ min: new Date('1970-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
    fc.integer({ min: 0, max: 9 }),
    fc.nat({ max: 999_999 }),
    fc.constantFrom('T', ' '),
    (date, digits, nanos, separator) => {
      const fraction = String(date.getUTCMilliseconds() * 1_000_000 + nanos)
        .padStart(9, '0')
        .slice(0, digits);
      const text = `${date.toISOString().slice(0, 19)}${digits > 0 ? `.${fraction}` : ''}Z`;
      expect(instantOf(text.replace('T', separator))).toBe(text);
    },
  );
  fc.assert(property);
});

/** What may follow a clock, as bytes. */
const TAILS = [
  ...['', ' ', ' x', 'Z', '+01:00', ' PM', ']', ' CET x', ' us=204567', '\xe2\x80\xafPM', ' p.\xc2\xa0m.'],
  ...[' (CET)', ' +0100 (CET)', '[Europe/Berlin]', ' GMT+0200 (Central European Summer Time)'],
];

test('every time is like a time', () => {
  // An ERE's class may start with a closing bracket.
  const like = new RegExp(`^${LIKE_ANY_TIME.replace('[][', '[\\]\\[')}$`);
  const examples = ANY_TIME_FORMATS.flatMap(({ compiled, example: [text] }) => {
    const line = toByteString(Buffer.from(text));
    return TAILS.flatMap(tail => {
      const to = compiled.read(line + tail, 0, line.length + tail.length, new Moment());
      return to < 0 ? [] : [(line + tail).slice(0, to)];
    });
  });
  expect(examples.length).toBeGreaterThan(ANY_TIME_FORMATS.length);
  expect(examples.filter(text => !like.test(text))).toEqual([]);
});

test('the automaton misses no format that reads a time', () => {
  const text = fc
    .tuple(
      fc.constantFrom(...ANY_TIME_FORMATS),
      instants,
      fc.array(fc.tuple(fc.nat({ max: 30 }), fc.constantFrom(...' T:.,-/+0195ZAPMam[')), { maxLength: 2 }),
      fc.constantFrom(...TAILS),
    )
    .map(([{ pattern }, instant, changes, tail]) => {
      const characters = [...written(pattern, instant)];
      for (const [at, character] of changes) characters[at % characters.length] = character;
      return characters.join('') + tail;
    });
  const property = fc.property(text, line => {
    const moment = new Moment();
    const reads = ANY_TIME_FORMATS.findIndex(({ compiled }) => {
      moment.clear();
      return compiled.read(line, 0, line.length, moment) >= 0;
    });
    const first = firstTimeFormat(line, 0, line.length);
    if (reads >= 0) expect(first).toBeGreaterThanOrEqual(0);
    if (reads >= 0) expect(first).toBeLessThanOrEqual(reads);
  });
  fc.assert(property, { numRuns: 3000 });
});
