import type { ByteString } from '../../bytes.ts';
import type { Moment } from '../moment.ts';
import {
  ereOf,
  isBlank,
  isDigit,
  isLetter,
  NO_MATCH,
  type Piece,
  type Step,
  type StepCode,
  stepCode,
} from './steps.ts';
import {
  blanksCode,
  digitAt,
  type FixedPart,
  fixedCode,
  fractionCode,
  nameCode,
  readFraction,
  type TimePart,
  tableOf,
  timeReader,
  unpaddedCode,
} from './timeCode.ts';
import { zonePiece } from './timeZoneText.ts';

/** A way of writing times, compiled from its pattern. */
export interface TimePattern {
  readonly pattern: string;
  /** Reads a time that starts at `at` into a cleared Moment; gives where it ends, or -1. */
  read: Step<Moment>;
  /** What such a time looks like. */
  readonly ere: string;
  readonly look: string;
  /** Whether a time may begin with this character code. */
  readonly first: (code: number) => boolean;
  /** The same by ASCII code: 1 where it may. */
  readonly begins: Uint8Array;
}

/** A piece is something of a fixed width, or has its own code. */
type TimePiece = Omit<Piece<Moment>, 'step'> &
  (
    | { readonly fixed: FixedPart; readonly code?: never }
    | { readonly code: StepCode; readonly fixed?: never }
  );

const byStep = ({ step, ...piece }: Piece<Moment>): TimePiece => ({ ...piece, code: stepCode(step) });

const DIGIT = tableOf('0123456789');

/** A number of two digits. */
const padded = (part: TimePart): TimePiece => ({
  fixed: { places: [DIGIT, DIGIT], part },
  ere: '[0-9][0-9]',
  first: isDigit,
});

/** A number of one or two digits; `blank` allows a space in place of the tens. */
const unpadded = (low: number, high: number, part: TimePart, blank = false): TimePiece => ({
  code: unpaddedCode(low, high, part, blank),
  ere: blank ? ' ?[0-9][0-9]?' : '[0-9][0-9]?',
  first: blank ? code => code === 32 || isDigit(code) : isDigit,
});

/** Years 1900–2099: any other number of four digits is more likely no year. */
const fullYear: TimePiece = {
  fixed: { places: [DIGIT, DIGIT, DIGIT, DIGIT], part: 'year' },
  ere: '(19|20)[0-9][0-9]',
  first: code => code === 49 || code === 50,
};

export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** One of the names. */
const named = (names: readonly string[], part: TimePart | null): TimePiece => {
  const initials = new Set(names.map(name => name.charCodeAt(0)));
  return {
    code: nameCode(names, part),
    ere: `(${names.join('|')})`,
    first: code => initials.has(code),
  };
};

/** The second's fraction after one of `marks`. */
const fraction = (marks: string, optional: boolean): TimePiece => ({
  code: fractionCode(marks, optional),
  ere: optional ? `([${marks}][0-9]+)?` : `[${marks}][0-9]+`,
  first: optional ? undefined : code => marks.includes(String.fromCharCode(code)),
});

/** Makes the hour already read an hour of the day. */
const meridiem: TimePiece = byStep({
  step: (text, at, _end, moment) => {
    const half = text.charCodeAt(at) | 32;
    if ((half !== 97 && half !== 112) || (text.charCodeAt(at + 1) | 32) !== 109) return NO_MATCH;
    if (moment.hour > 12 || moment.hour === 0) return NO_MATCH;
    moment.hour = (moment.hour % 12) + (half === 112 ? 12 : 0);
    return at + 2;
  },
  ere: '[AaPp][Mm]',
  first: code => 'AaPp'.includes(String.fromCharCode(code)),
});

/** Seconds since the epoch have ten digits from 2001 on, milliseconds 13, and so on; a number after 2039 is no time. */
const LAST_EPOCH_SECOND = 2_200_000_000;

const epoch = (digits: 10 | 13 | 16 | 19): TimePiece =>
  byStep({
    step: (text, at, end, moment) => {
      let seconds = 0;
      for (let place = 0; place < 10; place++) {
        const digit = digitAt(text, at + place);
        if (digit < 0) return NO_MATCH;
        seconds = seconds * 10 + digit;
      }
      const to = at + digits;
      if (seconds < 1_000_000_000 || seconds > LAST_EPOCH_SECOND) return NO_MATCH;
      if (to > end || isDigit(text.charCodeAt(to))) return NO_MATCH;
      if (digits > 10 && readFraction(text, at + 10, to, moment) !== to) return NO_MATCH;
      moment.epochSeconds = seconds;
      return to;
    },
    ere: `[12][0-9]{${digits - 1}}`,
    first: code => code === 49 || code === 50,
  });

