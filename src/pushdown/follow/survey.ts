import type { ByteString } from '../../core/bytes.ts';
import {
  HEAD_LENGTH,
  laterOf,
  type Place,
  type Position,
  type Sum,
  TAIL_LENGTH,
  tailSum,
} from '../../core/follow/position.ts';
import type { Survey, SurveyedFile } from '../../core/follow/survey.ts';
import type { ReadFrom } from '../../core/query.ts';
import { extentWords } from '../readStages.ts';
import { fileCheck } from '../script/fileCheck.ts';
import { prologue } from '../script/lifetime.ts';
import { pathBytes } from '../script/pathBytes.ts';
import { shellCommand } from '../script/quote.ts';
import type { Stage } from '../script/stage.ts';
import {
  filterFunction,
  filterTexts,
  followFunctions,
  isOwnRotation,
  leadFunction,
  rotatedGlobs,
} from './shell.ts';
import { readWord } from './words.ts';

/** What a survey should find out. */
export interface SurveyRequest {
  readonly path: string;
  /** The filter of the pipeline. */
  readonly stages: readonly Stage[];
  /** The current position, or where to start. */
  readonly at: Position | ReadFrom;
  readonly zeroTerminated: boolean;
  /** Waits if the file is missing. */
  readonly waits: boolean;
  /**
   * How much of the file's end to search for the requested number of last matches, in bytes, before settling
   * for fewer; absent: all of it.
   */
  readonly near?: number;
  /**
   * Finds lines one of which each record contains that the filter is meant to pass, and prints the byte offset of the
   * first; null: there is no such program. It is much faster than a filter of whole records.
   */
  readonly finder?: Stage | null;
}

/** The result of a survey. */
export interface SurveyAnswer {
  readonly survey: Survey;
  /** Where to start: 0-based byte of the current file. Null if the survey was for a position. */
  readonly start: number | null;
  /** Number of bytes of the filter's output from there on that are older than requested. */
  readonly skip: number;
  /** The host's clock, seconds since the epoch, with a fraction if its `date` supports it. */
  readonly clock: number;
}

const isPosition = (at: SurveyRequest['at']): at is Position => 'generation' in at;

/**
 * Returns the command line of a survey; see docs/following.md. Parse its stdout with `readSurvey`; it reports
 * like every remote script.
 */
export const surveyCommand = (request: SurveyRequest): string => shellCommand(surveyScript(request));

/**
 * Returns the script of a survey. Its output records end with NUL; a name, which can contain any byte, comes
 * last in each.
 */
export const surveyScript = (request: SurveyRequest, start: ByteString = prologue()): ByteString => {
  const { path, at, waits } = request;
  return [
    start,
    followFunctions(path),
    'if ! { i / && command -v od; } >/dev/null; then r unfit; q 0; fi\n',
    waits ? waitForFile(!isPosition(at)) : isPosition(at) ? '' : fileCheck({ waits: false, follows: true }),
    filterFunction(request.stages) ?? '',
    request.near === undefined && !request.finder ? '' : leadFunction(request.stages),
    isPosition(at) ? '' : startScript(at, request),
    fileFunction(isPosition(at) ? at : null, request),
    isPosition(at) ? outputFunction(request.stages) : '',
    lookScript(path, isPosition(at) ? headsOfOutput(path) : START),
  ].join('');
};

/**
 * Waits until a file has the name; reports it the first time, and that the file is to be read from its
 * beginning.
 */
const waitForFile = (first: boolean): ByteString => `
if ! [ -e "$f" ]; then ${first ? 'r waiting; v=1' : ''}
while ! [ -e "$f" ]; do sleep 1; done; fi
${first ? fileCheck({ waits: true, follows: true }) : ''}`;

/**
 * Computes where `tail` would start, in `d`, and in `D` how much of the filter's output from there on is
 * older. For the last N, it counts by reading through a descriptor, whose position then shows where the end
 * was, even while the file grows.
 */
