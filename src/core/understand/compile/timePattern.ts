import type { ByteString } from '../../bytes.ts';
import type { Moment } from '../moment.ts';
import { halfClock, MERIDIEM_ERE, MERIDIEM_LOOK, readMeridiem } from './meridiem.ts';
import {
  BLANK_CODE,
  ereOf,
  isBlank,
  isDigit,
  isLetter,
  literal,
  NO_MATCH,
  type Piece,
  type Step,
  type StepCode,
  stepCode,
} from './steps.ts';
import { bytesOf } from './textBytes.ts';
import {
  blanksCode,
  digitAt,
  type FixedPart,
  fixedCode,
  fractionCode,
  nameCode,
  readFraction,
  type TimePart,
  type TimeRead,
  tableOf,
  timeReader,
  unpaddedCode,
} from './timeCode.ts';
import { bareEndCode, endOfTime, readClockTail, TAIL_ERE, TAIL_LOOK } from './timeTail.ts';

/** A notation for times, compiled from its pattern. */
export interface TimePattern {
  readonly pattern: string;
  /** Reads a time that starts at `at` into a cleared Moment; returns where it ends, or -1. */
  readonly read: Step<Moment>;
  /** The same, if the text's bytes are known. */
  readIn: TimeRead;
  /** Matches such a time. */
  readonly ere: string;
  readonly look: string;
  /** The same without the suffixes of its end. */
  readonly body: string;
  /** Returns true if a time may start with this character code. */
  readonly first: (code: number) => boolean;
  /** By ASCII code: 1 if a time may start with it. */
  readonly begins: Uint8Array;
}

/** A piece has either a fixed width or its own code. */
type TimePiece = Omit<Piece<Moment>, 'step'> &
  (
    | { readonly fixed: FixedPart; readonly code?: never }
    | { readonly code: StepCode; readonly fixed?: never }
  );

const byStep = ({ step, ...piece }: Piece<Moment>): TimePiece => ({ ...piece, code: stepCode(step) });

const DIGIT = tableOf('0123456789');

/** Creates a number of two digits. */
const padded = (part: TimePart): TimePiece => ({
  fixed: { places: [DIGIT, DIGIT], part },
  ere: '[0-9][0-9]',
  first: isDigit,
});

/** Creates a number of one or two digits; `blank` allows a space instead of the tens digit. */
const unpadded = (low: number, high: number, part: TimePart, blank = false): TimePiece => ({
  code: unpaddedCode(low, high, part, blank),
  ere: blank ? ' ?[0-9][0-9]?' : '[0-9][0-9]?',
  first: blank ? code => code === 32 || isDigit(code) : isDigit,
});

/** Years 1900–2099: other numbers of four digits are probably not years. */
const fullYear: TimePiece = {
  fixed: { places: [DIGIT, DIGIT, DIGIT, DIGIT], part: 'year' },
  ere: '(19|20)[0-9][0-9]',
  first: code => code === 49 || code === 50,
};

export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

const FULL_MONTHS =
  'January February March April May June July August September October November December'.split(' ');
const FULL_WEEKDAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');

/** Creates a piece for one of the names, short or in full. */
const named = (names: readonly string[], fullNames: readonly string[], part: TimePart | null): TimePiece => {
  const initials = new Set(names.map(name => name.charCodeAt(0)));
  return {
    code: nameCode(names, fullNames, part),
    ere: `(${names.join('|')})[a-z]*${part === null ? '' : '[.]?'}`,
    first: code => initials.has(code),
  };
};

/** A month's short name in any case, between marks that belong to a date. */
const monthInAnyCase: TimePiece = {
  code: nameCode(MONTHS, FULL_MONTHS, 'month', true),
  ere: `(${MONTHS.map(name => name.replace(/[A-Za-z]/g, letter => `[${letter.toUpperCase()}${letter.toLowerCase()}]`)).join('|')})[a-z]*`,
  first: isLetter,
};

/** Creates a fraction of a second after one of `marks`. */
const fraction = (marks: string, optional: boolean): TimePiece => ({
  code: fractionCode(marks, optional),
  ere: optional ? `([${marks}][0-9]+)?` : `[${marks}][0-9]+`,
  first: optional ? undefined : code => marks.includes(String.fromCharCode(code)),
});