const blanks: TimePiece = { code: blanksCode, ere: '[ \t]+', first: isBlank };

const oneOf = (characters: string): TimePiece => ({
  fixed: { places: [tableOf(characters)], part: null },
  ere: `[${characters}]`,
  first: code => characters.includes(String.fromCharCode(code)),
});

const character = (text: string): TimePiece => ({ ...oneOf(text), ere: ereOf(text) });

/** What stands in a time pattern for what; all else in a pattern stands for itself. The longest name wins. */
const PIECES: Readonly<Record<string, TimePiece>> = {
  yyyy: fullYear,
  yy: padded('shortYear'),
  MMM: named(MONTHS, 'month'),
  MM: padded('month'),
  M: unpadded(1, 12, 'month'),
  dd: padded('day'),
  d: unpadded(1, 31, 'day'),
  _d: unpadded(1, 31, 'day', true),
  EEE: named(WEEKDAYS, null),
  HH: padded('hour'),
  H: unpadded(0, 23, 'hour'),
  _H: unpadded(0, 23, 'hour', true),
  h: unpadded(1, 12, 'hour'),
  mm: padded('minute'),
  m: unpadded(0, 59, 'minute'),
  ss: padded('second'),
  s: unpadded(0, 60, 'second'),
  // A fraction that may be there, one that must be, and one after a colon.
  f: fraction('.,', true),
  F: fraction('.,', false),
  ':F': fraction(':', false),
  a: meridiem,
  z: byStep(zonePiece),
  SECONDS: epoch(10),
  MILLIS: epoch(13),
  MICROS: epoch(16),
  NANOS: epoch(19),
  '~': oneOf('Tt_ '),
  ' ': blanks,
};

const NAMES = Object.keys(PIECES).sort((a, b) => b.length - a.length);

const compilePieces = (pattern: string): TimePiece[] => {
  const pieces: TimePiece[] = [];
  for (let at = 0; at < pattern.length; ) {
    const name = NAMES.find(candidate => pattern.startsWith(candidate, at));
    const piece = name === undefined ? undefined : PIECES[name];
    pieces.push(piece ?? character(pattern[at]!));
    at += name?.length ?? 1;
  }
  return pieces;
};

/** Neighbours of fixed width are read as one. */
const codesOf = (pieces: readonly TimePiece[]): StepCode[] => {
  const codes: StepCode[] = [];
  let fixed: FixedPart[] = [];
  const close = (): void => {
    if (fixed.length > 0) codes.push(fixedCode(fixed));
    fixed = [];
  };
  for (const piece of pieces) {
    if (piece.fixed) fixed.push(piece.fixed);
    else {
      close();
      codes.push(piece.code);
    }
  }
  close();
  return codes;
};

/** Where a time ends, or -1 where what was read is but the beginning of a longer number, word or time: `10:00:001`, `14:02` of `14:02:11`. */
const endOfTime = (text: ByteString, at: number, end: number, moment: Moment): number => {
  if (at >= end) return at;
  const next = text.charCodeAt(at);
  if (isDigit(next) || isLetter(next)) return NO_MATCH;
  if (moment.digits !== 0 || !isDigit(text.charCodeAt(at - 1))) return at;
  return (next === 58 || next === 46 || next === 44) && digitAt(text, at + 1) >= 0 ? NO_MATCH : at;
};

/** Compiles a time pattern, such as `yyyy-MM-dd~HH:mm:ssfz`. */
export const compileTimePattern = (pattern: string): TimePattern => {
  const pieces = compilePieces(pattern);
  const compiled: TimePattern = {
    pattern,
    // Most are never needed: each is made when it is.
    read: (text, from, end, moment) => {
      compiled.read = timeReader(pattern, codesOf(pieces), endOfTime);
      return compiled.read(text, from, end, moment);
    },
    ere: pieces.map(piece => piece.ere).join(''),
    look: pieces.map(piece => piece.look ?? piece.ere).join(''),
    first: pieces[0]!.first!,
    begins: Uint8Array.from({ length: 128 }, (_, code) => Number(pieces[0]!.first!(code))),
  };
  return compiled;
};
