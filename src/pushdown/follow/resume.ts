import type { ByteString } from '../../core/bytes.ts';
import type { ResumeStep } from '../../core/follow/planResume.ts';
import { HEAD_LENGTH } from '../../core/follow/position.ts';
import { LEASE_SECONDS, prologue } from '../script/lifetime.ts';
import { shellCommand } from '../script/quote.ts';
import type { Stage } from '../script/stage.ts';
import { filterTexts, followFunctions, rotatedGlobs } from './shell.ts';
import { tableEntry, watchFunctions } from './watch.ts';

/** What to run after a survey. */
export interface ResumeRequest {
  readonly path: string;
  /** The pipeline's filter: each stage passes on each line at once. */
  readonly stages: readonly Stage[];
  readonly zeroTerminated: boolean;
  readonly steps: readonly ResumeStep[];
  /** The survey's: the name is followed only if no file appeared or vanished since. */
  readonly listing: ByteString;
  /**
   * How a live step reads: `stopping`: a GNU tail that is notified of each write and ends when it notices a
   * truncation; `passing`: any tail, which polls its file once a second and reads on past a truncation.
   */
  readonly tail: 'stopping' | 'passing';
  /** Only GNU head does not read ahead from a pipe. */
  readonly gnu: boolean;
  /** Stays with the file even if it is renamed (`tail -f`). */
  readonly descriptor: boolean;
  /** Stops when this process on the host exits. */
  readonly pid: number | null;
  /** `tail -s`. */
  readonly sleepSeconds: number | null;
  /** The host's watcher is unavailable, so the script watches its file itself. */
  readonly watchesItself: boolean;
}

/**
 * Returns the command line that runs the steps; see docs/following.md. Its control messages are
 * `FollowFrame`s in its stdout.
 */
export const resumeCommand = (request: ResumeRequest): string => shellCommand(resumeScript(request));

export const resumeScript = (
  request: ResumeRequest,
  start: ByteString = prologue(request.watchesItself ? LEASE_SECONDS : null),
): ByteString =>
  [
    start,
    followFunctions(request.path),
    openFunction(request.path),
    leftFunction(request),
    WHOLE_FUNCTION,
    request.watchesItself ? `${watchFunctions(LEASE_SECONDS)}` : '',
    ...request.steps.map((step, index) => stepScript(step, index, request)),
    'echo "$N end"\nq 0\n',
  ].join('');

/**
 * `o INODE LENGTH FACE`: opens the file as descriptor 5, with its path in `k`, if it still exists with the
 * same head.
 */
const openFunction = (path: string): ByteString => `
o() {
for k in "$f" ${rotatedGlobs(path)}; do
[ -f "$k" ] && [ "$(i "$k")" = "$1" ] && command exec 5<"$k" || continue
if [ "$2" != 0 ]; then [ "$(h "$k" "$2" | t)" = "$3" ] || continue; fi
[ "$k" -ef /dev/fd/5 ] && return 0
done
return 1
}
`;

const stepScript = (step: ResumeStep, index: number, request: ResumeRequest): ByteString => {
  const { inode, head, face } = step.file;
  const verify = `if ! o ${inode} ${head.length} ${face}; then echo "$N gone"; q 0; fi\n`;
  const frame = `echo "$N step ${index}"\n`;
  switch (step.kind) {
    case 'finish':
      return `${verify}${frame}${finishPipeline(step, request)}`;
    case 'settle':
      return `${verify}${frame}${livePipeline(step, request)}`;
    case 'catch-up':
    case 'follow': {
      const bears = `if ! [ "$f" -ef /dev/fd/5 ] || [ "$(l)" != ${request.listing} ]; then echo "$N gone"; q 0; fi\n`;
      const pipeline = step.kind === 'follow' ? livePipeline(step, request) : catchUpPipeline(step, request);
      return `${verify}${request.descriptor ? '' : bears}${frame}${pipeline}`;
    }
  }
};

