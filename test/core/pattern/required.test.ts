import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patternMatcher } from '../../../src/core/pattern/matcher.ts';
import {
  compilePattern,
  parsePattern,
  patternEre,
  patternRegExp,
} from '../../../src/core/pattern/pattern.ts';
import { requiredTexts } from '../../../src/core/pattern/required.ts';
import { PATTERNS } from './patternTable.ts';
import { randomLine, randomPattern } from './randomPattern.ts';

const required = (text: string, ignoreCase = false) =>
  requiredTexts(compilePattern(text, { fixed: false, ignoreCase }).root, ignoreCase);

const lower = (line: string): string => line.replace(/[A-Z]/g, char => char.toLowerCase());

describe('texts that a matching line must contain', () => {
  it.each<[string, string, readonly string[] | null]>([
    ['a word', 'Exception', ['Exception']],
    ['the longest run', 'ab[0-9]cde.f', ['cde']],
    ['one of several, without those that contain another', '(error|err|fatal)[^a-z]', ['err', 'fatal']],
    ['text of a mandatory group', '([0-9]+|x)(foo|bar)+ ?', ['foo', 'bar']],
    ['nothing of an optional group', '(foo)?x', null],
    ['a single character is too short', 'x|yy', null],
    ['a branch that may be empty', '(foo|b*)', null],
  ])('%s', (_title, pattern, texts) => {
    expect(required(pattern)).toEqual(texts);
  });

  it('are in lower case if case is ignored', () => {
    expect(required('WARN\xc9', true)).toEqual(['warn\xc3\x89']);
  });

  it('are in every line that matches', () => {
    fc.assert(
      fc.property(randomPattern, randomLine, fc.boolean(), (text, line, ignoreCase) => {
        const parsed = parsePattern(text, { fixed: false, ignoreCase });
        if (!parsed.ok || !patternMatcher(parsed.pattern).test(line)) return;
        const texts = requiredTexts(parsed.pattern.root, ignoreCase);
        const within = ignoreCase ? lower(line) : line;
        expect(texts === null || texts.some(each => within.includes(each))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

const isAscii = (text: string): boolean => Array.from(text).every(char => char < '\x80');

describe('an ERE with its case folded in', () => {
  it.each(PATTERNS.map(({ pattern }) => pattern).filter(isAscii))('%s', text => {
    const parsed = parsePattern(text, { fixed: false, ignoreCase: true });
    if (!parsed.ok) return;
    const folded = compilePattern(patternEre(parsed.pattern), { fixed: false, ignoreCase: false });
    fc.assert(
      fc.property(randomLine, line => {
        expect(patternRegExp(folded).test(line)).toBe(patternRegExp(parsed.pattern).test(line));
      }),
      { numRuns: 30 },
    );
  });
});
