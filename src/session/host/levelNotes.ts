import type { ByteString } from '../../core/bytes.ts';
import type { Query } from '../../core/query.ts';
import type { LogContext } from '../../core/records/heads.ts';
import { surveyLog } from '../../core/understand/survey.ts';

/** Fewer records say nothing about the rest. */
const MIN_RECORDS = 3;

/** Says of a sample whose records have no levels that a filter by level drops them all. */
export const levelNotes = (
  { level }: Pick<Query, 'level'>,
  sample: ByteString,
  { format, timezone }: Pick<LogContext, 'format' | 'timezone'>,
): readonly string[] => {
  if (level === null) return [];
  const { records, levelled } = surveyLog(sample, format, timezone ?? null);
  return records >= MIN_RECORDS && levelled === 0 ? [NO_LEVELS] : [];
};

const NO_LEVELS =
  'none of its recent records has a level, so --level drops them; use -g, or set level: in the inventory';
