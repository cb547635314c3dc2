import * as z from 'zod';
import { parseOwnPattern } from '../../core/fields/ownPattern.ts';
import { parsePattern } from '../../core/pattern/pattern.ts';

/** A bracket expression, or a backslash and the character after it. */
const BRACKET_OR_ESCAPE = /\[\^?\]?(?:\[[:.=][^\]]*\]|[^\]])*\]|\\./gs;

/** Converts a pattern to an ERE by expanding `\d` and `\D`, which EREs lack. */
export const spellOutDigits = (text: string): string =>
  text.replace(BRACKET_OR_ESCAPE, part => (part === '\\d' ? '[0-9]' : part === '\\D' ? '[^0-9]' : part));

/** Returns the schema of a pattern whose groups are named after fields. */
export const namedPatternSchema = (what: string) =>
  z.string({ error: what }).superRefine((text, context) => {
    const parsed = parseOwnPattern(text);
    if (parsed.ok) return;
    const { message, advice, at } = parsed.problem;
    context.addIssue({ code: 'custom', message: `${what} (${message} at character ${at + 1}; ${advice})` });
  });

/** Returns the schema of a pattern in our dialect; the error explains the problem. */
export const patternSchema = (what: string) =>
  z.string({ error: what }).superRefine((text, context) => {
    const parsed = parsePattern(spellOutDigits(text), { fixed: false, ignoreCase: false });
    if (parsed.ok) return;
    const { message, advice, at } = parsed.problem;
    context.addIssue({ code: 'custom', message: `${what} (${message} at character ${at + 1}; ${advice})` });
  });
