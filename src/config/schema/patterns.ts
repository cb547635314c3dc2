import * as z from 'zod';
import { parseOwnPattern } from '../../core/fields/ownPattern.ts';
import { parsePattern } from '../../core/pattern/pattern.ts';
import { spellOutDigits } from './spellOutDigits.ts';

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
