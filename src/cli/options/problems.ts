import { withoutControls } from '../../core/text/controls.ts';
import type { Program } from './commands.ts';

/** Something wrong with what was asked: on the command line, in the environment or in the defaults of the configuration. */
export interface Problem {
  /** What is wrong and where it was said, e.g. `--head: expected a whole number from 1 up, not 'x'`. */
  readonly message: string;
  /** What to write instead, where that can be told. */
  readonly advice: string | null;
}

/** A problem whose texts no terminal takes for a command and that stay on their line, whatever words they quote. */
export const problem = (message: string, advice: string | null = null): Problem => ({
  message: withoutControls(message),
  advice: advice === null ? null : withoutControls(advice),
});

/** Names as a person would list them: `a`, `a or b`, `a, b or c`. */
export const either = (names: readonly string[]): string => {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
};

/** A word in quotes, cut where it is long. */
export const quoted = (word: string): string => `'${word.length > 60 ? `${word.slice(0, 57)}…` : word}'`;

/** All problems as lines for stderr, with their advice beneath and where to read on at the end. */
export const renderProblems = (program: Program, problems: readonly Problem[]): string => {
  const lines = problems.flatMap(({ message, advice }) => [
    `${program}: ${message}`,
    ...(advice === null ? [] : [`  ${advice}`]),
  ]);
  return [...lines, `Try '${program} -h' for a list of options, '${program} --help' for details.`, ''].join(
    '\n',
  );
};
