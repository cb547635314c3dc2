import { severity } from '../../core/level.ts';
import type { Query } from '../../core/query.ts';
import { conditionFilter, conditionOf } from './condition.ts';
import type { RemoteFilter } from './contract.ts';
import type { Filter } from './snapshot.ts';

/** Characters with a special meaning in an ERE. */
const SPECIAL = /[\\^$.[\]|()*+?{}]/g;

/**
 * Returns a query's patterns as filters for the screen's list: each an ERE, or `where` and a condition; ids
 * start at 1.
 */
export const filtersOf = ({ grep, exclude, where, fixed }: Query): Filter[] => {
  const ere = (text: string): string => (fixed ? text.replace(SPECIAL, '\\$&') : text);
  const all = [
    ...grep.map(text => ({ text: ere(text), negate: false })),
    ...exclude.map(text => ({ text: ere(text), negate: true })),
    ...where.map(text => ({ text: conditionFilter(text), negate: false })),
  ];
  return all.map(({ text, negate }, index) => ({ id: index + 1, pattern: text, negate, enabled: true }));
};

/** Returns the filters for all logs: only those are passed on to the hosts. */
export const forAllLogs = (filters: readonly Filter[]): readonly Filter[] =>
  filters.filter(({ only }) => only === undefined);

/**
 * Returns the query with the screen's filters instead of its patterns; they apply to whole records, as in the
 * buffer.
 */
export const narrowedQuery = (
  query: Query,
  { filters: all, ignoreCase }: { readonly filters: readonly Filter[]; readonly ignoreCase: boolean },
): Query => {
  const filters = forAllLogs(all);
  const patterns = (negate: boolean): string[] =>
    filters
      .filter(filter => filter.enabled && filter.negate === negate && conditionOf(filter.pattern) === null)
      .map(({ pattern }) => pattern);
  const where = filters.flatMap(({ pattern, negate, enabled }) => {
    const condition = enabled ? conditionOf(pattern) : null;
    return condition === null ? [] : [negate ? `not (${condition})` : condition];
  });
  const grep = patterns(false);
  const exclude = patterns(true);
  const record = query.record || grep.length + exclude.length > 0;
  return { ...query, grep, exclude, where, record, ignoreCase, fixed: false };
};

/**
 * Returns a filter that passes whatever passes both, and possibly more if their case sensitivity differs, so the reader
 * has to test again.
 */
export const joinedFilter = (base: RemoteFilter, own: RemoteFilter): RemoteFilter => {
  const enabled = ({ filters }: RemoteFilter): readonly Filter[] =>
    forAllLogs(filters).filter(one => one.enabled);
  const level =
    base.level === null || (own.level !== null && severity(own.level) > severity(base.level))
      ? own.level
      : base.level;
  if (enabled(base).length === 0) return { ...own, level };
  if (enabled(own).length > 0 && own.ignoreCase !== base.ignoreCase) return { ...base, level };
  return { filters: [...enabled(base), ...enabled(own)], ignoreCase: base.ignoreCase, level };
};
