import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type PatternMatcher, patternMatcher } from '../../../src/core/pattern/matcher.ts';
import {
  behindNumber,
  compilePattern,
  PatternError,
  parsePattern,
  patternRegExp,
} from '../../../src/core/pattern/pattern.ts';
import { PATTERNS, REFUSED } from './patternTable.ts';
import { lineBytes, TOOLS } from './patternTools.ts';
import { randomLine, randomPattern } from './randomPattern.ts';

const compiled = PATTERNS.map(row => ({
  ...row,
  compiled: compilePattern(row.pattern, { fixed: row.fixed ?? false, ignoreCase: row.ignoreCase ?? false }),
  lines: [...row.yes, ...row.no].map(lineBytes),
  selected: row.yes.map((_, index) => index),
}));

test('the table has the expected length', () => {
  expect(PATTERNS.flatMap(row => [...row.yes, ...row.no]).length).toBeGreaterThanOrEqual(150);
});

/** Returns the lines found one after the other in a chunk that contains all of them. */
const linesFound = (matcher: PatternMatcher, lines: readonly string[]): number[] => {
  const chunk = lines.map(line => `${line}\n`).join('');
  const found: number[] = [];
  let at = matcher.search(chunk, 0);
  while (at >= 0 && at < chunk.length) {
    found.push(chunk.slice(0, at).split('\n').length - 1);
    const end = chunk.indexOf('\n', at);
    at = matcher.search(chunk, end + 1);
  }
  return found;
};

describe('a pattern, matched locally', () => {
  test.each(compiled)('$title: $pattern', ({ compiled: pattern, lines, selected }) => {
    const one = patternRegExp(pattern);
    expect(lines.flatMap((line, index) => (one.test(line) ? [index] : []))).toEqual(selected);
    const matcher = patternMatcher(pattern);
    expect(lines.flatMap((line, index) => (matcher.test(line) ? [index] : []))).toEqual(selected);
  });

  test.each(compiled)('finds the same in a chunk of many lines: $title', row => {
    expect(linesFound(patternMatcher(row.compiled), row.lines)).toEqual(row.selected);
  });
});

test.each(compiled)('a pattern for numbered lines finds at least the same: $title', row => {
  const numbered = patternRegExp(behindNumber(row.compiled));
  for (const index of row.selected) expect(numbered.test(`17:${row.lines[index]}`)).toBe(true);
  const isAnchored = row.pattern.startsWith('^') && !row.pattern.includes('|');
  const found = row.lines.flatMap((line, index) => (numbered.test(`17:${line}`) ? [index] : []));
  if (isAnchored) expect(found).toEqual(row.selected);
});

describe.each(TOOLS)('$name', tool => {
  test.each(compiled)('agrees on $title: $pattern', ({ compiled: pattern, lines, selected }) => {
    const there = tool.select(pattern, lines);
    if (there !== null) expect(there).toEqual(selected);
  });
});

describe('a refused pattern', () => {
  test.each(REFUSED)('%j', (text, at, message) => {
    const result = parsePattern(text, { fixed: false, ignoreCase: false });
    expect(result).toMatchObject({ ok: false, problem: { at } });
    if (result.ok) throw new Error('not refused');
    expect(result.problem.message).toContain(message);
    expect(result.problem.advice).not.toBe('');
    expect(() => compilePattern(text, { fixed: false, ignoreCase: false })).toThrow(PatternError);
  });

  it('is reported with its position in characters, not bytes', () => {
    expect(() => compilePattern('ünïcode (', { fixed: false, ignoreCase: false })).toThrow(
      /unmatched \( at character 9/,
    );
  });
});

describe.each(TOOLS)('random patterns and $name', tool => {
  it('agree', () => {
    fc.assert(
      fc.property(
        randomPattern,
        fc.array(randomLine, { minLength: 40, maxLength: 40 }),
        fc.boolean(),
        (text, lines, ignoreCase) => {
          const pattern = compilePattern(text, { fixed: false, ignoreCase });
          const here = patternMatcher(pattern);
          const there = tool.select(pattern, lines);
          fc.pre(there !== null);
          expect(there).toEqual(lines.flatMap((each, index) => (here.test(each) ? [index] : [])));
          expect(linesFound(here, lines)).toEqual(there);
        },
      ),
      { numRuns: 60 },
    );
  });
});
