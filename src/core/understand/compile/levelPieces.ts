import { encodeText } from '../../bytes.ts';
import { LEVELS, type Level } from '../../level.ts';
import {
  BARE_WORDS,
  findBareLevel,
  findBareLevelIn,
  findCapitalised,
  findLevelWord,
  findLevelWordIn,
  isTitle,
  MARKED_WORDS,
} from '../findLevelWord.ts';
import type { LineHead } from '../lineHead.ts';
import { isBlank, isDigit, isLetter, isLower, isUpper, NO_MATCH, type Piece } from './steps.ts';

type LevelPiece = Piece<LineHead>;

const indexOf = (level: Level): number => LEVELS.indexOf(level);

/** A level word in any case, marked by the layout. */
export const markedLevel: LevelPiece = {
  step: (text, at, end, reading) => (findLevelWord(text, at, end, reading) ? reading.to : NO_MATCH),
  code: code => `if(!${code.value(findLevelWordIn)}(bytes,at,end,into))${code.fail}at=into.to;`,
  ere: '[A-Za-z]+[0-9]?',
  look: MARKED_WORDS,
  wordEnd: true,
  first: isLetter,
};

/** An unmarked level word in capitals. */
export const bareLevel: LevelPiece = {
  step: (text, at, end, reading) => (findBareLevel(text, at, end, true, reading) ? reading.to : NO_MATCH),
  code: code => `if(!${code.value(findBareLevelIn)}(bytes,at,end,true,into))${code.fail}at=into.to;`,
  ere: '[A-Z]+[0-9]?',
  look: BARE_WORDS.toUpperCase(),
  wordEnd: true,
  first: isUpper,
};

/** An unmarked level word with nothing before it and a blank after it; some words need two blanks. */
export const leadingLevel: LevelPiece = {
  step: (text, at, end, reading) => {
    if (!findBareLevel(text, at, end, true, reading)) return NO_MATCH;
    const { to } = reading;
    const isApart = isBlank(text.charCodeAt(to + 1)) || text.charCodeAt(to) === 9;
    return !isApart && isTitle(text, at, to) ? NO_MATCH : to;
  },
  ere: '[A-Z]+[0-9]?',
  look: BARE_WORDS.toUpperCase(),
  wordEnd: true,
  first: isUpper,
};

