import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLineFilter } from '../../../src/core/filter/filter.ts';
import { MatchBudget } from '../../../src/core/filter/matchContext.ts';
import { type LocalFilter, NO_FILTER } from '../../../src/core/filter/step.ts';

const filter = (more: Partial<LocalFilter>): LocalFilter => ({ ...NO_FILTER, grep: ['hit'], ...more });

const run = (local: LocalFilter, text: string): string => {
  const step = createLineFilter(local);
  return text.replace(/[^\n]*\n/g, line => step.push(line)) + step.end();
};

const shell = (command: string, input: string): string => {
  try {
    return execFileSync('sh', ['-c', command], { input, encoding: 'utf8' });
  } catch {
    return '';
  }
};

const log = fc
  .array(fc.constantFrom('hit\n', 'line\n', 'other\n'), { minLength: 1, maxLength: 30 })
  .map(lines => lines.map((line, index) => `${index} ${line}`).join(''));

describe('limits with context count matches', () => {
  test('the last N matches come with their context, as grep finds them from the end', () => {
    fc.assert(
      fc.property(log, fc.integer({ min: 1, max: 4 }), fc.nat(2), fc.nat(2), (text, last, before, after) => {
        fc.pre(before + after > 0);
        const expected = shell(`tac | grep -m ${last} -A ${before} -B ${after} hit | tac`, text);
        // grep stops after the last requested match, so the context after that one may be cut: compare from
        // the first match on.
        expect(run(filter({ last, before, after }), text)).toBe(expected);
      }),
      { numRuns: 40 },
    );
  });

  test('also among lines selected by a host, including lines that look like separators', () => {
    const text = '--\n2 hit\n3 a\n4 a\n--\n6 hit\n--\n';
    const there = shell('grep -n -C 1 hit', text);
    expect(run(filter({ last: 1, before: 1, after: 1, numbered: true }), there)).toBe('--\n6 hit\n--\n');
    expect(run(filter({ last: 2, before: 1, after: 1, numbered: true }), there)).toBe(
      shell('grep -C 1 hit', text),
    );
  });

  test('over several sources, no line is printed if its match is beyond the limit', () => {
    const budget = new MatchBudget(filter({ before: 1, after: 1 }), 2);
    const printed = (
      [
        [0, 'a0'],
        [1, 'b0'],
        [0, 'hit a1'],
        [1, 'hit b1'],
        [0, 'a2'],
        [0, 'a3'],
        [1, 'b2'],
        [0, 'hit a4'],
      ] as const
    ).map(([source, line]) => budget.take(source, line));
    expect(printed).toEqual([0, 0, 2, 2, 1, 0, 1, 0]);
    expect(budget.full).toBe(true);
  });
});
