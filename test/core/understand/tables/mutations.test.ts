import { expect, test } from 'vitest';
import { LEVELS } from '../../../../src/core/level.ts';
import { LineHead, NO_LEVEL } from '../../../../src/core/understand/lineHead.ts';
import { LineReader } from '../../../../src/core/understand/lineReader.ts';
import type { LineFormat } from '../../../../src/core/understand/tables/lineFormats/lineFormat.ts';
import { LINE_FORMATS } from '../../../../src/core/understand/tables/lineFormats.ts';
import { TimeResolver } from '../../../../src/core/understand/timeResolver.ts';
import { NOW } from '../assembling.ts';
import { type Mutation, otherLevels, otherTimes, padded } from './mutations.ts';

const reader = new LineReader(null);

const read = (line: string): { level: string | null; ms: number | null } => {
  const reading = new LineHead();
  const headed = reader.read(line, 0, line.length, reading);
  const time = headed && reading.time ? new TimeResolver().resolve(reading.moment, NOW) : null;
  return {
    level: headed && reading.level !== NO_LEVEL ? LEVELS[reading.level]! : null,
    ms: time?.ms ?? null,
  };
};

/**
 * Returns the milliseconds, seconds and date that a pattern writes; for a clock alone, the latest such time.
 */
const expectedTime = (row: LineFormat, { instant, pattern = '' }: Mutation): number | null => {
  if (instant === undefined) return row.time === null ? null : Math.floor(Date.parse(row.time));
  return /[dMS]|n/.test(pattern) ? instant : NOW - ((NOW - instant) % 86_400_000);
};

const wrong = (row: LineFormat, mutations: readonly Mutation[]): string[] =>
  mutations
    .filter(mutation => {
      const { level, ms } = read(mutation.line);
      const expected = expectedTime(row, mutation);
      const inTime = expected === null ? ms === null : ms !== null && Math.abs(ms - expected) < 60_000;
      return level !== (mutation.level ?? row.level) || !inTime;
    })
    .map(({ line }) => line);

const rows = LINE_FORMATS.map(row => [row.layout, row] as const);

test.each(rows)('no other row hides %s with other levels, times and padding', (_layout, row) => {
  expect(wrong(row, [...otherLevels(row), ...otherTimes(row), ...padded(row)])).toEqual([]);
});

test('there are many mutations', () => {
  const count = LINE_FORMATS.reduce((sum, row) => sum + otherLevels(row).length + otherTimes(row).length, 0);
  expect(count).toBeGreaterThan(14_000);
});
