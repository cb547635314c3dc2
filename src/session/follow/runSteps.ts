import { type GoOnRequest, goOnCommand } from '../../pushdown/follow/resume.ts';
import type { Connection } from '../../transport/transport.ts';
import type { Delivery } from '../host/delivery.ts';
import { runScript, type ScriptEnd } from '../host/remoteScript.ts';
import type { Following } from './contract.ts';
import { FollowSteps, type StepsOptions } from './steps.ts';

/** A consumer that keeps us waiting longer may have let tail sleep through a truncation: milliseconds. */
const STALL_MS = 2_000;

/** The steps of going on, and who takes what they give. */
export interface FollowRun {
  readonly following: Following;
  readonly delivery: Delivery;
  readonly request: GoOnRequest;
  readonly steps: Pick<StepsOptions, 'plan' | 'position' | 'began'>;
  /** Called with the steps before anything of them is taken. */
  readonly started: (steps: FollowSteps) => void;
  /** After a stall: whether following would go on in the same file at the same place. */
  readonly isUnchanged: () => Promise<boolean>;
  /** Ends it, to look again. */
  readonly cut: AbortSignal;
}

export interface FollowRunEnd {
  readonly steps: FollowSteps;
  readonly script: ScriptEnd;
  /** We ended it: a truncation, a stall, or nothing more is wanted. */
  readonly cut: boolean;
}

/** Runs the go-on script until it ends, or until what is followed has to be looked at again. */
export const runSteps = async (connection: Connection, run: FollowRun): Promise<FollowRunEnd> => {
  const { following, delivery, request } = run;
  const { path, tail, stages } = request;
  const own = new AbortController();
  const signal = AbortSignal.any([following.signal, own.signal, run.cut]);
  let stalled = false;
  const steps = new FollowSteps({
    ...run.steps,
    zeroTerminated: following.context.query.zeroTerminated,
    drains: tail === 'gnu',
    filtered: stages.length > 0,
    deliver: async lines => {
      const before = performance.now();
      await delivery.take(lines);
      stalled = performance.now() - before > STALL_MS;
      if (delivery.satisfied) own.abort();
    },
    late: () => following.notice(`${path}: somebody still writes to the file that was rotated`),
    read: bytes => following.counts.read(bytes),
  });
  run.started(steps);
  const script = await runScript(connection, {
    command: goOnCommand(request),
    log: path,
    signal,
    output: async bytes => {
      if (stalled && steps.isLive && !(await run.isUnchanged())) own.abort();
      stalled = false;
      if (!signal.aborted) await steps.output(bytes);
    },
    frame: async words => {
      if (!signal.aborted) await steps.frame(words);
    },
    report: report => {
      if (report.kind === 'follow') steps.report(report.report);
      if (report.kind === 'notice') following.notice(report.text);
    },
    reported: () => steps.reported(),
    message: line => {
      if (!isTruncation(line)) return following.hostSays(line);
      steps.report({ kind: 'truncated' });
      own.abort();
    },
  });
  return { steps, script, cut: own.signal.aborted || run.cut.aborted };
};

/** GNU tail says so when a file is shorter than what was read of it. */
const isTruncation = (line: string): boolean =>
  line.startsWith('tail: ') && line.endsWith(': file truncated');