/** Returns the 0-based byte of the file to read from, and how much of the output to skip. */
const startOf = ({ position }: ResumeStep, filtered: boolean): { byte: number; skip: number } =>
  filtered
    ? { byte: position.base, skip: position.delivered }
    : { byte: position.base + position.delivered, skip: 0 };

const BLOCK = 65_536;

/**
 * Skips the output's first bytes and passes on the rest at once: `tail -c +N` would buffer it, and only GNU
 * head does not read ahead from a pipe.
 */
const skipText = (skip: number, gnu: boolean): ByteString[] => {
  if (skip === 0) return [];
  const drop = gnu
    ? `head -c ${skip} >/dev/null`
    : `dd bs=${BLOCK} count=${Math.floor(skip / BLOCK)} iflag=fullblock of=/dev/null; dd bs=1 count=${skip % BLOCK} of=/dev/null`;
  return [`{ ${drop}; exec cat; }`];
};

/** Returns the stages after a file: the filter, and skipping what was already consumed. */
const stagesOf = (skip: number, { stages, gnu }: ResumeRequest): ByteString[] => [
  ...filterTexts(stages),
  ...skipText(skip, gnu),
];

/**
 * `whole COUNT STATUS…`: ends the script if a stage of a pipeline was killed, so that what it had not passed
 * on is read again; reports if one failed. Grep's 1 means that nothing matched; a writer whose reader has
 * exited ends by SIGPIPE.
 */
const WHOLE_FUNCTION: ByteString = `
whole() {
n=$1 L=0; shift
[ $# = "$n" ] || { echo "$N killed 9"; q 0; }
for n; do
if [ "$n" -gt 128 ] && [ "$n" != 141 ]; then echo "$N killed $((n-128))"; q 0; fi
[ "$n" -lt 2 ] || [ "$n" = 141 ] || L=$n
done
[ $L = 0 ] || echo "$N partial $L"
}
`;

/**
 * Runs a finite pipeline, and makes sure that it was not interrupted. Descriptor 6 is the real stdout, 7
 * receives the exit statuses.
 */
const wholePipeline = ([source = '', ...stages]: readonly ByteString[]): ByteString => {
  const all = [
    `{ ${source}; n=$?; [ $n != 1 ] || n=2; echo $n >&7; }`,
    ...stages.map(stage => `{ (${stage}); echo $? >&7; }`),
  ];
  return `exec 6>&1
z=$(exec 7>&1; ${all.join(' | ')} >&6)
exec 6>&-
whole ${all.length} $z
`;
};

const finishPipeline = (step: ResumeStep, request: ResumeRequest): ByteString => {
  const { byte, skip } = startOf(step, request.stages.length > 0);
  const rest = stagesOf(skip, request);
  const fromByte = `tail -c +${byte + 1}`;
  return wholePipeline(
    step.file.size === null ? ['c "$k" <&5 2>&4', fromByte, ...rest] : [`${fromByte} <&5`, ...rest],
  );
};

/** How much of a file's end is searched for its last newline, before searching all of it. */
const LAST_LINE_WITHIN = 65_536;

/**
 * Prints the file's whole lines up to now, and the byte where they end: from there another pipeline can start
 * without losing or repeating anything.
 */
const catchUpPipeline = (step: ResumeStep, request: ResumeRequest): ByteString => {
  const { byte, skip } = startOf(step, request.stages.length > 0);
  const swapped = request.zeroTerminated ? " | tr '\\0\\n' '\\n\\0'" : '';
  const pipeline = [`tail -c +${byte + 1} <&5`, `head -c $((e-${byte}))`, ...stagesOf(skip, request)];
  return `
e=$(stat -Lc %s /dev/fd/5)
a() { tail -c +$((n+1)) </dev/fd/5 | head -c $((e-n))${swapped}; }
n=$((e>${LAST_LINE_WITHIN}?e-${LAST_LINE_WITHIN}:0))
[ $n = 0 ] || [ "$(a | head -n 1 | wc -c)" -lt $((e-n)) ] || n=0
if [ $e -gt ${byte} ] && [ "$(a | tail -c 1 | wc -l)" = 0 ]; then e=$((e-$(a | tail -n 1 | wc -c))); fi
[ $e -gt ${byte} ] || e=${byte}
${wholePipeline(pipeline)}echo "$N until $e"
`;
};

