import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { compilePattern, PatternError, parsePattern, patternRegExp } from '../../src/core/pattern.ts';
import { PATTERNS, REFUSED } from './patternTable.ts';
import { lineBytes, TOOLS } from './patternTools.ts';

const compiled = PATTERNS.map(row => ({
  ...row,
  compiled: compilePattern(row.pattern, { fixed: row.fixed ?? false, ignoreCase: row.ignoreCase ?? false }),
  lines: [...row.yes, ...row.no].map(lineBytes),
  selected: row.yes.map((_, index) => index),
}));

test('the table is as long as it should be', () => {
  expect(PATTERNS.flatMap(row => [...row.yes, ...row.no]).length).toBeGreaterThanOrEqual(150);
});

describe('a pattern here', () => {
  test.each(compiled)('$title: $pattern', ({ compiled: pattern, lines, selected }) => {
    const one = patternRegExp(pattern);
    expect(lines.flatMap((line, index) => (one.test(line) ? [index] : []))).toEqual(selected);
  });

  test.each(compiled)(
    'finds the same in a chunk of many lines: $title',
    ({ compiled: pattern, lines, selected }) => {
      const chunk = lines.map(line => `${line}\n`).join('');
      const starts = lines.map((_, index) => lines.slice(0, index).join('\n').length + (index > 0 ? 1 : 0));
      const all = patternRegExp(pattern, '\n', 'y');
      const found = starts.flatMap((start, index) => {
        for (let at = start; at <= start + lines[index]!.length; at++) {
          all.lastIndex = at;
          const match = all.exec(chunk);
          if (match) {
            expect(match[0]).not.toContain('\n');
            return [index];
          }
        }
        return [];
      });
      expect(found).toEqual(selected);
    },
  );
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

  it('says where in characters, not bytes', () => {
    expect(() => compilePattern('ünïcode (', { fixed: false, ignoreCase: false })).toThrow(
      /unmatched \( at character 9/,
    );
  });
});

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

/** Random patterns of the dialect, small enough to hit often. */
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

const anchored = fc
  .tuple(fc.constantFrom('', '', '^', '\\<', '\\b'), patternText, fc.constantFrom('', '', '$', '\\>', '\\B'))
  .map(([start, middle, end]) =>
    middle.includes('|') ? `${start}(${middle})${end}` : `${start}${middle}${end}`,
  );

const line = fc.string({
  unit: fc.constantFrom('a', 'b', 'A', 'B', '.', '-', ' ', '{', ']', '_', '\\', '\xc3', '\xa9', '\r'),
  maxLength: 8,
});

describe.each(TOOLS)('random patterns and $name', tool => {
  it('agree', () => {
    fc.assert(
      fc.property(
        anchored,
        fc.array(line, { minLength: 40, maxLength: 40 }),
        fc.boolean(),
        (text, lines, ignoreCase) => {
          const pattern = compilePattern(text, { fixed: false, ignoreCase });
          const here = patternRegExp(pattern);
          const there = tool.select(pattern, lines);
          fc.pre(there !== null);
          expect(there).toEqual(lines.flatMap((each, index) => (here.test(each) ? [index] : [])));
        },
      ),
      { numRuns: 60 },
    );
  });
});
