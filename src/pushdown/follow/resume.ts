import type { ByteString } from '../../core/bytes.ts';
import type { ResumeStep } from '../../core/follow/planResume.ts';
import { HEAD_LENGTH } from '../../core/follow/position.ts';
import { prologue } from '../script/lifetime.ts';
import { shellCommand } from '../script/quote.ts';
import type { Stage } from '../script/stage.ts';
import { filterFunction, followFunctions, rotatedGlobs } from './shell.ts';

/** What is to run after a survey. */
export interface GoOnRequest {
  readonly path: string;
  /** The filter of the pipeline: each stage passes on each line at once. */
  readonly stages: readonly Stage[];
  readonly zeroTerminated: boolean;
  readonly steps: readonly ResumeStep[];
  /** The survey's: the name is followed only if nothing came or went since. */
  readonly listing: ByteString;
  readonly tail: 'gnu' | 'other';
  /** Stays with the file wherever it is moved (`tail -f`). */
  readonly descriptor: boolean;
  /** Ends when this process on the host does. */
  readonly pid: number | null;
  /** `tail -s`. */
  readonly sleepSeconds: number | null;
}

/** The word of the frame that begins a step, and of the one at the end of all. */
export const FRAME = { step: 'step', end: 'end' } as const;

/** The command line that runs the steps; see docs/following.md. What it says in between is a `FollowReport`, or a frame in its stdout. */
export const goOnCommand = (request: GoOnRequest): string => shellCommand(goOnScript(request));

export const goOnScript = (request: GoOnRequest, start: ByteString = prologue()): ByteString =>
  [
    start,
    followFunctions(request.path),
    filterFunction(request.stages) ?? '',
    openFunction(request.path),
    watchFunction(request),
    ...request.steps.map((step, index) => stepScript(step, index, request)),
    `echo "$N ${FRAME.end}"\nq 0\n`,
  ].join('');

/** `o INODE LENGTH FACE`: opens the file as descriptor 5, its path in `k`, if it is still there and shows the face it had. */
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

const stepScript = (step: ResumeStep, index: number, request: GoOnRequest): ByteString => {
  const { inode, head, face } = step.file;
  const verify = `if ! o ${inode} ${head.length} ${face}; then r gone; q 0; fi\n`;
  const frame = `echo "$N ${FRAME.step} ${index}"\n`;
  switch (step.kind) {
    case 'finish':
      return `${verify}${frame}${finishPipeline(step, request)}`;
    case 'settle':
      return `${verify}${frame}${livePipeline(step, request)}`;
    case 'catch-up':
    case 'follow': {
      const bears = `if ! [ "$f" -ef /dev/fd/5 ] || [ "$(l)" != ${request.listing} ]; then r gone; q 0; fi\n`;
      const pipeline = step.kind === 'follow' ? livePipeline(step, request) : catchUpPipeline(step, request);
      return `${verify}${request.descriptor ? '' : bears}${frame}${pipeline}`;
    }
  }
};

/** The 0-based byte of the file to read from, and how much of the output to skip. */
const beginning = ({ position }: ResumeStep, filtered: boolean): { byte: number; skip: number } =>
  filtered
    ? { byte: position.base, skip: position.delivered }
    : { byte: position.base + position.delivered, skip: 0 };

/**
 * Skips the output's first bytes and passes the rest on at once: `tail -c +N` would hold it back, and other heads than GNU's read beyond
 * their end of a pipe.
 */
const skipStage = (skip: number, tail: GoOnRequest['tail']): ByteString => {
  if (skip === 0) return '';
  const drop =
    tail === 'gnu'
      ? `head -c ${skip} >/dev/null`
      : `dd bs=${BLOCK} count=${Math.floor(skip / BLOCK)} iflag=fullblock of=/dev/null; dd bs=1 count=${skip % BLOCK} of=/dev/null`;
  return ` | { ${drop}; cat; }`;
};

const BLOCK = 65_536;

const finishPipeline = (step: ResumeStep, { stages, tail }: GoOnRequest): ByteString => {
  const filtered = stages.length > 0;
  const { byte, skip } = beginning(step, filtered);
  return `b "$k" ${byte} <&5${filtered ? ' | p' : ''}${skipStage(skip, tail)}\n`;
};

/** How much of a file's end is looked through for its last line end, before all of it is. */
const LAST_LINE_WITHIN = 65_536;

/**
 * The file's whole lines up to now, and up to which byte that is: with it another pipeline can begin, and nothing is lost or repeated in between.
 */
const catchUpPipeline = (step: ResumeStep, { stages, tail, zeroTerminated }: GoOnRequest): ByteString => {
  const filtered = stages.length > 0;
  const { byte, skip } = beginning(step, filtered);
  return `
e=$(stat -Lc %s /dev/fd/5)
a() { tail -c +$((n+1)) </dev/fd/5 | head -c $((e-n))${zeroTerminated ? " | tr '\\0\\n' '\\n\\0'" : ''}; }
n=$((e>${LAST_LINE_WITHIN}?e-${LAST_LINE_WITHIN}:0))
[ $n = 0 ] || [ "$(a | head -n 1 | wc -c)" -lt $((e-n)) ] || n=0
if [ $e -gt ${byte} ] && [ "$(a | tail -c 1 | wc -l)" = 0 ]; then e=$((e-$(a | tail -n 1 | wc -c))); fi
[ $e -gt ${byte} ] || e=${byte}
tail -c +${byte + 1} <&5 | head -c $((e-${byte}))${filtered ? ' | p' : ''}${skipStage(skip, tail)}
r until $e
`;
};

