import { severity } from '../../core/level.ts';
import type { LogRecord } from '../../core/record.ts';
import type { RecordTest } from '../../core/store/views.ts';
import { conditionOf, conditionTest, type FormatOf } from './condition.ts';
import type { RemoteFilter } from './contract.ts';
import { matchBytes } from './pattern.ts';

/**
 * Returns the test for these filters: every enabled pattern, no negated one, and the level; null: everything
 * passes.
 */
export const filterTest = (
  { filters, level, ignoreCase }: RemoteFilter,
  formatOf: FormatOf,
): RecordTest | null => {
  const enabled = filters.filter(filter => filter.enabled);
  if (enabled.length === 0 && level === null) return null;
  const tests = enabled.map(({ pattern, negate, only }) => {
    const condition = conditionOf(pattern);
    if (condition !== null) return { matches: conditionTest(condition, ignoreCase, formatOf), negate, only };
    const matches = matchBytes(pattern, ignoreCase);
    return { matches: ({ text }: LogRecord) => matches(text), negate, only };
  });
  const least = level === null ? -1 : severity(level);
  return record =>
    (level === null || (record.level !== null && severity(record.level) >= least)) &&
    tests.every(
      ({ matches, negate, only }) =>
        (only !== undefined && only !== record.source) || matches(record) !== negate,
    );
};
