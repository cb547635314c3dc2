import type { ByteString } from '../../core/bytes.ts';
import type { HostFacts } from '../../core/facts.ts';
import { compilePattern, patternGrepArguments } from '../../core/pattern/pattern.ts';
import { pathText } from '../script/fileCheck.ts';
import { prologue } from '../script/lifetime.ts';
import { shellCommand, shellQuote } from '../script/quote.ts';

/** Number of blocks to read at each place. */
const BLOCK = 4096;
const BLOCKS = 2;

/** Bytes that a probe of one place reads on the host. */
export const PROBE_BYTES = BLOCK * BLOCKS;

export interface TimeProbe {
  readonly path: string;
  /** Byte offsets to probe. */
  readonly offsets: readonly number[];
  /** EREs: a probe returns the first line at a place that matches one of them. */
  readonly lines: readonly string[];
  readonly sudo: boolean;
}

/** A line that a probe found. */
export interface ProbedLine {
  /** Byte offset of the first line that starts at the place, which may be another line. */
  readonly offset: number;
  /** Null: no line at the place matched. */
  readonly text: ByteString | null;
}

/**
 * Returns the command line that probes a file at several places. At each place it reads two blocks, skips the
 * partial first line, and prints the first line with a time. Parse its stdout with `readProbedLines`.
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

/** Parses the lines in a probe's stdout (after the nonce line); places where no line starts are omitted. */
export const readProbedLines = (stdout: ByteString): ProbedLine[] =>
  stdout.split('\n').flatMap(line => {
    const [, block, skipped, text = ''] = /^(\d+) (\d+) (.*)$/.exec(line) ?? [];
    if (block === undefined) return [];
    return [{ offset: Number(block) * BLOCK + Number(skipped) + 1, text: text === '' ? null : text }];
  });