/** A capitalised level word, marked by a colon. */
export const capitalisedLevel: LevelPiece = {
  step: (text, at, end, reading) => (findCapitalised(text, at, end, reading) ? reading.to : NO_MATCH),
  ere: '[A-Z][a-z]+',
  look: BARE_WORDS.replace(/[(|]([a-z])/g, (found, letter: string) =>
    found.replace(letter, letter.toUpperCase()),
  ),
  wordEnd: true,
  first: isUpper,
};

/** An unmarked level word in lower case. */
export const smallLevel: LevelPiece = {
  step: (text, at, end, reading) => (findBareLevel(text, at, end, false, reading) ? reading.to : NO_MATCH),
  code: code => `if(!${code.value(findBareLevelIn)}(bytes,at,end,false,into))${code.fail}at=into.to;`,
  ere: '[a-z]+[0-9]?',
  look: BARE_WORDS,
  wordEnd: true,
  first: isLower,
};

/** Creates a piece for one character that represents a level. */
const symbol = (levels: Readonly<Record<string, Level>>): LevelPiece => {
  const byCode = new Int8Array(256).fill(-1);
  for (const [character, level] of Object.entries(levels)) byCode[character.charCodeAt(0)] = indexOf(level);
  return {
    step: (text, at, _end, reading) => {
      const level = byCode[text.charCodeAt(at)];
      if (level === undefined || level < 0) return NO_MATCH;
      reading.level = level;
      return at + 1;
    },
    // `-` must be last: between two other characters it would be a range.
    ere: `[${Object.keys(levels)
      .sort((a, b) => Number(a === '-') - Number(b === '-'))
      .join('')}]`,
    first: code => (byCode[code] ?? -1) >= 0,
  };
};

/** The letters of Android and glog; T, N and C are from other programs; A is Android's assert. */
export const LETTER_LEVELS = {
  V: 'trace',
  T: 'trace',
  D: 'debug',
  I: 'info',
  N: 'notice',
  W: 'warn',
  E: 'error',
  C: 'fatal',
  F: 'fatal',
  A: 'fatal',
} as const;

export const levelLetter = symbol(LETTER_LEVELS);

/** The letters of SAP HANA's traces. */
export const HANA_LETTERS = { f: 'fatal', e: 'error', w: 'warn', i: 'info', d: 'debug' } as const;

export const hanaLetter = symbol(HANA_LETTERS);

/** Redis' signs (server.c: `const char *c = ".-*#"`, in the order of syslog's debug, info, notice, warning). */
export const REDIS_SIGNS = { '.': 'debug', '-': 'info', '*': 'notice', '#': 'warn' } as const;

export const redisSign = symbol(REDIS_SIGNS);

/** WebSphere's event types (IBM, "Log and trace file formats"): A is audit, C configuration, D detail. */
export const websphereType = symbol({
  F: 'fatal',
  E: 'error',
  W: 'warn',
  A: 'notice',
  I: 'info',
  C: 'info',
  D: 'debug',
});

/** X.org's `(EE)`: doubled letters; its other marks show the origin of a setting. */
const XORG: Readonly<Record<string, Level>> = {
  EE: 'error',
  WW: 'warn',
  II: 'info',
  NI: 'warn',
  DB: 'debug',
};

export const xorgMark: LevelPiece = {
  step: (text, at, _end, reading) => {
    const level = XORG[text.slice(at, at + 2)];
    if (level !== undefined) reading.level = indexOf(level);
    return at + 2;
  },
  ere: '..',
  first: () => true,
};

/** Postgres' severities (elog.c), followed by a colon and two spaces after any log_line_prefix. */
const POSTGRES: Readonly<Record<string, Level>> = {
  DEBUG1: 'debug',
  DEBUG2: 'debug',
  DEBUG3: 'debug',
  DEBUG4: 'debug',
  DEBUG5: 'debug',
  DEBUG: 'debug',
  LOG: 'info',
  INFO: 'info',
  NOTICE: 'notice',
  WARNING: 'warn',
  ERROR: 'error',
  FATAL: 'fatal',
  PANIC: 'fatal',
};

export const postgresSeverity: LevelPiece = {
  step: (text, from, end, reading) => {
    let at = from;
    while (at < end && (isUpper(text.charCodeAt(at)) || isDigit(text.charCodeAt(at)))) at++;
    if (!text.startsWith(':  ', at)) return NO_MATCH;
    const level = POSTGRES[text.slice(from, at)];
    if (level === undefined) return NO_MATCH;
    reading.level = indexOf(level);
    return at + 3;
  },
  ere: '[A-Z]+[1-5]?:  ',
  first: isUpper,
};

/** RFC 5424 §6.2.1: severities 0 (emergency) to 7 (debug). */
export const SYSLOG_SEVERITIES: readonly Level[] = [
  'fatal',
  'fatal',
  'fatal',
  'error',
  'warn',
  'notice',
  'info',
  'debug',
];

/** A syslog priority: facility × 8 + severity, 0–191. */
export const syslogPriority: LevelPiece = {
  step: (text, from, end, reading) => {
    let value = 0;
    let at = from;
    for (; at < end && at - from < 3 && isDigit(text.charCodeAt(at)); at++) {
      value = value * 10 + text.charCodeAt(at) - 48;
    }
    if (at === from || value > 191) return NO_MATCH;
    reading.level = indexOf(SYSLOG_SEVERITIES[value % 8]!);
    return at;
  },
  ere: '[0-9]{1,3}',
  first: isDigit,
};

/** ESXi 8's abbreviated severities, as `vmsyslogd` writes them in front of a priority. */
const ESXI: Readonly<Record<string, Level>> = {
  Em: 'fatal',
  Al: 'fatal',
  Cr: 'fatal',
  Er: 'error',
  Wa: 'warn',
  No: 'notice',
  In: 'info',
  Db: 'debug',
};

/** Creates a piece that looks up levels by a few characters. */
const lookedUp = (levels: Readonly<Record<string, Level>>, length: number, ere: string): LevelPiece => ({
  step: (text, at, _end, reading) => {
    const level = levels[text.slice(at, at + length)];
    if (level === undefined) return NO_MATCH;
    reading.level = indexOf(level);
    return at + length;
  },
  ere,
  first: code => Object.keys(levels).some(key => key.charCodeAt(0) === code),
});

export const esxiLevel = lookedUp(ESXI, 2, `(${Object.keys(ESXI).join('|')})`);

/** SSSD's debug levels (man sssd): bits, the worst first. */
export const SSSD_LEVELS: Readonly<Record<string, Level>> = {
  '0x0010': 'fatal',
  '0x0020': 'fatal',
  '0x0040': 'error',
  '0x0080': 'warn',
  '0x0100': 'info',
  '0x0200': 'info',
  '0x0400': 'debug',
  '0x1000': 'debug',
  '0x2000': 'trace',
  '0x4000': 'trace',
};

export const sssdLevel = lookedUp(SSSD_LEVELS, 6, '0x[0-9]{4}');

export const ESXI_LEVELS = ESXI;

/** Marks that tools print before their messages (Next.js, signale, consola, test runners). */
export const MARK_LEVELS: Readonly<Record<string, Level>> = Object.fromEntries(
  (
    [
      ['error', '⨯✖✗✘❌'],
      ['warn', '⚠'],
      ['info', '✓✔✅ℹ○'],
    ] as const
  ).flatMap(([level, marks]) => [...marks].map(mark => [mark, level])),
);

const ENCODED_MARKS = Object.fromEntries(
  Object.entries(MARK_LEVELS).map(([mark, level]) => [encodeText(mark), level]),
);

export const markSign: LevelPiece = {
  ...lookedUp(ENCODED_MARKS, 3, `(${Object.keys(MARK_LEVELS).join('|')})`),
  look: `(${Object.keys(ENCODED_MARKS).join('|')})`,
  // All of them start with the same byte; the tree asks about one that stands for all others than ASCII.
  first: code => code >= 128,
};