const startScript = (from: ReadFrom, { stages, zeroTerminated, near, finder }: SurveyRequest): ByteString => {
  const zero = zeroTerminated ? '-z ' : '';
  const open = 'exec 5<"$f"\nD=0\n';
  switch (from.kind) {
    case 'fromByte':
      return `${open}d=${Math.max(0, from.byte - 1)}\n`;
    case 'fromLine':
      return `${open}d=${from.line <= 1 ? '0' : `$(head ${zero}-n ${from.line - 1} <"$f" | wc -c)`}\n`;
    case 'lastLines':
    case 'lastBytes':
      // tail does not read anything to print nothing.
      if (from.count === 0) return `${open}d=$(stat -Lc %s /dev/fd/5)\nif [ "$v" ]; then d=0; fi\n`;
      if (from.kind === 'lastLines' && stages.length > 0 && !zeroTerminated)
        return `${open}${lastMatches(from.count, near ?? null, finder ?? null)}`;
      return `${open}b=$(tail ${zero}${extentWords(from).join(' ')} <&5 | wc -c)
read -r k d </proc/$$/fdinfo/5
if [ "$v" ]; then d=0; else d=$((d-b)); fi
`;
  }
};

/**
 * Initial size of the end of the file in which matches are counted, in bytes, and its growth factor while
 * there are too few.
 */
const WINDOW = 1 << 20;
const WINDOW_GROWTH = 8;

/**
 * With a filter, the last N are matches: they are counted in growing ends of the file, as it was at the time
 * of the survey. With `near`, the ends grow no further than that, and reading starts at the first of those
 * matches: reading back on demand continues from there, so no older match after that place may be skipped.
 */
const lastMatches = (count: number, near: number | null, finder: Stage | null): ByteString => `
e=$(stat -Lc %s /dev/fd/5) w=${WINDOW}
s() { tail -c +$(($1+1)) <"$f" | head -c $(($2-$1)); }
m() { s $d $e | p; }
${finder === null ? 'a() { :; }\n' : firstCandidate(finder)}
while :; do
d=0; [ $w -lt $e ] && d=$((e-w)) && d=$((d+$(tail -c +$((d+1)) <"$f" | head -n 1 | wc -c)))
y=$d; a; n=0; if [ $d -lt $e ]; then n=$(m | head -n ${count} | wc -l); fi
[ $y -gt 0 ]${near === null ? '' : ` && [ $w -lt ${near} ]`} && [ $n -lt ${count} ] || break
w=$((w*${WINDOW_GROWTH}))
done
if [ "$v" ]; then d=0; elif [ $n -ge ${count} ]; then B=$(m | tail -n ${count} | wc -c) D=$(($(m | wc -c)-B)); fi
${near === null ? '' : FIRST_MATCH}`;

/** How far before a line found its record is assumed to start, in bytes, at first; and the growth factor if it does not. */
const RECORD = 16 * 1024;
const RECORD_GROWTH = 8;

/**
 * Returns the function `a`, which moves the start `d` to the last place before the first line found where the log can be
 * cut for the filter: nothing before it passes. If none is found, that is before the file's last record.
 */
const firstCandidate = (finder: Stage): ByteString => `
z() { ${filterTexts([finder])[0]}; }
a() {
o=$(s $d $e | z | head -c 20 | head -n 1 | cut -d: -f1)
case $o in ''|*[!0-9]*) o=$e;; *) o=$((d+o));; esac
g=${RECORD}
while [ $((o-g)) -gt $d ]; do
k=$((o-g)); x=$((k-1+$(tail -c +$k <"$f" | head -n 1 | wc -c)))
if [ $x -le $o ]; then x=$((x+$(s $x $e | j | wc -c))); fi
if [ $x -le $o ] && [ $x -lt $e ]; then d=$x; return; fi
g=$((g*${RECORD_GROWTH}))
done
}
`;

/**
 * Moves the start `d` to the last line after which the filter's output still has at least `B` bytes, so that
 * there is nothing to skip. It alternates between halving the range and interpolating, because matches are
 * rare in one log and dense in another. A range ends where the log can be cut for the filter, like pages of
 * older lines.
 */
