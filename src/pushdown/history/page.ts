import type { ByteString } from '../../core/bytes.ts';
import type { Generation } from '../../core/follow/position.ts';
import type { HistoryPlace } from '../../core/history/place.ts';
import { filterFunction, leadFunction, rotatedGlobs } from '../follow/shell.ts';
import { fileCheck, pathText } from '../script/fileCheck.ts';
import { prologue } from '../script/lifetime.ts';
import { shellCommand } from '../script/quote.ts';
import type { PageFilter } from './pageFilter.ts';
import { searchFunctions } from './searchScript.ts';

/** A read of a log's older lines, in one direction from a place. */
export interface PageRequest {
  readonly path: string;
  readonly from: HistoryPlace;
  readonly direction: 'back' | 'forth';
  /** Where reading forwards ends: what follows is already buffered. */
  readonly until: HistoryPlace | null;
  /** Number of lines to read, after the filter. */
  readonly lines: number;
  readonly filter: PageFilter;
  /** Bytes to send before and after a line found, if it is unknown where records start. */
  readonly margin: number;
  /** Maximum number of bytes of the log to read. */
  readonly bytes: number;
}

/** A probe of a generation at several places. */
export interface LookRequest {
  readonly path: string;
  readonly generation: Generation;
  readonly offsets: readonly number[];
}

/** The words of frames: a range of a file and its lines; the log starts or ends there; the place is gone. */
export const PAGE_FRAME = {
  span: 'span',
  edge: 'edge',
  lost: 'lost',
  file: 'file',
  size: 'size',
  look: 'look',
} as const;

/** How much a probe reads at each place, in bytes. */
export const LOOK_BYTES = 8192;

/** Initial and maximum block size: it grows, because a filter may pass little; a search is cheap. */
const FIRST_BLOCK = 128 * 1024;
const LAST_BLOCK = { filtered: 64 * 1024 * 1024, searched: 256 * 1024 * 1024 } as const;
/** A compressed file is decompressed from its start each time, so larger blocks are read at once. */
const EXPANDED_BLOCK = 2 * 1024 * 1024;

/**
 * Returns the shell word for comparing a generation's head: `CRC LENGTH` as cksum prints it; empty if there
 * is none yet.
 */
const headWord = ({ head }: Generation): string => (head.length === 0 ? '' : `${head.crc} ${head.length}`);

/**
 * Returns functions shared by all scripts that read a log's generations:
 *
 * - `c NAME`: decompresses stdin according to the name's suffix;
 * - `e NAME`: succeeds if the suffix is that of a compressed file;
 * - `g FILE BYTE LENGTH`: prints LENGTH bytes of the decompressed content, starting at BYTE; reads nothing else of
 *   an uncompressed file;
 * - `z FILE`: prints its decompressed size;
 * - `i FILE`: prints its inode;
 * - `d FILE LENGTH`: prints the checksum of its first LENGTH bytes, `CRC LENGTH`;
 * - `l`: lists the generations, newest first, one `MTIME INODE NAME` per line; of two files with the same content,
 *   only the uncompressed one.
 */
export const generationFunctions = (path: string): ByteString => `
LC_ALL=C; export LC_ALL
f=${pathText(path)}
c() { case $1 in *.gz|*.Z) gzip -cd;; *.bz2) bzip2 -cd;; *.xz|*.lzma) xz -cd;; *.zst) zstd -cdq;; *) cat;; esac; }
e() { case $1 in *.gz|*.Z|*.bz2|*.xz|*.lzma|*.zst) :;; *) false;; esac; }
g() { if e "$1"; then c "$1" <"$1" | tail -c +$(($2+1)) | head -c "$3"; else { dd bs=1 skip="$2" count=0; head -c "$3"; } <"$1"; fi; }
z() { if e "$1"; then c "$1" <"$1" | wc -c; else stat -Lc %s -- "$1"; fi; }
i() { stat -Lc %i -- "$1"; }
d() { g "$1" 0 "$2" | cksum; }
l() {
p=
{ stat -Lc '9999999999 %i %n' -- "$f"
for k in ${rotatedGlobs(path)}; do if [ -f "$k" ] && [ -r "$k" ] && [ -s "$k" ]; then stat -Lc '%Y %i %n' -- "$k"; fi; done | sort -k1,1rn -k3
} | while read -r m n k; do case $k in "$p".*) if [ "$m" = "$o" ] && e "$k"; then continue; fi;; esac; o=$m p=$k; echo "$m $n $k"; done
}
`;

