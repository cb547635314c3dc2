import * as z from 'zod';
import { parseOwnPattern } from '../../core/fields/ownPattern.ts';
import { parsePattern } from '../../core/pattern/pattern.ts';

/** A bracket expression, or a backslash and what follows it. */
const BRACKET_OR_ESCAPE = /\[\^?\]?(?:\[[:.=][^\]]*\]|[^\]])*\]|\\./gs;

/** A pattern as an ERE: `\d` and `\D`, which people write and EREs lack, spelt out. */
export const spellOutDigits = (text: string): string =>
  text.replace(BRACKET_OR_ESCAPE, part => (part === '\\d' ? '[0-9]' : part === '\\D' ? '[^0-9]' : part));

/** A pattern whose groups are named after fields. */
export const namedPatternSchema = (what: string) =>
  z.string({ error: what }).superRefine((text, context) => {
    const parsed = parseOwnPattern(text);
    if (parsed.ok) return;
    const { message, advice, at } = parsed.problem;
    context.addIssue({ code: 'custom', message: `${what} (${message} at character ${at + 1}; ${advice})` });
  });

/** A pattern in our dialect; the error explains what is wrong with it. */
export const patternSchema = (what: string) =>
  z.string({ error: what }).superRefine((text, context) => {
    const parsed = parsePattern(spellOutDigits(text), { fixed: false, ignoreCase: false });
    if (parsed.ok) return;
    const { message, advice, at } = parsed.problem;
    context.addIssue({ code: 'custom', message: `${what} (${message} at character ${at + 1}; ${advice})` });
  });