/**
 * `tail` on a path and not on the descriptor, for only so it is told of each write at once; the watch then looks what file it opened.
 * Descriptor 6 is the real stdout, 7 the way on which tail's shell tells the watch its id. `V` is a process whose end makes GNU tail
 * read to the end of the file and end, so that the pipeline has given all when it ends. Whatever ends the shell, it ends soon after.
 */
const livePipeline = (step: ResumeStep, request: GoOnRequest): ByteString => {
  const { stages, tail, sleepSeconds } = request;
  const filtered = stages.length > 0;
  const { byte, skip } = beginning(step, filtered);
  const words =
    tail === 'gnu'
      ? `tail --follow=descriptor --pid="$V" -s ${sleepSeconds ?? DRAIN_SECONDS} -c +${byte + 1}`
      : `tail -f${sleepSeconds === null ? '' : ` -s ${Math.max(1, Math.ceil(sleepSeconds))}`} -c +${byte + 1}`;
  const run = `sh -c 'echo $$ >&7; exec "$@" 2>&4 4>&- 5<&- 6>&- 7>&-' sh ${words} "$k"`;
  const { head } = step.file;
  return `
{ while kill -0 $$; do sleep ${LINGER_SECONDS}; done; } >/dev/null 4>&- 5<&- & V=$!
exec 6>&1
{ { ${run}; x tail $? 1; }${filtered ? ' | p' : ''}${skipStage(skip, tail)} >&6; } 7>&1 | w ${head.length} ${step.file.face}
kill $V
exec 6>&-
`;
};

/** How often `V` looks whether its shell is still there, in seconds. */
const LINGER_SECONDS = 60;
/** How often GNU tail looks whether it is to end, in seconds. */
const DRAIN_SECONDS = 0.5;

/** Seconds between the watch's comparisons of the file's head. GNU tail says that a file was truncated, others do not. */
const FACE_SECONDS = { gnu: 10, other: 1 } as const;
/** Seconds after which a writer of a rotated file is said to be late. */
const LATE_SECONDS = 30;
/** Seconds between its reports of how much was read. */
const READ_SECONDS = 5;

/**
 * The watch, `w LENGTH FACE`: looks once a second, with nothing but the shell's own tests and one `sleep`, what became of name and file.
 * `T` is tail, whose position (`j`) Linux tells: less than before is a truncation, and without a change nothing needs a look.
 */
const watchFunction = ({ tail, descriptor, pid, stages }: GoOnRequest): ByteString => `
z() { if [ ${tail === 'gnu' ? '"$1"' : ''} ]; then kill $V; else kill $T $V; fi; }
w() {
read -r T || { kill $V; return; }
n=0
until [ /proc/$T/fd/3 -ef /dev/fd/5 ]; do
n=$((n+1)); if [ $n -gt 60 ]; then r gone; kill $T $V; return; fi
sleep .1 || sleep 1
done
r verified
n=0 j=0 e= g= late=0 told=-
while sleep 1 && read -r a b </proc/$T/fdinfo/3; do
n=$((n+1))
if [ "$b" -lt "$j" ]; then r truncated; z; return; fi
if [ "$b" != "$j" ]; then
j=$b
if [ $1 -lt ${HEAD_LENGTH} ]; then
a=$(head -c ${HEAD_LENGTH} </dev/fd/5 | t)
if [ "$a" != "$2" ]; then
if [ $1 != 0 ] && [ "$(head -c $1 </dev/fd/5 | t)" != "$2" ]; then r changed; z; return; fi
set -- $(head -c ${HEAD_LENGTH} </dev/fd/5 | wc -c) "$a"
r head $2
fi
elif [ $((n%${FACE_SECONDS[tail]})) = 0 ] && [ "$(head -c ${HEAD_LENGTH} </dev/fd/5 | t)" != "$2" ]; then r changed; z; return; fi
fi
${stages.length === 0 ? '' : `if [ $((n%${READ_SECONDS})) = 0 ] && [ $b != $told ]; then r at $b; told=$b; fi`}
${pid === null ? '' : `if ! kill -0 ${pid} && ! [ -d /proc/${pid} ]; then r over; z drain; return; fi`}
${descriptor ? 'continue' : ''}
if [ "$f" -ef /dev/fd/5 ]; then e= g=; continue; fi
a=$(stat -Lc %s /dev/fd/5)
if [ -e "$f" ] && ! [ "$g" ]; then g=$(i "$f"); fi
if [ "$a" = "$e" ] && [ -s "$f" ]; then
b=-; [ "$(i "$f")" = "$g" ] && b=$(h "$f" ${HEAD_LENGTH} | t)
r moved $a $g $b; z drain; return
fi
e=$a
late=$((late+1)); if [ $late = ${LATE_SECONDS} ] && [ -s "$f" ]; then r late; fi
done
kill $V
}
`;