/**
 * Returns a script that finds the file of a generation and stores its number in the list in `variable`: the
 * file with its inode and head or, if it has been compressed or copied since, another file with the same
 * head.
 */
const findScript = ({ generation }: HistoryPlace, variable: string): ByteString => {
  const head = headWord(generation);
  const same = head === '' ? ':' : `[ "$(d "$k" ${generation.head.length})" = "${head}" ]`;
  const anywhere = head === '' ? 'false' : ':';
  return `
j=0 ${variable}=
while read -r m n k; do j=$((j+1)); if [ "$n" = ${generation.inode} ] && ${same}; then ${variable}=$j; break; fi; done <<E
$L
E
if [ -z "$${variable}" ] && ${anywhere}; then j=0
while read -r m n k; do j=$((j+1)); if ${same}; then ${variable}=$j; break; fi; done <<E
$L
E
fi
`;
};

/**
 * Returns the command line of a read. Its stdout consists of frames and, after each `span`, the lines of that
 * range: the newest range first when reading backwards.
 */
export const pageCommand = (request: PageRequest): string => shellCommand(pageScript(request));

/** Returns the script of a read: block after block from the place on, until there is enough. */
export const pageScript = (request: PageRequest, start: ByteString = prologue()): ByteString => {
  const { path, from, until, lines, filter, direction, margin } = request;
  const { stages, search } = filter;
  return [
    start,
    generationFunctions(path),
    fileCheck({ waits: false, follows: true }),
    filterFunction(stages) ?? 'p() { cat; }\n',
    leadFunction(stages),
    'L=$(l)\n',
    until === null ? '' : `${findScript(until, 'U')}O=${until.offset}\n`,
    findScript(from, 'J'),
    `if [ -z "$J" ]; then printf '%s ${PAGE_FRAME.lost}\\n' "$N"; q 0; fi
T=$(printf '%s\\n' "$L" | wc -l)
o=${from.offset} n=${lines} s=0 w=${FIRST_BLOCK}
`,
    FILE_FUNCTION,
    `if [ $o -gt $S ]; then printf '%s ${PAGE_FRAME.lost}\\n' "$N"; q 0; fi\n`,
    BLOCK_FUNCTIONS,
    search === null ? '' : searchFunctions({ search, direction, margin }),
    direction === 'back' ? backScript(request) : forthScript(request),
  ].join('');
};

/**
 * `h`: selects file number `J` of the list for reading: sets `k` to its name, `I` to its inode, `H` to its
 * head's checksum and `S` to its size.
 */
const FILE_FUNCTION = `
h() {
x=0
while read -r m I k; do x=$((x+1)); [ $x = $J ] && break; done <<E
$L
E
S=$(z "$k"); H=$(d "$k" 512)
if e "$k" && [ $w -lt ${EXPANDED_BLOCK} ]; then w=${EXPANDED_BLOCK}; fi
}
h
`;

/**
 * - `y A B`: prints a range of the file as a span, counts its lines, and sets `o` to where it stopped;
 * - `a BYTE`: sets A to where the first line starts from there on at which the log can be cut.
 */
