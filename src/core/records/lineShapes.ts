import type { ByteString } from '../bytes.ts';
import type { FieldTemplate } from '../fields/fieldTemplate.ts';
import { knownFieldsAt } from '../fields/knownFields.ts';
import { MAX_SHAPES } from '../kernels/runs/layout.ts';
import type { TextBytes } from '../understand/compile/textBytes.ts';
import { hasControlsIn } from '../understand/compile/textBytes.ts';
import { type BytePattern, matchesAt, patternOf } from '../understand/known/bytePattern.ts';
import { MIN_START, StartIndex } from '../understand/known/startIndex.ts';
import type { LineHead } from '../understand/lineHead.ts';
import { type Moment, UNSAID } from '../understand/moment.ts';
import { beginsInCapitals } from '../understand/tables/continuationShapes.ts';
import type { CompiledTimeFormat } from '../understand/tables/timeFormats.ts';

/** What is known about a line from its start alone, whatever its digits are and whatever follows. */
export interface LineShape {
  /** The number of bytes at the line's start that determine it. */
  readonly length: number;
  /** The time, whose digits may be any, and what follows it. */
  readonly timePattern: BytePattern;
  readonly rest: BytePattern;
  readonly time: CompiledTimeFormat;
  readonly timeLength: number;
  /** Number of digits of the second's fraction, and where they are in the line; -1: unknown. */
  readonly digits: number;
  readonly fractionAt: number;
  /**
   * How many of the time's bytes tell the second, if it is written like `2026-11-20 14:02:11`, so that lines of a minute differ in
   * nothing else; 0: it is not.
   */
  readonly secondTo: number;
  /** An index of LEVELS. */
  readonly severity: number;
  /** True if a program such as a container runtime added the time. */
  readonly stamped: boolean;
  /** A number below MAX_SHAPES; few other shapes have the same. */
  readonly id: number;
  /** True if no character of the start needs an escape in JSON. */
  readonly simple: boolean;
  /** All fields but the message, which is the rest of the line. */
  readonly template: FieldTemplate;
}

const MAX_BYTES = 256;

const shapes = new StartIndex<LineShape>();
let made = 0;

/**
 * Returns the shape of the line at a place; undefined if it is unknown. `time` and `timeLength` are those of the line before.
 * There are more bytes after the text's end.
 */
export const shapeAt = (
  { bytes, view }: TextBytes,
  from: number,
  end: number,
  time: CompiledTimeFormat,
  timeLength: number,
): LineShape | undefined => {
  const timeTo = from + timeLength;
  if (timeTo + MIN_START > end) return undefined;
  for (let found = shapes.first(view, timeTo); found !== null; found = shapes.next(view, timeTo))
    for (let index = 0; index < found.length; index++) {
      const shape = found[index]!;
      if (shape.time !== time || shape.timeLength !== timeLength || shape.length > end - from) continue;
      if (!matchesAt(shape.rest, view, timeTo) || !matchesAt(shape.timePattern, view, from)) continue;
      if (shape.template.fits(bytes, from)) return shape;
    }
  return undefined;
};

/**
 * Returns the shape of the line that has just been read, which starts a record; undefined if its start does not determine
 * enough. A line with only a level after a stamp has to start with a word in capitals: no trace continues or starts with one.
 */
export const shapeOf = (
  text: ByteString,
  of: TextBytes,
  from: number,
  end: number,
  reading: LineHead,
): LineShape | undefined => {
  const { time, timeFrom, timeTo, provenTo, moment, stamped } = reading;
  if (provenTo < 0 || time === null || timeFrom !== from || reading.lastTime !== time) return undefined;
  if (moment.first !== UNSAID) return undefined;
  if (moment.epochSeconds === UNSAID && (moment.year === UNSAID || moment.day === UNSAID)) return undefined;
  const known = shapeAt(of, from, end, time, timeTo - from);
  if (known !== undefined) return known.digits === moment.digits ? known : undefined;
  const found = knownFieldsAt(text, from, end, time);
  if (found === null) return undefined;
  const to = Math.max(from + found.length, provenTo, timeTo + MIN_START);
  if (to - from > MAX_BYTES || to > end || hasControlsIn(of.view, from, to)) return undefined;
  if (stamped && !beginsInCapitals(text, timeTo + 1, to)) return undefined;
  const shape: LineShape = {
    length: to - from,
    // The first digit counts: fields are chosen by it.
    timePattern: patternOf(of.bytes, from, timeTo, from + 1, timeTo),
    rest: patternOf(of.bytes, timeTo, to, from + found.exactTo),
    time,
    timeLength: timeTo - from,
    digits: moment.digits,
    ...clockOf(text.slice(from, timeTo), moment),
    severity: reading.level,
    stamped,
    id: made++ % MAX_SHAPES,
    simple: /^[ !#-[\]-~]*$/.test(text.slice(from, to)),
    template: found.template,
  };
  shapes.add(of.view, timeTo, to - timeTo, shape);
  return shape;
};

/** Matches a time whose digits before a fraction determine the second, and those of the fraction nothing else. */
const CLOCK = /^\d{4}-\d\d-\d\d[T ]\d\d:(\d\d):(\d\d)(?:[.,](\d+))?Z?$/;

/** Where such a time's second ends, and where a fraction starts. */
const SECOND_TO = 19;
const FRACTION_AT = 20;

/** Returns where the digits of a second's fraction start in a time, and how many bytes tell the second, if that is certain. */
const clockOf = (time: ByteString, of: Moment): Pick<LineShape, 'fractionAt' | 'secondTo'> => {
  const { digits, nanos, minute, second, epochSeconds } = of;
  const [, minutes, seconds, fraction = ''] = CLOCK.exec(time) ?? [];
  const isSame = Number(minutes) === minute && Number(seconds) === second && fraction.length === digits;
  if (!isSame || Number(fraction.padEnd(9, '0')) !== nanos || epochSeconds !== UNSAID)
    return { fractionAt: -1, secondTo: 0 };
  return digits > 0
    ? { fractionAt: FRACTION_AT, secondTo: FRACTION_AT }
    : { fractionAt: -1, secondTo: SECOND_TO };
};
