import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandRanges } from '../../../src/config/sources/nameRange.ts';

const namesOf = (pattern: string): readonly string[] | string => {
  const expansion = expandRanges(pattern);
  return expansion.ok ? expansion.names.map(({ name }) => name) : expansion.problem;
};

describe('ranges in names', () => {
  test.each([
    ['no bracket: the name itself', 'db-1', ['db-1']],
    ['padded like the start', 'web-[08-11]', ['web-08', 'web-09', 'web-10', 'web-11']],
    ['not padded if the start is not', 'web-[8-11]', ['web-8', 'web-9', 'web-10', 'web-11']],
    ['one number', 'n[7-7]', ['n7']],
    ['letters', 'rack-[a-c]', ['rack-a', 'rack-b', 'rack-c']],
    ['capital letters', 'rack-[B-C]', ['rack-B', 'rack-C']],
    ['a list of words', '[eu,us-east]-db', ['eu-db', 'us-east-db']],
    ['ranges and single numbers together', 'n[01-02,07]', ['n01', 'n02', 'n07']],
    ['a character class, as in the shell', 'n[abc]', ['na', 'nb', 'nc']],
    ['a class of digits', 'n0[13]', ['n01', 'n03']],
    ['two brackets: the last one varies fastest', '[a-b][1-2]', ['a1', 'a2', 'b1', 'b2']],
    ['repeated items count once', 'n[1-2,2]', ['n1', 'n2']],
  ])('%s', (_, pattern, names) => expect(namesOf(pattern)).toEqual(names));

  test.each([
    ['backwards', 'web-[12-01]', /reversed/],
    ['letters backwards', 'web-[c-a]', /reversed/],
    ['an empty bracket', 'web-[]', /expected a range/],
    ['an empty item', 'web-[1,,2]', /expected a range/],
    ['a range that is too long', 'web-[1-1000000]', /more than 10000/],
    ['too many names in total', '[1-500][1-500]', /more than 10000 names/],
  ])('refuses %s', (_, pattern, problem) => expect(namesOf(pattern)).toMatch(problem));

  test('returns the replacement of each bracket', () => {
    const expansion = expandRanges('[a-b]-[01-02]');
    expect(expansion.ok && expansion.names.map(({ parts }) => parts)).toEqual([
      ['a', '01'],
      ['a', '02'],
      ['b', '01'],
      ['b', '02'],
    ]);
  });

  test('a numeric range contains every number once, in order, no narrower than its start', () => {
    const range = fc.record({
      from: fc.nat(999),
      count: fc.integer({ min: 1, max: 50 }),
      width: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(range, ({ from, count, width }) => {
        const start = String(from).padStart(width, '0');
        const names = namesOf(`h[${start}-${from + count - 1}]`) as string[];
        expect(names.map(name => Number(name.slice(1)))).toEqual(
          Array.from({ length: count }, (_, i) => from + i),
        );
        expect(names.every(name => name.length > start.length)).toBe(true);
      }),
    );
  });
});
