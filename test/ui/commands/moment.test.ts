import { describe, expect, it } from 'vitest';
import { parseMoment } from '../../../src/ui/commands/moment.ts';

const NOW = Date.UTC(2026, 10, 20, 14, 2, 30);

describe('times as people type them', () => {
  it.each([
    ['-5m', 0, '2026-11-20T13:57:30.000Z'],
    ['2h ago', 0, '2026-11-20T12:02:30.000Z'],
    ['14:02', 0, '2026-11-20T14:02:00.000Z'],
    ['14:03', 0, '2026-11-19T14:03:00.000Z'],
    ['9:15:07.5', 0, '2026-11-20T09:15:07.500Z'],
    ['15:01', 60, '2026-11-20T14:01:00.000Z'],
    ['00:00', 600, '2026-11-20T14:00:00.000Z'],
    ['2026-11-19 23:59:59', 0, '2026-11-19T23:59:59.000Z'],
    ['2026-11-19T23:59Z', 480, '2026-11-19T23:59:00.000Z'],
  ])('%s on a clock %i minutes ahead of UTC is %s', (text, minutes, iso) => {
    expect(new Date(parseMoment(text, NOW, () => minutes)!).toISOString()).toBe(iso);
  });

  it.each(['', 'noon', '25:00', '14', '12:75'])('%j is none', text => {
    expect(parseMoment(text, NOW, () => 0)).toBeNull();
  });
});