/** Three digits of a fraction without a mark. */
const millis: TimePiece = byStep({
  step: (text, at, end, moment) =>
    at + 3 <= end && readFraction(text, at, at + 3, moment) === at + 3 ? at + 3 : NO_MATCH,
  ere: '[0-9][0-9][0-9]',
  first: isDigit,
});

/** A required AM or PM. */
const meridiem: TimePiece = byStep({
  step: (text, at, end, moment) => {
    const to = readMeridiem(text, at, end, moment);
    return to === at ? NO_MATCH : to;
  },
  ere: MERIDIEM_ERE,
  look: MERIDIEM_LOOK,
  first: code => ' \tAaPp\xc2\xe2'.includes(String.fromCharCode(code)),
});

/** The optional suffixes of a clock within a pattern. */
const clockTail: TimePiece = byStep({
  step: readClockTail,
  ere: TAIL_ERE,
  look: TAIL_LOOK,
  first: undefined,
});

const MINUTES_AHEAD = /[+-](\d{3})(?!\d)/y;

/** DB2's optional zone: minutes ahead of UTC. */
const minutesAhead: TimePiece = byStep({
  step: (text, at, end, moment) => {
    MINUTES_AHEAD.lastIndex = at;
    const found = MINUTES_AHEAD.exec(text);
    if (found === null || MINUTES_AHEAD.lastIndex > end) return at;
    moment.offset = Number(found[0]);
    return MINUTES_AHEAD.lastIndex;
  },
  ere: '([+-][0-9]{3})?',
  first: undefined,
});

/**
 * Seconds since the epoch have ten digits from 2001 on, milliseconds 13, and so on; numbers after 2039 are not times.
 */
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

const EXPONENT = /([12])\.(\d{1,18})e\+09(?![0-9A-Za-z])/y;

/** Seconds since the epoch as a float with an exponent, as Go prints them: trailing zeros are missing. */
const exponent: TimePiece = byStep({
  step: (text, at, end, moment) => {
    EXPONENT.lastIndex = at;
    const found = EXPONENT.exec(text);
    if (found === null || EXPONENT.lastIndex > end) return NO_MATCH;
    const digits = found[1]! + found[2]!.padEnd(9, '0');
    const seconds = Number(digits.slice(0, 10));
    if (seconds > LAST_EPOCH_SECOND) return NO_MATCH;
    moment.epochSeconds = seconds;
    moment.digits = digits.length - 10;
    moment.nanos = Number(digits.slice(10).padEnd(9, '0'));
    return EXPONENT.lastIndex;
  },
  ere: '[12][.][0-9]+e[+]09',
  first: code => code === 49 || code === 50,
});

/**
 * Labels of multilog and s6-log: `@`, seconds of TAI from 2^62 on, and nanoseconds, in hexadecimal digits
 * (cr.yp.to/libtai/tai64.html).
 */
const TAI64 = /@40000000([0-9a-f]{8})([0-9a-f]{8})?(?![0-9A-Za-z])/y;
/** The seconds that libtai adds to a Unix clock. */
const TAI_AHEAD_S = 10;

const tai64: TimePiece = byStep({
  step: (text, at, end, moment) => {
    TAI64.lastIndex = at;
    const found = TAI64.exec(text);
    if (found === null || TAI64.lastIndex > end) return NO_MATCH;
    moment.epochSeconds = Number.parseInt(found[1]!, 16) - TAI_AHEAD_S;
    if (found[2] !== undefined) {
      moment.nanos = Number.parseInt(found[2], 16);
      moment.digits = 9;
    }
    return TAI64.lastIndex;
  },
  ere: '@[0-9a-f]{16,24}',
  first: code => code === 64,
});

/** Returns the number of one or two digits at `at`; -1 if there are none. */
const shortNumber = (text: ByteString, at: number): number => {
  const tens = digitAt(text, at);
  if (tens < 0) return NO_MATCH;
  const ones = digitAt(text, at + 1);
  return ones < 0 ? tens : tens * 10 + ones;
};

const widthOf = (text: ByteString, at: number): number => (digitAt(text, at + 1) < 0 ? 1 : 2);

