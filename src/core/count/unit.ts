import type { Query } from '../query.ts';
import { isTotal } from './question.ts';

/**
 * Returns true if records are counted, not lines: patterns alone count matching lines, and a plain total
 * counts all lines.
 */
export const countsRecords = ({ count, record, grep, exclude, level, where }: Query): boolean => {
  if (!count) return false;
  if (record) return true;
  if (grep.length + exclude.length > 0) return false;
  return level !== null || where.length > 0 || !isTotal(count);
};
