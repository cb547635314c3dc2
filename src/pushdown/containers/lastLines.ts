import type { ByteString } from '../../core/bytes.ts';
import { pathText } from '../script/fileCheck.ts';
import { prologue } from '../script/lifetime.ts';
import { shellCommand } from '../script/quote.ts';

/** Where the last lines of a container's log file start. */
export interface LinesStart {
  /** Byte of the file, 0-based. */
  readonly byte: number;
  /** Number of earlier lines that end after it, because their stream is interleaved with another. */
  readonly earlier: number;
}

/** Initial size of the searched end of the file, in bytes, and its growth factor while it has too few lines. */
const WINDOW = 1 << 18;
const WINDOW_GROWTH = 8;

/** The end of the JSON of a line, or of the last piece of one: a newline is not preceded by another backslash. */
const ENDED = String.raw`([^\\]|^)(\\\\)*\\n","stream":"`;

/**
 * Returns the command line that finds where the last lines of a `json-file` log start: long lines are split into pieces,
 * which `tail` counts.
 *
 * `p[t]`: where the open line of a stream starts; `S`, `E`: where each complete line starts and ends.
 */
export const lastLinesCommand = (path: string, count: number): string =>
  shellCommand(`${prologue()}
LC_ALL=C; export LC_ALL
f=${pathText(path)}
s=$(wc -c <"$f") || q 0
w=${WINDOW}
while o=$((s>w?s-w:0)); do
a=$(tail -c +$((o+1)) "$f" | head -c $((s-o)) | awk -v o=$o -v n=${count} '
{t=/","stream":"stderr","/;if(NR==1&&o>0){b+=length($0)+1;next}
if(!(t in p))p[t]=b;b+=length($0)+1
if($0~/${ENDED}/){S[++c]=p[t];E[c]=b;delete p[t]}}
END{if(c<n){if(o>0)exit;print 0,0;exit}
m=b;for(i=c-n+1;i<=c;i++)if(S[i]<m)m=S[i]
d=0;for(i=1;i<=c-n;i++)if(E[i]>m)d++
printf "%.0f %d\\n",o+m,d}')
[ -z "$a" ] || { echo "$a"; q 0; }
w=$((w*${WINDOW_GROWTH}))
done
`);

/** Parses its output; null if the host could not tell. */
export const readLinesStart = (output: ByteString): LinesStart | null => {
  const [, byte, earlier] = /^(\d+) (\d+)$/m.exec(output) ?? [];
  return byte === undefined ? null : { byte: Number(byte), earlier: Number(earlier) };
};
