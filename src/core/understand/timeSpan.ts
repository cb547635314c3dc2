import type { ByteString } from '../bytes.ts';
import { LineReader } from './lineReader.ts';
import { Reading } from './reading.ts';

const reader = new LineReader(null);
const reading = new Reading();

/**
 * Returns where in a line (without escape sequences) the time stands that dates its record, as the reader of lines finds it; null
 * where it states none outside of fields.
 */
export const timeSpan = (line: ByteString): { readonly from: number; readonly to: number } | null => {
  const headed = reader.read(line, 0, line.length, reading);
  if (!headed || reading.time === null || reading.structure === 'json') return null;
  return { from: reading.timeFrom, to: reading.timeTo };
};
