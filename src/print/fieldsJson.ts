import { type ByteString, decodeText } from '../core/bytes.ts';
import type { FieldList } from '../core/fields/fieldList.ts';
import { FIELD_WORDS } from '../core/fields/words.ts';
import type { ByteOutput } from './byteOutput.ts';

/** The names that nearly all fields have, with their colon. */
const NAMES: ReadonlyMap<string, Buffer> = new Map(
  FIELD_WORDS.map(({ word }) => [word, Buffer.from(`${JSON.stringify(word)}:`)]),
);

/** What JSON cannot leave as it is, or is no ASCII. */
const SPECIAL = /["\\\x00-\x1f\x80-\xff]/;
/** So short a text is written faster without a call to the runtime. */
const SHORT = 24;

const OPEN = 0x7b;
const CLOSE = 0x7d;
const COMMA = 0x2c;
const QUOTE = 0x22;

/** Writes fields as a JSON object, as `JSON.stringify` would write `toObject()`. */
export const writeFields = ({ names, values, size }: FieldList, out: ByteOutput): void => {
  for (let at = 0; at < size; at++) {
    out.byte(at === 0 ? OPEN : COMMA);
    const name = names[at]!;
    const known = NAMES.get(name);
    if (known === undefined) out.text(`${JSON.stringify(name)}:`);
    else out.copy(known);
    const value = values[at]!;
    if (typeof value === 'string') writeString(value, out);
    else out.text(JSON.stringify(value));
  }
  out.byte(CLOSE);
};

const writeString = (value: ByteString, out: ByteOutput): void => {
  if (SPECIAL.test(value)) {
    out.text(JSON.stringify(decodeText(value)));
    return;
  }
  out.byte(QUOTE);
  if (value.length <= SHORT) out.ascii(value);
  else out.latin1(value);
  out.byte(QUOTE);
};
