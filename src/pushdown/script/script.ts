import { type ByteString, encodeText } from '../../core/bytes.ts';
import type { ReadFrom } from '../../core/query.ts';
import { EXIT } from './exitStatus.ts';
import { fileCheck, pathText, sudoFileCheck } from './fileCheck.ts';
import { prologue } from './lifetime.ts';
import { shellCommand, shellQuote } from './quote.ts';
import { type Stage, stageText } from './stage.ts';

/** What runs on a host for one source: plain data, converted to a script by `remoteScript`. */
export interface RemotePlan {
  /** The file that is read, null for a command. */
  readonly path: string | null;
  /** The commands of the pipeline, the first one reads the log. */
  readonly stages: readonly Stage[];
  /** For the latest lines: the pipeline runs over growing ends of the file until it finds enough. */
  readonly latest: Latest | null;
  /** It does not end on its own: when its last stage ends, everything must end. */
  readonly endless: boolean;
  /** A missing file is waited for. */
  readonly waits: boolean;
  readonly sudo: boolean;
  /** Where in the file reading starts. */
  readonly from: ReadFrom;
  /** Bytes of the file to skip before the stages read it as their standard input. */
  readonly offset?: number;
  /** While a file is read from its start or an offset, report at this interval how far. */
  readonly trackSeconds?: number;
}

/** How the latest lines of a file are found. */
export interface Latest {
  /** Number of lines to find; if `matches` counts them, of matches. */
  readonly count: number;
  /** Number of lines of the pipeline's output that contain them all. */
  readonly lines: number;
  /** Prints what to count; null: the pipeline does. */
  readonly matches: readonly Stage[] | null;
  /** Lines before each that belong to it. */
  readonly before: number;
}

/**
 * Returns the command line for `Connection.exec`; its first line of stdin must be the nonce, then heartbeats.
 */
export const remoteCommand = (plan: RemotePlan): string => shellCommand(remoteScript(plan));

/** Returns the script for POSIX `sh`: lifetime, file check, pipeline, and a report of how much was read. */
export const remoteScript = (plan: RemotePlan, start: ByteString = prologue()): ByteString => {
  const demands = { waits: plan.waits, follows: plan.endless };
  const check =
    plan.path === null
      ? ''
      : `f=${pathText(plan.path)}\n${plan.sudo ? sudoFileCheck(demands) : fileCheck(demands)}`;
  return `${start}${check}${plan.latest === null ? forward(plan) : backward(plan, plan.latest)}`;
};

const forward = (plan: RemotePlan): ByteString => {
  const opensFile = plan.stages.some(stage => stage.readsFile);
  const { trackSeconds, offset = 0 } = plan;
  const isTracked = trackSeconds !== undefined && opensFile && !plan.endless && plan.from.kind === 'fromLine';
  const readsTwice = plan.stages.some(stage => stage.finders.length > 0);
  return [
    opensFile ? 'exec 5<"$f"\n' : '',
    readsTwice ? OPEN_AGAIN : '',
    offset > 0 ? skipText(offset, readsTwice) : '',
    isTracked ? tracker(trackSeconds, offset) : '',
    pipelineText(plan),
    '\ns=$?\n',
    isTracked ? 'kill -TERM $M\n' : '',
    opensFile ? readReport(plan.from) : '',
    `if [ $s -gt 1 ] && [ $s -le 127 ]; then q ${EXIT.failed}; fi\nq 0\n`,
  ].join('');
};

/**
 * Skips the beginning of the file, if it still has one (it may have been rotated since it was checked). No
 * block is read: only the descriptor's offset moves.
 */
const skipText = (offset: number, readsTwice: boolean): ByteString => {
  const skip = (descriptor: number) => `dd bs=1 skip=${offset} count=0 <&${descriptor}; `;
  return `if [ "$(${FILE_SIZE})" -ge ${offset} ]; then ${skip(5)}${readsTwice ? skip(6) : ''}fi\n`;
};

/**
 * Reports the descriptor's position on Linux, and the file's size, until it is killed. Its `sleep` may outlive it, so it
 * has none of our descriptors.
 */
const tracker = (seconds: number, offset: number): ByteString => `{ trap - TERM
while sleep ${seconds} 4>&- 5<&- 6<&-; do
read -r L p </proc/$$/fdinfo/5 || break
r at $((p-${offset})) $(($(${FILE_SIZE})-${offset}))
done; } >/dev/null &
M=$!
`;

/** Opens the log again with a separate offset: exactly the same file, if the system can open a descriptor. */
const OPEN_AGAIN = 'if [ -r /proc/self/fd/5 ]; then exec 6</proc/self/fd/5; else exec 6<"$f"; fi\n';

/** Prints the file's size in bytes. */
const FILE_SIZE = 'set -f; set -- $(LC_ALL=C ls -lnL -- "$f"); echo "$5"';

