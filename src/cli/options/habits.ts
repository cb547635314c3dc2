import type { Problem } from './problems.ts';

/**
 * Maps options of similar tools (grep, tail, journalctl, docker, kubectl, stern), by letter or long name, to
 * rtail's equivalent.
 */
const HABITS: Readonly<Record<string, string>> = {
  e: 'use -g PATTERN',
  regexp: 'use -g PATTERN',
  E: 'patterns are extended regular expressions already: drop it',
  'extended-regexp': 'patterns are extended regular expressions already: drop it',
  G: 'patterns are extended regular expressions: use -g PATTERN',
  P: 'patterns are extended regular expressions; \\d, \\w and \\s work in them',
  'perl-regexp': 'patterns are extended regular expressions; \\d, \\w and \\s work in them',
  w: "mark the word boundaries in the pattern: -g '\\<word\\>'",
  'word-regexp': "mark the word boundaries in the pattern: -g '\\<word\\>'",
  m: 'use --max-count N for each log, or --head N over all of them',
  H: 'use -v (--prefix=always)',
  'with-filename': 'use -v (--prefix=always)',
  'no-filename': 'use -q (--prefix=never)',
  'invert-match': 'use -x PATTERN (--exclude)',
  'line-buffered': 'lines are always printed at once: drop it',
  l: 'use --count to see how many lines match in each log; for the user, USER@HOST:/path',
  'files-with-matches': 'use --count to see how many lines match in each log',
  'only-matching': 'use --format to print parts of a line',
  r: 'use @GROUP or a glob of hosts to read several logs',
  recursive: 'use @GROUP or a glob of hosts to read several logs',
  json: 'use -o json',
  tz: 'set the environment variable TZ, as in TZ=Europe/Berlin rtail …',
  timezone:
    "set the environment variable TZ for the times that are printed; a log's own zone is timezone: in the inventory",
  utc: 'set the environment variable TZ: TZ=UTC rtail …',
  raw: 'use -o raw',
  tail: 'use -n N',
  'no-color': 'use --color=never',
  timestamps: 'use --time=full',
  t: 'use --time=full',
  u: 'use journal:UNIT as the source, or HOST:journal:UNIT',
  unit: 'use journal:UNIT as the source, or HOST:journal:UNIT',
  p: 'use --level LEVEL; for the port, HOST:PORT:/path',
  priority: 'use --level LEVEL',
  selector: 'use kubernetes:NAMESPACE/SELECTOR as the source',
  namespace: 'use kubernetes:NAMESPACE/SELECTOR as the source',
  container: 'use docker:NAME or kubernetes:NAMESPACE/SELECTOR/CONTAINER as the source',
  host: 'use HOST:LOG as the source',
  user: 'use USER@HOST:/path as the source',
  port: 'use HOST:PORT:/path as the source',
  identity: 'use identity: in the inventory, or IdentityFile in ~/.ssh/config',
  filter: 'use -g PATTERN, or --where for fields',
  search: 'use -g PATTERN',
  from: 'use --since TIME',
  to: 'use --until TIME',
  limit: 'use --head N (the first) or --last N (the latest)',
  watch: 'use -F',
  live: 'use -F',
  stop: 'use --max-time SECONDS',
  timeout: 'use --max-time SECONDS, or --connect-timeout for the login',
  duration: 'use --max-time SECONDS',
};

/** Returns advice for an option of another tool; null if the option is unknown. */
export const habitAdvice = (name: string): string | null =>
  Object.hasOwn(HABITS, name) ? `${capital(HABITS[name]!)}.` : null;

const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);

/** Adds advice to a problem with the value of an option that was probably meant as another tool's: grep's or ssh's. */
export const withHabit = (spelt: string, problem: Problem): Problem => {
  if (spelt === '-c')
    return { ...problem, advice: '-c means bytes, as in tail. To count matching lines, use --count.' };
  if (spelt === '-o' && /'[A-Z]\w+[= ]/.test(problem.message))
    return { ...problem, advice: 'Options for ssh belong in ~/.ssh/config.' };
  return problem;
};
