import { isUtf8 } from 'node:buffer';
import { type ByteString, decodeText } from '../../core/bytes.ts';
import type { FieldList } from '../../core/fields/fieldList.ts';
import { FIELD_WORDS } from '../../core/fields/words.ts';
import { type ByteOutput, constantOf } from '../byteOutput.ts';
import type { RecordBytes } from '../recordBytes.ts';
import { writeEscaped } from './jsonText.ts';

/** Very common field names, with their colon. */
const NAMES: ReadonlyMap<string, Buffer> = new Map(
  FIELD_WORDS.map(({ word }) => [word, Buffer.from(`${JSON.stringify(word)}:`)]),
);

const OPEN = 0x7b;
const CLOSE = 0x7d;
const COMMA = 0x2c;
const QUOTE = 0x22;

const MESSAGE = constantOf(',"message":"');

/**
 * Writes fields as a JSON object, exactly as `JSON.stringify` would write `toObject()`. `text` is the record's text,
 * which ends with the message and its `tail` if `messageAt` is set. If that was already written, it is in the output from `writtenFrom` to
 * `writtenTo`; -1: it was not.
 */
export const writeFields = (
  fields: FieldList,
  text: RecordBytes,
  out: ByteOutput,
  writtenFrom: number,
  writtenTo: number,
): void => {
  writeNamed(fields, out);
  if (fields.messageAt >= 0) {
    out.constant(MESSAGE);
    if (writtenFrom >= 0) out.repeat(writtenFrom, writtenTo);
    else writeRest(text, fields.messageAt, fields.tail, out);
    out.byte(QUOTE);
  }
  out.byte(CLOSE);
};

/** JSON of fields by their origin: logs repeat the same ones over and over. */
const written = new WeakMap<object, Buffer>();

/** Writes the fields that have their own values, after an opening brace. */
const writeNamed = ({ names, values, size, origin, messageAt }: FieldList, out: ByteOutput): void => {
  // Only fields followed by nothing but the message are certain to be the same each time.
  const known = origin === null || messageAt < 0 ? undefined : written.get(origin);
  if (known !== undefined) {
    out.copy(known);
    return;
  }
  const start = out.length;
  for (let at = 0; at < size; at++) {
    out.byte(at === 0 ? OPEN : COMMA);
    const name = names[at]!;
    const own = NAMES.get(name);
    if (own === undefined) out.text(`${JSON.stringify(name)}:`);
    else out.copy(own);
    const value = values[at]!;
    if (typeof value === 'string') writeString(value, out);
    else out.text(JSON.stringify(value));
  }
  if (origin !== null && messageAt >= 0) written.set(origin, out.since(start));
};

const writeRest = ({ bytes, from, to }: RecordBytes, at: number, tail: number, out: ByteOutput): void => {
  const start = out.length;
  const end = to - tail;
  if (writeEscaped(bytes, from + at, end, out) === 0 || isUtf8(bytes.subarray(from + at, end))) return;
  out.advance(start);
  const text = JSON.stringify(bytes.toString('utf8', from + at, end));
  out.text(text.slice(1, -1));
};

const writeString = (value: ByteString, out: ByteOutput): void => {
  out.byte(QUOTE);
  const start = out.length;
  if (out.plain(value)) {
    out.byte(QUOTE);
    return;
  }
  out.advance(start - 1);
  out.text(JSON.stringify(decodeText(value)));
};
