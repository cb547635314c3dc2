import type { ByteString } from '../../core/bytes.ts';
import type { Query } from '../../core/query.ts';
import type { LogContext } from '../../core/records/heads.ts';
import { surveyLog } from '../../core/understand/survey.ts';

/** Fewer records are not representative. */
const MIN_RECORDS = 3;

/** Reports that a filter by level drops everything if the records of a sample have no levels. */
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
