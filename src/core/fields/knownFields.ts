import type { ByteString } from '../bytes.ts';
import { isDigit } from '../understand/compile/steps.ts';
import { bytesOf, hasControlsIn } from '../understand/compile/textBytes.ts';
import { type BytePattern, matchesAt, patternOf } from '../understand/known/bytePattern.ts';
import { withoutDigits } from '../understand/known/digits.ts';
import { MIN_START, StartIndex } from '../understand/known/startIndex.ts';
import { Moment } from '../understand/moment.ts';
import type { CompiledTimeFormat } from '../understand/tables/timeFormats.ts';
import type { FieldList } from './fieldList.ts';
import { type ExtractFields, type FieldTemplate, templateOf } from './fieldTemplate.ts';
import { copyOf } from './headMemo.ts';
import { ALWAYS_CHECKED } from './layouts/compiledLayout.ts';

/** A record's text without a carriage return at its end: a range of a chunk. */
export interface TextRange {
  readonly chunk: ByteString;
  readonly from: number;
  readonly to: number;
}

/** What an application's line starts with, and its fields: all but the message, which is the rest of the line. */
interface KnownFields extends FieldsOfStart {
  /** The first bytes, up to the end of the time, and those that follow. */
  readonly timePattern: BytePattern;
  readonly rest: BytePattern;
  readonly time: CompiledTimeFormat;
  readonly timeLength: number;
}

/** The bytes of a line that determine its fields: those up to `length`. */
export interface FieldProof {
  readonly time: CompiledTimeFormat;
  readonly timeLength: number;
  /** Digits of the time, and those from here on, stand for any digit. */
  readonly exactTo: number;
  readonly length: number;
}

const MAX_BYTES = 256;

const known = new StartIndex<KnownFields>();

/** What it costs to learn fields, in records. */
const COST = 512;
const MAX_CREDIT = 512 * COST;
/** What a record earns whose fields are known: where starts recur, it pays to learn more of them. */
export const EARNED = 32;
let credit = MAX_CREDIT;

/** Earns what it costs to learn fields: some records have been read. */
export const creditRecords = (count: number): void => {
  credit = Math.min(MAX_CREDIT, credit + count);
};

/** Shorter texts are searched each time. */
const MIN_CHUNK = 4096;

let searched = '';
let searchedFrom = 0;
let nextOther = -1;

/** Returns true if a text of certain lines, which may have other fields, is between two places, which usually only increase within a chunk. */
export const hasOther = (chunk: string, from: number, to: number): boolean => {
  // A record's own text: the chunk that follows is searched only once.
  if (chunk.length < MIN_CHUNK) return chunk.slice(from, to).includes(ALWAYS_CHECKED);
  return firstOther(chunk, from) < to;
};

/** Returns where such a text is, from a place on; infinity: nowhere. */
export const firstOther = (chunk: string, from: number): number => {
  if (chunk !== searched || from < searchedFrom || nextOther < from) {
    searched = chunk;
    searchedFrom = from;
    const found = chunk.indexOf(ALWAYS_CHECKED, from);
    nextOther = found < 0 ? Number.POSITIVE_INFINITY : found;
  }
  return nextOther;
};

const moment = new Moment();

/**
 * Returns the fields of a record that starts like an earlier one; null if that is unknown. `time` is the format of the last
 * time that was read: any other may read the line differently. They are overwritten by those of the next record.
 */
export const knownFields = (
  { chunk, from, to }: TextRange,
  time: CompiledTimeFormat | null,
): FieldList | null => {
  const found = knownFieldsAt(chunk, from, to, time);
  if (found === null) return null;
  creditRecords(EARNED);
  return found.template.fieldsOf(chunk, from);
};

/** The fields of lines that start alike. */
export interface FieldsOfStart {
  readonly template: FieldTemplate;
  /** The number of bytes that determine them, if the line has no control characters and no `ALWAYS_CHECKED`. */
  readonly length: number;
  /** Digits of the time, and those from here on, stand for any digit. */
  readonly exactTo: number;
}

