import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownFieldNames, ownGroups, parseOwnPattern } from '../../../src/core/fields/ownPattern.ts';
import { fieldReader } from '../../../src/core/fields/readFields.ts';
import { captureFinder } from '../../../src/core/pattern/captures.ts';
import { compilePattern, patternRegExp } from '../../../src/core/pattern/pattern.ts';
import { createAssembler } from '../../../src/core/records/assemble.ts';

const SOUND = String.raw`^(?<time>[^ ]+ [^ ]+) <(?<level>\w+)> (?<shop>[a-z]+)#(?<status>\d+)(, (user|by) (?<user>[^ ]+))?: (?<message>.*)`;

const own = (text: string) => {
  const parsed = parseOwnPattern(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed;
};
const format = { format: null, start: null, timezone: null, pattern: own(SOUND) };

describe("a log's own pattern", () => {
  it('names fields, including numbers', () => {
    const reader = fieldReader(format);
    expect(reader.fields('2026-11-20 14:02:11 <WRN> north#0503, by ann: refused\n\tat x')).toEqual({
      shop: 'north',
      status: 503,
      user: 'ann',
      message: 'refused\n\tat x',
    });
    expect(reader.fields('2026-11-20 14:02:11 <WRN> north#7: x')).toEqual({
      shop: 'north',
      status: 7,
      message: 'x',
    });
    expect(reader.fields('{"status":500}')).toEqual({ status: 500 });
    expect(ownFieldNames(format.pattern)).toEqual(['shop', 'status', 'user', 'message']);
  });

  it('determines where records start, their times and their levels', () => {
    const assembler = createAssembler({ source: 0, format, timezone: null, group: true });
    const text =
      '2026-11-20 14:02:11 <err> north#1: a\n2026-11-20 is no head\n2026-11-20 14:02:12 <info> north#2: b\n';
    const records = [...assembler.push(text, 0), ...assembler.flush()];
    expect(records.map(({ text: own, level, time }) => [own.split('\n').length, level, time?.ms])).toEqual([
      [2, 'error', Date.UTC(2026, 10, 20, 14, 2, 11)],
      [1, 'info', Date.UTC(2026, 10, 20, 14, 2, 12)],
    ]);
  });

  it.each([
    ['(x)', 1, 'no named group'],
    ['(?<a>x)(?<a>y)', 8, 'two groups called a'],
    ['(?<a b>x)', 1, 'a b for a group'],
    ['(?:x)(?<a>y)', 1, 'a group that is neither plain nor named'],
    ['(?<a>x', 1, 'unmatched ('],
  ])('refuses %s', (text, position, message) => {
    const parsed = parseOwnPattern(text);
    expect(parsed.ok ? null : [parsed.problem.at + 1, parsed.problem.message]).toEqual([position, message]);
  });

  it('interprets brackets and escapes correctly', () => {
    const groups = ownGroups(own(String.raw`^[(]\((?<a>[^()]*)\)`));
    expect(groups('((x)')).toEqual(new Map([['a', 'x']]));
  });
});

describe('captures', () => {
  const piece = fc.constantFrom(
    'a',
    'b',
    '.',
    'a*',
    'b+',
    'a?',
    '(a|b)',
    '(a*)',
    '(ab|a)',
    '(a|ab)(c|bcd)*',
    '[ab]',
    '(b){1,2}',
    '^',
    '$',
  );
  it('equal those of a RegExp', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 5 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 8 }),
        (pieces, line) => {
          const pattern = compilePattern(pieces.join(''), {
            fixed: false,
            ignoreCase: false,
            captures: true,
          });
          const found = captureFinder(pattern.root)(line);
          const match = new RegExp(patternRegExp(pattern).source, 'd').exec(line);
          const expected = match?.indices?.slice(1).flatMap(range => range ?? [-1, -1]) ?? null;
          // Perl forgets a group's text when its repeat continues without the group, and allows empty
          // iterations; an automaton need not.
          if (!/[*}]$|\*\)/.test(pieces.join(''))) expect(found && [...found]).toEqual(expected);
          expect(found !== null).toBe(match !== null);
        },
      ),
    );
  });

  it('are found in linear time', () => {
    const pattern = compilePattern('^((a*)*b|(a|aa)+)*(c)', {
      fixed: false,
      ignoreCase: false,
      captures: true,
    });
    const started = performance.now();
    captureFinder(pattern.root)('a'.repeat(20_000));
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
