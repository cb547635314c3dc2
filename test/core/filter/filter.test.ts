import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createLineFilter } from '../../../src/core/filter/filter.ts';
import { type LocalFilter, NO_FILTER } from '../../../src/core/filter/step.ts';

const lines = (...list: string[]): string => list.map(line => `${line}\n`).join('');
const run = (asked: Partial<LocalFilter>, input: string): string => {
  const filter = createLineFilter({ ...NO_FILTER, ...asked });
  return filter.push(input) + filter.end();
};

const LOG = lines('a 1', 'b 2', 'a 3', 'c 4', 'c 5', 'c 6', 'a 7', 'b 8');

describe('a line filter', () => {
  test.each<[string, Partial<LocalFilter>, string]>([
    ['passes everything if nothing is requested', {}, LOG],
    ['selects', { grep: ['a'] }, lines('a 1', 'a 3', 'a 7')],
    ['selects lines that match every pattern', { grep: ['a', '[37]'] }, lines('a 3', 'a 7')],
    ['excludes', { exclude: ['a', 'c'] }, lines('b 2', 'b 8')],
    ['selects and excludes', { grep: ['[1-5]'], exclude: ['a|5'] }, lines('b 2', 'c 4')],
    ['counts matches', { grep: ['a'], maxCount: 2 }, lines('a 1', 'a 3')],
    ['counts lines if there is no pattern', { maxCount: 2 }, lines('a 1', 'b 2')],
    ['prints context after a match', { grep: ['3|7'], after: 1 }, lines('a 3', 'c 4', '--', 'a 7', 'b 8')],
    [
      'prints context before a match',
      { grep: ['3|7'], before: 2 },
      lines('a 1', 'b 2', 'a 3', '--', 'c 5', 'c 6', 'a 7'),
    ],
    [
      'joins adjacent groups',
      { grep: ['3|6'], before: 1, after: 1 },
      lines('b 2', 'a 3', 'c 4', 'c 5', 'c 6', 'a 7'),
    ],
    [
      'prints shared context once',
      { grep: ['1|3'], after: 3 },
      lines('a 1', 'b 2', 'a 3', 'c 4', 'c 5', 'c 6'),
    ],
    [
      'treats matches after the last one as context',
      { grep: ['a'], after: 3, maxCount: 1 },
      lines('a 1', 'b 2', 'a 3', 'c 4'),
    ],
    [
      'prints context of lines that match all patterns',
      { grep: ['a', '3'], exclude: ['x'], before: 1 },
      lines('b 2', 'a 3'),
    ],
    ['prints the last matches', { grep: ['a'], last: 2 }, lines('a 3', 'a 7')],
    ['prints the first of the last matches', { last: 3, head: 1 }, lines('c 6')],
    ['prints the first matches', { grep: ['c'], head: 2 }, lines('c 4', 'c 5')],
    ['counts separators as lines, as head does', { grep: ['1|8'], before: 1, head: 2 }, lines('a 1', '--')],
    ['starts at a line', { from: { kind: 'fromLine', line: 7 } }, lines('a 7', 'b 8')],
    ['starts at a byte', { from: { kind: 'fromByte', byte: 29 } }, lines('b 8')],
    ['prints the last lines', { from: { kind: 'lastLines', count: 1 } }, lines('b 8')],
    ['prints the last bytes', { from: { kind: 'lastBytes', count: 2 } }, '8\n'],
    ['takes text literally', { grep: ['.'], fixed: true }, ''],
    ['ignores case', { grep: ['A 1'], ignoreCase: true }, lines('a 1')],
  ])('%s', (_, asked, expected) => {
    expect(run(asked, LOG)).toBe(expected);
  });

  it('terminates an unterminated last line if it selects', () => {
    expect(run({ grep: ['b'] }, 'a\nb')).toBe('b\n');
    expect(run({ grep: ['$'] }, 'a')).toBe('a\n');
    expect(run({ head: 2 }, 'a\nb')).toBe('a\nb');
  });

  it('treats NUL as the end of a record', () => {
    expect(run({ grep: ['^a.b$'], zeroTerminated: true }, 'a\nb\0a\nc\0')).toBe('a\nb\0');
  });

  it('is done when nothing more can pass', () => {
    const filter = createLineFilter({ ...NO_FILTER, grep: ['a'], after: 1, maxCount: 1 });
    expect(filter.push(lines('x', 'a'))).toBe(lines('a'));
    expect(filter.done).toBe(false);
    expect(filter.push(lines('b'))).toBe(lines('b'));
    expect(filter.done).toBe(true);
    expect(filter.push(lines('a'))).toBe('');
  });

  it('is done early although it buffers lines for the end', () => {
    const filter = createLineFilter({ ...NO_FILTER, grep: ['a'], maxCount: 2, last: 1 });
    expect(filter.push(lines('a 1', 'a 2'))).toBe('');
    expect(filter.done).toBe(true);
    expect(filter.end()).toBe(lines('a 2'));
  });

  it('buffers no more than the last lines of a long stream', () => {
    const filter = createLineFilter({ ...NO_FILTER, last: 2 });
    const chunk = `${'x'.repeat(999)}\n`.repeat(1000);
    for (let count = 0; count < 20; count++) filter.push(chunk);
    filter.push(lines('y', 'z'));
    expect(filter.end()).toBe(lines('y', 'z'));
  });
});

const small = fc.option(fc.integer({ min: 0, max: 4 }), { nil: null, freq: 2 });
const asked: fc.Arbitrary<Partial<LocalFilter>> = fc.record({
  grep: fc.subarray(['a', 'b', '^$']),
  exclude: fc.subarray(['c', 'bb']),
  before: fc.constantFrom(0, 0, 1, 2),
  after: fc.constantFrom(0, 0, 1, 2),
  maxCount: small,
  last: small,
  head: small,
});
const text = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 3 }), { maxLength: 30 });

describe('any chunking', () => {
  it('results in the same lines', () => {
    fc.assert(
      fc.property(asked, text, fc.infiniteStream(fc.integer({ min: 1, max: 5 })), (options, list, sizes) => {
        const filter = createLineFilter({ ...NO_FILTER, ...options });
        let out = '';
        for (let at = 0; at < list.length; ) {
          const size = sizes.next().value;
          out += filter.push(lines(...list.slice(at, at + size)));
          at += size;
        }
        expect(out + filter.end()).toBe(run(options, lines(...list)));
      }),
      { numRuns: 300 },
    );
  });
});
