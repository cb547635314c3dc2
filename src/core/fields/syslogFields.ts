import type { ByteString } from '../bytes.ts';
import { isUpper } from '../understand/compile/steps.ts';
import { bytesOf, hasControlsIn } from '../understand/compile/textBytes.ts';
import { type BytePattern, matchesAt, patternOf } from '../understand/known/bytePattern.ts';
import { withoutDigits } from '../understand/known/digits.ts';
import { Moment } from '../understand/moment.ts';
import type { CompiledTimeFormat } from '../understand/tables/timeFormats.ts';
import { timeFormat } from '../understand/tables/timeFormats.ts';
import { layoutsAfter } from './extract.ts';
import type { FieldList } from './fieldList.ts';
import { type ExtractFields, type FieldTemplate, templateOf } from './fieldTemplate.ts';
import { copyOf } from './headMemo.ts';
import { creditRecords, EARNED, hasOther, type TextRange } from './knownFields.ts';
import type { CompiledLayout } from './layouts/compiledLayout.ts';
import { layoutTables } from './layouts/layoutTables.ts';
import { isPlainMessage } from './plainMessage.ts';

/** What a line of syslog starts with, up to its message, and its fields if that has none. */
interface KnownHead {
  /** The month's name. */
  readonly month: number;
  readonly timeLength: number;
  /** What is between the time and the message, with any digits. */
  readonly pattern: BytePattern;
  readonly template: FieldTemplate;
}

const PLACES = 2048;
const heads: (KnownHead | undefined)[] = new Array(PLACES).fill(undefined);

const SYSLOG = timeFormat('syslog');
const COLON = 58;
const BLANK = 32;
const MONTH = 3;
/** The maximum length of what is between the time and the message. */
const MAX_HEAD = 96;

const moment = new Moment();

/** Returns where the time of a line as syslog writes it ends; -1: it starts with anything else. */
const timeEnd = ({ chunk, from, to }: TextRange): number => {
  const of = bytesOf(chunk);
  if (!isUpper(of.bytes[from]!)) return -1;
  moment.clear();
  const end = SYSLOG.compiled.readIn(chunk, of, from, to, moment);
  return end > from + MONTH && of.bytes[from + MONTH] === BLANK ? end : -1;
};

/** Returns where the first colon and blank after a place end; -1: they are too far away. */
const headEnd = (bytes: Uint8Array, from: number, to: number): number => {
  const last = Math.min(to, from + MAX_HEAD);
  for (let at = from; at < last; at++)
    if (bytes[at] === COLON && bytes[at + 1] === BLANK) return at + 2 < to ? at + 2 : -1;
  return -1;
};

/** Returns where heads with a month and the bytes between two places are, whatever their digits are. */
const placeOf = (view: DataView, month: number, from: number, to: number): number => {
  let hash = month + to - from;
  // The last four bytes may overlap with those before.
  for (let at = from; at < to; at += 4) {
    hash = Math.imul(hash ^ withoutDigits(view.getInt32(Math.min(at, to - 4), true)), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash & (PLACES - 1);
};

const monthAt = (view: DataView, from: number): number => view.getInt32(from, true);

/**
 * Returns the fields of a line of syslog whose head, apart from digits, is known, and whose message has none; null otherwise. They are
 * overwritten by those of the next one. `time` is the format of the last time that was read.
 */
export const knownSyslogFields = (range: TextRange, time: CompiledTimeFormat | null): FieldList | null => {
  if (time !== SYSLOG) return null;
  const { chunk, from, to } = range;
  const timeTo = timeEnd(range);
  if (timeTo < 0) return null;
  const of = bytesOf(chunk);
  const { bytes, view } = of;
  const end = headEnd(bytes, timeTo, to);
  if (end < 0) return null;
  const month = monthAt(view, from);
  const head = heads[placeOf(view, month, timeTo, end)];
  if (head === undefined || head.pattern.length !== end - timeTo) return null;
  if (head.timeLength !== timeTo - from || head.month !== month) return null;
  if (!matchesAt(head.pattern, view, timeTo) || !head.template.fits(bytes, from)) return null;
  if (hasControlsIn(view, from, to) || hasOther(chunk, from, to)) return null;
  if (!isPlainMessage(chunk, of, end, to)) return null;
  creditRecords(EARNED);
  return head.template.fieldsOf(chunk, from);
};

/**
 * Remembers the fields of a line of syslog that has just been read; `extract` reads those of other texts, which may overwrite the list. Returns a
 * copy of it, or null if nothing was read.
 */
export const learnSyslogFields = (
  range: TextRange,
  fields: FieldList,
  extract: ExtractFields,
): FieldList | null => {
  const { chunk, from, to } = range;
  const timeTo = timeEnd(range);
  if (timeTo < 0) return null;
  const of = bytesOf(chunk);
  const { bytes, view } = of;
  const end = headEnd(bytes, timeTo, to);
  if (end !== from + fields.messageAt || hasOther(chunk, from, to)) return null;
  if (!isPlainMessage(chunk, of, end, to)) return null;
  const head = {
    month: monthAt(view, from),
    timeLength: timeTo - from,
    pattern: patternOf(bytes, timeTo, end),
  };
  const place = placeOf(view, head.month, timeTo, end);
  const line = chunk.slice(from, to);
  if (!isProven(line, head.timeLength, end - from)) return null;
  const own = copyOf(fields);
  const template = templateOf(line, own, head.timeLength, end - from, extract);
  if (template !== null) heads[place] = { ...head, template };
  return own;
};

/**
 * Returns true if a line's fields are those of a layout of syslog, and are not changed by the values of the digits between two places, nor by a
 * message without fields.
 */
const isProven = (line: ByteString, timeTo: number, messageAt: number): boolean => {
  /** Returns true if a layout certainly does not match at a place, judged by what comes before another one. */
  const isRejected = (layout: CompiledLayout, at: number, before: number): boolean => {
    const to = layout.rejectedBy(line, at);
    return to >= 0 && to <= before && (layout.treatsDigitsAlike || !/\d/.test(line.slice(at, to)));
  };
  const first = layoutTables().atStart[line.charCodeAt(0)] ?? [];
  if (!first.every(layout => isRejected(layout, 0, timeTo))) return false;
  const taken = layoutsAfter(line, timeTo).find(layout => !isRejected(layout, timeTo, messageAt));
  if (taken === undefined || taken.layout.name !== 'syslog' || !taken.treatsDigitsAlike) return false;
  return taken.restStart(line, timeTo) === messageAt;
};
