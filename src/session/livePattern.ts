import { type ByteString, decodeText, encodeText } from '../core/bytes.ts';
import { compilePattern, parsePattern, patternRegExp } from '../core/pattern.ts';

/** What is wrong with a pattern and what to write instead, or null. */
export const checkPattern = (text: string): string | null => {
  if (text === '') return 'the pattern is empty';
  const result = parsePattern(text, { fixed: false, ignoreCase: false });
  if (result.ok) return null;
  const { at, message, advice } = result.problem;
  return `${message} at character ${at + 1}; ${advice}`;
};

/** A test on log bytes. The pattern must be sound. */
export const matchBytes = (text: string, ignoreCase: boolean): ((bytes: ByteString) => boolean) => {
  const expression = patternRegExp(compilePattern(text, { fixed: false, ignoreCase }));
  return bytes => expression.test(bytes);
};

/** A stretch of text: `start` to `end`, exclusive, in UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

const NOT_ASCII = /[^\x00-\x7f]/;

/** Finds where a sound pattern matches in decoded text, to show it. */
export const matchRanges = (text: string, ignoreCase: boolean): ((decoded: string) => TextRange[]) => {
  const expression = patternRegExp(compilePattern(text, { fixed: false, ignoreCase }), '\n', 'g');
  return decoded => {
    const bytes = NOT_ASCII.test(decoded) ? encodeText(decoded) : decoded;
    const place =
      bytes === decoded ? (at: number) => at : (at: number) => decodeText(bytes.slice(0, at)).length;
    const ranges: TextRange[] = [];
    expression.lastIndex = 0;
    for (let match = expression.exec(bytes); match; match = expression.exec(bytes)) {
      if (match[0] === '') expression.lastIndex++;
      else ranges.push({ start: place(match.index), end: place(match.index + match[0].length) });
    }
    return ranges;
  };
};
