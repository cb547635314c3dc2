import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLineFilter } from '../../../src/core/filter/filter.ts';
import { MAX_HELD } from '../../../src/core/filter/limit.ts';
import { type LocalFilter, NO_FILTER } from '../../../src/core/filter/step.ts';
import { linesInParts, wholeLinesWithin } from '../../../src/core/lines.ts';

/** Returns what passes of text that arrives in these pieces. */
const filtered = (local: Partial<LocalFilter>, pieces: readonly string[]): string => {
  const filter = createLineFilter({ ...NO_FILTER, ...local });
  let out = '';
  for (const piece of pieces) if (!filter.done) out += filter.push(piece);
  return out + filter.end();
};

describe('a line that is too long to arrive in one piece', () => {
  test.each<[title: string, local: Partial<LocalFilter>, pieces: string[], passed: string]>([
    ['passes completely if its first piece matches', { grep: ['a'] }, ['xa', 'x', 'x\nb\n'], 'xaxx\n'],
    ['is dropped if its first piece does not match', { grep: ['a'] }, ['x', 'a', 'a\na\n'], 'a\n'],
    ['is excluded completely', { exclude: ['a'] }, ['a', 'x', 'x\nx\n'], 'x\n'],
    ['is one match of several', { grep: ['x'], maxCount: 1 }, ['x', 'x', 'x\nx\n'], 'xxx\n'],
    ['is terminated at the end', { grep: ['x'] }, ['a\nx', 'x'], 'xx\n'],
    ['counts as one of the first lines', { head: 2 }, ['a\nb', 'b', 'b\nc\n'], 'a\nbbb\n'],
    ['counts as one of the last lines', { last: 2 }, ['a\nb', 'b', 'b\nc\n'], 'bbb\nc\n'],
  ])('%s', (_title, local, pieces, passed) => {
    expect(filtered(local, pieces)).toBe(passed);
  });

  test('may exceed the limit for the last lines: its end is kept, and the rest is counted', () => {
    const filter = createLineFilter({ ...NO_FILTER, last: 1 });
    const piece = 'x'.repeat(1 << 20);
    const pieces = (MAX_HELD >> 20) * 3;
    for (let count = 0; count < pieces; count++) filter.push(piece);
    filter.push('end\n');
    const kept = filter.end();
    expect(kept).toHaveLength(MAX_HELD);
    expect(kept.endsWith('xend\n')).toBe(true);
    expect(filter.dropped).toBe(pieces * piece.length + 4 - MAX_HELD);
  });
});

const bytes = fc.array(fc.constantFrom(10, 97, 98), { maxLength: 60 }).map(Buffer.from);

test('the parts together are the lines, split at line ends if one is within reach', () => {
  const property = fc.property(bytes, fc.integer({ min: 1, max: 20 }), (lines, max) => {
    const parts = [...linesInParts(lines, '\n', max)];
    expect(Buffer.concat(parts)).toEqual(lines);
    for (const part of parts.slice(0, -1)) {
      expect(part.length).toBeLessThanOrEqual(max);
      if (part.at(-1) !== 10) expect(part.includes(10) || part.length < max).toBe(false);
    }
  });
  fc.assert(property);
});

test('whole lines are never split, and at least one is accepted', () => {
  const property = fc.property(bytes, fc.integer({ min: 1, max: 20 }), (lines, max) => {
    const length = wholeLinesWithin(lines, '\n', max);
    if (length < lines.length) expect(lines[length - 1]).toBe(10);
    if (length > max) expect(lines.subarray(0, length - 1).includes(10)).toBe(false);
    if (lines.length > 0) expect(length).toBeGreaterThan(0);
  });
  fc.assert(property);
});
