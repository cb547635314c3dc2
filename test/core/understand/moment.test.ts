import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isoTime } from '../../../src/core/text/timeText.ts';
import { daysFromCivil } from '../../../src/core/understand/moment.ts';
import { assemble, timeOf } from './assembling.ts';

const at = (iso: string): number => Date.parse(iso);

/** Returns the time of a syslog line, as read at `now`. */
const yearOf = (line: string, now: string, timezone: string | null = null): string | null =>
  timeOf(assemble([`${line} web-1 shop: x\n`], { timezone }, at(now))[0]!);

describe('a year missing from the line', () => {
  test.each([
    ['is this year’s', 'Mar 17 16:13:38', '2026-11-20T15:00:00Z', '2026-03-17T16:13:38Z'],
    [
      'is last year’s if the date is still to come',
      'Dec 31 23:59:58',
      '2026-01-01T00:00:02Z',
      '2025-12-31T23:59:58Z',
    ],
    ['is this year’s just after midnight', 'Jan  1 00:00:01', '2026-01-01T00:00:02Z', '2026-01-01T00:00:01Z'],
    [
      'is next year’s if that host’s clock is ahead',
      'Jan  1 00:00:01',
      '2025-12-31T23:59:58Z',
      '2026-01-01T00:00:01Z',
    ],
    [
      'is that of the last leap year on 29 February',
      'Feb 29 12:00:00',
      '2026-11-20T15:00:00Z',
      '2024-02-29T12:00:00Z',
    ],
    [
      'is this year’s for tomorrow’s times, as in zones ahead',
      'Nov 21 01:00:00',
      '2026-11-20T15:00:00Z',
      '2026-11-21T01:00:00Z',
    ],
    [
      'is last year’s for the day after tomorrow',
      'Nov 22 01:00:00',
      '2026-11-20T15:00:00Z',
      '2025-11-22T01:00:00Z',
    ],
  ])('%s', (_title, line, now, expected) => {
    expect(yearOf(line, now)).toBe(expected);
  });

  test('increases over New Year while following', () => {
    const lines = ['Dec 31 23:59:59', 'Jan  1 00:00:00', 'Jan  1 00:00:01'].map(
      line => `${line} web-1 shop: x\n`,
    );
    const times = assemble(lines, {}, at('2027-01-01T00:00:01Z')).map(timeOf);
    expect(times).toEqual(['2026-12-31T23:59:59Z', '2027-01-01T00:00:00Z', '2027-01-01T00:00:01Z']);
  });

  test('takes the zone into account', () => {
    expect(yearOf('Jan  1 07:59:59', '2025-12-31T23:59:59Z', 'Asia/Shanghai')).toBe('2025-12-31T23:59:59Z');
  });

  test('any moment up to a year back is recovered', () => {
    const property = fc.property(
      fc.date({ min: new Date('2001-03-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
      fc.integer({ min: -86_000, max: 363 * 86_400 }),
      (then, secondsLater) => {
        const text = then.toUTCString();
        const line = `${text.slice(8, 11)} ${String(then.getUTCDate()).padStart(2)} ${text.slice(17, 25)}`;
        const now = new Date(Math.floor(then.getTime() / 1000) * 1000 + secondsLater * 1000);
        expect(yearOf(line, now.toISOString())).toBe(`${then.toISOString().slice(0, 19)}Z`);
      },
    );
    fc.assert(property);
  });
});

/** As in syslog: whole seconds, no year. */
const syslogTime = (seconds: number): string => {
  const text = new Date(seconds * 1000).toUTCString();
  return `${text.slice(8, 11)} ${String(Number(text.slice(5, 7))).padStart(2)} ${text.slice(17, 25)}`;
};

describe('a year missing from the line continues from the lines before it', () => {
  const DAY = 86_400;
  const FIRST = at('2011-03-01T00:00:00Z') / 1000;
  const LATER = at('2026-11-20T15:00:00Z');
  const isoOf = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000', '');
  const syslogLine = (seconds: number): string => `${syslogTime(seconds)} web-1 shop[7]: x\n`;

  /** Returns the times of lines that follow one with a year, as read years later. */
  const timesOf = (seconds: readonly number[]): (string | null)[] =>
    assemble([`${isoOf(FIRST)} web-1 shop[7]: begin\n`, ...seconds.map(syslogLine)], {}, LATER)
      .slice(1)
      .map(timeOf);

  /** Generates the steps of a log: mostly forward by up to weeks, sometimes back by hours. */
  const steps = (mostDays: number) =>
    fc.array(
      fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: 0, max: mostDays * DAY }) },
        { weight: 1, arbitrary: fc.integer({ min: -6 * 3600, max: 0 }) },
      ),
      { minLength: 1, maxLength: 60 },
    );
  const walk = (lengths: readonly number[]): number[] => {
    let seconds = FIRST + DAY;
    return lengths.map(length => (seconds += length));
  };
  /** The next 29 February may be years away: a line from that date alone does not determine the year. */
  const has29February = (seconds: readonly number[]): boolean =>
    seconds.some(second => isoOf(second).includes('-02-29'));

  test('over any number of New Years, however far ahead the reader is', () => {
    const property = fc.property(steps(28), lengths => {
      const seconds = walk(lengths);
      expect(timesOf(seconds)).toEqual(seconds.map(isoOf));
    });
    fc.assert(property);
  });

  test('through months without a line', () => {
    const seconds = [10, 200, 210, 430, 431, 600].map(days => FIRST + days * DAY);
    expect(timesOf(seconds)).toEqual(seconds.map(isoOf));
  });

  test('and no stray line changes the year of those around it', () => {
    const property = fc.property(
      steps(14),
      fc.nat(),
      fc.integer({ min: 0, max: 366 }),
      (lengths, place, strayDay) => {
        const seconds = walk(lengths);
        const stray = FIRST + strayDay * DAY;
        fc.pre(!has29February([stray]));
        const index = place % (seconds.length + 1);
        const times = timesOf([...seconds.slice(0, index), stray, ...seconds.slice(index)]);
        expect(times.toSpliced(index, 1)).toEqual(seconds.map(isoOf));
      },
    );
    fc.assert(property);
  });

  test('does not lose a year if a host’s clock is days ahead of ours', () => {
    const lines = ['Nov 21 14:59:59', 'Nov 21 15:00:01', 'Nov 22 09:00:00'].map(
      time => `${time} web-1 a: x\n`,
    );
    expect(assemble(lines, {}, LATER).map(timeOf)).toEqual([
      '2026-11-21T14:59:59Z',
      '2026-11-21T15:00:01Z',
      '2026-11-22T09:00:00Z',
    ]);
  });

  test('survives New Year backwards, in a log with its newest line first', () => {
    const seconds = Array.from({ length: 40 }, (_, index) => at('2026-01-20T00:00:00Z') / 1000 - index * DAY);
    expect(assemble(seconds.map(syslogLine), {}, LATER).map(timeOf)).toEqual(seconds.map(isoOf));
  });
});

