import { severity } from '../../core/level.ts';
import type { Query } from '../../core/query.ts';
import { conditionFilter, conditionOf } from './condition.ts';
import type { RemoteFilter } from './contract.ts';
import type { Filter } from './snapshot.ts';

/** A pattern's characters that mean something in an ERE. */
const SPECIAL = /[\\^$.[\]|()*+?{}]/g;

/** The filters that a query's patterns are, as the screen lists them: each an ERE or `where` and a condition, ids from 1. */
export const filtersOf = ({ grep, exclude, where, fixed }: Query): Filter[] => {
  const ere = (text: string): string => (fixed ? text.replace(SPECIAL, '\\$&') : text);
  const all = [
    ...grep.map(text => ({ text: ere(text), negate: false })),
    ...exclude.map(text => ({ text: ere(text), negate: true })),
    ...where.map(text => ({ text: conditionFilter(text), negate: false })),
  ];
  return all.map(({ text, negate }, index) => ({ id: index + 1, pattern: text, negate, enabled: true }));
};

/** The filters that are for every log: only those are passed on to the hosts. */
export const forAllLogs = (filters: readonly Filter[]): readonly Filter[] =>
  filters.filter(({ only }) => only === undefined);

/** The query with the screen's filters in place of its patterns: of whole records, as they are applied to those that are held. */
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

/** A filter that lets through what passes both, and maybe more where they differ in ignoring case: whoever reads with it looks again. */
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
