import type { ByteString } from '../bytes.ts';
import type { Fields } from '../record.ts';
import { LineReader } from './lineReader.ts';
import { Reading } from './reading.ts';
import { parseFirstObject } from './structured/json.ts';
import { parseLogfmt } from './structured/logfmt.ts';

/**
 * The fields of a record whose lines carry them in another program's, or among what is skipped: they are unwrapped again,
 * as records are asked for their fields seldom. Parts of a line that was cut are put together.
 */
export const carriedFields = (record: ByteString): Fields | null => {
  const reader = new LineReader(null);
  const reading = new Reading();
  let carried = '';
  let logfmt = false;
  for (const line of record.split('\n')) {
    const headed = reader.read(line, 0, line.length, reading);
    const { inner, body, bodyFrom, bodyEnd } = reading;
    logfmt ||= (inner ?? reading).structure === 'logfmt';
    carried += headed || carried === '' ? body.slice(bodyFrom, bodyEnd) : '';
    if (!reading.partial) break;
  }
  return logfmt ? parseLogfmt(carried.trimEnd()) : parseFirstObject(carried);
};