/**
 * Creates a piece for a numeric date with the year last or, in two digits, first. `TimeResolver` determines
 * which number is the day for the whole log.
 */
const numericDate = (separator: '/' | '-' | '.', hasFullYear = false): TimePiece => {
  const code = separator.charCodeAt(0);
  return byStep({
    step: (text, at, end, moment) => {
      const first = shortNumber(text, at);
      if (first < 0) return NO_MATCH;
      let to = at + widthOf(text, at);
      if (text.charCodeAt(to) !== code) return NO_MATCH;
      const second = shortNumber(text, ++to);
      if (second < 0) return NO_MATCH;
      to += widthOf(text, to);
      if (text.charCodeAt(to) !== code) return NO_MATCH;
      let third = shortNumber(text, ++to);
      if (third < 0 || digitAt(text, to + 1) < 0) return NO_MATCH;
      to += 2;
      const years = shortNumber(text, to);
      if (years >= 0) {
        if (widthOf(text, to) !== 2 || (third !== 19 && third !== 20)) return NO_MATCH;
        third = third * 100 + years;
        to += 2;
      }
      if (to > end || isDigit(text.charCodeAt(to)) || (hasFullYear && years < 0)) return NO_MATCH;
      return moment.takeNumericDate(first, second, third, code) ? to : NO_MATCH;
    },
    ere: `[0-9][0-9]?[${separator}][0-9][0-9]?[${separator}]((19|20)[0-9][0-9]|[0-9][0-9])`,
    first: isDigit,
  });
};

const blanks: TimePiece = { code: blanksCode, ere: '[ \t]+', first: isBlank };

const oneOf = (characters: string): TimePiece => ({
  fixed: { places: [tableOf(characters)], part: null },
  ere: `[${characters}]`,
  first: code => characters.includes(String.fromCharCode(code)),
});

const CHARACTERS = new Map<string, TimePiece>();

/** Most patterns contain the same few characters. */
const character = (text: string): TimePiece => {
  const known = CHARACTERS.get(text);
  if (known) return known;
  const piece: TimePiece = { ...oneOf(text), ere: ereOf(text) };
  CHARACTERS.set(text, piece);
  return piece;
};

/** A date with its year after a clock and perhaps a zone. */
const DATE_BEHIND =
  /[ \t]+(?:[A-Z]{1,5} +|[AaPp]\.?[Mm]\.? +){0,2}(?:(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? +)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* +\d\d?|(?:19|20)\d\d([-/.])\d\d?\1\d\d?|\d\d?([-/.])\d\d?\2(?:19|20)\d\d|\d\d?([ -])[A-Z][A-Za-z]{2}\3(?:19|20)\d\d)(?![\w.])/y;

/** Rejects a clock before a date: the time is both of them. */
const undated: TimePiece = {
  code: code => {
    const next = code.local();
    return (
      `if(at+8<end&&(${BLANK_CODE})){const ${next}=bytes[at+1];` +
      `if((${next}<91||${next}===97||${next}===112)&&${code.value(isDateBehind)}(text,at,end))return -1;}`
    );
  },
  ere: '',
  first: undefined,
};

const isDateBehind = (text: ByteString, at: number, end: number): boolean => {
  DATE_BEHIND.lastIndex = at;
  return DATE_BEHIND.test(text) && DATE_BEHIND.lastIndex <= end;
};

