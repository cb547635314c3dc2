import { cutShort } from '../../core/follow/gaps.ts';
import type { LiveProcesses, WatchReport } from '../../pushdown/follow/frame.ts';
import { type ResumeRequest, resumeCommand } from '../../pushdown/follow/resume.ts';
import type { WatchedLog } from '../../pushdown/follow/watch.ts';
import type { Connection } from '../../transport/transport.ts';
import { onAbort } from '../abort.ts';
import type { Delivery } from '../host/delivery.ts';
import { runScript, type ScriptEnd } from '../host/remoteScript.ts';
import type { HostWatcher } from '../host/watcher.ts';
import type { Following } from './contract.ts';
import { FollowSteps, type StepsOptions } from './steps.ts';

/** The steps of a resume, and the consumer of their output. */
export interface FollowRun {
  readonly following: Following;
  readonly delivery: Delivery;
  readonly watcher: HostWatcher;
  readonly request: ResumeRequest;
  readonly steps: Pick<StepsOptions, 'plan' | 'position' | 'began'>;
  /** Called with the steps before any of their output is consumed. */
  readonly started: (steps: FollowSteps) => void;
  /** Ends it for a new survey. */
  readonly cut: AbortSignal;
}

export interface FollowRunEnd {
  readonly steps: FollowSteps;
  readonly script: ScriptEnd;
  /** We ended it and need nothing more from it. */
  readonly cut: boolean;
}

/** Runs the resume script until it ends, or until a new survey is needed. */
export const runSteps = async (connection: Connection, run: FollowRun): Promise<FollowRunEnd> => {
  const { following, delivery, request } = run;
  const { path, stages } = request;
  const own = new AbortController();
  const signal = AbortSignal.any([following.signal, own.signal, run.cut]);
  const watch = new LogWatch(run.watcher, () => own.abort());
  let isNameless = false;
  const steps: FollowSteps = new FollowSteps({
    ...run.steps,
    zeroTerminated: following.context.query.zeroTerminated,
    filtered: stages.length > 0,
    drains: request.tail === 'stopping',
    deliver: async lines => {
      if (isNameless) following.live();
      isNameless = false;
      await delivery.take(lines);
      if (delivery.satisfied) own.abort();
    },
    opened: (processes, index) => {
      if (request.watchesItself || signal.aborted) return;
      watch.start(watchedLog(request, processes, index), report => steps.watched(report));
    },
    noticed: text => following.notice(`${path} ${text}`),
    nameless: () => {
      isNameless = true;
      following.absent();
    },
    partial: async (index, status) => {
      const why = cutShort(run.steps.plan.steps[index]!.file, status);
      const at = following.context.now();
      await following.context.sink.marker(following.source, { kind: 'gap', at, since: at, bytes: null, why });
    },
    read: bytes => following.counts.read(bytes),
    unfinished: bytes => {
      following.counts.unfinished = following.counts.lines === 0 ? bytes : 0;
    },
  });
  run.started(steps);
  const running = runScript(connection, {
    command: resumeCommand(request),
    log: path,
    signal,
    output: async bytes => {
      if (!signal.aborted) await steps.output(bytes);
    },
    frame: async words => {
      if (!signal.aborted) await steps.frame(words);
    },
    undecided: bytes => steps.received(bytes),
    report: report => {
      if (report.kind === 'notice') following.notice(report.text);
    },
    message: line => following.hostSays(line),
  });
  // Started beside the script: until a log is watched, a tail that is blocked may read on in later content.
  const release = request.watchesItself ? () => {} : run.watcher.hold();
  const unwatch = (): void => {
    watch.stop();
    release();
  };
  // The script's output may wait for a reader that stands still.
  const cancel = onAbort(signal, unwatch);
  const script = await running.finally(() => {
    cancel();
    unwatch();
  });
  return { steps, script, cut: own.signal.aborted || run.cut.aborted };
};

/**
 * How long to wait for the script's own channel to end after its watcher did, in milliseconds: both may use
 * the same connection.
 */
const WATCHERLESS_MS = 1_000;

/** Has a log watched until its script ends; if a watcher is lost, another takes over. */
class LogWatch {
  readonly #watcher: HostWatcher;
  #unwatch: (() => void) | null = null;
  #again: NodeJS.Timeout | undefined;

  readonly #unusable: () => void;

  /** `unusable`: the host cannot run a watcher, so the log needs a script that watches itself. */
  constructor(watcher: HostWatcher, unusable: () => void) {
    this.#watcher = watcher;
    this.#unusable = unusable;
  }

  start(log: Omit<WatchedLog, 'id'>, heard: (report: WatchReport) => void): void {
    if (!this.#watcher.usable) {
      this.#unusable();
      return;
    }
    this.#unwatch = this.#watcher.watchLog(log, heard, () => {
      this.#again = setTimeout(() => this.start(log, heard), WATCHERLESS_MS).unref();
    });
  }

  stop(): void {
    clearTimeout(this.#again);
    this.#unwatch?.();
  }
}

const watchedLog = (
  request: ResumeRequest,
  processes: LiveProcesses,
  index: number,
): Omit<WatchedLog, 'id'> => {
  const { path, tail, descriptor, pid, stages, steps } = request;
  const { head, face } = steps[index]!.file;
  return {
    ...{ path, processes, descriptor, pid, face },
    tail: tail === 'stopping' ? 'gnu' : 'other',
    reportsBytes: stages.length > 0,
    headLength: head.length,
  };
};
