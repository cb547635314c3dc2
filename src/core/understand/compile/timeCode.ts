import type { ByteString } from '../../bytes.ts';
import type { Moment } from '../moment.ts';
import { Code } from './code.ts';
import { BLANK_CODE, NO_MATCH, type Step, type StepCode } from './steps.ts';
import { bytesOf, type TextBytes } from './textBytes.ts';

/** A number of a Moment in a time pattern: four digits for `year`, two for `shortYear` and all others. */
export type TimePart = 'year' | 'shortYear' | 'month' | 'day' | 'hour' | 'minute' | 'second';

/** A part with a fixed width: the characters allowed at each position, and the number they represent. */
export interface FixedPart {
  readonly places: readonly Uint8Array[];
  readonly part: TimePart | null;
}

/** Reads a time, like a Step, in a text whose bytes are known. */
export type TimeRead = (text: ByteString, of: TextBytes, at: number, end: number, into: Moment) => number;

/** Compiles a function that reads consecutive pieces and then runs `finish`; it returns where the time ends, or -1. */
export const timeReader = (name: string, pieces: readonly StepCode[], finish: Step<Moment>): TimeRead => {
  const code = new Code();
  const body = pieces.map(piece => piece(code)).join('');
  return code.build(
    name,
    'text,of,at,end,into',
    `const {bytes,view}=of;${body}return ${code.value(finish)}(text,at,end,into);`,
  );
};

/** Returns a table with a 1 for each of these characters. */
export const tableOf = (characters: string): Uint8Array => {
  const table = new Uint8Array(256);
  for (let at = 0; at < characters.length; at++) table[characters.charCodeAt(at)] = 1;
  return table;
};

export const digitAt = (text: ByteString, at: number): number => {
  const digit = text.charCodeAt(at) - 48;
  return digit >= 0 && digit <= 9 ? digit : NO_MATCH;
};

/** Combines consecutive parts of fixed width. */
export const fixedCode =
  (parts: readonly FixedPart[]): StepCode =>
  code => {
    const places = parts.flatMap(part => part.places);
    const numbers = parts.map((part, index) => {
      const offset = parts.slice(0, index).reduce((sum, before) => sum + before.places.length, 0);
      return part.part === null ? '' : numberCode(part.part, offset, code);
    });
    const width = places.length;
    return `if(end-at<${width})return -1;${wordsCode(places, code)}${choicesCode(places, code)}${numbers.join('')}at+=${width};`;
  };

/** Returns the only character allowed in a table; null if there are several. */
const onlyOf = (table: Uint8Array): number | null => {
  const first = table.indexOf(1);
  return table.indexOf(1, first + 1) < 0 ? first : null;
};

const isDigits = (table: Uint8Array): boolean =>
  table.indexOf(1) === 48 && table.lastIndexOf(1) === 57 && table.subarray(48, 58).indexOf(0) < 0;

/**
 * Tests four positions at a time: digits differ only in their lower four bits, and adding six to more than 9 reaches
 * 16.
 */
const wordsCode = (places: readonly Uint8Array[], code: Code): string => {
  let source = '';
  for (let from = 0; from < places.length; from += 4) {
    const word = { pattern: 0, mask: 0, beyond: 0, overflow: 0 };
    for (const [place, table] of places.slice(from, from + 4).entries()) {
      const only = onlyOf(table);
      const digits = isDigits(table);
      const shift = place * 8;
      word.pattern |= (digits ? 48 : (only ?? 0)) << shift;
      word.mask |= (digits ? 0xf0 : only === null ? 0 : 0xff) << shift;
      word.beyond |= (digits ? 6 : 0) << shift;
      word.overflow |= (digits ? 0x10 : 0) << shift;
    }
    const { pattern, mask, beyond, overflow } = word;
    if (mask === 0) continue;
    const name = code.local();
    const tooLarge = overflow === 0 ? '' : `||((${name}+${beyond})&${overflow})!==0`;
    source += `const ${name}=view.getInt32(at+${from},true)^${pattern};if((${name}&${mask})!==0${tooLarge})return -1;`;
  }
  return source;
};

/** Generates tests for positions that allow several characters. */
const choicesCode = (places: readonly Uint8Array[], code: Code): string =>
  places
    .map((table, offset) =>
      onlyOf(table) === null && !isDigits(table)
        ? `if(${code.value(table)}[bytes[at+${offset}]]!==1)return -1;`
        : '',
    )
    .join('');

/** Generates a two-digit number: 528 is eleven times the code of 0. */
const twoDigits = (offset: number): string => `bytes[at+${offset}]*10+bytes[at+${offset + 1}]-528`;

/** The bounds of each part; 60 is a leap second. */
const BOUNDS = { month: [1, 12], day: [1, 31], hour: [0, 23], minute: [0, 59], second: [0, 60] } as const;

const outside = (name: string, low: number, high: number): string =>
  low === 0 ? `${name}>${high}` : `${name}<${low}||${name}>${high}`;

const numberCode = (part: TimePart, offset: number, code: Code): string => {
  const name = code.local();
  const number = `const ${name}=${twoDigits(offset)};`;
  if (part === 'year') {
    // Years are 1900–2099: other numbers of four digits are probably not years.
    return `${number}if(${name}!==19&&${name}!==20)return -1;into.year=${name}*100+${twoDigits(offset + 2)};`;
  }
  // POSIX `strptime` %y: 69–99 are in the last century.
  if (part === 'shortYear') return `${number}into.year=${name}<69?2000+${name}:1900+${name};`;
  const [low, high] = BOUNDS[part];
  const midnight = part === 'hour' ? midnightCode(name, `at+${offset + 2}`, code) : '';
  return `${number}if((${outside(name, low, high)})${midnight})return -1;into.${part}=${name};`;
};

