import { describe, expect, test } from 'vitest';
import { isoTime, type TimeStyle, timePattern, timeStyle, UTC } from '../../../src/core/text/timeText.ts';
import { NOON_ISH } from '../../print/samples.ts';

const at = (digits: number, nanos = 0, ms = NOON_ISH) => ({ ms, nanos, digits });

describe('isoTime is as precise as the log was', () => {
  const table: readonly [digits: number, nanos: number, text: string][] = [
    [0, 0, '2026-11-20T14:02:11Z'],
    [1, 0, '2026-11-20T14:02:11.2Z'],
    [3, 0, '2026-11-20T14:02:11.204Z'],
    [6, 5_000, '2026-11-20T14:02:11.204005Z'],
    [9, 7, '2026-11-20T14:02:11.204000007Z'],
  ];
  test.each(table)('%i digits', (digits, nanos, text) => expect(isoTime(at(digits, nanos))).toBe(text));

  test('before 1970', () => expect(isoTime(at(6, 1_000, -1))).toBe('1969-12-31T23:59:59.999001Z'));
});

describe('timePattern', () => {
  const east = () => 480;
  const west = () => -210;
  const table: readonly [pattern: string, zone: typeof UTC, text: string][] = [
    ['HH:mm:ss', UTC, '14:02:11'],
    ['HH:mm:ss.SSS', east, '22:02:11.204'],
    ['YYYY-MM-DDTHH:mm:ssZ', east, '2026-11-20T22:02:11+08:00'],
    ['HH:mmZ', west, '10:32-03:30'],
    ['HH:mmZ', UTC, '14:02Z'],
    ['DD MMM YYYY', UTC, '20 Nov 2026'],
    ['ss.SSSSSS', UTC, '11.204000'],
    ['no tokens', UTC, 'no tokens'],
    ['', UTC, ''],
  ];
  test.each(table)('%s', (pattern, zone, text) => expect(timePattern(pattern)(at(3), zone)).toBe(text));
});

describe('timeStyle', () => {
  const table: readonly [style: TimeStyle, text: string][] = [
    ['short', '22:02:11.204'],
    ['full', '2026-11-20 22:02:11.204'],
    ['utc', '2026-11-20T14:02:11.204Z'],
    ['local', '2026-11-20T22:02:11.204+08:00'],
  ];
  test.each(table)('%s', (style, text) => {
    const print = timeStyle(style, () => 480)!;
    expect(print(at(3))).toBe(text);
    expect(print(null)).toBe(' '.repeat(text.length));
  });

  test('off prints nothing', () => expect(timeStyle('off', UTC)).toBeNull());
});
