import type { LoadedConfig } from '../config/load.ts';
import type { Surroundings } from '../config/paths.ts';
import { createMessages, type Messages } from '../print/messages.ts';
import { createOutlet, type Outlet } from '../print/outlet.ts';
import { createProgress, type Progress } from '../print/progress.ts';
import { statsJson, statsTable } from '../print/stats.ts';
import { createTee, type Tee } from '../print/tee.ts';
import { Run, type SourceOutcome } from '../session/run.ts';
import type { Prompter } from '../transport/transport.ts';
import { connectTransports, openDebugLog } from './connect.ts';
import { onEndingSignal } from './endings.ts';
import { exitCode, type Outcome } from './exitCodes.ts';
import { createPrintedOutput } from './printer.ts';
import type { Request } from './request.ts';
import { sourcesOf } from './selection.ts';
import { createTerminalPrompter } from './terminalPrompter.ts';

/** `rtail SOURCE...`: reads, prints, and gives the exit code. */
export const printRun = async (
  request: Request,
  loaded: LoadedConfig,
  where: Surroundings,
): Promise<number> => {
  const sources = sourcesOf(request, loaded, where);
  const { output, query } = request;
  const started = Date.now();
  const console_ = openConsole(request, () => run.outcomes());
  const prompter = createTerminalPrompter({ interactive: process.stdin.isTTY === true });
  const debug = output.debug === null ? null : openDebugLog(output.debug);
  const transport = connectTransports(
    request.connect,
    { env: process.env, home: where.home },
    withoutProgress(prompter, console_.progress),
    debug,
  );
  const printed = createPrintedOutput({
    request,
    sources,
    terminal: process.stdout.isTTY === true,
    targets: console_,
    onFull: () => run.cancel(),
    skewMs: ({ host }) => run.facts(host)?.clockSkewMs ?? null,
  });
  const tee = output.tee === null ? null : createTee(output.tee);
  const run = new Run({
    query,
    transport,
    sink: tee === null ? printed.sink : tee.through(printed.sink),
    sudo: request.connect.sudo,
    stdin: process.stdin,
    now: Date.now,
  });
  const ending = watchEndings(run, [printed.printer.closed, tee?.failed], output.maxTimeMs);
  try {
    for (const source of sources) run.add(source);
    const outcomes = await run.finished();
    await printed.end();
    await printed.printer.finish();
    await finishTee(tee, console_.messages);
    console_.progress.close();
    if (output.stats) sayStats(request, outcomes, Date.now() - started);
    return exitCode(outcomeOf(ending, outcomes, request, tee));
  } finally {
    ending.stop();
    console_.progress.close();
    await transport.close();
    process.stdin.destroy();
  }
};

interface Console {
  readonly out: Outlet;
  readonly messages: Messages;
  readonly progress: Progress;
}

const openConsole = (request: Request, outcomes: () => readonly SourceOutcome[]): Console => {
  const progress = createProgress({
    terminal: process.stderr,
    enabled:
      process.stderr.isTTY === true && (process.stdout.isTTY === true || request.query.follow === 'none'),
    reading: request.query.follow === 'none',
    totals: () => totalsOf(outcomes()),
  });
  const messages = createMessages({
    stderr: process.stderr,
    program: request.program,
    progress,
    now: Date.now,
  });
  const out = createOutlet(
    process.stdout,
    process.stdout.isTTY === true ? { beforeWrite: progress.erase } : {},
  );
  return { out, messages, progress };
};

const totalsOf = (outcomes: readonly SourceOutcome[]) => {
  const sum = (of: (outcome: SourceOutcome) => number): number =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0);
  return {
    lines: sum(({ counts }) => counts.lines),
    bytesReceived: sum(({ counts }) => counts.bytesReceived),
    bytesRead: sum(({ counts }) => counts.bytesRead ?? 0),
  };
};

/** A question has the terminal to itself. */
const withoutProgress = (prompter: Prompter, progress: Progress): Prompter => ({
  ask: async (question, signal) => {
    const resume = progress.suspend();
    try {
      return await prompter.ask(question, signal);
    } finally {
      resume();
    }
  },
});

interface Ending {
  /** Why the run was ended before its sources were; null: it was not. */
  readonly cause: () => NodeJS.Signals | 'closed-pipe' | 'max-time' | null;
  stop(): void;
}

/** Ends the run on a signal, when nobody takes its output any more, and when its time is up. */
const watchEndings = (
  run: Run,
  closed: readonly (AbortSignal | undefined)[],
  maxTimeMs: number | null,
): Ending => {
  let cause: ReturnType<Ending['cause']> = null;
  const end = (why: NonNullable<typeof cause>): void => {
    cause ??= why;
    run.cancel();
  };
  const unlisten = onEndingSignal(end);
  for (const signal of closed) signal?.addEventListener('abort', () => end('closed-pipe'), { once: true });
  const timer = maxTimeMs === null ? undefined : setTimeout(() => end('max-time'), maxTimeMs);
  return {
    cause: () => cause,
    stop: () => {
      unlisten();
      clearTimeout(timer);
    },
  };
};

const finishTee = async (tee: Tee | null, messages: Messages): Promise<void> => {
  await tee?.finish();
  const failure = tee?.failure();
  if (failure) messages.say(failure);
};

const sayStats = ({ output }: Request, outcomes: readonly SourceOutcome[], elapsedMs: number): void => {
  const stats = { sources: outcomes, elapsedMs };
  process.stderr.write(output.form === 'json' ? `${statsJson(stats)}\n` : statsTable(stats));
};

const outcomeOf = (
  ending: Ending,
  outcomes: readonly SourceOutcome[],
  { filtering }: Request,
  tee: Tee | null,
): Outcome => {
  const cause = ending.cause();
  if (cause === 'closed-pipe' && tee?.failure() === null) return { kind: 'closed-pipe' };
  if (cause !== null && cause !== 'closed-pipe' && cause !== 'max-time')
    return { kind: 'signal', signal: cause };
  const failed = outcomes.filter(({ trouble }) => trouble !== null).length;
  return {
    kind: 'done',
    sources: outcomes.length,
    failed: tee?.failure() ? outcomes.length : failed,
    lines: totalsOf(outcomes).lines,
    filtering,
  };
};
