import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UTC } from '../../../src/core/text/timeText.ts';
import {
  parseTime,
  parseTimeRange,
  resolveTime,
  resolveTimeRange,
} from '../../../src/core/time/timeExpression.ts';
import { toInstant, toWall } from '../../../src/core/time/wallClock.ts';
import { zoneOffset } from './zoneOffset.ts';

/** A Friday. */
const NOW = Date.UTC(2026, 10, 20, 14);

const at = (text: string, zone = 'UTC', now = NOW): string => {
  const time = parseTime(text);
  return time === null
    ? 'none'
    : new Date(resolveTime(time, { now, zone: zoneOffset(zone) })).toISOString().replace('.000Z', 'Z');
};

describe('a time, at 2026-11-20 14:00 UTC (22:00 in Shanghai)', () => {
  it.each([
    ['now', 'UTC', '2026-11-20T14:00:00Z'],
    ['10m', 'UTC', '2026-11-20T13:50:00Z'],
    ['10min ago', 'UTC', '2026-11-20T13:50:00Z'],
    ['-10m', 'UTC', '2026-11-20T13:50:00Z'],
    ['2h30m', 'UTC', '2026-11-20T11:30:00Z'],
    ['1d', 'UTC', '2026-11-19T14:00:00Z'],
    ['90s', 'UTC', '2026-11-20T13:58:30Z'],
    ['1.5h', 'UTC', '2026-11-20T12:30:00Z'],
    ['1w', 'UTC', '2026-11-13T14:00:00Z'],
    ['5 minutes ago', 'UTC', '2026-11-20T13:55:00Z'],
    ['an hour ago', 'UTC', '2026-11-20T13:00:00Z'],
    ['1 hour and 30 mins ago', 'UTC', '2026-11-20T12:30:00Z'],
    ['2 days, 1 hour ago', 'UTC', '2026-11-18T13:00:00Z'],
    ['10secs', 'UTC', '2026-11-20T13:59:50Z'],
    ['monday', 'UTC', '2026-11-16T00:00:00Z'],
    ['last monday', 'UTC', '2026-11-16T00:00:00Z'],
    ['Monday 09:30', 'Asia/Shanghai', '2026-11-16T01:30:00Z'],
    ['friday', 'UTC', '2026-11-20T00:00:00Z'],
    ['fri 13:00', 'UTC', '2026-11-20T13:00:00Z'],
    ['friday 15:00', 'UTC', '2026-11-13T15:00:00Z'],
    ['last friday', 'UTC', '2026-11-13T00:00:00Z'],
    ['sat', 'Asia/Shanghai', '2026-11-13T16:00:00Z'],
    ['09:30Z', 'Asia/Shanghai', '2026-11-20T09:30:00Z'],
    ['15:30 +02:00', 'UTC', '2026-11-20T13:30:00Z'],
    ['23:30 +08:00', 'UTC', '2026-11-19T15:30:00Z'],
    ['today', 'UTC', '2026-11-20T00:00:00Z'],
    ['today', 'Asia/Shanghai', '2026-11-19T16:00:00Z'],
    ['yesterday', 'UTC', '2026-11-19T00:00:00Z'],
    ['Yesterday 18:00', 'Asia/Shanghai', '2026-11-19T10:00:00Z'],
    ['tomorrow', 'UTC', '2026-11-21T00:00:00Z'],
    ['today 09:30:15', 'UTC', '2026-11-20T09:30:15Z'],
    ['09:30', 'UTC', '2026-11-20T09:30:00Z'],
    ['9:30', 'UTC', '2026-11-20T09:30:00Z'],
    ['09:30', 'Asia/Shanghai', '2026-11-20T01:30:00Z'],
    ['14:00', 'UTC', '2026-11-20T14:00:00Z'],
    ['14:01', 'UTC', '2026-11-19T14:01:00Z'],
    ['23:50', 'UTC', '2026-11-19T23:50:00Z'],
    ['09:30:15.25', 'UTC', '2026-11-20T09:30:15.250Z'],
    ['2026-11-20', 'UTC', '2026-11-20T00:00:00Z'],
    ['2026-11-20', 'Asia/Shanghai', '2026-11-19T16:00:00Z'],
    ['2026-11-20 09:30', 'UTC', '2026-11-20T09:30:00Z'],
    ['2026/11/20 09:30', 'UTC', '2026-11-20T09:30:00Z'],
    ['2026-11-20T09:30', 'America/New_York', '2026-11-20T14:30:00Z'],
    ['2026-07-20T09:30', 'America/New_York', '2026-07-20T13:30:00Z'],
    ['2026-11-20T09:30:00Z', 'Asia/Shanghai', '2026-11-20T09:30:00Z'],
    ['2026-11-20T09:30:00.123Z', 'Asia/Shanghai', '2026-11-20T09:30:00.123Z'],
    ['2026-11-20 09:30 UTC', 'Asia/Shanghai', '2026-11-20T09:30:00Z'],
    ['2026-11-20T09:30:00+08:00', 'UTC', '2026-11-20T01:30:00Z'],
    ['2026-11-20 09:30 -0330', 'UTC', '2026-11-20T13:00:00Z'],
    ['2027-01-01', 'UTC', '2027-01-01T00:00:00Z'],
    ['@1700000000', 'UTC', '2023-11-14T22:13:20Z'],
    ['@1700000000.5', 'UTC', '2023-11-14T22:13:20.500Z'],
    // Clocks went forward over 02:30 on 2026-03-29, and back over it on 2026-10-25.
    ['2026-03-29 02:30', 'Europe/Berlin', '2026-03-29T01:30:00Z'],
    ['2026-10-25 02:30', 'Europe/Berlin', '2026-10-25T00:30:00Z'],
  ])('%s in %s is %s', (text, zone, expected) => {
    expect(at(text, zone)).toBe(expected);
  });

  it.each([
    '',
    '10',
    'soon',
    '10 parsecs',
    '24:00',
    '9:60',
    '09:30:61',
    '2026-13-01',
    '2026-02-30',
    '2026-11-20T',
    '2026-11-20 25:00',
    'today noon',
    '@x',
    '1h 5',
    '5m,',
    '5M',
    '5mss',
    'last 5 minutes ago to',
    'mond',
    'last week ago',
  ])('%j is not a time', text => {
    expect(parseTime(text)).toBeNull();
  });
});

