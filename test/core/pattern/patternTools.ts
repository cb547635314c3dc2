import { spawnSync } from 'node:child_process';
import { type ByteString, encodeText, fromByteString } from '../../../src/core/bytes.ts';
import {
  isQuickByBacktracking,
  type Pattern,
  patternAwkText,
  patternGrepArguments,
  usesWordAnchors,
} from '../../../src/core/pattern/pattern.ts';

/** A program on hosts that selects lines by a pattern. */
export interface Tool {
  readonly name: string;
  /**
   * Returns the 0-based indices of the selected lines; null if the program does not support the pattern, or
   * cannot cope with it.
   */
  select(pattern: Pattern, lines: readonly ByteString[]): number[] | null;
}

/** For some patterns, some tools never finish: a tool that takes longer than this has no answer. */
const PATIENCE_MS = 3000;

const run = (
  program: string,
  words: readonly ByteString[],
  env: Record<string, ByteString>,
  lines: readonly ByteString[],
): number[] | null => {
  const input = fromByteString(lines.map(line => `${line}\n`).join(''));
  // Node passes arguments and environment as UTF-8; octal escapes for printf pass any byte, as on a real
  // host.
  const octal = (word: ByteString): string =>
    `"$(printf %b "${Array.from(word, char => `\\0${char.charCodeAt(0).toString(8).padStart(3, '0')}`).join('')}x")"`;
  const assign = (name: string, word: ByteString): string =>
    `${name}=${octal(word)}; ${name}=\${${name}%x}; export ${name};`;
  const script = [
    ...Object.entries(env).map(([name, value]) => assign(name, value)),
    ...words.map((word, index) => assign(`W${index}`, word)),
    `exec ${program} ${words.map((_, index) => `"$W${index}"`).join(' ')}`,
  ].join('\n');
  // ASCII needs no escapes and no shell.
  const isPlain = [...words, ...Object.values(env)].every(word => /^[\x01-\x7f]*$/.test(word));
  const [command = '', ...own] = program.split(' ');
  const [file, list] = isPlain ? [command, [...own, ...words]] : ['sh', ['-c', script]];
  const done = spawnSync(file, list, {
    input,
    env: { ...process.env, ...(isPlain && env), LC_ALL: 'C' },
    maxBuffer: 1 << 26,
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  });
  if (done.signal === 'SIGKILL') return null;
  const stderr = done.stderr.toString();
  if (stderr !== '' || (done.status !== 0 && done.status !== 1))
    throw new Error(`${program}: ${stderr} (${done.status})`);
  return done.stdout
    .toString('latin1')
    .split('\n')
    .filter(line => line !== '')
    .map(line => Number.parseInt(line, 10) - 1);
};

const grep = (name: string, program: string, more: readonly string[], anchors: boolean): Tool => ({
  name,
  select: (pattern, lines) => {
    if (!anchors && usesWordAnchors(pattern)) return null;
    const words = [...more, '-n', ...(pattern.ignoreCase ? ['-i'] : []), ...patternGrepArguments([pattern])];
    return run(program, words, {}, lines);
  },
});

/** An awk, for the patterns that it is given: mawk errs where it would have to backtrack (`(a*a+)*` and no text). */
const awk = (name: string, program: string, knows: (pattern: Pattern) => boolean = () => true): Tool => ({
  name,
  select: (pattern, lines) => {
    const text = patternAwkText(pattern);
    if (text === null || text === '' || !knows(pattern)) return null;
    return run(program, ['BEGIN{p=ENVIRON["P"]}$0~p{print NR}'], { P: text }, lines);
  },
});

const there = (program: string, ...words: string[]): boolean =>
  spawnSync(program, words, { stdio: 'ignore', input: '' }).error === undefined;

/** The tools that are installed on this machine. */
export const TOOLS: readonly Tool[] = [
  { tool: grep('grep', 'grep', ['-a'], true), has: there('grep', '--version') },
  { tool: grep('busybox grep', 'busybox grep', [], false), has: there('busybox') },
  { tool: awk('gawk', 'gawk'), has: there('gawk', '--version') },
  { tool: awk('mawk', 'mawk', isQuickByBacktracking), has: there('mawk', '-W', 'version') },
  { tool: awk('busybox awk', 'busybox awk'), has: there('busybox') },
  { tool: awk('the one true awk', 'original-awk'), has: there('original-awk', '--version') },
].flatMap(({ tool, has }) => (has ? [tool] : []));

/** Returns a line of the table as bytes. */
export const lineBytes = (line: string): ByteString =>
  Array.from(line, char => {
    const code = char.charCodeAt(0);
    return code >= 0xdc80 && code <= 0xdcff ? String.fromCharCode(code - 0xdc00) : encodeText(char);
  }).join('');
