import fc from 'fast-check';
import { parsePattern } from '../../../src/core/pattern/pattern.ts';

const ATOMS = [
  'a',
  'b',
  'B',
  '.',
  '[ab]',
  '[^a]',
  '\\.',
  '\\w',
  '[[:upper:]]',
  '[]-]',
  '\\{',
  '-',
  'é',
  '\\s',
];

/** Generates patterns of the dialect, small enough to match often. */
const patternText = fc.letrec<{ choice: string; sequence: string; part: string; atom: string }>(tie => ({
  choice: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map(list => list.join('|')),
  sequence: fc.array(tie('part'), { minLength: 1, maxLength: 3 }).map(list => list.join('')),
  part: fc
    .tuple(tie('atom'), fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,2}', '{0,3}', '{2,}'))
    .map(pair => pair.join('')),
  atom: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(...ATOMS),
    tie('choice').map(inner => `(${inner})`),
  ),
})).choice;

/** The same, between anchors. */
export const randomPattern = fc
  .tuple(fc.constantFrom('', '', '^', '\\<', '\\b'), patternText, fc.constantFrom('', '', '$', '\\>', '\\B'))
  .map(([start, middle, end]) =>
    middle.includes('|') ? `${start}(${middle})${end}` : `${start}${middle}${end}`,
  )
  // The product of its counts may exceed the limit.
  .filter(text => parsePattern(text, { fixed: false, ignoreCase: false }).ok);

/** Generates lines that those patterns match about half of the time. */
export const randomLine = fc.string({
  unit: fc.constantFrom('a', 'b', 'A', 'B', '.', '-', ' ', '{', ']', '_', '\\', '\xc3', '\xa9', '\r'),
  maxLength: 8,
});
