import type { ByteString } from '../bytes.ts';
import type { Fields } from '../record.ts';
import { LineHead, type Structure } from './lineHead.ts';
import { LineReader } from './lineReader.ts';
import { parseFirstObject } from './structured/json.ts';
import { parseLogfmt } from './structured/logfmt.ts';
import { parseLtsv } from './structured/ltsv.ts';

/**
 * Returns the fields of a record whose lines are wrapped, or contain skipped text: they are unwrapped again,
 * because fields are rarely requested. Parts of a split line are joined.
 */
export const carriedFields = (record: ByteString): Fields | null => {
  const reader = new LineReader(null);
  const reading = new LineHead();
  let carried = '';
  let structure: Structure | null = null;
  for (const line of record.split('\n')) {
    const headed = reader.read(line, 0, line.length, reading);
    const { inner, body, bodyFrom, bodyEnd } = reading;
    structure ??= (inner ?? reading).structure;
    carried += headed || carried === '' ? body.slice(bodyFrom, bodyEnd) : '';
    if (!reading.partial) break;
  }
  if (structure === 'logfmt') return parseLogfmt(carried.trimEnd());
  return structure === 'ltsv' ? parseLtsv(carried) : parseFirstObject(carried);
};