/** The placeholders of time patterns; all other text is literal. The longest name wins. */
const PIECES: Readonly<Record<string, TimePiece>> = {
  yyyy: fullYear,
  yy: padded('shortYear'),
  MMM: named(MONTHS, FULL_MONTHS, 'month'),
  MON: monthInAnyCase,
  MM: padded('month'),
  M: unpadded(1, 12, 'month'),
  dd: padded('day'),
  d: unpadded(1, 31, 'day'),
  _d: unpadded(1, 31, 'day', true),
  EEE: named(WEEKDAYS, FULL_WEEKDAYS, null),
  HH: padded('hour'),
  H: unpadded(0, 23, 'hour'),
  _H: unpadded(0, 23, 'hour', true),
  h: unpadded(1, 12, 'hour'),
  mm: padded('minute'),
  m: unpadded(0, 59, 'minute'),
  ss: padded('second'),
  s: unpadded(0, 60, 'second'),
  // A fraction: optional, required, and after a colon.
  f: fraction('.,', true),
  F: fraction('.,', false),
  ':F': fraction(':', false),
  a: meridiem,
  'Ah:mm:ss': byStep(halfClock),
  z: clockTail,
  SECONDS: epoch(10),
  MILLIS: epoch(13),
  MICROS: epoch(16),
  NANOS: epoch(19),
  TAI64: tai64,
  EXPONENT: exponent,
  'n/n/n': numericDate('/'),
  'n-n-n': numericDate('-'),
  'n.n.n': numericDate('.'),
  'N/N/N': numericDate('/', true),
  'N-N-N': numericDate('-', true),
  'N.N.N': numericDate('.', true),
  SSS: millis,
  '!': undated,
  O: minutesAhead,
  __: character('_'),
  ' at ': byStep(literal(' at ')),
  '~': oneOf('Tt_ '),
  '&': oneOf(',;|/'),
  ' ': blanks,
};

/** Counted seconds imply their zone. */
const EPOCH = /^(?:SECONDS|MILLIS|MICROS|NANOS|TAI64|EXPONENT)/;

/** A placeholder, the longest first, or any other character. */
const TOKEN = new RegExp(
  [
    ...Object.keys(PIECES)
      .sort((a, b) => b.length - a.length)
      .map(name => name.replaceAll('.', '[.]')),
    '[^]',
  ].join('|'),
  'g',
);

const compilePieces = (pattern: string): TimePiece[] => {
  const pieces = pattern.match(TOKEN)!.map(text => PIECES[text] ?? character(text));
  // Every time ends with its own suffixes.
  if (pieces.at(-1) === clockTail) pieces.pop();
  return pieces;
};

/** Merges adjacent pieces of fixed width. */
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

/** Returns what the bytes at the start of a time with these pieces may be, as far as their number is fixed. */
const startOf = (pieces: readonly TimePiece[]): readonly Uint8Array[] => {
  const other = pieces.findIndex(({ fixed }) => fixed === undefined);
  return pieces.slice(0, other < 0 ? pieces.length : other).flatMap(({ fixed }) => fixed!.places);
};

/** The number of texts that are told apart by their start; for more of them, compiling the pattern pays off. */
const MAX_TOLD_APART = 64;

/** Compiles a time pattern, such as `yyyy-MM-dd~HH:mm:ssfz`. */
export const compileTimePattern = (pattern: string): TimePattern => {
  const pieces = compilePieces(pattern);
  const isEpoch = EPOCH.test(pattern);
  const body = pieces.map(piece => piece.look ?? piece.ere).join('');
  let start: readonly Uint8Array[] | null = null;
  let toldApart = 0;
  const compiled: TimePattern = {
    pattern,
    // Most patterns match nothing, so each is compiled for the first text that starts like it.
    readIn: (text, of, from, end, moment) => {
      start ??= startOf(pieces);
      const isAlike =
        end - from >= start.length && start.every((places, index) => places[of.bytes[from + index]!] === 1);
      if (!isAlike && ++toldApart < MAX_TOLD_APART) return NO_MATCH;
      compiled.readIn = timeReader(pattern, [...codesOf(pieces), bareEndCode], endOfTime);
      return compiled.readIn(text, of, from, end, moment);
    },
    read: (text, from, end, moment) => compiled.readIn(text, bytesOf(text), from, end, moment),
    ere: pieces.map(piece => piece.ere).join('') + (isEpoch ? '' : TAIL_ERE),
    look: body + (isEpoch ? '' : TAIL_LOOK),
    body,
    first: pieces[0]!.first!,
    begins: beginsOf(pieces[0]!.first!),
  };
  return compiled;
};

const BEGINS = new Map<(code: number) => boolean, Uint8Array>();

/** Patterns that start with the same piece share a table. */
const beginsOf = (first: (code: number) => boolean): Uint8Array => {
  const known = BEGINS.get(first);
  if (known) return known;
  const begins = new Uint8Array(128);
  for (let code = 0; code < begins.length; code++) if (first(code)) begins[code] = 1;
  BEGINS.set(first, begins);
  return begins;
};
