import type { Surroundings } from '../../config/files/paths.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { statsJson, statsTable } from '../../print/stats.ts';
import { Run, type SourceOutcome } from '../../session/run/run.ts';
import { exitCode, type Outcome } from '../exitCodes.ts';
import { collectAtOnce, keepYoungSpaceSmall } from '../heap.ts';
import type { Request } from '../request/request.ts';
import { connectOnTerminal } from '../terminal/connect.ts';
import { type Console, openConsole, type Totals } from '../terminal/console.ts';
import { type Ending, watchEndings } from '../terminal/stopConditions.ts';
import { createPrintedOutput } from './printOutput.ts';
import { openRecording } from './recording.ts';
import { withView } from './savedViews.ts';
import { sourcesOf } from './sources.ts';

/** `rtail SOURCE...`: reads, prints, and returns the exit code. Throws a SelectionError or an UnusablePathError. */
export const printRun = async (
  asked: Request,
  loaded: LoadedConfig,
  where: Surroundings,
): Promise<number> => {
  const request = withView(asked, loaded);
  keepYoungSpaceSmall();
  collectAtOnce();
  const sources = sourcesOf(request, loaded, where);
  const { output, query, connect } = request;
  const started = Date.now();
  const recording = openRecording(request);
  const tee = recording?.tee ?? null;
  const streams = openConsole(request, () => totalsOf(run.outcomes()));
  recording?.listen(text => streams.messages.say(`--resume: ${text}`));
  const transport = connectOnTerminal(request, where, streams.progress);
  const printed = createPrintedOutput({
    request,
    sources,
    terminal: process.stdout.isTTY === true,
    targets: streams,
    onFull: () => run.cancel(),
    skewMs: ({ host }) => run.facts(host)?.clockSkewMs ?? null,
  });
  const run = new Run({
    query,
    transport,
    ...(recording?.positions && { positions: recording.positions }),
    sink: tee === null ? printed.sink : tee.through(printed.sink),
    sudo: connect.sudo,
    answerMs: connect.timings.answerMs,
    stdin: process.stdin,
    now: Date.now,
  });
  const outputs = [printed.printer.closed, ...(tee === null ? [] : [tee.failed])];
  const ending = watchEndings({
    outputs,
    maxTimeMs: output.maxTimeMs,
    quiet: query.follow === 'none' ? null : process.stdout.fd,
    cancel: () => run.cancel(),
  });
  try {
    for (const source of sources) run.add(source);
    const outcomes = await run.finished();
    await printed.end();
    await printed.printer.finish();
    const unrecorded = (await recording?.finish()) ?? null;
    streams.progress.close();
    const broken = outputFailure(streams) ?? unrecorded;
    if (broken !== null) streams.messages.say(broken);
    if (output.stats) sayStats(request, outcomes, Date.now() - started);
    return exitCode(outcomeOf(ending, outcomes, request, broken !== null));
  } finally {
    ending.stop();
    streams.progress.close();
    await transport.close();
    process.stdin.destroy();
  }
};

const totalsOf = (outcomes: readonly SourceOutcome[]): Totals => {
  const sum = (of: (outcome: SourceOutcome) => number): number =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0);
  return {
    lines: sum(({ counts }) => counts.lines),
    bytesReceived: sum(({ counts }) => counts.bytesReceived),
    bytesRead: sum(({ counts }) => counts.bytesRead ?? 0),
  };
};

/** What broke an output, as a message; null: nothing, or its reader merely left. */
const outputFailure = ({ out }: Console): string | null => {
  const failure = out.failure();
  return failure === null ? null : `standard output: ${failure.message}`;
};

const sayStats = ({ output }: Request, outcomes: readonly SourceOutcome[], elapsedMs: number): void => {
  const stats = { sources: outcomes, elapsedMs };
  process.stderr.write(output.form === 'json' ? `${statsJson(stats)}\n` : statsTable(stats));
};

const outcomeOf = (
  ending: Ending,
  outcomes: readonly SourceOutcome[],
  { filtering }: Request,
  broken: boolean,
): Outcome => {
  const cause = ending.cause();
  if (broken) return { kind: 'output-failed' };
  if (cause?.kind === 'closed') return { kind: 'closed-pipe' };
  if (cause?.kind === 'signal') return cause;
  return {
    kind: 'done',
    sources: outcomes.length,
    failed: outcomes.filter(({ trouble }) => trouble !== null).length,
    lines: totalsOf(outcomes).lines,
    filtering,
  };
};