const BLOCK_FUNCTIONS = `
y() {
t=$(g "$k" $1 $(($2-$1)) | p | wc -l)
printf '%s ${PAGE_FRAME.span} %s %s %s %s\\n' "$N" $I "$H" $1 $2
if [ $t -gt 0 ]; then g "$k" $1 $(($2-$1)) | p; fi
n=$((n-t)) s=$((s+$2-$1))
}
a() {
A=$(($1-1+$(g "$k" $(($1-1)) $((S-$1+1)) | head -n 1 | wc -c)))
A=$((A+$(g "$k" $A $((S-A)) | j | wc -c)))
}
`;

/** Lets blocks grow while few of their lines pass. */
const grow = ({ filter }: PageRequest): ByteString =>
  `if [ $((t*4)) -lt $n ] && [ $w -lt ${LAST_BLOCK[filter.search ? 'searched' : 'filtered']} ]; then w=$((w*4)); fi`;

/**
 * Returns the command line that lists a log's generations, newest first: frames `file MTIME INODE CRC LENGTH
 * PLAIN_OR_COMPRESSED`.
 */
export const generationsCommand = (path: string): string =>
  shellCommand(`${prologue()}${generationFunctions(path)}${fileCheck({ waits: false, follows: true })}
l | while read -r m n k; do
if e "$k"; then w=compressed; else w=plain; fi
if [ "$m" = 9999999999 ]; then m=$(stat -Lc %Y -- "$k"); fi
printf '%s ${PAGE_FRAME.file} %s %s %s %s\\n' "$N" $m $n "$(d "$k" 512)" $w
done
q 0
`);

/**
 * Returns the command line of a probe: frames `size BYTES`, then `look OFFSET`, each with the bytes from
 * there on.
 */
export const lookCommand = ({ path, generation, offsets }: LookRequest): string =>
  shellCommand(
    [
      prologue(),
      generationFunctions(path),
      'L=$(l)\n',
      findScript({ generation, offset: 0 }, 'J'),
      `if [ -z "$J" ]; then printf '%s ${PAGE_FRAME.lost}\\n' "$N"; q 0; fi\nw=0\n`,
      FILE_FUNCTION,
      `printf '%s ${PAGE_FRAME.size} %s\\n' "$N" $S
for x in ${offsets.join(' ')}; do printf '%s ${PAGE_FRAME.look} %s\\n' "$N" $x; g "$k" $x ${LOOK_BYTES}; done
q 0
`,
    ].join(''),
  );

const backScript = (request: PageRequest): ByteString => `
while [ $n -gt 0 ] && [ $s -lt ${request.bytes} ]; do
if [ $o -le 0 ]; then
if [ $J -ge $T ]; then printf '%s ${PAGE_FRAME.edge}\\n' "$N"; break; fi
J=$((J+1)); h; o=$S; continue
fi
b=$((o-w))
if [ $b -le 0 ]; then A=0; else a $b; fi
if [ $A -ge $o ]; then w=$((w*4)); if [ $b -gt 0 ]; then continue; fi; A=0; fi
${request.filter.search ? 'y $A $o' : 'y $A $o; o=$A'}
${grow(request)}
done
q 0
`;

const forthScript = (request: PageRequest): ByteString => {
  const bounded = request.until !== null;
  return `
while [ $n -gt 0 ] && [ $s -lt ${request.bytes} ]; do
${bounded ? 'if [ "$J" = "$U" ] && [ $S -gt $O ]; then S=$O; fi' : ''}
if [ $o -ge $S ]; then
if [ $J -le 1 ]${bounded ? ' || [ "$J" = "$U" ]' : ''}; then printf '%s ${PAGE_FRAME.edge}\\n' "$N"; break; fi
J=$((J-1)); h; o=0; continue
fi
b=$((o+w))
if [ $b -ge $S ]; then A=$S; else a $b; fi
if [ $A -gt $S ]; then A=$S; fi
${request.filter.search ? 'y $o $A' : 'y $o $A; o=$A'}
${grow(request)}
done
q 0
`;
};
