import { describe, expect, test } from 'vitest';
import { keyReader } from '../../../src/core/count/keyReader.ts';
import { ranked } from '../../../src/core/count/ranking.ts';
import { Tally } from '../../../src/core/count/tally.ts';
import type { LogRecord } from '../../../src/core/record.ts';
import type { Source } from '../../../src/core/target.ts';

const row = (count: number, ...values: (string | null)[]) => ({ period: null, values, count });

describe('a tally', () => {
  test('distinguishes a missing value from an empty one, and adjacent values from each other', () => {
    const tally = new Tally();
    for (const values of [[null], [''], ['-'], ['\0-'], [null]]) tally.add(null, values, 1);
    expect(tally.rows().map(({ values, count }) => [values[0], count])).toEqual([
      [null, 2],
      ['', 1],
      ['-', 1],
      ['\0-', 1],
    ]);
  });

  test('counts excess values together', () => {
    const tally = new Tally(2);
    for (const value of ['a', 'b', 'c', 'a', 'd']) tally.add(null, [value], 1);
    expect([tally.total, tally.rest, tally.rows().length]).toEqual([5, 2, 2]);
  });
});

describe('a ranking', () => {
  test('lists the most common first, numbers as numbers, and reports how many it leaves out', () => {
    const rows = [row(1, '9'), row(1, '10'), row(5, 'x'), row(1, null), row(2, 'y')];
    expect(ranked(rows, 4)).toEqual([
      {
        period: null,
        rows: [row(5, 'x'), row(2, 'y'), row(1, '9'), row(1, '10')],
        others: { kinds: 1, count: 1 },
      },
    ]);
  });

  test('lists periods by time, and records without one last', () => {
    const rows = [null, 60_000, 0].map(period => ({ period, values: [], count: 1 }));
    expect(ranked(rows, null).map(({ period }) => period)).toEqual([0, 60_000, null]);
  });
});

test('a record can be counted by its whole text', () => {
  const { values } = keyReader({ by: ['text', 'level'], perMs: null, precisionMs: 1, top: null }, () => 0);
  const record = { text: 'caf\xc3\xa9 open', level: 'warn' } as unknown as LogRecord;
  expect(values(record, {} as Source)).toEqual(['café open', 'warn']);
});

describe('periods', () => {
  const at = (text: string): LogRecord =>
    ({ time: { ms: Date.parse(text), nanos: 0, digits: 3 } }) as LogRecord;

  test.each([
    ['a minute', 60_000, 0, '2026-11-20T14:02:11.204Z', '2026-11-20T14:02:00Z'],
    ['a day in a zone ahead of UTC', 86_400_000, 330, '2026-11-20T20:00:00Z', '2026-11-20T18:30:00Z'],
    ['an hour in such a zone', 3_600_000, 330, '2026-11-20T14:40:00Z', '2026-11-20T14:30:00Z'],
    ['a week, which starts on Monday', 604_800_000, 0, '2026-11-29T23:59:00Z', '2026-11-23T00:00:00Z'],
    ['before 1970', 60_000, 0, '1969-12-31T23:59:59.5Z', '1969-12-31T23:59:00Z'],
  ])('%s', (_title, perMs, zone, time, start) => {
    const { period } = keyReader({ by: [], perMs, precisionMs: 1, top: null }, () => zone);
    expect(period(at(time))).toBe(Date.parse(start));
  });

  test('a day on which the clocks change is one day', () => {
    const summer = Date.parse('2026-03-29T01:00:00Z');
    const zone = (ms: number): number => (ms < summer ? 60 : 120);
    const { period } = keyReader({ by: [], perMs: 86_400_000, precisionMs: 1, top: null }, zone);
    for (const time of ['2026-03-28T23:00:00Z', '2026-03-29T00:59:59Z', '2026-03-29T21:59:59Z'])
      expect(period(at(time))).toBe(Date.parse('2026-03-28T23:00:00Z'));
  });
});