const FIRST_MATCH = `
if [ $D -gt 0 ]; then
F=$((B+D)) h=$e u=$e C=0 j=
while [ $((u-d)) -gt 1 ]; do
if [ "$j" ]; then j= k=$(((d+u)/2)); else j=1 k=$((u-(u-d)*(B-C)/(F-C))); fi
[ $k -gt $d ] || k=$((d+1)); [ $k -lt $u ] || k=$((u-1))
x=$((k-1+$(tail -c +$k <"$f" | head -n 1 | wc -c)))
[ $x -ge $h ] || x=$((x+$(s $x $h | j | wc -c)))
if [ $x -ge $h ]; then u=$k; continue; fi
c=$((C+$(s $x $h | p | wc -c)))
if [ $c -lt $B ]; then h=$x u=$k C=$c; else d=$x F=$c; [ $c -gt $B ] || break; fi
done
D=0
fi
`;

/** The start is reported only if its file still has the name. */
const START = `[ "$f" -ef /dev/fd/5 ] || q 0
printf 'start %s\\0skip %s\\0' "$d" "$D"
`;

/**
 * Returns the shell function `e ROLE FILE`, which reports everything about one file; `n` is set once one
 * reaches the position.
 */
const fileFunction = (position: Position | null, { stages }: SurveyRequest): ByteString => {
  const known = position?.generation.head ?? null;
  const sum = position === null ? null : tailSum(position);
  const tail =
    position === null || sum!.length === 0
      ? 'z=-'
      : `z=$(k() { ${outputTail(position, stages)}; }; k "$2" | t)`;
  return `
e() {
m=$(stat -Lc '%i %s %.6Y %.6W' -- "$2")
x=$(v "$2"); if [ -z "$x" ] || command -v "$x" >/dev/null; then x=-; fi
a=$(h "$2" ${HEAD_LENGTH} | t)
y=${headWord(known)}
z=- j=-
${position !== null && stages.length === 0 ? `if [ "$1" = c ]; then j=$(tail -c ${TAIL_LENGTH} <"$2" | t); fi\n` : ''}case $y in ${known === null ? '-' : word(known)}|x*) ${tail}
if [ "$z" = ${sum === null || sum.length === 0 ? '-' : word(sum)} ]; then n=1; fi;; esac
printf 'file %s %s %s %s %s %s %s %s %s\\0' "$1" "$x" "$m" "$a" "$y" ${headWord((position && laterOf(position))?.head ?? null)} "$z" "$j" "$2"
}
`;
};

const word = (sum: Sum): ByteString => `${sum.crc}.${sum.length}`;

/**
 * Returns the word for the first bytes of a file, as many as this head has; the head itself (in `a`) if it is
 * complete.
 */
const headWord = (head: Sum | null): ByteString => {
  if (head === null) return '-';
  if (head.length === HEAD_LENGTH) return '"$a"';
  return head.length === 0 ? word(head) : `"$(h "$2" ${head.length} | t)"`;
};

/** Returns a script that prints the last bytes of output before a position in the file `$1`. */
const outputTail = (place: Place, stages: readonly Stage[]): ByteString => {
  const length = Math.min(place.recent.length, TAIL_LENGTH);
  const skip = place.delivered - length;
  if (stages.length === 0) return `b "$1" ${place.base + skip} <"$1" | head -c ${length}`;
  return `b "$1" ${place.base} <"$1" | p | tail -c +${skip + 1} | head -c ${length}`;
};

/** Returns the function `o FILE`, which prints the start of the pipeline's output. */
const outputFunction = (stages: readonly Stage[]): ByteString => `
o() { ${stages.length === 0 ? `head -c ${HEAD_LENGTH} <"$1"` : `p <"$1" | head -c ${HEAD_LENGTH}`}; }
`;

/**
 * Returns a script that prints the start of the pipeline's output for every uncompressed file, which is
 * needed only to locate a truncation.
 */
const headsOfOutput = (path: string): ByteString => `
if ! [ "$n" ]; then for k in "$f" ${rotatedGlobs(path)}; do if [ -f "$k" ] && [ -r "$k" ]; then
printf 'output %s %s\\0' "$(i "$k")" "$(o "$k" | od -An -v -tx1 | tr -d ' \\n')"
fi; done; fi
`;

