import { encodeText } from '../../../src/core/bytes.ts';
import type { LogRecord } from '../../../src/core/record.ts';
import { type AssemblerOptions, createAssembler } from '../../../src/core/records/assemble.ts';
import { isoTime } from '../../../src/core/text/timeText.ts';

/** The clock of the readers in these tests. */
export const NOW = Date.UTC(2026, 10, 20, 15);

export const optionsOf = (changes: Partial<AssemblerOptions> = {}): AssemblerOptions => ({
  source: 0,
  format: { format: null, start: null, timezone: null },
  timezone: null,
  group: true,
  ...changes,
});

/** Returns the records of a text that arrives in chunks of whole lines. */
export const assemble = (
  chunks: readonly string[],
  changes: Partial<AssemblerOptions> = {},
  now: number = NOW,
): LogRecord[] => {
  const assembler = createAssembler(optionsOf(changes));
  const records = chunks.flatMap(chunk => assembler.push(encodeText(chunk), now));
  return [...records, ...assembler.flush()];
};

export const timeOf = (record: LogRecord): string | null =>
  record.time === null ? null : isoTime(record.time);

/** Returns everything about a record as plain data, however it is stored. */
export const plainRecord = (record: LogRecord): LogRecord => {
  const { source, seq, received, time, level, text, fields, late } = record;
  return { source, seq, received, time, level, text, fields, late };
};

/** Returns the levels of the records in some bytes. */
export const levelsOfBytes = (bytes: string): (string | null)[] => {
  const assembler = createAssembler(optionsOf());
  return [...assembler.push(bytes, NOW), ...assembler.flush()].map(({ level }) => level);
};
