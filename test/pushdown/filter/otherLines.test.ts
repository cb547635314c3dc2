import fc from 'fast-check';
import { expect, it } from 'vitest';
import { patternMatcher } from '../../../src/core/pattern/matcher.ts';
import { compilePattern } from '../../../src/core/pattern/pattern.ts';
import { headEre, oneOf, otherLinesEre, piece } from '../../../src/pushdown/filter/otherLines.ts';

const matcher = (ere: string) => patternMatcher(compilePattern(ere, { fixed: false, ignoreCase: false }));

it.each([
  ['words', [oneOf(['Jan', 'Jun', 'Jul', 'Feb'])], 'JanulFeb'],
  ['repetitions', [piece(['a-c+', ' ', '0-9+', '-'])], 'abc 0-9'],
  ['branches', [piece(['a+'], [piece(['[', '0-9+', ']']), piece([':'])]), piece(['x'])], 'a[01]:x'],
  ['several pieces', [piece(['<', '0-9'], [piece(['>']), piece(['0-9', '>'])]), piece(['1'])], '<09>1'],
])('matches all lines but those that start so: %s', (_name, pieces, bytes) => {
  const [head, other] = [matcher(headEre(pieces)), matcher(otherLinesEre(pieces))];
  let count = 0;
  const line = fc.array(fc.constantFrom(...bytes), { maxLength: 12 }).map(all => all.join(''));
  fc.assert(
    fc.property(line, text => {
      expect(other.test(text)).toBe(!head.test(text));
      if (head.test(text)) count++;
    }),
    { numRuns: 5000 },
  );
  expect(count).toBeGreaterThan(0);
});
