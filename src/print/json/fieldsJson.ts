import { isUtf8 } from 'node:buffer';
import { type ByteString, decodeText } from '../../core/bytes.ts';
import type { FieldList } from '../../core/fields/fieldList.ts';
import { FIELD_WORDS } from '../../core/fields/words.ts';
import { type ByteOutput, type Constant, constantOf } from '../byteOutput.ts';
import type { RecordBytes } from '../recordBytes.ts';
import { writeEscaped } from './jsonText.ts';

/** What comes before a value: a brace or a comma, the field's name with its colon, and a string's quote. */
interface Starts {
  readonly first: Constant;
  readonly next: Constant;
  readonly firstText: Constant;
  readonly nextText: Constant;
}

/** Those of very common field names. */
const STARTS: ReadonlyMap<string, Starts> = new Map(
  FIELD_WORDS.map(({ word }) => {
    const name = `${JSON.stringify(word)}:`;
    const [first, next] = [constantOf(`{${name}`), constantOf(`,${name}`)];
    return [word, { first, next, firstText: constantOf(`{${name}"`), nextText: constantOf(`,${name}"`) }];
  }),
);

const CLOSE = 0x7d;
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
    const name = names[at]!;
    const value = values[at]!;
    const isText = typeof value === 'string';
    const starts = STARTS.get(name);
    if (starts === undefined) out.text(`${at === 0 ? '{' : ','}${JSON.stringify(name)}:${isText ? '"' : ''}`);
    else if (at === 0) out.constant(isText ? starts.firstText : starts.first);
    else out.constant(isText ? starts.nextText : starts.next);
    if (isText) writeString(value, out);
    else if (typeof value === 'number' && value >= 0 && Number.isSafeInteger(value)) out.number(value);
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

/** Writes a string after its opening quote. */
const writeString = (value: ByteString, out: ByteOutput): void => {
  const start = out.length;
  if (out.plain(value)) {
    out.byte(QUOTE);
    return;
  }
  out.advance(start - 1);
  out.text(JSON.stringify(decodeText(value)));
};