describe('a range', () => {
  const range = (since: string | null, until: string | null, following = false, now = NOW): string => {
    const parse = (text: string | null) => (text === null ? null : parseTime(text)!);
    const { since: start, until: end } = resolveTimeRange(
      parse(since),
      parse(until),
      { now, zone: UTC },
      following,
    );
    return [start, end].map(ms => (ms === null ? '' : new Date(ms).toISOString().slice(5, 16))).join(' to ');
  };
  const midnight = Date.UTC(2026, 10, 20, 0, 30);

  it.each([
    ['09:20', '09:30', false, NOW, '11-20T09:20 to 11-20T09:30'],
    ['23:50', '00:10', false, midnight, '11-19T23:50 to 11-20T00:10'],
    ['23:50', '00:10', false, Date.UTC(2026, 10, 20, 23, 55), '11-20T23:50 to 11-21T00:10'],
    ['13:00', '18:00', false, NOW, '11-20T13:00 to 11-20T18:00'],
    [null, '18:00', false, NOW, ' to 11-19T18:00'],
    [null, '18:00', true, NOW, ' to 11-20T18:00'],
    [null, '09:00', true, NOW, ' to 11-21T09:00'],
    ['yesterday', 'today', false, NOW, '11-19T00:00 to 11-20T00:00'],
    ['1h', null, true, NOW, '11-20T13:00 to '],
  ])('from %s to %s, following %s', (since, until, following, now, expected) => {
    expect(range(since, until, following, now)).toBe(expected);
  });

  it('a time of day alone is at most a day ago and never in the future', () => {
    const time = fc.record({ hour: fc.nat(23), minute: fc.nat(59) });
    fc.assert(
      fc.property(time, fc.integer({ min: 0, max: 4e12 }), ({ hour, minute }, now) => {
        const time = parseTime(`${hour}:${String(minute).padStart(2, '0')}`)!;
        const age = now - resolveTime(time, { now, zone: UTC });
        expect(age).toBeGreaterThanOrEqual(0);
        expect(age).toBeLessThan(86_400_000);
      }),
    );
  });

  it('a wall clock and the moment it shows are equivalent', () => {
    const zones = fc.constantFrom(
      'UTC',
      'Asia/Shanghai',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'America/St_Johns',
    );
    fc.assert(
      fc.property(zones, fc.integer({ min: 0, max: 4e12 }), (zone, instant) => {
        const offset = zoneOffset(zone);
        const again = toInstant(toWall(instant, offset), offset);
        // An hour that clocks show twice is ambiguous.
        expect([0, 1_800_000, 3_600_000]).toContain(Math.abs(again - instant));
      }),
    );
  });
});

describe('a range in one text', () => {
  const show = (text: string): string => {
    const parsed = parseTimeRange(text);
    if (parsed === null) return 'none';
    const { since, until } = resolveTimeRange(parsed.since, parsed.until, { now: NOW, zone: UTC }, false);
    return [since, until]
      .map(ms => (ms === null ? '' : new Date(ms).toISOString().slice(5, 16)))
      .join(' to ');
  };

  it.each([
    ['13:02 13:05', '11-20T13:02 to 11-20T13:05'],
    ['13:02 to 13:05', '11-20T13:02 to 11-20T13:05'],
    ['-5m', '11-20T13:55 to '],
    ['10m 5m', '11-20T13:50 to 11-20T13:55'],
    ['10 minutes ago to 5 minutes ago', '11-20T13:50 to 11-20T13:55'],
    ['2026-11-20 09:30', '11-20T09:30 to '],
    ['2026-11-20 09:30 2026-11-20 09:40', '11-20T09:30 to 11-20T09:40'],
    ['yesterday 18:00 to yesterday 19:00', '11-19T18:00 to 11-19T19:00'],
    ['23:50 00:10', '11-19T23:50 to 11-20T00:10'],
    ['', 'none'],
    ['soon', 'none'],
    ['13:02 to soon', 'none'],
  ])('%s is %s', (text, expected) => {
    expect(show(text)).toBe(expected);
  });
});
