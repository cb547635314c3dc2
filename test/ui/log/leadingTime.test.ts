import { describe, expect, it } from 'vitest';
import { TIME_FORMATS } from '../../../src/core/understand/tables/timeFormats.ts';
import { withoutLeadingTime } from '../../../src/ui/log/leadingTime.ts';

describe('a line without the time it starts with', () => {
  it.each([
    ['2026-11-20 14:02:11,204 INFO added', 'INFO added'],
    ['[2026-11-20T14:02:11Z] INFO added', 'INFO added'],
    ['<13>Nov 20 14:02:11 web-01 sshd: x', 'web-01 sshd: x'],
    ['\x1b[90m2:02PM\x1b[0m \x1b[32mINF\x1b[0m started', '\x1b[90m\x1b[0m\x1b[32mINF\x1b[0m started'],
    ['I1120 14:02:11.204512   12 server.go:3] started', '12 server.go:3] started'],
    ['14:02:11.204 grüßt', 'grüßt'],
    ['{"time":"2026-11-20T14:02:11Z","msg":"x"}', '{"time":"2026-11-20T14:02:11Z","msg":"x"}'],
    ['at 2026-11-20T14:02:11Z it began', 'at 2026-11-20T14:02:11Z it began'],
    ['14:02:11.204ms is no time', '14:02:11.204ms is no time'],
    ['no time at all', 'no time at all'],
    ['', ''],
  ])('%j is %j', (line, expected) => {
    expect(withoutLeadingTime(line)).toBe(expected);
  });

  it.each(TIME_FORMATS.filter(({ only }) => !only).map(({ name, example }) => [name, example[0]]))(
    'of the format %s (%s)',
    (_name, time) => {
      expect(withoutLeadingTime(`${time} ERROR it failed`)).toBe('ERROR it failed');
    },
  );
});
