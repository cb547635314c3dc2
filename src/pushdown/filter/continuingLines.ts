import type { ContinuingLines } from '../../core/filter/step.ts';
import { type Level, severity } from '../../core/level.ts';

/** Lines without a head, whatever follows: frames and code of traces, and wrapped text. */
export const INDENTED_LINE = '^[ \t]+([a-z"\'(.~^)}]|File ")';

/**
 * The rest of a line: what follows a tab might be the time of a job's step, and what follows a bracket that of a request. Nothing in
 * it is skipped.
 */
const REST = '[^\0\t\x1b#[]*$';

/** An exception's class, which has no digits: a name of more than 64 bytes might contain a date after these. */
const CLASS = '[A-Za-z][A-Za-z_.$]*(Exception|Error|Throwable|Fault)';

/** How its message starts: not with a date or its month, not with a mark, and not with anything that is skipped. */
const MESSAGE = '(["\'(<`{a-z]|[A-Z][!"$-~]{3})';

const CAUSE =
  '(Caused by: |(Suppressed|Wrapped by): [a-z]|During handling of the above |The above exception was )';

/**
 * Lines of traces at column 0 that have no head, and start no crash report: a record with a time and a level takes any such
 * line.
 */
export const MARGIN_LINE = `^(${CAUSE}${REST}|${CLASS}(: ${MESSAGE}${REST}|\r?$))`;

const DATE = '(Sun|Mon|Tue|Wed|Thu|Fri|Sat|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';

/** Lines among them that may have a head: with a word like a day or a month, or one like a level after the first. */
export const HEADED_LINE = `^(${DATE}|[A-Za-z_.$]+: (${DATE}|[^ ]*[:*]|[^ ]* +[^ ]*[0-9]:|Fatal ))`;

/** It continues a record with a warning or worse, unless there is another traceback before it. */
export const TRACEBACK_LINE = '^Traceback [(]most recent call last[)]:\r?$';

/** Returns how to recognise lines that continue a record with a time and a level, if it is wanted for this level or worse. */
export const continuingLines = (level: Level): ContinuingLines => ({
  indented: INDENTED_LINE,
  headed: HEADED_LINE,
  margin: MARGIN_LINE,
  traceback: severity(level) >= severity('warn') ? TRACEBACK_LINE : '',
});