/**
 * Returns a script that reports all files. It starts again if one appeared, vanished or was renamed in the
 * meantime, because a file missed now would be considered new later.
 */
const lookScript = (path: string, last: ByteString): ByteString => `
for w in 1 2 3 4 5; do
w=$(l)
printf 'begin\\0'
n=; if [ -f "$f" ]; then e c "$f"; fi
for k in ${rotatedGlobs(path)}; do if [ -f "$k" ] && [ -r "$k" ]; then e r "$k"; fi; done
${last}
if [ "$w" = "$(l)" ]; then printf 'now %s\\0listing %s\\0end\\0' "$(date +%s.%N)" "$w"; q 0; fi
done
q 0
`;

/** Parses a survey's stdout (after the nonce line); null if it is incomplete. */
export const readSurvey = (stdout: ByteString, { path, at }: SurveyRequest): SurveyAnswer | null => {
  const all = stdout.split('\0');
  const records = all.slice(all.lastIndexOf('begin') + 1);
  if (records.at(-2) !== 'end') return null;
  const outputs = new Map(records.flatMap(readOutput));
  const position = isPosition(at) ? at : null;
  const files = records.flatMap(record => readFile(record, { path, position, outputs }));
  const value = (name: string): string | null =>
    records.find(record => record.startsWith(`${name} `))?.slice(name.length + 1) ?? null;
  const start = value('start');
  // BusyBox prints unknown format specifiers verbatim.
  const clock = Number(/^\d+(\.\d+)?/.exec(value('now') ?? '')?.[0] ?? 0);
  return {
    survey: {
      now: Math.floor(clock),
      current: files.find(({ role }) => role === 'c')?.file ?? null,
      rotated: files.filter(({ role }) => role === 'r').map(({ file }) => file),
      listing: value('listing') ?? '',
    },
    start: start === null ? null : Number(start),
    skip: count(value('skip')),
    clock,
  };
};

const count = (word: string | null): number => (word !== null && /^\d{1,15}$/.test(word) ? Number(word) : 0);

const readOutput = (record: ByteString): [string, Buffer][] => {
  const [, inode, hex] = /^output (\d+) ([0-9a-f]*)$/.exec(record) ?? [];
  return inode === undefined ? [] : [[inode, Buffer.from(hex!, 'hex')]];
};

const COMPRESSED = /\.(gz|Z|bz2|xz|lzma|zst)$/;

interface Asked {
  readonly path: string;
  readonly position: Position | null;
  readonly outputs: ReadonlyMap<string, Buffer>;
}

const readFile = (
  record: ByteString,
  { path, position, outputs }: Asked,
): { role: string; file: SurveyedFile }[] => {
  const [, role, lacks, inode, size, modified, born, face, known, later, tail, end, name] =
    /^file ([cr]) (\S+) (\d+) (\d+) (-?\d+(?:\.\d+)?) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (.+)$/s.exec(
      record,
    ) ?? [];
  const head = readWord(face ?? '');
  if (head === null) return [];
  const crc = (text: ByteString, length: number | undefined): number | null => {
    const sum = readWord(text);
    return sum !== null && sum.length === length ? sum.crc : null;
  };
  const file: SurveyedFile = {
    name: name!,
    inode: inode!,
    size: COMPRESSED.test(name!) ? null : Number(size),
    lacks: lacks === '-' ? null : lacks!,
    modified: Number(modified),
    born: /^\d+(\.\d+)?$/.test(born!) && Number(born) > 0 ? Number(born) : null,
    head,
    face: face!,
    own: isOwnRotation(name!, pathBytes(path)),
    known: crc(known!, position?.generation.head.length),
    knownLater: crc(later!, (position && laterOf(position))?.head.length),
    tail: position === null ? null : crc(tail!, tailSum(position).length),
    end: readWord(end!),
    outputHead: outputs.get(inode!) ?? Buffer.alloc(0),
  };
  return [{ role: role!, file }];
};