const MIDNIGHT = /(?:[:.-]?00){1,2}(?:[.,:]0+)?(?![:.,]?[0-9])/y;

/** Generates an exception for the end of a day (ISO 8601 §5.3.2): hour 24, without minutes and seconds. */
const midnightCode = (hour: string, at: string, code: Code): string =>
  `&&!(${hour}===24&&${code.value(isMidnight)}(text,${at}))`;

const isMidnight = (text: ByteString, at: number): boolean => {
  MIDNIGHT.lastIndex = at;
  return MIDNIGHT.test(text);
};

/** Generates a number of one or two digits; `blank` allows a space instead of the tens digit. */
export const unpaddedCode =
  (low: number, high: number, part: TimePart, blank: boolean): StepCode =>
  code => {
    const name = code.local();
    const ones = code.local();
    return (
      `${blank ? 'if(bytes[at]===32)at++;' : ''}let ${name}=bytes[at]-48;if(!(${name}>=0&&${name}<=9))return -1;at++;` +
      `const ${ones}=bytes[at]-48;if(${ones}>=0&&${ones}<=9){${name}=${name}*10+${ones};at++;}` +
      `if((${outside(name, low, high)})${part === 'hour' && high === 23 ? midnightCode(name, 'at', code) : ''})return -1;into.${part}=${name};`
    );
  };

/** Packs three letters into one number. */
const nameKey = (name: string): number =>
  (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2);

/** The bits that make three letters lower case. */
const SMALL = 0x202020;

/** Generates a name of three letters, of which no two share their second and third. The first name is 1. */
export const nameCode =
  (
    names: readonly string[],
    fullNames: readonly string[],
    part: TimePart | null,
    anyCase = false,
  ): StepCode =>
  code => {
    const fold = anyCase ? `|${SMALL}` : '';
    // Some programs end an abbreviated month with a full stop.
    const dot = part === null || anyCase ? '' : 'if(bytes[at]===46&&bytes[at+1]===32)at++;';
    const keys = Int32Array.from(names, name => nameKey(name) | (anyCase ? SMALL : 0));
    const byLetters = new Int8Array(1 << 10).fill(-1);
    for (const [index, key] of keys.entries()) byLetters[((key >> 3) & 0x3e0) | (key & 31)] = index;
    const key = code.local();
    const index = code.local();
    return (
      `if(end-at<3)return -1;const ${key}=bytes[at]<<16|bytes[at+1]<<8|bytes[at+2];` +
      `const ${index}=${code.value(byLetters)}[((${key}>>3)&992)|(${key}&31)];` +
      `if(${index}<0||${code.value(keys)}[${index}]!==(${key}${fold}))return -1;` +
      `${part === null ? '' : `into.${part}=${index}+1;`}at+=3;` +
      `if(bytes[at]>=97&&bytes[at]<=122){at=${code.value(fullNameEnd)}(text,at,${code.value(fullNames)}[${index}]);if(at<0)return -1;}${dot}`
    );
  };

/** Returns where a full name whose first three letters were matched ends; -1 if it is another word. */
const fullNameEnd = (text: ByteString, at: number, name: string): number => {
  const to = at - 3 + name.length;
  if (text.startsWith(name, at - 3)) return to;
  // Some programs abbreviate September to four letters.
  return name === 'September' && /^t[ .]/.test(text.slice(at, at + 2)) ? at + 1 : NO_MATCH;
};

/** Generates one or more blanks. */
export const blanksCode: StepCode = () =>
  `if(at>=end||!(${BLANK_CODE}))return -1;do at++;while(at<end&&(${BLANK_CODE}));`;

/** Nanoseconds per unit for each number of digits. */
const NANOS_PER_UNIT = Array.from({ length: 10 }, (_, digits) => 10 ** (9 - digits));

/** Generates a fraction of a second after one of `marks`, ignoring anything finer than a nanosecond. */
export const fractionCode =
  (marks: string, optional: boolean): StepCode =>
  code => {
    const [to, nanos, digits, digit] = [code.local(), code.local(), code.local(), code.local()];
    const isMark = Array.from(marks, mark => `bytes[at]===${mark.charCodeAt(0)}`).join('||');
    return (
      `let ${digits}=0;if(at<end&&(${isMark})){let ${to}=at+1,${nanos}=0,${digit}=0;` +
      `while(${to}<end&&(${digit}=bytes[${to}]-48)>=0&&${digit}<=9){if(${digits}<9){${nanos}=${nanos}*10+${digit};${digits}++;}${to}++;}` +
      `if(${digits}>0){into.digits=${digits};into.nanos=${nanos}*${code.value(NANOS_PER_UNIT)}[${digits}];at=${to};}}` +
      (optional ? '' : `if(${digits}===0)return -1;`)
    );
  };

/** Parses the digits of a fraction of a second, ignoring anything finer than a nanosecond. */
export const readFraction = (text: ByteString, from: number, end: number, moment: Moment): number => {
  const { bytes } = bytesOf(text);
  let at = from;
  let nanos = 0;
  let digits = 0;
  for (; at < end; at++) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) break;
    if (digits === 9) continue;
    nanos = nanos * 10 + digit;
    digits++;
  }
  if (digits === 0) return NO_MATCH;
  moment.digits = digits;
  moment.nanos = nanos * NANOS_PER_UNIT[digits]!;
  return at;
};
