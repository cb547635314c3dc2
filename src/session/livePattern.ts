import { type ByteString, encodeText } from '../core/bytes.ts';

/** What is wrong with a pattern, in words, or null. */
export const checkPattern = (pattern: string): string | null => {
  if (pattern === '') return 'the pattern is empty';
  try {
    new RegExp(pattern);
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return message.replace(/^Invalid regular expression: \/.*\/[a-z]*: /s, '').toLowerCase();
  }
};

/** A test on log bytes. The pattern must be sound. */
export const matchBytes = (pattern: string, ignoreCase: boolean): ((text: ByteString) => boolean) => {
  const expression = new RegExp(encodeText(pattern), ignoreCase ? 'im' : 'm');
  return text => expression.test(text);
};

/** Where the pattern matches in decoded text, to show it; global. Null where the pattern is not sound. */
export const displayPattern = (pattern: string, ignoreCase: boolean): RegExp | null =>
  checkPattern(pattern) === null ? new RegExp(pattern, ignoreCase ? 'gim' : 'gm') : null;
