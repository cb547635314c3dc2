import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findZone } from '../../src/core/zones.ts';

const hours = (name: string, local: string): number =>
  findZone(name)!.offsetAt(Date.parse(`${local}Z`)) / 3_600_000;

describe('the offset at a local time', () => {
  test.each([
    ['Europe/Berlin', '2026-01-15T12:00', 1],
    ['Europe/Berlin', '2026-07-15T12:00', 2],
    ['Asia/Kolkata', '2026-07-15T12:00', 5.5],
    ['Asia/Kathmandu', '2026-07-15T12:00', 5.75],
    ['America/New_York', '2026-07-15T12:00', -4],
    ['Pacific/Kiritimati', '2026-07-15T12:00', 14],
    ['+08:00', '2026-07-15T12:00', 8],
    ['UTC-0330', '2026-07-15T12:00', -3.5],
    ['UTC', '2026-07-15T12:00', 0],
  ])('%s at %s is %s h', (name, local, expected) => {
    expect(hours(name, local)).toBe(expected);
  });

  test.each([
    ['just before clocks are set forward', '2026-03-29T01:59', 1],
    ['in the hour that does not occur: as before', '2026-03-29T02:30', 1],
    ['just after', '2026-03-29T03:00', 2],
    ['in the hour that occurs twice: the first', '2026-10-25T02:30', 2],
    ['after that hour', '2026-10-25T03:00', 1],
  ])('Berlin, %s', (_title, local, expected) => {
    expect(hours('Europe/Berlin', local)).toBe(expected);
  });
});

test('no name means UTC, and an unknown one has no zone', () => {
  expect(findZone(null)?.name).toBe('UTC');
  expect(findZone('Mars/Olympus')).toBeNull();
});

test('any instant is recovered from its local time, except for the hour that occurs twice', () => {
  const property = fc.property(
    fc.constantFrom('Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Tehran'),
    fc.date({ min: new Date('1995-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
    (name, date) => {
      const instant = Math.floor(date.getTime() / 60_000) * 60_000;
      const parts = new Intl.DateTimeFormat('sv-SE', {
        timeZone: name,
        dateStyle: 'short',
        timeStyle: 'medium',
      });
      const local = Date.parse(`${parts.format(instant).replace(' ', 'T')}Z`);
      const found = local - findZone(name)!.offsetAt(local);
      expect([0, 1_800_000, 3_600_000]).toContain(instant - found);
      if (found !== instant) expect(parts.format(found)).toBe(parts.format(instant));
    },
  );
  fc.assert(property);
});
