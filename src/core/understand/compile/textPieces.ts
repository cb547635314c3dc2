import { findBareLevelIn, findCapitalisedIn, mayBeLevelWord } from '../findLevelWord.ts';
import type { LineHead } from '../lineHead.ts';
import {
  BLANK_CODE,
  coded,
  isBlank,
  isDigit,
  isLower,
  isUpper,
  isWord,
  NO_MATCH,
  type Piece,
  type StepCode,
} from './steps.ts';

type TextPiece = Piece<LineHead>;

/** Creates a piece for a run of at least one accepted character. */
const run = (fits: (code: number) => boolean, ere: string): TextPiece => {
  // A lookup table of bytes is several times as fast as a call for each.
  const table = Uint8Array.from({ length: 256 }, (_, code) => (fits(code) ? 1 : 0));
  const code: StepCode = source => {
    const from = source.local();
    return `const ${from}=at;while(at<end&&${source.value(table)}[bytes[at]]===1)at++;if(at===${from})${source.fail}`;
  };
  return coded(code, { ere, quiet: true, first: fits });
};

/** Maximum length of a bracketed part of a head: an unclosed bracket belongs to something else. */
const MAX_GROUP_LENGTH = 300;

/** Creates a piece for everything up to and including the next `closing` character. */
export const upTo = (closing: string): TextPiece => {
  const code: StepCode = source => {
    const last = source.local();
    return (
      `const ${last}=Math.min(end,at+${MAX_GROUP_LENGTH});` +
      `while(at<${last}&&bytes[at]!==${closing.charCodeAt(0)})at++;if(at>=${last})${source.fail}at++;`
    );
  };
  return coded(code, {
    quiet: true,
    ere: closing === ']' ? '[^]]*\\]' : `[^${closing}]*[${closing}]`,
    first: () => true,
  });
};

const isHex = (code: number): boolean =>
  isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
const isNonBlank = (code: number): boolean => !isBlank(code) && code !== 13 && code !== 10;

export const blanks = run(isBlank, '[ \t]+');
export const nonBlanks = run(isNonBlank, '[^ \t]+');
export const digits = run(isDigit, '[0-9]+');
export const hexDigits = run(isHex, '[0-9A-Fa-f]+');
export const capitals = run(isUpper, '[A-Z]+');

/** The name of a program, logger, thread or host. */
export const name = run(
  code => isWord(code) || '-.$/@#'.includes(String.fromCharCode(code)),
  '[A-Za-z0-9_.$/@#-]+',
);

/** A name without dots and slashes. */
export const plainName = run(code => isWord(code) || code === 45, '[A-Za-z0-9_-]+');

/** The bytes of a tag; 2 for letters: a tag has at least one, a clock has none. */
const TAG_BYTES = Uint8Array.from({ length: 256 }, (_, code) => {
  if (isUpper(code) || isLower(code)) return 2;
  return isNonBlank(code) && code !== 58 && code !== 91 ? 1 : 0;
});

/** A syslog tag's name (RFC 3164 §5.3): up to the bracket of its process id, or its colon. */
export const syslogTag = coded<LineHead>(
  source => {
    const from = source.local();
    const lettered = source.local();
    return (
      // A date and the letter before its clock are also followed by a colon.
      `if(bytes[at+4]===45&&bytes[at+7]===45)${source.fail}` +
      `const ${from}=at;let ${lettered}=0;while(at<end&&${source.value(TAG_BYTES)}[bytes[at]]>0)` +
      `${lettered}|=${source.value(TAG_BYTES)}[bytes[at++]];` +
      `if(${lettered}<2||(bytes[at]===58&&${source.value(isLevelTag)}(bytes,${from},at)))${source.fail}`
    );
  },
  { ere: '[^[ \t:]+', quiet: true, first: code => TAG_BYTES[code]! > 0 },
);

const EQUALS = 61;

const found = { to: 0, level: 0 };

/** Returns true if a tag is a level: a line without a program's name, as in `TLS error: refused`. */
const isLevelTag = (bytes: Uint8Array, from: number, to: number): boolean =>
  mayBeLevelWord(bytes[from]!, to - from) &&
  (findBareLevelIn(bytes, from, to, false, found) || findCapitalisedIn(bytes, from, to, found)) &&
  found.to === to;

const SKIP_BLANKS = `while(at<end&&(${BLANK_CODE}))at++;`;

export const optionalBlanks: TextPiece = coded(() => SKIP_BLANKS, {
  ere: '[ \t]*',
  quiet: true,
  first: undefined,
});

/** Padding of at least two blanks: a single one could be a sentence's. */
export const twoBlanks: TextPiece = {
  step: (text, at, end, reading) =>
    isBlank(text.charCodeAt(at)) && isBlank(text.charCodeAt(at + 1))
      ? optionalBlanks.step(text, at, end, reading)
      : NO_MATCH,
  ere: '[ \t]{2,}',
  first: isBlank,
};

const WORD_BYTES = Uint8Array.from({ length: 256 }, (_, code) => Number(isWord(code) || code === EQUALS));

/** The end of a word, which is not a key before its value. */
export const boundary: TextPiece = coded(
  code => `if(at<end&&${code.value(WORD_BYTES)}[bytes[at]]===1)${code.fail}`,
  { ere: '', wordEnd: true, quiet: true, first: undefined },
);

/** The start of another program's line, after optional blanks. */
export const payload: TextPiece = coded(() => `${SKIP_BLANKS}into.payload=at;`, {
  ere: '',
  first: undefined,
});

/** The connection types at the start of AWS load balancers' access logs. */
const SCHEMES = ['https', 'http', 'h2', 'wss', 'ws', 'grpcs', 'tls'];

export const scheme: TextPiece = {
  step: (text, at) => {
    const found = SCHEMES.find(candidate => text.startsWith(candidate, at));
    return found === undefined ? NO_MATCH : at + found.length;
  },
  ere: `(${SCHEMES.join('|')})`,
  first: code => SCHEMES.some(candidate => candidate.charCodeAt(0) === code),
};

/** The facilities of syslog.h, as BusyBox and OpenWrt print them. */
const FACILITY =
  /(?:kern|user|mail|daemon|auth|authpriv|syslog|lpr|news|uucp|cron|ftp|ntp|security|console|local[0-7])(?=\.)/y;

export const facility: TextPiece = {
  step: (text, at) => {
    FACILITY.lastIndex = at;
    return FACILITY.test(text) ? FACILITY.lastIndex : NO_MATCH;
  },
  ere: '[a-z]+[0-7]?',
  first: code => isLower(code),
};

/** A file name, as in merged rotated logs that prefix each line with it. */
export const logFileName: TextPiece = {
  step: (text, from, end, reading) => {
    const to = nonBlanks.step(text, from, end, reading);
    return to !== NO_MATCH && text.slice(from, to).indexOf('.log') > 0 ? to : NO_MATCH;
  },
  ere: '[^ \t]+\\.log[^ \t]*',
  first: isNonBlank,
};
