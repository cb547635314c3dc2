import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEVELS, severity } from '../../../src/core/level.ts';
import { type Pattern, patternAwkText, patternRegExp } from '../../../src/core/pattern/pattern.ts';
import { createAssembler } from '../../../src/core/records/assemble.ts';
import type { LevelRule } from '../../../src/core/target.ts';
import { levelCondition } from '../../../src/pushdown/filter/levelCondition.ts';
import { LOG, randomLog } from '../../core/randomLog.ts';

const names = { '7': 'warn', order: 'error', ready: 'info' } as const;
const RULES: readonly LevelRule[] = [
  { kind: 'fixed', level: 'warn' },
  { kind: 'pattern', pattern: ' ([A-Z]+) ', names: {} },
  { kind: 'pattern', pattern: '"level":"?(\\w+)', names: { '50': 'error', '30': 'info' } },
  { kind: 'pattern', pattern: '\\[([^]]*)\\]', names },
  { kind: 'pattern', pattern: '^(\\w)[0-9]{4}|([A-Z]+):  ', names: {} },
  { kind: 'pattern', pattern: '(([a-z]+) )+', names },
  { kind: 'pattern', pattern: '[A-Za-z0-9]+$', names },
  { kind: 'pattern', pattern: 'msg="?(.*)', names: { 'ready"': 'fatal' } },
];

const passes = (line: string, rule: LevelRule, level: (typeof LEVELS)[number]): boolean => {
  const condition = levelCondition(level, rule);
  const has = (pattern: Pattern): boolean => patternRegExp(pattern).test(line);
  return (
    condition === null ||
    (condition.includes.every(anyOf => anyOf.some(has)) && !condition.excludes.some(has))
  );
};

describe('what a host passes on from a log with a level rule', () => {
  it.each(RULES)('includes every record of the requested level: %o', rule => {
    const log = { ...LOG, format: { ...LOG.format, level: rule } };
    fc.assert(
      fc.property(randomLog, fc.constantFrom(...LEVELS), (text, level) => {
        const assembler = createAssembler({ ...log, source: 0, group: true });
        const missed = [...assembler.push(text, LOG.now()), ...assembler.flush()].filter(
          record =>
            record.level !== null &&
            severity(record.level) >= severity(level) &&
            !record.text.split('\n').some(line => passes(line, rule, level)),
        );
        expect(missed).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('equals the pattern with the requested words in its group', () => {
    const rule: LevelRule = { kind: 'pattern', pattern: '^\\S+ \\[(\\w+)\\]', names: { W1: 'warn' } };
    const lines = ['a [W1] x', 'a [info] WARN', 'a [Error] x', 'a b [error]', 'a [W2] x'];
    expect(lines.filter(line => passes(line, rule, 'warn'))).toEqual(['a [W1] x', 'a [Error] x']);
  });

  it('is nothing if every record has a lesser level, and everything otherwise', () => {
    expect(passes('ERROR', { kind: 'fixed', level: 'info' }, 'warn')).toBe(false);
    expect(levelCondition('warn', { kind: 'fixed', level: 'error' })).toBeNull();
  });

  it('can be expressed for every awk', () => {
    const patterns = RULES.flatMap(rule =>
      LEVELS.flatMap(level => levelCondition(level, rule)?.includes.flat() ?? []),
    );
    expect(patterns.map(patternAwkText).filter(text => text === null)).toEqual([]);
  });
});
