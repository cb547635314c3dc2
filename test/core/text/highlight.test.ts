import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { patternMatcher } from '../../../src/core/pattern/matcher.ts';
import { compilePattern } from '../../../src/core/pattern/pattern.ts';
import { matchPainter } from '../../../src/core/text/highlight.ts';

const painter = (...patterns: string[]) =>
  matchPainter(
    patterns.map(text => patternMatcher(compilePattern(text, { fixed: false, ignoreCase: false }))),
    '1',
  );
const M = '\x1b[1m';
const R = '\x1b[0m';

describe('matches are highlighted', () => {
  test.each([
    ['each match', ['a+'], 'aab a', `${M}aa${R}b ${M}a${R}`],
    ['overlapping matches once', ['ab', 'bc'], 'xabcx', `x${M}abc${R}x`],
    ['nothing for an empty match or none', ['x*', 'nope'], 'abc', 'abc'],
    [
      'within a coloured line, whose colour continues',
      ['b'],
      '\x1b[31mabc\x1b[0m d',
      `\x1b[31ma${M}b${R}\x1b[31mc\x1b[0m d`,
    ],
    ['across a change of colour', ['bc'], 'ab\x1b[31mcd\x1b[0m', `a${M}b\x1b[31m${M}c${R}\x1b[31md\x1b[0m`],
    ['up to the end of a line', ['c$', '^a'], 'abc', `${M}a${R}b${M}c${R}`],
  ])('%s', (_title, patterns, line, expected) => {
    expect(painter(...patterns)(line)).toBe(expected);
  });

  test('and the text stays the same', () => {
    const piece = fc.constantFrom('a', 'b', 'ab', ' ', '\x1b[31m', '\x1b[0m', '\x1b[1;32m');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        const line = pieces.join('');
        const plain = (text: string): string => text.replace(/\x1b\[[\d;]*m/g, '');
        expect(plain(painter('ab*', 'b a')(line))).toBe(plain(line));
      }),
    );
  });
});
