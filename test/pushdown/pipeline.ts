import { spawnSync } from 'node:child_process';
import { type ByteString, fromByteString, toByteString } from '../../src/core/bytes.ts';
import type { Query } from '../../src/core/query.ts';

const run = (words: readonly string[], input: ByteString): ByteString => runAll([words], input);

/** Runs a pipeline, by a shell: starting it takes this process, which is large, as long as starting one of its commands. */
const runAll = (commands: readonly (readonly string[])[], input: ByteString): ByteString => {
  const pipeline = commands.map(words => words.map(quote).join(' ')).join(' | ');
  const done = spawnSync('sh', ['-c', pipeline], {
    input: fromByteString(input),
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: 1 << 28,
    timeout: 10_000,
  });
  // Only grep may end with 1: nothing matched. What fails elsewhere in the pipeline says so.
  const isFine = done.status === 0 || (done.status === 1 && commands.at(-1)![0] === 'grep');
  if (!isFine || done.stderr.length > 0) throw new Error(`${pipeline}: ${done.status} ${done.stderr}`);
  return toByteString(done.stdout);
};

const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/**
 * Returns the output that a query stands for, using one GNU tool after another: `tail | grep | tail | head`.
 * Context around several patterns cannot be expressed as a pipeline, so the lines that all greps select are
 * marked, and one grep prints the marks with their context.
 */
export const plainPipeline = (query: Query, content: ByteString): ByteString => {
  const zero = query.zeroTerminated ? ['-z'] : [];
  const read = ['tail', ...zero, ...extent(query)];
  const kind = [query.fixed ? '-F' : '-E', '-a', ...(query.ignoreCase ? ['-i'] : []), ...zero];
  const chain = [
    ...query.grep.map(pattern => ['grep', ...kind, '-e', pattern]),
    ...query.exclude.map(pattern => ['grep', ...kind, '-v', '-e', pattern]),
  ];
  const around = ['-B', `${query.before}`, '-A', `${query.after}`];
  if (chain.length > 0 && (query.before > 0 || query.after > 0)) {
    const text = run(read, content);
    // Limits count matches, each with its context.
    if (query.last !== null) return lastOfMarks(text, chain, query);
    const limits = [query.maxCount, query.head].filter(limit => limit !== null);
    const most = limits.length === 0 ? [] : ['-m', `${Math.min(...limits)}`];
    return contextOfMarks(text, chain, [...around, ...most]);
  }
  const limited = (program: string, count: number | null) =>
    count === null ? [] : [[program, ...zero, '-n', `${count}`]];
  const limits = [
    ...limited('head', query.maxCount),
    ...limited('tail', query.last),
    ...limited('head', query.head),
  ];
  return runAll([read, ...chain, ...limits], content);
};

const extent = ({ from }: Query): string[] => {
  switch (from.kind) {
    case 'lastLines':
      return ['-n', `${from.count}`];
    case 'fromLine':
      return ['-n', `+${from.line}`];
    case 'lastBytes':
      return ['-c', `${from.count}`];
    case 'fromByte':
      return ['-c', `+${from.byte}`];
  }
};

const lastOfMarks = (
  text: ByteString,
  chain: readonly (readonly string[])[],
  { last, before, after }: Query,
): ByteString => {
  const words = ['-m', `${last}`, '-A', `${before}`, '-B', `${after}`];
  return run(['tac'], contextOfMarks(run(['tac'], ended(text)), chain, words));
};

const ended = (text: ByteString): ByteString => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

const contextOfMarks = (
  text: ByteString,
  chain: readonly (readonly string[])[],
  options: readonly string[],
): ByteString => {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const selected = chain.map(([grep, ...words]) => {
    const numbers = run([grep!, '-n', ...words], text).split('\n');
    return new Set(numbers.map(line => Number.parseInt(line, 10)));
  });
  const marked = lines.map(
    (line, index) => `${selected.every(set => set.has(index + 1)) ? 'y' : 'n'}${line}\n`,
  );
  const shown = run(['grep', '-a', ...options, '-e', '^y'], marked.join(''));
  return shown
    .split('\n')
    .map(line => (line === '--' ? line : line.slice(1)))
    .join('\n');
};
