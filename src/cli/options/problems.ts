import { withoutControls } from '../../core/text/controls.ts';
import type { Program } from './commands.ts';

/** A problem with the command line, the environment or the defaults in the configuration. */
export interface Problem {
  /** The problem and its location, e.g. `--head: expected a whole number (at least 1), not 'x'`. */
  readonly message: string;
  /** What to write instead, if known. */
  readonly advice: string | null;
}

/** Returns a problem whose texts contain no control characters, whatever they quote. */
export const problem = (message: string, advice: string | null = null): Problem => ({
  message: withoutControls(message),
  advice: advice === null ? null : withoutControls(advice),
});

/** Joins names in prose: `a`, `a or b`, `a, b or c`. */
export const either = (names: readonly string[]): string => {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
};

/** Quotes a word, shortened if it is long. */
export const quoted = (word: string): string => `'${word.length > 60 ? `${word.slice(0, 57)}…` : word}'`;

/** Formats problems for stderr, with the advice below each and a pointer to the help at the end. */
export const renderProblems = (program: Program, problems: readonly Problem[]): string => {
  const lines = problems.flatMap(({ message, advice }) => [
    `${program}: ${message}`,
    ...(advice === null ? [] : [`  ${advice}`]),
  ]);
  return [...lines, `Try '${program} -h' for a list of options, '${program} --help' for details.`, ''].join(
    '\n',
  );
};
