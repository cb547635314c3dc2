import type { RecordSelection } from '../../core/filter/step.ts';
import type { Query } from '../../core/query.ts';

/** Returns the conditions of a query on whole records; null: none. */
export const recordSelection = (query: Query): RecordSelection | null => {
  const { time, level, record, where } = query;
  const isTimed = time.since !== null || time.until !== null;
  if (!isTimed && level === null && !record && where.length === 0) return null;
  // Without a pattern, the context of a record with a level consists of other records.
  const around = (level !== null || where.length > 0) && query.before + query.after > 0;
  const whole = record || (around && query.grep.length + query.exclude.length === 0);
  return { time, level, where, whole, ...(query.findings?.span?.torn ? { torn: true } : {}) };
};
