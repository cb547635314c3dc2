import type { ByteString } from '../bytes.ts';
import type { AssembledRecord } from '../records/assembledRecord.ts';
import { isDigit } from '../understand/compile/steps.ts';
import { bytesOf, hasControlsIn } from '../understand/compile/textBytes.ts';
import { type BytePattern, matchesAt, patternOf } from '../understand/known/bytePattern.ts';
import { Moment } from '../understand/moment.ts';
import type { CompiledTimeFormat } from '../understand/tables/timeFormats.ts';
import type { FieldList } from './fieldList.ts';
import { copyOf } from './headMemo.ts';
import { ALWAYS_CHECKED } from './layouts/compiledLayout.ts';

/** What an application's line starts with, and its fields: all but the message, which is the rest of the line. */
interface KnownFields extends FieldsOfStart {
  readonly pattern: BytePattern;
  readonly time: CompiledTimeFormat;
  readonly timeLength: number;
}

/** The bytes of a line that determine its fields: those up to `length`, whatever the digits of its time are. */
export interface FieldProof {
  readonly time: CompiledTimeFormat;
  readonly timeLength: number;
  readonly length: number;
}

const PLACES = 4096;
const WAYS = 4;
/** Number of bytes after the time in the lookup key. */
const HASHED = 16;
const MAX_BYTES = 256;

const known: (KnownFields | undefined)[] = new Array(PLACES).fill(undefined);

const placeOf = (view: DataView, at: number): number => {
  let hash = 0;
  for (let place = at; place < at + HASHED; place += 4) {
    hash = Math.imul(hash ^ view.getInt32(place, true), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash & (PLACES - WAYS);
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
 * time that was read: any other may read the line differently.
 */
export const knownFields = (
  { chunk, from, to }: AssembledRecord,
  time: CompiledTimeFormat | null,
): FieldList | null => knownFieldsAt(chunk, from, to, time)?.fields ?? null;

/** The fields of lines that start alike. */
export interface FieldsOfStart {
  readonly fields: FieldList;
  /** The number of bytes that determine them, if the line has no control characters and no `ALWAYS_CHECKED`. */
  readonly length: number;
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
  if (timeTo < 0) return null;
  const first = placeOf(of.view, timeTo);
  for (let place = first; place < first + WAYS; place++) {
    const entry = known[place];
    if (entry === undefined) return null;
    const { pattern } = entry;
    if (entry.time !== time || entry.timeLength !== timeTo - from || pattern.length > to - from) continue;
    if (!matchesAt(pattern, of.view, from)) continue;
    return hasControlsIn(of.view, from, to) || hasOther(chunk, from, to) ? null : entry;
  }
  return null;
};

/** Remembers a record's fields. */
export const learnFields = (
  { chunk, from, to }: AssembledRecord,
  fields: FieldList,
  { time, timeLength, length }: FieldProof,
): void => {
  const size = Math.max(length, timeLength + HASHED);
  if (size > Math.min(MAX_BYTES, to - from) || hasOther(chunk, from, to)) return;
  const { bytes, view } = bytesOf(chunk);
  const first = placeOf(view, from + timeLength);
  known.copyWithin(first + 1, first, first + WAYS - 1);
  known[first] = {
    // The first digit counts: layouts are chosen by it.
    pattern: patternOf(bytes, from, from + size, from + 1, from + timeLength),
    time,
    timeLength,
    length: size,
    fields: copyOf(fields),
  };
};
