import type { ByteString } from '../../bytes.ts';
import { LEVELS, severity } from '../../level.ts';
import { findLevelWord } from '../findLevelWord.ts';
import { statusLevelAt } from '../httpStatus.ts';
import type { LineHead } from '../lineHead.ts';
import { LETTER_LEVELS, SYSLOG_SEVERITIES } from './levelPieces.ts';
import { coded, isDigit, isLetter, isUpper, isWord, NO_MATCH, type Piece } from './steps.ts';
import { bytesOf } from './textBytes.ts';

type WordPiece = Piece<LineHead>;

/** A piece that a sticky RegExp reads; `ere` is the same for a host's tools. */
const matching = (pattern: RegExp, ere: string, first: (code: number) => boolean): WordPiece => {
  const sticky = new RegExp(pattern, 'y');
  return {
    step: (text, at, end) => {
      sticky.lastIndex = at;
      return sticky.test(text) && sticky.lastIndex <= end ? sticky.lastIndex : NO_MATCH;
    },
    ere,
    first,
  };
};

const isNameStart = (code: number): boolean => isLetter(code) || code === 95;

/** A name of several parts, as loggers, modules and classes have: `shop.cart`, `shop::cart`, `shop/cart`. */
export const qualifiedName = matching(
  /[A-Za-z_][A-Za-z0-9_$-]*(?:(?:[.]|::|\/)[A-Za-z0-9_$-]+)+/,
  '[A-Za-z_][A-Za-z0-9_$-]*(([.]|::|/)[A-Za-z0-9_$-]+)+',
  isNameStart,
);

/** RFC 5424's structured data: `-`, or elements in brackets, whose quoted values may hold brackets; with the blank behind it. */
export const structuredData = matching(
  /(?:-|(?:\[(?:[^\]"\\]|"(?:[^"\\]|\\.)*")*\])+)(?= |$)/,
  '(-|\\[[^ ]*([ ][^]]*)?[]]([[][^]]*[]])*)',
  code => code === 45 || code === 91,
);

/** `kubectl logs --prefix`: `[pod/NAME/CONTAINER]`. */
export const podPrefix = matching(
  /\[(?:pod|deployment|job|statefulset|daemonset|replicaset)\/[a-z0-9][a-z0-9.-]*(?:\/[a-z0-9][a-z0-9.-]*)?\](?= )/,
  '\\[[a-z]+/[a-z0-9.-]+(/[a-z0-9.-]+)?[]]',
  code => code === 91,
);

/** A container's name behind its pod's: no date. */
export const containerName: WordPiece = matching(/(?!\d{4}[-/.]\d)[A-Za-z0-9_-]+/, '[A-Za-z0-9_-]+', isWord);

/** A pod's name as controllers make them, of 253 characters at most: with a part that is not a word at its end. */
export const podName = matching(
  /[a-z][a-z0-9.-]{0,252}-(?=[a-z0-9]{0,252}[0-9])[a-z0-9]{1,252}(?= )/,
  '[a-z][a-z0-9.-]*-[a-z0-9]+',
  code => code >= 97 && code <= 122,
);

/** A colon, or nothing. */
export const optionalColon: WordPiece = {
  step: (text, at) => (text.charCodeAt(at) === 58 ? at + 1 : at),
  ere: ':?',
  quiet: true,
  first: undefined,
};

const NAME_BYTES = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(isWord(code) || '-.$/@#'.includes(String.fromCharCode(code))),
);

/** A name with a letter in it: a number and a bar is a line of a listing. */
export const letteredName: WordPiece = {
  step: (text, from, end) => {
    const { bytes } = bytesOf(text);
    let at = from;
    let lettered = false;
    for (; at < end && NAME_BYTES[bytes[at]!] === 1; at++) if (isLetter(bytes[at]!)) lettered = true;
    return lettered ? at : NO_MATCH;
  },
  ere: '[A-Za-z0-9_.$/@#-]+',
  first: code => NAME_BYTES[code] === 1,
};

const scratch = { to: 0, level: 0 };

const LETTER_CODES: Readonly<Record<number, true>> = Object.fromEntries(
  Object.keys(LETTER_LEVELS).map(letter => [letter.charCodeAt(0), true]),
);

/** Whether a date and the `T` before its clock stand there, which are letters of a name otherwise: no other format begins so. */
const DATE_CODE = 'bytes[at+4]===45&&bytes[at+7]===45&&bytes[at+10]===84&&bytes[at]<58';
const isDateAt = (bytes: Uint8Array, from: number): boolean =>
  bytes[from + 4] === 45 && bytes[from + 7] === 45 && bytes[from + 10] === 84 && isDigit(bytes[from]!);

/** What names are made of; 3 for letters, of which one must be there. */
const OTHER_BYTES = NAME_BYTES.map((isName, code) => (isLetter(code) ? 3 : isName));

/** Whether a name that ends at `to` is none of a level's. */
const isOther = (text: ByteString, from: number, to: number, end: number): boolean =>
  to === from + 1
    ? !(text.charCodeAt(from) in LETTER_CODES)
    : !(findLevelWord(text, from, end, scratch) && scratch.to === to);

/** A name that is no level's, and no date. */
export const otherName: WordPiece = coded(
  code => {
    const from = code.local();
    const kinds = code.local();
    const table = code.value(OTHER_BYTES);
    return (
      `if(${DATE_CODE})${code.fail}const ${from}=at;let ${kinds}=0;while(at<end&&${table}[bytes[at]]>0)` +
      `${kinds}|=${table}[bytes[at++]];if(${kinds}<3||!${code.value(isOther)}(text,${from},at,end))${code.fail}`
    );
  },
  { ere: '[A-Za-z0-9_.$/@#-]+', first: code => NAME_BYTES[code] === 1 },
);

/** One or more `key=value`, each with the blanks behind it. */
export const attributes = matching(
  /(?:[A-Za-z_][A-Za-z0-9_.]*=[^ \t]*[ \t]+)+/,
  '([A-Za-z_][A-Za-z0-9_.]*=[^ \t]*[ \t]+)+',
  isNameStart,
);

/** Where another program's line starts, whole, with what it is indented by: behind one space. */
export const indentedPayload: WordPiece = {
  step: (text, at, end, reading) => {
    reading.payload = at < end && text.charCodeAt(at) === 32 ? at + 1 : at;
    return reading.payload;
  },
  ere: ' ?',
  first: undefined,
};

const LETTER = 1;
const DOT = 2;
const HEX_LETTER = 4;
const COLON = 5;

/** What a byte is within a host's name or address; 0: no part of one. */
const HOST_BYTES = Uint8Array.from({ length: 256 }, (_, code) => {
  if (isLetter(code)) return (code | 32) <= 102 ? HEX_LETTER : LETTER;
  if (code === 58) return COLON;
  if (code === 46) return DOT;
  return isWord(code) || code === 45 ? 3 : 0;
});

/** A host's name or address: no date, no number. */
export const hostName: WordPiece = {
  step: (text, from, end) => {
    const { bytes } = bytesOf(text);
    let at = from;
    let letters = 0;
    let dots = 0;
    let colons = 0;
    for (; at < end; at++) {
      const kind = HOST_BYTES[bytes[at]!]!;
      if (kind === LETTER || kind === HEX_LETTER) letters |= kind;
      else if (kind === DOT) dots++;
      else if (kind === COLON) colons++;
      else if (kind === 0) break;
    }
    // Colons are those of an address, whose letters are digits.
    if (colons > 0 && letters & LETTER) return NO_MATCH;
    // A time has a letter, too.
    return at > from && (letters > 0 || dots + colons >= 3) && !isDateAt(bytes, from) ? at : NO_MATCH;
  },
  ere: '[A-Za-z0-9_.:-]+',
  first: code => isWord(code) || code === 58,
};

/** A field of comma-separated values (RFC 4180), quoted or not, with its comma. */
export const csvField = matching(
  /(?:"(?:[^"]|"")*"|[^",]*),/,
  '("([^"]|"")*"|[^",]*),',
  code => code !== 10 && code !== 13,
);

