import { expect, it } from 'vitest';
import type { Source } from '../../../src/core/target.ts';
import { initialState, reduce } from '../../../src/session/live/reducer.ts';

/** `id` or `id<glob`: a file of that glob. */
const source = (text: string): Source => {
  const [id, partOf] = text.split('<').map(Number);
  return { id, ...(partOf === undefined ? {} : { partOf }) } as Source;
};

it.each<[title: string, opened: string, order: string]>([
  ['plain sources', '1 2 3', '1 2 3'],
  ['plain sources that open late', '3 1 2', '1 2 3'],
  [
    'files of globs, found in a different order than the globs were given in',
    '9<2 10<1 11<1 12<3',
    '10 11 9 12',
  ],
  ['a file that a glob matches later', '4<1 5<2 6<3 20<1', '4 20 5 6'],
  ['a source added later', '4<1 5<2 21', '4 5 21'],
])('preserves the given order: %s', (_title, opened, order) => {
  const { sources } = opened
    .split(' ')
    .reduce((state, text) => reduce(state, { type: 'opened', source: source(text) }, 0), initialState);
  expect(sources.map(one => one.source.id).join(' ')).toBe(order);
});
