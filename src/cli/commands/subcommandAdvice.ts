import { nearest } from '../../core/nearest.ts';
import { type Program, SUBCOMMANDS } from '../options/commands.ts';

/**
 * Returns advice for an invalid SOURCE: a subcommand, unless a host name is closer; otherwise the given
 * advice.
 */
export const subcommandAdvice = (program: Program, word: string, advice: string | null): string | null => {
  if (word === 'help') return `Did you mean '${program} --help'?`;
  if (!/^[a-z]+$/.test(word) || advice?.startsWith('Did you mean')) return advice;
  const [near] = nearest(
    word,
    SUBCOMMANDS.map(({ name }) => name),
    1,
  );
  return near === undefined ? advice : `Did you mean '${program} ${near}'?`;
};
