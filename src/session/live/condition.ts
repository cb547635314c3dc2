import { allFieldsOf } from '../../core/fields/readFields.ts';
import { severity } from '../../core/level.ts';
import type { LogRecord } from '../../core/record.ts';
import type { LogFormat } from '../../core/target.ts';
import { NO_LEVEL } from '../../core/understand/lineHead.ts';
import { parseWhere } from '../../core/where/parse.ts';
import { compileWhere } from '../../core/where/predicate.ts';

const CONDITION = /^where\s+(\S.*)$/s;

/**
 * Returns the condition of a filter that starts with `where`, in the language of `--where`. Null for a
 * pattern.
 */
export const conditionOf = (filter: string): string | null => CONDITION.exec(filter)?.[1] ?? null;

/** Returns the filter text for a condition. */
export const conditionFilter = (condition: string): string => `where ${condition}`;

/** Returns the problem with a condition and what to write instead, or null. */
export const checkCondition = (condition: string): string | null => {
  const result = parseWhere(condition);
  if (result.ok) return null;
  const { at, message, advice } = result.problem;
  return `${message} at character ${at + 1} of the condition; ${advice}`;
};

/** Returns the format of a record's source, for reading fields. */
export type FormatOf = (record: LogRecord) => LogFormat;

/** The format of records whose source is not known any more. */
export const UNKNOWN_FORMAT: LogFormat = { format: null, start: null, timezone: null };

/** Returns a test of records by a valid condition. */
export const conditionTest = (
  condition: string,
  ignoreCase: boolean,
  formatOf: FormatOf,
): ((record: LogRecord) => boolean) => {
  const parsed = parseWhere(condition);
  if (!parsed.ok) return () => false;
  const predicate = compileWhere(parsed.node, { ignoreCase });
  return record => {
    const { text, level } = record;
    const fields = () => allFieldsOf(record, formatOf(record));
    return predicate.test({ text, level: level === null ? NO_LEVEL : severity(level), fields });
  };
};
