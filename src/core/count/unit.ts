import type { Query } from '../query.ts';
import { isTotal } from './question.ts';

/**
 * Returns true if records are counted: with patterns alone it is matching lines, and for a plain total all
 * lines.
 */
export const countsRecords = ({ count, record, grep, exclude, level, where }: Query): boolean => {
  if (!count) return false;
  if (record) return true;
  if (grep.length + exclude.length > 0) return false;
  return level !== null || where.length > 0 || !isTotal(count);
};
