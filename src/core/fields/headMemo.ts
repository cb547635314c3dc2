import { type ByteString, fromByteString, toByteString } from '../bytes.ts';
import { bytesOf, type TextBytes } from '../understand/compile/textBytes.ts';
import { reach, readAppHead } from './appHead.ts';
import { setField } from './convert.ts';
import { FieldList } from './fieldList.ts';

/** A parsed head: the same object for heads with the same bytes, as long as it is cached. */
export interface ReadHead {
  /** Its fields, if nothing was set before. */
  readonly fields: FieldList;
  /** Offset of the message from the head's start. */
  readonly messageAt: number;
}

/**
 * A log writes the same few heads over and over: combinations of thread, logger and level, each time with
 * another message.
 */
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

  /** Returns true if a line has the same bytes, up to the end of its head and its delimiter. */
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

/** Number of bytes in the lookup key. */
const HASHED = 24;
const BUCKETS = 128;
const IN_BUCKET = 8;
/** Shorter heads are as fast to parse as to look up; longer ones never recur. */
const MIN_LENGTH = 8;
const MAX_LENGTH = 256;
/** What it costs to cache a head, in heads found: parsing takes a quarter as long as copying. */
const COST = 8;
const MAX_CREDIT = 512 * COST;
/** Without credit, one new head in so many is cached. */
const SAMPLED = 64;

const buckets: Remembered[][] = Array.from({ length: BUCKETS }, () => []);
let replaced = 0;
let credit = MAX_CREDIT;
let uncached = 0;

const bucketOf = (view: DataView, from: number): Remembered[] => {
  let hash = 0;
  for (let at = from; at < from + HASHED; at += 4)
    hash = (Math.imul(hash, 0x9e3779b1) ^ view.getInt32(at, true)) | 0;
  return buckets[(hash ^ (hash >>> 15) ^ (hash >>> 7)) & (BUCKETS - 1)]!;
};

/**
 * Reads the head of an application's line starting at a place, as `readAppHead` does. Null if it shows no
 * level.
 */
export const readHead = (line: ByteString, from: number): ReadHead | null => {
  const text = bytesOf(line);
  // A text is followed by as many zeros as are examined beyond its end.
  const bucket = bucketOf(text.view, from);
  for (let index = 0; index < bucket.length; index++) {
    const known = bucket[index]!;
    if (!known.fits(text.view, from, line.length)) continue;
    if (credit < MAX_CREDIT) credit++;
    return known.head;
  }
  const head = freshHead(line, from);
  const length = reach.to - from;
  if (length < MIN_LENGTH || length > MAX_LENGTH || reach.to >= line.length) return head;
  if (credit >= COST) credit -= COST;
  else if (++uncached % SAMPLED !== 0) return head;
  const remembered = new Remembered(text, from, reach.to, head && ownTexts(head));
  if (bucket.length < IN_BUCKET) bucket.push(remembered);
  else bucket[replaced++ % IN_BUCKET] = remembered;
  return head;
};

/** Copies the head's texts: a slice would keep the whole chunk in memory. */
const ownTexts = ({ fields, messageAt }: ReadHead): ReadHead => ({ fields: copyOf(fields), messageAt });

/** Copies fields with their texts. */
export const copyOf = (fields: FieldList): FieldList => {
  const own = new FieldList();
  const { names, values, size } = fields;
  for (let at = 0; at < size; at++) {
    const value = values[at]!;
    own.add(copied(names[at]!), typeof value === 'string' ? copied(value) : value);
  }
  own.messageAt = fields.messageAt;
  own.origin = own;
  return own;
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
