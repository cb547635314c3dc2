import { expect, test } from 'vitest';
import { LastLine } from '../../../src/core/containers/lastLine.ts';

test.each<
  [string, readonly string[], { readonly since: bigint; readonly ordinal: number; readonly latest: string }]
>([
  [
    'one line',
    ['2026-11-29T01:16:56.114042407Z a'],
    { since: 1_795_915_014_114_042_407n, ordinal: 1, latest: '2026-11-29T01:16:56.214' },
  ],
  [
    'equal lines at once',
    ['2026-11-29T01:16:56.114042407Z a', '2026-11-29T01:16:56.114042407Z a'],
    { since: 1_795_915_014_114_042_407n, ordinal: 2, latest: '2026-11-29T01:16:56.214' },
  ],
  [
    'an earlier line after a later one',
    ['2026-11-29T01:16:57.000000000Z a', '2026-11-29T01:16:56.999999999Z b'],
    { since: 1_795_915_014_999_999_999n, ordinal: 1, latest: '2026-11-29T01:16:57.099' },
  ],
  [
    'a time zone',
    ['2026-11-29T03:16:56.999000000+02:00 a'],
    { since: 1_795_915_014_999_000_000n, ordinal: 1, latest: '2026-11-29T03:16:57.099' },
  ],
])('the position after %s', (_, lines, { since, ordinal, latest }) => {
  const last = new LastLine();
  expect(last.since).toBeNull();
  for (const line of lines)
    expect(last.push(line.split(' ')[0]!, line)).toEqual({ lines: [line], end: 'open' });
  expect(last.since).toBe(since);
  expect(last.position).toEqual({ line: lines.at(-1), ordinal, latest });
});
