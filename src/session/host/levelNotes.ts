import type { ByteString } from '../../core/bytes.ts';
import type { Query } from '../../core/query.ts';
import { type LogContext, RecordHeads } from '../../core/records/heads.ts';
import { NO_LEVEL } from '../../core/understand/lineHead.ts';

/** Fewer records are not representative. */
const MIN_RECORDS = 3;

/** Reports that a filter by level drops everything if the records of a sample have no levels. */
export const levelNotes = (
  { level }: Pick<Query, 'level'>,
  sample: ByteString,
  { format, timezone }: Pick<LogContext, 'format' | 'timezone'>,
): readonly string[] => {
  if (level === null) return [];
  const heads = new RecordHeads({ format, timezone });
  let records = 0;
  for (const line of sample.split('\n')) {
    if (line === '') continue;
    if (heads.begins(line, 0, line.length)) records++;
    if (heads.reading.level !== NO_LEVEL) return [];
  }
  return records >= MIN_RECORDS ? [NO_LEVELS] : [];
};

const NO_LEVELS =
  'none of its recent records has a level, so --level drops them; use -g, or set level: in the inventory';
