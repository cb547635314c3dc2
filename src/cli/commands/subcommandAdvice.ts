import { nearest } from '../../core/nearest.ts';
import { type Program, SUBCOMMANDS } from '../options/commands.ts';

/** An invalid SOURCE argument. */
export interface WordProblem {
  readonly word: string;
  readonly message: string;
  readonly advice: string | null;
}

/** What people type before a file, and what to write instead. */
const HABITS: Readonly<Record<string, string>> = {
  tail: 'leave it out; -n 50 for the last lines, -F to follow',
  head: 'leave it out; --head 50 for the first lines',
  cat: 'leave it out; -n +1 for the whole log',
  less: 'leave it out; rtop opens logs on a screen',
  grep: 'leave it out; -g PATTERN to search',
  zgrep: 'leave it out; -g PATTERN to search',
  follow: 'leave it out; -F to follow',
  logs: 'leave it out',
  ssh: 'leave it out; rtail logs in by itself',
};

/** Names that only a file has. */
const FILE_NAME = /^[^:@*/]+(?:\.(?:log|txt|jsonl?|ndjson|csv|out|err|gz|xz|bz2|zst)|\.log\.\d+|[-_.]log)$/i;

/**
 * Explains an invalid SOURCE: a habit from other tools, a missing file, or a misspelled subcommand, unless a host name is
 * closer.
 */
export const explainWord = (program: Program, { word, message, advice }: WordProblem): WordProblem => {
  const isUnknown = message.startsWith('no host or group') && !advice?.startsWith('Did you mean');
  const habit = Object.hasOwn(HABITS, word) ? HABITS[word]! : null;
  if (isUnknown && habit !== null)
    return {
      word,
      message: `not a host, and ${program} has no subcommand of that name`,
      advice: `If you mean the program ${word}: ${habit}. For example: ${program} web-1:/var/log/syslog`,
    };
  if (isUnknown && FILE_NAME.test(word))
    return {
      word,
      message: 'there is no such file here, and no host or group of that name',
      advice: `Check the name. A file on a host is HOST:/path/${word}.`,
    };
  return { word, message, advice: subcommandAdvice(program, word, advice) };
};

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
