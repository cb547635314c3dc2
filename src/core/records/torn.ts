import type { ByteString } from '../bytes.ts';
import type { LogRecord } from '../record.ts';
import type { Source } from '../target.ts';
import { RecordHeads } from './heads.ts';

/**
 * Returns true if the first record read from a log is only the rest of one that starts earlier, judging by
 * the records after it.
 */
export const isTorn = (
  { format, host }: Source,
  first: LogRecord,
  next: readonly Pick<LogRecord, 'text'>[],
): boolean => {
  const heads = new RecordHeads({ format, timezone: host.timezone });
  const begins = (line: ByteString): boolean => heads.begins(line, 0, line.length);
  for (const { text } of next) text.split('\n').forEach(begins);
  const [line] = first.text.split('\n', 1);
  return next.length > 0 ? !begins(line!) : /^[ \t]/.test(line!);
};
