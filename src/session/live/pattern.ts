import { type ByteString, encodeText } from '../../core/bytes.ts';
import { patternMatcher } from '../../core/pattern/matcher.ts';
import { compilePattern, parsePattern } from '../../core/pattern/pattern.ts';
import { checkCondition, conditionOf } from './condition.ts';

/** Returns the problem with a pattern and what to write instead, or null. */
export const checkPattern = (text: string): string | null => {
  if (text === '') return 'the pattern is empty';
  const result = parsePattern(text, { fixed: false, ignoreCase: false });
  if (result.ok) return null;
  const { at, message, advice } = result.problem;
  return `${message} at character ${at + 1}; ${advice}`;
};

/** Returns the problem with a filter: a pattern, or `where` and a condition. */
export const checkFilter = (text: string): string | null => {
  const condition = conditionOf(text);
  return condition === null ? checkPattern(text) : checkCondition(condition);
};

/** Returns a test of log bytes. The pattern must be valid. */
export const matchBytes = (text: string, ignoreCase: boolean): ((bytes: ByteString) => boolean) => {
  const matcher = patternMatcher(compilePattern(text, { fixed: false, ignoreCase }));
  return bytes => matcher.test(bytes);
};

/** A range of text: `start` to `end`, exclusive, in UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

const NOT_ASCII = /[^\x00-\x7f]/;

/** Converts positions in UTF-8, requested in ascending order, to UTF-16 units. */
const placesIn = (utf8: ByteString): ((at: number) => number) => {
  let [seen, units] = [0, 0];
  return at => {
    for (; seen < at; seen++) {
      const byte = utf8.charCodeAt(seen);
      if (byte < 0x80 || byte >= 0xc0) units += byte >= 0xf0 ? 2 : 1;
    }
    return units;
  };
};

/** Finds where a valid pattern matches in decoded text, to highlight it. */
export const matchRanges = (text: string, ignoreCase: boolean): ((decoded: string) => TextRange[]) => {
  const matcher = patternMatcher(compilePattern(text, { fixed: false, ignoreCase }));
  return decoded => {
    const bytes = NOT_ASCII.test(decoded) ? encodeText(decoded) : decoded;
    const place = bytes === decoded ? (at: number) => at : placesIn(bytes);
    const ranges: TextRange[] = [];
    let next = 0;
    while (next <= bytes.length) {
      const match = matcher.find(bytes, next);
      if (match === null) break;
      const { start, end } = match;
      if (end > start) ranges.push({ start: place(start), end: place(end) });
      next = end > start ? end : end + 1;
    }
    return ranges;
  };
};
