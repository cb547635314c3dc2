import { expect, test } from 'vitest';
import { firstDifference, warmUp } from './bothWays.ts';

const CASES: readonly (readonly [title: string, lines: readonly string[]])[] = [
  [
    'without a time, after one with a time',
    ['Nov 20 14:02:11 web-1 shop[1]: words in prose', '[   12.345678] web-1 shop[4711]: words in prose'],
  ],
  [
    'that looks like a host and a tag after a container’s time, but continues a trace',
    ['2026-11-20T14:02:11Z Error: refused by all', '2026-11-20T14:02:12Z Caused by: words in prose'],
  ],
];

test.each(CASES)('a message %s', (_title, lines) => {
  warmUp();
  expect(firstDifference([...lines, ...lines])).toBeNull();
});
