import type { Problem } from './problems.ts';

/** What options of neighbouring tools (grep, tail, journalctl, docker, kubectl, stern) are called here, by letter or long name. */
const HABITS: Readonly<Record<string, string>> = {
  e: 'write -g PATTERN',
  regexp: 'write -g PATTERN',
  E: 'patterns are extended regular expressions already: drop it',
  'extended-regexp': 'patterns are extended regular expressions already: drop it',
  G: 'patterns are extended regular expressions: write -g PATTERN',
  P: 'patterns are extended regular expressions; \\d, \\w and \\s work in them',
  'perl-regexp': 'patterns are extended regular expressions; \\d, \\w and \\s work in them',
  w: "write the word's edges into the pattern: -g '\\<word\\>'",
  'word-regexp': "write the word's edges into the pattern: -g '\\<word\\>'",
  m: 'write --max-count N for each log, or --head N over all of them',
  H: 'write -v (--prefix=always)',
  'with-filename': 'write -v (--prefix=always)',
  'no-filename': 'write -q (--prefix=never)',
  'invert-match': 'write -x PATTERN (--exclude)',
  'line-buffered': 'lines are printed as they come: drop it',
  l: 'write --count to see how many lines match on each log',
  'files-with-matches': 'write --count to see how many lines match on each log',
  'only-matching': 'write --format to print parts of a line',
  r: 'write @GROUP or a glob of hosts: the logs are read wherever they are',
  recursive: 'write @GROUP or a glob of hosts: the logs are read wherever they are',
  json: 'write -o json',
  raw: 'write -o raw',
  tail: 'write -n N',
  'no-color': 'write --color=never',
  timestamps: 'write --time=full',
  t: 'write --time=full',
  u: 'write journal:UNIT as the source, or HOST:journal:UNIT',
  unit: 'write journal:UNIT as the source, or HOST:journal:UNIT',
  p: 'write --level LEVEL; for the port, HOST:PORT:/path',
  priority: 'write --level LEVEL',
  selector: 'write kubernetes:NAMESPACE/SELECTOR as the source',
  namespace: 'write kubernetes:NAMESPACE/SELECTOR as the source',
  container: 'write docker:NAME or kubernetes:NAMESPACE/SELECTOR/CONTAINER as the source',
  host: 'write HOST:LOG as the source',
  user: 'write USER@HOST:/path as the source',
  port: 'write HOST:PORT:/path as the source',
  identity: 'write identity: in the inventory, or IdentityFile in ~/.ssh/config',
  filter: 'write -g PATTERN, or --where for fields',
  search: 'write -g PATTERN',
  from: 'write --since TIME',
  to: 'write --until TIME',
  limit: 'write --head N (the first) or --last N (the latest)',
  watch: 'write -F',
  live: 'write -F',
  stop: 'write --max-time SECONDS',
  timeout: 'write --max-time SECONDS, or --connect-timeout for the login',
  duration: 'write --max-time SECONDS',
};

/** The pointer for an option that another tool has; null where none is known. */
export const habitAdvice = (name: string): string | null =>
  Object.hasOwn(HABITS, name) ? `${capital(HABITS[name]!)}.` : null;

const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);

/** A value that shows that `-c` was meant as grep has it. */
export const withHabit = (spelt: string, problem: Problem): Problem =>
  spelt === '-c'
    ? { ...problem, advice: '-c is bytes, as in tail; to count matching lines, write --count.' }
    : problem;