/** The same for the text between two places. */
export const knownFieldsAt = (
  chunk: ByteString,
  from: number,
  to: number,
  time: CompiledTimeFormat | null,
): FieldsOfStart | null => {
  const of = bytesOf(chunk);
  if (time === null || !isDigit(of.bytes[from]!)) return null;
  moment.clear();
  const timeTo = time.compiled.readIn(chunk, of, from, to, moment);
  if (timeTo < 0 || timeTo + MIN_START > to) return null;
  const { view, bytes } = of;
  for (let entries = known.first(view, timeTo); entries !== null; entries = known.next(view, timeTo))
    for (let index = 0; index < entries.length; index++) {
      const entry = entries[index]!;
      if (entry.time !== time || entry.timeLength !== timeTo - from || entry.length > to - from) continue;
      if (!matchesAt(entry.rest, view, timeTo) || !matchesAt(entry.timePattern, view, from)) continue;
      if (!entry.template.fits(bytes, from)) continue;
      return hasControlsIn(view, from, to) || hasOther(chunk, from, to) ? null : entry;
    }
  return null;
};

/** Starts that were met before, and those whose fields cannot be learned, by hash: the latest of each place. */
const PLACES = 8192;
const met = new Int32Array(PLACES);
const unknowable = new Int32Array(PLACES);
/** How much of a message may count for what its start means. */
const MESSAGE_BYTES = 4;
/** With more credit, fields are learned at once; with less, only where the same start has been met before. */
const MUCH_CREDIT = MAX_CREDIT / 2;

/** Returns a hash of a record's start, whatever its digits are. */
const hashOfStart = ({ chunk, from }: TextRange, messageAt: number): number => {
  const { view } = bytesOf(chunk);
  const to = Math.min(from + messageAt + MESSAGE_BYTES, view.byteLength - 4);
  let hash = messageAt;
  for (let at = from; at < to; at += 4) {
    hash = Math.imul(hash ^ withoutDigits(view.getInt32(at, true)), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
};

/** Returns true if the fields of a record, whose message starts at a place, may be learned, which is paid for even if it fails. */
export const mayLearn = (record: TextRange, messageAt: number): boolean => {
  if (credit < COST) return false;
  // The fields of such records are never known.
  const { chunk, from, to } = record;
  if (hasControlsIn(bytesOf(chunk).view, from, to) || hasOther(chunk, from, to)) return false;
  const hash = hashOfStart(record, messageAt);
  const place = hash & (PLACES - 1);
  if (unknowable[place] === hash) return false;
  const isMet = met[place] === hash;
  met[place] = hash;
  if (!isMet && credit < MUCH_CREDIT) return false;
  credit -= COST;
  return true;
};

/**
 * Remembers a record's fields; `extract` reads those of other texts, which may overwrite the list. Returns a copy of it, or null if
 * nothing was read.
 */
export const learnFields = (
  record: TextRange,
  fields: FieldList,
  { time, timeLength, exactTo, length }: FieldProof,
  extract: ExtractFields,
): FieldList | null => {
  const { chunk, from, to } = record;
  const size = Math.max(length, timeLength + MIN_START);
  if (size > Math.min(MAX_BYTES, to - from) || hasOther(chunk, from, to)) return null;
  const own = copyOf(fields);
  const template = templateOf(chunk.slice(from, to), own, exactTo, size, extract);
  if (template === null) {
    const hash = hashOfStart(record, own.messageAt);
    unknowable[hash & (PLACES - 1)] = hash;
    return own;
  }
  const { bytes, view } = bytesOf(chunk);
  const timeTo = from + timeLength;
  known.add(view, timeTo, size - timeLength, {
    // The first digit counts: layouts are chosen by it.
    timePattern: patternOf(bytes, from, timeTo, from + 1),
    rest: patternOf(bytes, timeTo, from + size, from + exactTo),
    time,
    timeLength,
    exactTo,
    length: size,
    template,
  });
  return own;
};
