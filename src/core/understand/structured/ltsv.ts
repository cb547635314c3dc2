import { type ByteString, decodeText } from '../../bytes.ts';
import type { Fields } from '../../record.ts';
import { isLetter, isWord } from '../compile/steps.ts';
import type { PairVisitor } from './logfmt.ts';

/** Maximum length of the first value. */
const MAX_FIRST = 1000;

const TAB = 9;
const COLON = 58;
const CARRIAGE_RETURN = 13;

/** Returns true for the characters of labels (ltsv.org). */
const isLabel = (code: number): boolean => isWord(code) || code === 46 || code === 45;

/** Returns where the label at `at` ends if a colon follows it; otherwise -1. */
const labelEnd = (text: ByteString, at: number, end: number): number => {
  let to = at;
  while (to < end && isLabel(text.charCodeAt(to))) to++;
  return to > at && to < end && text.charCodeAt(to) === COLON ? to : -1;
};

/**
 * Visits a text of labelled, tab-separated values (LTSV), like `eachPair` for logfmt. Returns true if the text consists
 * only of such values, at least two of them.
 */
export const eachLabelled = (text: ByteString, from: number, end: number, visit: PairVisitor): boolean => {
  const last = text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
  let at = from;
  let pairs = 0;
  while (at < last) {
    const keyTo = labelEnd(text, at, last);
    if (keyTo < 0) return false;
    const tab = text.indexOf('\t', keyTo);
    const valueTo = tab < 0 || tab > last ? last : tab;
    if (pairs === 0 && valueTo === last) return false;
    pairs++;
    if (!visit(at, keyTo, keyTo + 1, valueTo)) return true;
    at = valueTo + 1;
  }
  return pairs > 1;
};

/**
 * Returns true if a text starts like LTSV: a label, a colon, and a value that ends with a tab. Labels start with a
 * letter, unlike clocks.
 */
export const beginsLabelled = (text: ByteString, from: number, end: number): boolean => {
  if (!isLetter(text.charCodeAt(from))) return false;
  const to = labelEnd(text, from, end);
  if (to < 0 || text.charCodeAt(to + 1) === 32) return false;
  const last = Math.min(end, to + MAX_FIRST);
  for (let at = to + 1; at < last; at++)
    if (text.charCodeAt(at) === TAB) return labelEnd(text, at + 1, end) > 0;
  return false;
};

/** Parses a text that consists only of LTSV; values are strings. Returns null for any other text. */
export const parseLtsv = (text: ByteString): Fields | null => {
  const pairs: [string, string][] = [];
  const whole = eachLabelled(text, 0, text.length, (keyFrom, keyTo, valueFrom, valueTo) => {
    pairs.push([decodeText(text.slice(keyFrom, keyTo)), decodeText(text.slice(valueFrom, valueTo))]);
    return true;
  });
  return whole ? Object.fromEntries(pairs) : null;
};