/**
 * Returns a live step, which runs tail on the file of descriptor 5 until it is ended, and then reports how
 * the file was left. Descriptor 6 is the real stdout.
 */
const livePipeline = (step: ResumeStep, request: ResumeRequest): ByteString => {
  const { byte, skip } = startOf(step, request.stages.length > 0);
  const stages = stagesOf(skip, request);
  const run =
    request.tail === 'stopping' ? stoppingTail(step, stages, request) : passingTail(byte, stages, request);
  return `
exec 6>&1
${ownWatch(step, request)}${run}z=$?
exec 6>&-
left
`;
};

/** Started with tail's process id in `T`, once tail has opened the file as the given descriptor. */
const opened = (descriptor: number, request: ResumeRequest): ByteString =>
  `echo "$N open $T ${descriptor} $$ $W" >&6${request.watchesItself ? `; own ${descriptor}` : ''}`;

/**
 * Runs GNU tail on a path instead of the descriptor, because only then is it notified of each write at once
 * (inotify). It may therefore have opened another file than descriptor 5: its output waits in a pipe until
 * the two have been compared, and only then is the next stage, or `cat`, started. The first line in the pipe
 * is tail's process id. Its stderr is a pipe without a reader, so SIGPIPE ends it as soon as it writes a
 * message: when it notices that the file was truncated, it flushes what it has read, writes a message, and
 * only then reads the new content. So new content never follows the old. (If SIGPIPE was already ignored when
 * the shell started, the shell cannot restore it, so this is not attempted.) When the process `W` ends, tail
 * reads to the end of the file and exits.
 */
const stoppingTail = (
  step: ResumeStep,
  stages: readonly ByteString[],
  request: ResumeRequest,
): ByteString => {
  const { sleepSeconds } = request;
  const { byte } = startOf(step, request.stages.length > 0);
  const { length } = step.file.head;
  // If the file was truncated since it was verified, tail may have started in the middle of the new content.
  const sameHead =
    length === 0
      ? ''
      : `if [ "$(head -c ${length} </dev/fd/5 | t)" != ${step.file.face} ]; then kill $T; echo "$N gone" >&6; exit; fi\n`;
  const tail = `tail --follow=descriptor --pid="$W" -s ${sleepSeconds ?? DRAIN_SECONDS} -c +${byte + 1} -- "$k"`;
  const run = `read -r T L </proc/self/stat; echo $T >&9; exec ${tail} 2>&1 >&9 4>&- 5<&- 6>&- 9>&-`;
  const start = stages.length === 0 ? run : `( ${run} )`;
  const [first = 'cat', ...rest] = stages;
  const behind = rest.map(stage => ` | ${stage}`).join('');
  return `if [ -L "$k" ]; then k=$(readlink -f -- "$k"); fi
while read -r L n; do if [ "$L" = SigIgn: ]; then case $n in *[13579bdf]???) echo "$N shut"; q 0;; esac; fi; done </proc/self/status
{ { trap '' PIPE; while printf x; do :; done; trap - PIPE; ${start}${torn(stages, request)}; } | : & } 9>&1 | {
read -r T; n=0
until [ /proc/$T/fd/3 -ef /dev/fd/5 ]; do
n=$((n+1)); if [ $n -gt ${SPINS + NAPS} ] || ! kill -0 $T; then kill $T; echo "$N shut" >&6; exit; fi
[ $n -lt ${SPINS} ] || sleep .05 || sleep 1
done
${sameHead}${opened(3, request)}
exec ${first.replace(/^(?=\w+=)/, 'env ')}; }${behind} >&6
`;
};

