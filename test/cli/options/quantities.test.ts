import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCount, parseExtent } from '../../../src/cli/options/lineRange.ts';
import { parseDuration, parseSeconds } from '../../../src/core/time/durations.ts';

describe('counts with tail’s multipliers', () => {
  it.each([
    ['0', 0],
    ['10', 10],
    ['1b', 512],
    ['1kB', 1000],
    ['1KB', 1000],
    ['1K', 1024],
    ['1k', 1024],
    ['1KiB', 1024],
    ['2MB', 2_000_000],
    ['2M', 2_097_152],
    ['2m', 2_097_152],
    ['1GB', 1_000_000_000],
    ['1GiB', 1_073_741_824],
    ['1T', 1_099_511_627_776],
    ['9E', Number.MAX_SAFE_INTEGER],
    ['99999999999999999999999', Number.MAX_SAFE_INTEGER],
    ['', null],
    ['K', null],
    ['1g', null],
    ['1KiBs', null],
    ['1.5K', null],
    ['-1', null],
    ['1 K', null],
  ])('%s is %s', (text, expected) => {
    expect(parseCount(text)).toBe(expected);
  });

  it.each([
    ['5', { from: 'end', count: 5 }],
    ['-5', { from: 'end', count: 5 }],
    ['+5', { from: 'start', count: 5 }],
    ['+0', { from: 'start', count: 1 }],
    ['+1K', { from: 'start', count: 1024 }],
    ['--5', null],
    ['+-5', null],
    ['+', null],
  ])('%s as an extent', (text, expected) => {
    expect(parseExtent(text)).toEqual(expected);
  });
});

describe('durations', () => {
  it.each([
    ['500ms', 500],
    ['90s', 90_000],
    ['2h30m', 9_000_000],
    ['2h 30m', 9_000_000],
    ['1.5h', 5_400_000],
    ['10min', 600_000],
    ['1d', 86_400_000],
    ['2w', 1_209_600_000],
    ['10', null],
    ['', null],
    ['h', null],
    ['5y', null],
    ['-5s', null],
  ])('%s is %s ms', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each([
    ['10', 10_000],
    ['0.5', 500],
    ['0', 0],
    ['2m', 120_000],
    ['.', null],
  ])('%s as seconds is %s ms', (text, expected) => {
    expect(parseSeconds(text)).toBe(expected);
  });

  it('parts are added up', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.nat(99), (hours, seconds) => {
        expect(parseDuration(`${hours}h${seconds}s`)).toBe(hours * 3_600_000 + seconds * 1000);
      }),
    );
  });
});
