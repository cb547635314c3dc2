import { describe, expect, test } from 'vitest';
import { LEVELS } from '../../../../src/core/level.ts';
import { compilePattern, patternRegExp } from '../../../../src/core/pattern/pattern.ts';
import { isoTime } from '../../../../src/core/text/timeText.ts';
import { compileLayout, formatEre } from '../../../../src/core/understand/compile/layout.ts';
import { isFormatName } from '../../../../src/core/understand/formatNames.ts';
import { LineHead, NO_LEVEL } from '../../../../src/core/understand/lineHead.ts';
import { LineReader } from '../../../../src/core/understand/lineReader.ts';
import { LINE_FORMATS } from '../../../../src/core/understand/tables/lineFormats.ts';
import { TimeResolver } from '../../../../src/core/understand/timeResolver.ts';
import { NOW } from '../assembling.ts';

const read = (line: string, format: string | null = null): LineHead | null => {
  const reading = new LineHead();
  return new LineReader(format).read(line, 0, line.length, reading) ? reading : null;
};

const levelOf = (reading: LineHead | null): string | null =>
  reading === null || reading.level === NO_LEVEL ? null : LEVELS[reading.level]!;

const timeOf = (reading: LineHead | null): string | null => {
  const time = reading?.time ? new TimeResolver().resolve(reading.moment, NOW) : null;
  return time === null ? null : isoTime(time);
};

const byLine = LINE_FORMATS.map(row => [row.layout, row] as const);

const regExpOf = (ere: string): RegExp =>
  patternRegExp(compilePattern(ere, { fixed: false, ignoreCase: false }));

describe('each row of the line formats', () => {
  test.each(byLine)('%s reads its example, and no earlier row does', (_layout, row) => {
    const reading = read(row.example);
    expect(reading?.format?.layout).toBe(row.layout);
    expect([levelOf(reading), timeOf(reading)]).toEqual([row.level, row.time]);
  });

  test.each(byLine.filter(([, { outside }]) => !outside))(
    '%s reads its example after a syslog tag',
    (_layout, row) => {
      expect(levelOf(read(`Nov 20 14:02:11 web-1 shop[871]: ${row.example}`))).toBe(row.level);
    },
  );

  test.each(byLine)('%s reads its example if its name is the log’s format', (_layout, row) => {
    const reading = read(row.example, row.name);
    expect([levelOf(reading), timeOf(reading)]).toEqual([row.level, row.time]);
  });

  test.each(byLine)('%s has an ERE that finds its example, and only at the start', (_layout, row) => {
    const time = read(row.example)?.time ?? null;
    expect(regExpOf(formatEre(row)).test(row.example)).toBe(true);
    expect(regExpOf(formatEre(row, time)).test(row.example)).toBe(true);
    expect(regExpOf(formatEre(row, time)).test(`\tat ${row.example}`)).toBe(false);
  });
});

test('a log’s format prevents all others from being tried', () => {
  expect(read('2026-11-20 14:02:11 ERROR refused', 'android')).toBeNull();
  expect(read('{"level":"error"}', 'plain')).toBeNull();
  expect(levelOf(read('{"level":"error"}', 'json'))).toBe('error');
  expect(read('level=error msg=x', 'json')).toBeNull();
});

test.each(['auto', 'json', 'logfmt', 'plain', 'syslog', 'android', 'postgres'])(
  '%s is the name of a format',
  name => {
    expect(isFormatName(name)).toBe(true);
  },
);

test('an unknown name is not one, and is read as auto', () => {
  expect(isFormatName('sysdog')).toBe(false);
  expect(levelOf(read('[ERROR] refused', 'sysdog'))).toBe('error');
});

test('a layout with an unknown piece is refused', () => {
  expect(() => compileLayout('%t %Q')).toThrow('%Q');
});
