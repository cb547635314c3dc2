import { isLevel, type Level } from '../../level.ts';

/** How clearly a word must be marked to count as a level. */
export type LevelUse =
  /** Accepted without marks if in capitals, where a level is expected: `2026-11-20 14:02:11 ERROR …`. */
  | 'bare'
  /** Accepted only if set off by brackets, bars, tabs or a colon, or as a field's value. */
  | 'marked';

/**
 * The words for each level, with the programs that print them; compared case-insensitively. Syslog's crit, alert and
 * emerg (RFC 5424 §6.2.1) and panics are fatal; java.util.logging's levels are mapped as SLF4J does.
 */
export const LEVEL_WORDS: readonly (readonly [level: Level, use: LevelUse, words: string])[] = [
  ['trace', 'bare', 'trace trc trce vrb finest verbose'],
  ['trace', 'marked', 'silly trace1 trace2 trace3 trace4 trace5 trace6 trace7 trace8'],
  ['debug', 'bare', 'debug dbg dbug finer fine debu debug1 debug2 debug3 debug4 debug5'],
  ['info', 'bare', 'info inf information'],
  ['info', 'marked', 'informational note config success'],
  ['notice', 'bare', 'notice'],
  ['warn', 'bare', 'warn warning wrn'],
  ['error', 'bare', 'error err severe eror erro'],
  ['error', 'marked', 'fail'],
  ['fatal', 'bare', 'fatal ftl fata critical crit panic pani pnc emerg emergency alert dpanic'],
  ['fatal', 'marked', 'crt'],
];

/** Synonyms that `--level` accepts besides the levels themselves. */
export const LEVEL_SYNONYMS: Readonly<Record<string, Level>> = Object.fromEntries(
  LEVEL_WORDS.flatMap(([level, , words]) => words.split(' ').map(word => [word, level] as const)).filter(
    ([word]) => !isLevel(word),
  ),
);
