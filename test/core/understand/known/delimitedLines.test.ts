import { expect, test } from 'vitest';
import { firstDifference } from './bothWays.ts';

const T = '2026-11-20 14:02:11.5';

const CASES: readonly (readonly [title: string, lines: readonly string[]])[] = [
  ['whose last byte makes a level', [`${T}|a.b|TRACX`, `${T}|a.b|TRACX`, `${T}|a.b|TRACE`]],
  ['whose digit makes a level', [`${T}|TRACE9|x`, `${T}|TRACE9|x`, `${T}|TRACE1|x`]],
  ['whose digit is a severity', [`${T}|%SYS-9-X: y`, `${T}|%SYS-9-X: y`, `${T}|%SYS-3-X: y`]],
  [
    'whose digit is one behind a module',
    [`${T};%%01NET/9/X: y`, `${T};%%01NET/9/X: y`, `${T};%%01NET/3/X: y`],
  ],
  ['whose digits are a date', ['90', '90', '20'].map(day => `${T}|Nov ${day} 14:02:11.204 ERROR x y`)],
  [
    'after one that is too long to be remembered',
    [`${T}|x|y`, `${T}|x|y`, `${T}|abcd.e|WARN`, `${T}|${'x'.repeat(267)}`, `${T}|abcd.e|WARN`],
  ],
  ['after a number', ['1795183331|x|y', '1795183331|x|y', '1795183332|z|y', '17951833321|x|y', '1795183332']],
];

test.each(CASES)('a delimited text %s', (_title, lines) => {
  expect(firstDifference(lines)).toBeNull();
});

const letters = (index: number): string =>
  String.fromCharCode(97 + (index % 26), 97 + (Math.trunc(index / 26) % 26), 97 + Math.trunc(index / 676));

test('delimited texts that are remembered in the places of others, and of their own starts', () => {
  // A log gives up after a few hundred texts that it has not seen before.
  for (let batch = 0; batch < 90; batch++) {
    const starts = Array.from({ length: 100 }, (_, index) => `${T}|${letters(batch * 100 + index)}x.e|WARN`);
    const others = starts.map(start => start.replace('WARN', 'WORN'));
    expect(firstDifference([...others, ...starts.flatMap(start => [`${start}S x`, start])])).toBeNull();
  }
});
