import { findBareLevel, findLevelWord } from './levelWords.ts';
import { Moment } from './moment.ts';
import type { Reading } from './reading.ts';
import {
  isBlank,
  isDigit,
  isLetter,
  isLower,
  isUpper,
  isWord,
  literal,
  NO_MATCH,
  type Piece,
  type Step,
} from './steps.ts';
import { type CompiledTimeFormat, timeFormat } from './timeFormats.ts';

type HeadPiece = Piece<Reading>;

/** A line format's layout, compiled: what comes before the time, the time, what comes after it. */
export interface Layout {
  readonly layout: string;
  /** What comes before the time, as written: layouts that share it are tried with one reading of the time. */
  readonly headText: string;
  readonly head: readonly HeadPiece[];
  /** `any` format, one by name, or no time at all. */
  readonly time: CompiledTimeFormat | 'any' | null;
  readonly tail: readonly HeadPiece[];
}

const any = (): boolean => true;

/** A run of at least one character that fits. */
const run = (fits: (code: number) => boolean, ere: string): HeadPiece => ({
  step: (text, from, end) => {
    let at = from;
    while (at < end && fits(text.charCodeAt(at))) at++;
    return at === from ? NO_MATCH : at;
  },
  ere,
  first: fits,
});

/** Heads are short: what is not closed after so many characters is no bracket of a head. */
const LONGEST_GROUP = 300;

/** Everything up to and with the next `closing` character. */
const upTo = (closing: string): HeadPiece => {
  const code = closing.charCodeAt(0);
  return {
    step: (text, from, end) => {
      const last = Math.min(end, from + LONGEST_GROUP);
      for (let at = from; at < last; at++) if (text.charCodeAt(at) === code) return at + 1;
      return NO_MATCH;
    },
    ere: closing === ']' ? '[^]]*\\]' : `[^${closing}]*[${closing}]`,
    first: any,
  };
};

const markedLevel: HeadPiece = {
  step: (text, at, end, reading) => (findLevelWord(text, at, end, reading) ? reading.to : NO_MATCH),
  ere: '[A-Za-z]+[0-9]?',
  first: isLetter,
};

const bareLevel: HeadPiece = {
  step: (text, at, end, reading) => (findBareLevel(text, at, end, reading) ? reading.to : NO_MATCH),
  ere: '[A-Z]+[0-9]?',
  first: isUpper,
};

const TRACE = 0;
const DEBUG = 1;
const INFO = 2;
const NOTICE = 3;
const WARN = 4;
const ERROR = 5;
const FATAL = 6;

/** One character that stands for a level. */
const symbol = (levels: Readonly<Record<string, number>>): HeadPiece => {
  const byCode = new Map(
    Object.entries(levels).map(([character, level]) => [character.charCodeAt(0), level]),
  );
  return {
    step: (text, at, _end, reading) => {
      const level = byCode.get(text.charCodeAt(at));
      if (level === undefined) return NO_MATCH;
      reading.level = level;
      return at + 1;
    },
    // `-` goes last: between two others it would be a range.
    ere: `[${Object.keys(levels).sort().reverse().join('')}]`,
    first: code => byCode.has(code),
  };
};

/** Android's and glog's letters; T, N, C as other programs use them; A is Android's assert. */
const letters = symbol({
  V: TRACE,
  T: TRACE,
  D: DEBUG,
  I: INFO,
  N: NOTICE,
  W: WARN,
  E: ERROR,
  C: FATAL,
  F: FATAL,
  A: FATAL,
});

/** X.org's `(EE)`: doubled letters; the other marks tell where a setting came from. */
const XORG: Readonly<Record<string, number>> = { EE: ERROR, WW: WARN, II: INFO, NI: WARN, DB: DEBUG };

const xorgMark: HeadPiece = {
  step: (text, at, _end, reading) => {
    const level = XORG[text.slice(at, at + 2)];
    if (level !== undefined) reading.level = level;
    return at + 2;
  },
  ere: '..',
  first: any,
};

/** Postgres' severities as its log_line_prefix leaves them: followed by a colon and two spaces (elog.c). */
const POSTGRES: Readonly<Record<string, number>> = {
  DEBUG: DEBUG,
  DEBUG1: DEBUG,
  DEBUG2: DEBUG,
  DEBUG3: DEBUG,
  DEBUG4: DEBUG,
  DEBUG5: DEBUG,
  LOG: INFO,
  INFO: INFO,
  NOTICE: NOTICE,
  WARNING: WARN,
  ERROR: ERROR,
  FATAL: FATAL,
  PANIC: FATAL,
};

