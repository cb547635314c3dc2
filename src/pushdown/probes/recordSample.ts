import type { ByteString } from '../../core/bytes.ts';
import { expander } from '../readStages.ts';
import { fileCheck, pathText, sudoFileCheck } from '../script/fileCheck.ts';
import { prologue } from '../script/lifetime.ts';
import { shellCommand } from '../script/quote.ts';
import { unguarded } from './probe.ts';

/** Sizes of the samples from a file's start and end, in bytes. */
export const SAMPLE = { head: 2048, tail: 16_384 } as const;

/** A sample of a log's start and end. */
export interface LogSample {
  /**
   * The file's size in bytes; null if it is not a plain file, or compressed, which says nothing about its
   * lines.
   */
  readonly size: number | null;
  /**
   * Whole lines from the start, and from the end; empty if `size` is null, or so small that the end covers
   * everything.
   */
  readonly head: ByteString;
  readonly tail: ByteString;
  /** Byte offset of the tail's first line; null if `size` is. */
  readonly tailAt: number | null;
}

/** Returns the command line that samples one log; parse its stdout with `readSample`. `start`: of the script. */
export const sampleCommand = (
  path: string,
  { sudo }: { readonly sudo: boolean },
  start: ByteString = prologue(),
): string =>
  shellCommand(
    `${start}f=${pathText(path)}\n${(sudo ? sudoFileCheck : fileCheck)({ waits: false, follows: false })}${look(path, sudo)}`,
  );

/** Returns the command line that probes a host, then samples one of its logs (`readFirst`). */
export const probedSampleCommand = (path: string, options: { readonly sudo: boolean }): string =>
  sampleCommand(path, options, unguarded());

/** Pipes and devices are not sampled, because the data would be lost. */
const look = (path: string, sudo: boolean): string => {
  const expand = expander(path);
  const open = sudo ? 'sudo -n -- ' : '';
  if (expand) {
    const input = sudo ? 'sudo -n -- cat "$f" |' : '';
    return `echo -\n${input} ${expand.join(' ')} ${sudo ? '' : '<"$f"'} | head -c ${SAMPLE.tail}\nq 0\n`;
  }
  return `
s=$(set -f; set -- $(LC_ALL=C ${open}ls -lnL -- "$f"); case $1 in -*) echo "$5";; *) echo -;; esac)
echo "\${s:--}"
case $s in ''|-) q 0;; esac
${open}tail -c +1 "$f" | head -c ${SAMPLE.head}
${open}tail -c ${SAMPLE.tail} "$f"
q 0
`;
};

/** Returns what the command prints for a regular file of this size, with these bytes at its ends. */
export const sampleText = (size: number, head: ByteString, tail: ByteString): ByteString =>
  `${size}\n${head}${tail}`;

/** Parses the sample in a command's stdout (after the nonce line). */
export const readSample = (stdout: ByteString): LogSample => {
  const end = stdout.indexOf('\n');
  const said = stdout.slice(0, Math.max(0, end));
  const rest = stdout.slice(end + 1);
  if (!/^\d+$/.test(said)) {
    const head = rest.slice(0, SAMPLE.head);
    const tail = wholeLines(rest.slice(head.length), false);
    return { size: null, head: '', tail: tail === '' ? wholeLines(head, true) : tail, tailAt: null };
  }
  const size = Number(said);
  const head = rest.slice(0, Math.min(size, SAMPLE.head));
  const tail = rest.slice(head.length);
  if (size <= SAMPLE.tail) return { size, head: '', tail: wholeLines(tail, true), tailAt: 0 };
  const lines = wholeLines(tail, false);
  return {
    size,
    head: wholeLines(head, true),
    tail: lines,
    tailAt: size - SAMPLE.tail + tail.indexOf('\n') + 1,
  };
};

/** Returns the text without an unfinished last line and without a partial first line. */
const wholeLines = (text: ByteString, begins: boolean): ByteString =>
  text.slice(begins ? 0 : text.indexOf('\n') + 1, text.lastIndexOf('\n') + 1);
