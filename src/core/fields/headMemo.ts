import { type ByteString, fromByteString, toByteString } from '../bytes.ts';
import { bytesOf, type TextBytes } from '../understand/compile/textBytes.ts';
import { reach, readAppHead } from './appHead.ts';
import { setField } from './convert.ts';
import { FieldList } from './fieldList.ts';

/** What a head states: the same object for heads of the same bytes, as long as it is remembered. */
export interface ReadHead {
  /** Its fields as they are where nothing was set before. */
  readonly fields: FieldList;
  /** How far behind the head's start the message begins. */
  readonly messageAt: number;
}

/** A log writes the same few heads over and over: what of threads, loggers and levels there are, in front of another message each time. */
class Remembered {
  readonly #bytes: DataView;
  readonly #length: number;
  readonly head: ReadHead | null;

  constructor({ bytes }: TextBytes, from: number, to: number, head: ReadHead | null) {
    this.#length = to - from;
    // Whole words of it are compared; the last one may overlap the one before.
    this.#bytes = new DataView(Uint8Array.from(bytes.subarray(from, to)).buffer);
    this.head = head;
  }

  /** Whether a line has the same bytes, as far as its head and what tells where that ends. */
  fits(view: DataView, from: number, end: number): boolean {
    const length = this.#length;
    if (end - from < length) return false;
    const own = this.#bytes;
    const last = length - 4;
    for (let at = 0; at < last; at += 4) {
      if (own.getInt32(at, true) !== view.getInt32(from + at, true)) return false;
    }
    return own.getInt32(last, true) === view.getInt32(from + last, true);
  }
}

/** So many bytes tell where to look. */
const HASHED = 24;
const BUCKETS = 128;
const IN_BUCKET = 8;
/** Shorter heads are as quick to read as to find; longer ones come but once. */
const MIN_LENGTH = 8;
const MAX_LENGTH = 256;
/** After so many heads in a row that were new, only one in as many is remembered. */
const MAX_NEW = 64;

const buckets: Remembered[][] = Array.from({ length: BUCKETS }, () => []);
let replaced = 0;
let newInRow = 0;

const bucketOf = (view: DataView, from: number): Remembered[] => {
  let hash = 0;
  for (let at = from; at < from + HASHED; at += 4)
    hash = (Math.imul(hash, 0x9e3779b1) ^ view.getInt32(at, true)) | 0;
  return buckets[(hash ^ (hash >>> 15) ^ (hash >>> 7)) & (BUCKETS - 1)]!;
};

/** Reads the head of an application's line from a place on, as `readAppHead` does. Null if it shows no level. */
export const readHead = (line: ByteString, from: number): ReadHead | null => {
  const text = bytesOf(line);
  // Behind a text there are as many zeros as are looked at beyond its end.
  const bucket = bucketOf(text.view, from);
  for (let index = 0; index < bucket.length; index++) {
    const known = bucket[index]!;
    if (!known.fits(text.view, from, line.length)) continue;
    newInRow = 0;
    return known.head;
  }
  const head = freshHead(line, from);
  const length = reach.to - from;
  newInRow++;
  if (length < MIN_LENGTH || length > MAX_LENGTH || reach.to >= line.length) return head;
  if (newInRow > MAX_NEW && newInRow % MAX_NEW !== 0) return head;
  const remembered = new Remembered(text, from, reach.to, head && ownTexts(head));
  if (bucket.length < IN_BUCKET) bucket.push(remembered);
  else bucket[replaced++ % IN_BUCKET] = remembered;
  return head;
};

/** The same head, with texts of its own: a part of a text keeps all of it in memory, here the chunk that the line came in. */
const ownTexts = ({ fields, messageAt }: ReadHead): ReadHead => {
  const own = new FieldList();
  const { names, values, size } = fields;
  for (let at = 0; at < size; at++) {
    const value = values[at]!;
    own.add(copied(names[at]!), typeof value === 'string' ? copied(value) : value);
  }
  return { fields: own, messageAt };
};

const copied = (text: ByteString): ByteString => toByteString(fromByteString(text));

const freshHead = (line: ByteString, from: number): ReadHead | null => {
  const head = readAppHead(line, from);
  if (head === null) return null;
  const fields = new FieldList();
  const { names, values, size } = head.fields;
  for (let at = 0; at < size; at++) setField(fields, names[at]!, values[at] as string);
  return { fields, messageAt: head.messageAt - from };
};
