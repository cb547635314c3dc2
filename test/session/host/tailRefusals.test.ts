import { expect, it } from 'vitest';
import { TailRefusals } from '../../../src/session/host/tailRefusals.ts';

const MINUTE = 60_000;

it.each<[string, readonly (readonly [at: number, host: string])[], number, boolean]>([
  [
    'two refusals are a coincidence',
    [
      [0, 'a'],
      [1, 'a'],
    ],
    2,
    false,
  ],
  [
    'three from one host are not reported',
    [
      [0, 'a'],
      [1, 'a'],
      [2, 'a'],
    ],
    3,
    true,
  ],
  [
    'three from different hosts are reported',
    [
      [0, 'a'],
      [1, 'b'],
      [2, 'a'],
    ],
    3,
    false,
  ],
  [
    'they are forgotten',
    [
      [0, 'a'],
      [1, 'a'],
      [2, 'a'],
    ],
    11 * MINUTE,
    false,
  ],
  [
    'unless there are more',
    [
      [0, 'a'],
      [1, 'a'],
      [2, 'a'],
      [9 * MINUTE, 'a'],
    ],
    11 * MINUTE,
    true,
  ],
  [
    'old ones do not count',
    [
      [0, 'a'],
      [1, 'a'],
      [11 * MINUTE, 'a'],
    ],
    11 * MINUTE,
    false,
  ],
])('%s', (_title, refusals, at, expected) => {
  let now = 0;
  const known = new TailRefusals(() => now);
  for (const [when, host] of refusals) {
    now = when;
    known.add(host);
  }
  now = at;
  expect(known.isUsual('a')).toBe(expected);
});