const capitals = (text: string, from: number, end: number): number => {
  let at = from;
  while (at < end && (isUpper(text.charCodeAt(at)) || isDigit(text.charCodeAt(at)))) at++;
  return at;
};

const postgresSeverity: HeadPiece = {
  step: (text, from, end, reading) => {
    const at = capitals(text, from, end);
    if (!text.startsWith(':  ', at)) return NO_MATCH;
    const level = POSTGRES[text.slice(from, at)];
    if (level === undefined) return NO_MATCH;
    reading.level = level;
    return at + 3;
  },
  ere: '[A-Z]+[1-5]?:  ',
  first: isUpper,
};

const SYSLOG_LEVELS = [FATAL, FATAL, FATAL, ERROR, WARN, NOTICE, INFO, DEBUG];

/** A syslog priority, facility × 8 + severity (RFC 5424 §6.2.1), 0–191. */
const priority: HeadPiece = {
  step: (text, from, end, reading) => {
    let value = 0;
    let at = from;
    for (; at < end && at - from < 3 && isDigit(text.charCodeAt(at)); at++) {
      value = value * 10 + text.charCodeAt(at) - 48;
    }
    if (at === from || value > 191) return NO_MATCH;
    reading.level = SYSLOG_LEVELS[value & 7]!;
    return at;
  },
  ere: '[0-9]{1,3}',
  first: isDigit,
};

const payload: HeadPiece = {
  step: (_text, at, _end, reading) => {
    reading.payload = at;
    return at;
  },
  ere: '',
  first: undefined,
};

const boundary: HeadPiece = {
  step: (text, at, end) => (at < end && isWord(text.charCodeAt(at)) ? NO_MATCH : at),
  ere: '',
  first: undefined,
};

/** A level word in small letters: as a line's first word, capitals would be a title and mixed case a sentence. */
const smallLevel: HeadPiece = {
  step: (text, at, end, reading) => {
    if (!isLower(text.charCodeAt(at)) || !isLower(text.charCodeAt(at + 1))) return NO_MATCH;
    return findLevelWord(text, at, end, reading) ? reading.to : NO_MATCH;
  },
  ere: '[a-z]+[0-9]?',
  first: isLower,
};

const optionalBlanks: HeadPiece = {
  step: (text, from, end) => {
    let at = from;
    while (at < end && isBlank(text.charCodeAt(at))) at++;
    return at;
  },
  ere: '[ \t]*',
  first: undefined,
};

/** Padding: a single space would be a sentence's. */
const twoBlanks: HeadPiece = {
  step: (text, at, end, reading) =>
    isBlank(text.charCodeAt(at)) && isBlank(text.charCodeAt(at + 1))
      ? optionalBlanks.step(text, at, end, reading)
      : NO_MATCH,
  ere: '[ \t]{2,}',
  first: isBlank,
};

const isHex = (code: number): boolean =>
  isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
const isNonBlank = (code: number): boolean => !isBlank(code) && code !== 13;
/** What names of programs, loggers, threads and hosts are made of. */
const isName = (code: number): boolean =>
  isWord(code) || code === 45 || code === 46 || code === 36 || code === 47 || code === 64 || code === 35;

/** Blue Gene/L repeats a record's time, finer and local, beside the seconds since the epoch: only its fraction is news. */
const repeatedTime: HeadPiece = {
  step: (text, at, end, reading) => {
    const to = REPEATED.compiled.read(text, at, end, repeated);
    if (to === NO_MATCH) return NO_MATCH;
    if (repeated.second === reading.moment.epochSeconds % 60) {
      reading.moment.nanos = repeated.nanos;
      reading.moment.digits = repeated.digits;
    }
    return to;
  },
  ere: '[0-9.-]+',
  first: isDigit,
};
const REPEATED = timeFormat('db2');
const repeated = new Moment();

/** The kinds of connection that AWS load balancers begin their access logs with. */
const SCHEMES = ['https', 'http', 'h2', 'wss', 'ws', 'grpcs', 'tls'];
const scheme: HeadPiece = {
  step: (text, at) => {
    const found = SCHEMES.find(name => text.startsWith(name, at));
    return found === undefined ? NO_MATCH : at + found.length;
  },
  ere: `(${SCHEMES.join('|')})`,
  first: code => SCHEMES.some(name => name.charCodeAt(0) === code),
};