/** Joins the stages; failures of the first and the last are reported. */
const pipelineText = ({ stages, endless }: RemotePlan): ByteString =>
  stages
    .map((stage, index) => {
      const first = index === 0;
      const last = index === stages.length - 1;
      const text = `${scriptText(stage)} 2>&4`;
      const ends = endless && last && !first;
      return first || last ? `{ ${text}; ${watchText(stage)}${ends ? '; k' : ''}; }` : text;
    })
    .join(' | ');

const scriptText = (stage: Stage): ByteString =>
  stage.shell === null
    ? stageText(stage, { argument: '"$f"', input: '&5', secondInput: '&6' })
    : `(eval ${shellQuote(encodeText(stage.shell))})`;

const toolName = (stage: Stage): string => {
  if (stage.shell !== null) return 'command';
  const [program, ...rest] = stage.words;
  return String(program === 'sudo' ? rest[2] : program);
};

/**
 * Returns the call that reports a stage's failure: grep's status 1 means that nothing matched, gzip's 2 is a
 * warning.
 */
const watchText = (stage: Stage): string => {
  const tool = toolName(stage);
  // A command killed by SIGPIPE, because its reader ended, did not exit on its own.
  if (stage.shell !== null) return 'e=$?; [ $e -eq 141 ] || r ended $e; x command $e 1';
  switch (tool) {
    case 'grep':
      return 'x grep $? 2';
    case 'journalctl':
      // With status 1, nothing matched, or stderr has the error.
      return 'x journalctl $? 2';
    case 'gzip':
      return 'x gzip $(($?==2?0:$?)) 1';
    default:
      return `x ${tool} $? 1`;
  }
};

/**
 * On Linux, the position of the descriptor through which the pipeline read shows how much of the file it
 * read, even if grep stopped early. For the last N lines it is meaningless, and on other systems it is
 * unknown; then nothing is reported.
 */
const readReport = (from: ReadFrom): ByteString => {
  const bytes = bytesExpression(from);
  return bytes === null
    ? ''
    : `if read -r L p </proc/$$/fdinfo/5; then r read ${bytes}; if ${IS_TRUNCATED}; then r truncated; fi; fi\n`;
};

/** True if the file now ends before position $p. The size of files that are not on disk is always 0. */
const IS_TRUNCATED = [
  '(set -f; set -- $(LC_ALL=C ls -lnL /proc/$$/fd/5); [ "$5" ] && [ "$5" -lt $p ])',
  '{ [ -s /proc/$$/fd/5 ] || [ "$(dd bs=1 count=1 </proc/$$/fd/5 | wc -c)" -eq 0 ]; }',
].join(' && ');

const bytesExpression = (from: ReadFrom): string | null => {
  switch (from.kind) {
    case 'lastLines':
      return null;
    case 'fromLine':
      return '$p';
    case 'fromByte':
      return `$((p>${from.byte - 1}?p-${Math.max(0, from.byte - 1)}:0))`;
    case 'lastBytes':
      return `$((p<${from.count}?p:${from.count}))`;
  }
};

/**
 * Initial size of the searched end of the file, in bytes, and its growth factor while nothing in it matches.
 */
const WINDOW = 1 << 20;
const WINDOW_GROWTH = 8;

/**
 * `past N` opens the file after the next N ends of lines from byte $o on, so that a tool reads it directly rather than
 * through the pipes of two `tail`s.
 */
const PAST_LINES = `past() {
l=$(tail -c +$o "$f" | head -n $1 | wc -c)
exec 5<"$f"
dd bs=1 skip=$((o-1+l)) count=0 <&5
}
`;

/**
 * Returns the last lines that the pipeline prints for the whole file, reading only as much of its end as
 * needed. Matches in the first lines of that end are not counted, because these lines may be needed as
 * context. (Not `tac | grep -m`: it joins an unfinished last line to the one before, and not every host has
 * it.)
 */
const backward = (plan: RemotePlan, { count, lines, matches, before }: Latest): ByteString => {
  const find = matches === null ? 'h' : 'm';
  return `
h() { ${watched(plan.stages)}; }
${matches === null ? '' : `m() { ${watched(matches)}; }\n`}${PAST_LINES}b=$(${FILE_SIZE})
w=${WINDOW}
t=0
while o=$((b-w)); [ $o -gt 0 ]; do
c=$(past ${1 + before}; ${find} <&5 | head -n ${count} | wc -l)
[ $c -lt ${count} ] || break
t=$((t+w)); w=$((c>0?w+w*${Math.ceil(count * 1.25)}/c:w*${WINDOW_GROWTH}))
done
if [ $o -gt 0 ]; then t=$((t+w+w)); past 1; h <&5 | tail -n ${lines}
else t=$((t+b)); h <"$f" | tail -n ${lines}; fi
r read $t
q 0
`;
};

/** Returns a pipeline that reads its standard input; a failure of its last stage is reported. */
const watched = (stages: readonly Stage[]): ByteString => {
  const texts = stages.map((part, index) => scriptText(index === 0 ? { ...part, readsFile: false } : part));
  return `${texts.map(text => `${text} 2>&4`).join(' | ')}; ${watchText(stages.at(-1)!)}`;
};
