import type { Query } from '../../core/query.ts';
import type { Filter } from './snapshot.ts';

/** A pattern's characters that mean something in an ERE. */
const SPECIAL = /[\\^$.[\]|()*+?{}]/g;

/** The filters that a query's patterns are, as the screen lists them: each an ERE, ids from 1. */
export const filtersOf = ({ grep, exclude, fixed }: Query): Filter[] => {
  const ere = (text: string): string => (fixed ? text.replace(SPECIAL, '\\$&') : text);
  const all = [
    ...grep.map(text => ({ text, negate: false })),
    ...exclude.map(text => ({ text, negate: true })),
  ];
  return all.map(({ text, negate }, index) => ({ id: index + 1, pattern: ere(text), negate, enabled: true }));
};

/** The query with the screen's filters in place of its patterns: of whole records, as they are applied to those that are held. */
export const narrowedQuery = (
  query: Query,
  { filters, ignoreCase }: { readonly filters: readonly Filter[]; readonly ignoreCase: boolean },
): Query => {
  const patterns = (negate: boolean): string[] =>
    filters.filter(filter => filter.enabled && filter.negate === negate).map(({ pattern }) => pattern);
  const grep = patterns(false);
  const exclude = patterns(true);
  const record = query.record || grep.length + exclude.length > 0;
  return { ...query, grep, exclude, record, ignoreCase, fixed: false };
};