/** A file's name, as rotated logs that were put together carry in front of each line. */
const logFileName: HeadPiece = {
  step: (text, from, end) => {
    let at = from;
    while (at < end && isNonBlank(text.charCodeAt(at))) at++;
    const dot = text.indexOf('.log', from);
    return dot > from && dot < at ? at : NO_MATCH;
  },
  ere: '[^ \t]+\\.log[^ \t]*',
  first: isNonBlank,
};

/** What a letter after `%` stands for in a layout. */
const PIECES: Readonly<Record<string, HeadPiece>> = {
  l: markedLevel,
  L: bareLevel,
  c: letters,
  q: symbol({ '.': DEBUG, '-': INFO, '*': NOTICE, '#': WARN }),
  X: xorgMark,
  g: postgresSeverity,
  N: priority,
  w: run(isNonBlank, '[^ \t]+'),
  i: run(isName, '[A-Za-z0-9_.$/@#-]+'),
  n: run(isDigit, '[0-9]+'),
  x: run(isHex, '[0-9A-Fa-f]+'),
  u: run(isUpper, '[A-Z]+'),
  m: run(code => isWord(code) || code === 45, '[A-Za-z0-9_-]+'),
  y: run(code => isNonBlank(code) && code !== 58 && code !== 91, '[^][ \t:]+'),
  s: smallLevel,
  f: repeatedTime,
  b: scheme,
  F: logFileName,
  p: payload,
  '.': boundary,
  _: optionalBlanks,
  '2': twoBlanks,
  '%': literal('%'),
  ']': upTo(']'),
  ')': upTo(')'),
  '}': upTo('}'),
  '>': upTo('>'),
  '|': upTo('|'),
};

const blanks = run(isBlank, '[ \t]+');

const compilePieces = (layout: string): HeadPiece[] => {
  const pieces: HeadPiece[] = [];
  for (let at = 0; at < layout.length; at++) {
    const character = layout[at]!;
    if (character === ' ') pieces.push(blanks);
    else if (character !== '%') pieces.push(literal(character));
    else {
      at++;
      const piece = PIECES[layout[at]!];
      if (!piece) throw new Error(`no piece of a layout is called %${layout[at]} in ${layout}`);
      pieces.push(piece);
    }
  }
  return pieces;
};

const TIME = /%t|%\{([a-z0-9-]+)\}/;

/**
 * Compiles a layout: text that stands for itself, a space for one or more blanks, and
 * - `%t` a time in any format, `%{name}` in that one of TIME_FORMATS; at most one of them;
 * - `%l` a level word that the layout marks off, `%L` one in capitals that stands bare, `%s` one in small letters, `%c` a level's letter, `%q` Redis'
 *   signs, `%X` X.org's, `%g` Postgres' severities with their colon, `%N` a syslog priority;
 * - `%w` anything but blanks, `%i` a name, `%m` one without dots or slashes, `%y` a syslog tag, `%n` digits, `%x` hexadecimal digits, `%u` capitals, `%F` a log file's name;
 * - `%]`, `%)`, `%}`, `%>`, `%|` everything up to and with that character;
 * - `%f` the same time once more, `%b` a kind of connection;
 * - `%_` blanks or nothing, `%2` at least two, `%.` the end of a word, `%p` the start of another program's line, `%%` a per cent sign.
 */
export const compileLayout = (layout: string): Layout => {
  const time = TIME.exec(layout);
  if (!time) return { layout, headText: layout, head: compilePieces(layout), time: null, tail: [] };
  return {
    layout,
    headText: layout.slice(0, time.index) + time[0],
    head: compilePieces(layout.slice(0, time.index)),
    time: time[1] === undefined ? 'any' : timeFormat(time[1]),
    tail: compilePieces(layout.slice(time.index + time[0].length)),
  };
};

/** Runs pieces one after the other; gives where they ended, or -1. */
export const runSteps = (
  steps: readonly Step<Reading>[],
  text: string,
  from: number,
  end: number,
  reading: Reading,
): number => {
  let at = from;
  for (let index = 0; index < steps.length; index++) {
    at = steps[index]!(text, at, end, reading);
    if (at === NO_MATCH) return NO_MATCH;
  }
  return at;
};

/** Whether text may begin with this character code where these pieces are to match. */
export const mayBegin = (pieces: readonly HeadPiece[], code: number): boolean => {
  for (const { first } of pieces) {
    if (first !== undefined) return first(code);
    if (isBlank(code)) return true;
  }
  return true;
};