/**
 * Sent to a filter after tail's last byte: a frame on the line that tail may have left unfinished. The filter
 * would terminate that line, which would make it look complete.
 */
const torn = (stages: readonly ByteString[], { zeroTerminated }: ResumeRequest): ByteString =>
  stages.length === 0 ? '' : `; printf '%s torn\\n${zeroTerminated ? '\\0' : ''}' "$N" >&9`;

/** Number of checks whether tail has opened its file: the first at once, then every twentieth of a second. */
const SPINS = 1_000;
const NAPS = 60;
/** How often GNU tail checks whether it should end, in seconds. */
const DRAIN_SECONDS = 1;

/**
 * Runs any tail on the descriptor itself, whose offset then shows how far it has read, even after it ended.
 */
const passingTail = (byte: number, stages: readonly ByteString[], request: ResumeRequest): ByteString => {
  const { sleepSeconds } = request;
  const pause = sleepSeconds === null ? '' : ` -s ${Math.max(1, Math.ceil(sleepSeconds))}`;
  const start = `read -r T L </proc/self/stat; ${opened(0, request)}`;
  const run = `( ${start}; exec tail -f${pause} -c +${byte + 1} <&5 2>&4 4>&- 5<&- 6>&- 9>&- )`;
  const tail = `{ ${run}; x tail $? 1${torn(stages, request)}; } 9>&1`;
  return `${[tail, ...stages].join(' | ')} >&6
read -r L n </proc/$$/fdinfo/5 && echo "$N stopped $n"
`;
};

/** `own FD`: the watcher's checks for this log alone, as long as its tail runs. */
const ownWatch = (step: ResumeStep, request: ResumeRequest): ByteString => {
  if (!request.watchesItself) return '';
  const { head, face } = step.file;
  const entry = tableEntry({
    id: 1,
    path: request.path,
    processes: { tail: 0, descriptor: 0, shell: 0, reader: 0 },
    tail: request.tail === 'stopping' ? 'gnu' : 'other',
    descriptor: request.descriptor,
    pid: request.pid,
    reportsBytes: request.stages.length > 0,
    headLength: head.length,
    face,
  });
  return `own() { ${entry}; T1=$T D1=$1 A1=$$ W1=$W ids=1 globs= alone=1; watch >&6 & }\n`;
};

/**
 * `left`: what happened to the file and its name after tail ended; a filter that failed (`z`) may not have
 * passed on everything.
 */
const leftFunction = ({ path, descriptor, pid }: ResumeRequest): ByteString => `
left() {
${pid === null ? '' : `if ! kill -0 ${pid} && ! [ -d /proc/${pid} ]; then echo "$N over"; return; fi`}
${descriptor ? 'return' : ''}
[ "$f" -ef /dev/fd/5 ] && return
d=1; if kill -0 $W || [ "$z" -gt 1 ]; then d=0; fi
set -- $(stat -Lc '%s %h %.9Z %.9Y' /dev/fd/5 || stat -Lc '%s %h %Z %Y' /dev/fd/5)
n=- a=- e=-
if [ -e "$f" ]; then
n=$(i "$f"); a=$(h "$f" ${HEAD_LENGTH} | t); e=$(stat -Lc '%.9W' -- "$f")
[ "$(i "$f")" = "$n" ] || a=-
fi
s=
if [ "$2" = 0 ]; then for k in ${rotatedGlobs(path)}; do
if [ -f "$k" ] && ! [ /dev/fd/5 -nt "$k" ]; then s="$s $(stat -Lc %.9W -- "$k")"; fi
done; fi
echo "$N moved $1 $2 $d $3 $n $a $e $4$s"
}
`;