/**
 * Cisco's `%FACILITY-SEVERITY-MNEMONIC:` ("System Message Format"): the severity is syslog's. The facility may have parts.
 */
export const ciscoMessage: WordPiece = {
  step: (text, from, end, reading) => {
    let at = from + 1;
    let level = -1;
    for (let part = at; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === 45 || code === 58) {
        if (at === part) return NO_MATCH;
        if (code === 58) {
          if (level < 0) return NO_MATCH;
          reading.level = level;
          return at + 1;
        }
        if (at === part + 1 && level < 0) level = ciscoSeverity(text, part);
        part = at + 1;
      } else if (!isUpper(code) && !isDigit(code) && code !== 95) return NO_MATCH;
    }
    return NO_MATCH;
  },
  ere: '%[A-Z0-9_]+(-[A-Z0-9_]+)*-[0-7]-[A-Z0-9_-]+:',
  first: code => code === 37,
};

const ciscoSeverity = (text: ByteString, at: number): number => {
  const level = SYSLOG_SEVERITIES[text.charCodeAt(at) - 48];
  return level === undefined ? -1 : LEVELS.indexOf(level);
};

/** Digits of Cisco's that mean this level or a worse one. */
export const ciscoDigits = (level: (typeof LEVELS)[number]): string =>
  SYSLOG_SEVERITIES.flatMap((named, digit) => (severity(named) >= severity(level) ? [`${digit}`] : [])).join(
    '',
  );

/** Longer ones are no names. */
const MAX_TAG = 200;

/** A tag in front of what a tool prints (`cart.c:12:3:`, `imap(ann)<871>:`): up to the colon that a blank follows. */
export const colonTag: WordPiece = {
  step: (text, from, end) => {
    const { bytes } = bytesOf(text);
    const last = Math.min(end, from + MAX_TAG);
    let at = from;
    while (at < last && bytes[at]! > 32) at++;
    return at < last && at - from > 1 && bytes[at - 1] === 58 ? at : NO_MATCH;
  },
  ere: '[^ \t]+:',
  first: code => isWord(code) || code === 47 || code === 46,
};

/** A class of warnings, as Python and Node name them. */
export const warningName = matching(/[A-Z][A-Za-z]*Warning(?=:)/, '[A-Z][A-Za-z]*Warning', isUpper);

/** A status of HTTP, which tells the level. */
export const httpStatus: WordPiece = {
  step: (text, at, end, reading) => {
    const level = statusLevelAt(text, at, end);
    if (level < 0) return NO_MATCH;
    reading.level = level;
    return at + 3;
  },
  ere: '[1-5][0-9][0-9]',
  first: isDigit,
};

/** Where a JSON object starts that the line carries. */
export const objectStart: WordPiece = {
  step: (text, at, _end, reading) => {
    if (text.charCodeAt(at) !== 123) return NO_MATCH;
    reading.payload = at;
    return at;
  },
  ere: '',
  first: code => code === 123,
};

/** A process of Foreman's or Honcho's: `web.1`. */
export const foremanName = matching(
  /[A-Za-z][A-Za-z0-9_-]*\.[0-9]+(?= )/,
  '[A-Za-z][A-Za-z0-9_-]*[.][0-9]+',
  isLetter,
);
