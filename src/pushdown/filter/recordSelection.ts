import type { RecordSelection } from '../../core/filter/step.ts';
import type { Query } from '../../core/query.ts';

/** What a query asks of records as wholes; null: nothing. */
export const recordSelection = (query: Query): RecordSelection | null => {
  const { time, level, record, where } = query;
  const isTimed = time.since !== null || time.until !== null;
  if (!isTimed && level === null && !record && where.length === 0) return null;
  // What is around a record of some level, where no line of it is asked for, is other records.
  const around = (level !== null || where.length > 0) && query.before + query.after > 0;
  const whole = record || (around && query.grep.length + query.exclude.length === 0);
  return { time, level, where, whole, ...(query.findings?.span?.torn ? { torn: true } : {}) };
};