describe('a date missing from the line', () => {
  test.each([
    ['is today’s', '14:02:11.204', '2026-11-20T15:00:00Z', '2026-11-20T14:02:11.204Z'],
    [
      'is yesterday’s if the time is still to come',
      '23:59:59.999',
      '2026-11-21T00:00:01Z',
      '2026-11-20T23:59:59.999Z',
    ],
    [
      'is tomorrow’s if that host’s clock is slightly ahead',
      '00:00:01.000',
      '2026-11-20T23:59:59Z',
      '2026-11-21T00:00:01.000Z',
    ],
  ])('%s', (_title, clock, now, expected) => {
    expect(timeOf(assemble([`${clock} [main] INFO App - x\n`], {}, at(now))[0]!)).toBe(expected);
  });
});

describe('the zone of a time', () => {
  const line = '2026-07-01 12:00:00';
  const zoned = (text: string, log: string | null, host: string | null): string | null =>
    timeOf(
      assemble([`${text} ready\n`], {
        format: { format: null, start: null, timezone: log },
        timezone: host,
      })[0]!,
    );

  test.each([
    ['UTC if nothing else is known', line, null, null, '2026-07-01T12:00:00Z'],
    ['the host’s', line, null, 'Europe/Berlin', '2026-07-01T10:00:00Z'],
    ['the log’s rather than the host’s', line, 'Asia/Shanghai', 'Europe/Berlin', '2026-07-01T04:00:00Z'],
    [
      'the line’s rather than any other',
      `${line} -0500`,
      'Asia/Shanghai',
      'Europe/Berlin',
      '2026-07-01T17:00:00Z',
    ],
    ['UTC if the name is unknown', line, 'Mars/Olympus', null, '2026-07-01T12:00:00Z'],
  ])('is %s', (_title, text, log, host, expected) => {
    expect(zoned(text, log, host)).toBe(expected);
  });
});

test('days are counted like Date counts them', () => {
  const property = fc.property(
    fc.date({ min: new Date('1890-01-01'), max: new Date('2110-01-01'), noInvalidDate: true }),
    date => {
      const days = daysFromCivil(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
      expect(days).toBe(Math.floor(date.getTime() / 86_400_000));
    },
  );
  fc.assert(property);
});

test('a precise time keeps fractions of a millisecond', () => {
  const [record] = assemble(['2026-11-20T14:02:11.204567891Z INFO x\n']);
  expect(record?.time).toEqual({ ms: at('2026-11-20T14:02:11.204Z'), nanos: 567_891, digits: 9 });
  expect(isoTime(record!.time!)).toBe('2026-11-20T14:02:11.204567891Z');
});
