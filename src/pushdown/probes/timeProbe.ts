import type { ByteString } from '../../core/bytes.ts';
import type { HostFacts } from '../../core/facts.ts';
import { compilePattern, patternGrepArguments } from '../../core/pattern/pattern.ts';
import { pathText } from '../script/fileCheck.ts';
import { prologue } from '../script/lifetime.ts';
import { shellCommand, shellQuote } from '../script/quote.ts';

/** What is read at each place, in blocks. */
const BLOCK = 4096;
const BLOCKS = 2;

/** Bytes that a look at one place reads on the host. */
export const PROBE_BYTES = BLOCK * BLOCKS;

export interface TimeProbe {
  readonly path: string;
  /** Byte offsets to look at. */
  readonly offsets: readonly number[];
  /** EREs: the first line at a place that matches one is what is asked for. */
  readonly lines: readonly string[];
  readonly sudo: boolean;
}

/** A line that a probe found. */
export interface ProbedLine {
  /** Byte offset of the first line that begins at the place: not always this one's. */
  readonly offset: number;
  /** Null: no line there matched. */
  readonly text: ByteString | null;
}

/**
 * The command line that looks into a file at several places. At each, two blocks are read, the unfinished first line passed
 * over, and the first line given that has a time. Read its stdout with `readProbedLines`.
 */
export const timeProbeCommand = ({ path, offsets, lines, sudo }: TimeProbe, { grep }: HostFacts): string => {
  const patterns = lines.map(ere => compilePattern(ere, { fixed: false, ignoreCase: false }));
  const words = ['grep', ...(grep === 'busybox' ? [] : ['-a']), '-m', '1', ...patternGrepArguments(patterns)];
  const block = sudo
    ? `sudo -n -- tail -c +$(($1*${BLOCK}+1)) "$f" | head -c ${PROBE_BYTES}`
    : `dd if="$f" bs=${BLOCK} skip="$1" count=${BLOCKS}`;
  const places = [...new Set(offsets.map(offset => Math.floor(offset / BLOCK)))];
  return shellCommand(`${prologue()}f=${pathText(path)}
LC_ALL=C; export LC_ALL
p() { ${block} | { IFS= read -r x && printf '%s %s ' "$1" "\${#x}" && { ${words.map(shellQuote).join(' ')} || echo; }; }; }
for i in ${places.join(' ')}; do p $i; done
q 0
`);
};

/** The lines in a probe's stdout (what comes after the nonce line); no place where no line begins. */
export const readProbedLines = (stdout: ByteString): ProbedLine[] =>
  stdout.split('\n').flatMap(line => {
    const [, block, skipped, text = ''] = /^(\d+) (\d+) (.*)$/.exec(line) ?? [];
    if (block === undefined) return [];
    return [{ offset: Number(block) * BLOCK + Number(skipped) + 1, text: text === '' ? null : text }];
  });
