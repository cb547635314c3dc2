import type { Surroundings } from '../../config/files/paths.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { statsJson, statsTable } from '../../print/stats.ts';
import { createTee, type Tee } from '../../print/tee.ts';
import { createTeeResume } from '../../print/teeResume.ts';
import { Run, type SourceOutcome } from '../../session/run/run.ts';
import { exitCode, type Outcome } from '../exitCodes.ts';
import { keepYoungSpaceSmall } from '../heap.ts';
import type { Request } from '../request/request.ts';
import { connectOnTerminal } from '../terminal/connect.ts';
import { type Console, openConsole, type Totals } from '../terminal/console.ts';
import { type Ending, watchEndings } from '../terminal/stopConditions.ts';
import { openFor } from '../terminal/unusablePath.ts';
import { createPrintedOutput } from './printOutput.ts';
import { sourcesOf } from './sources.ts';

/** `rtail SOURCE...`: reads, prints, and gives the exit code. Throws a SelectionError, or an UnusablePathError. */
export const printRun = async (
  request: Request,
  loaded: LoadedConfig,
  where: Surroundings,
): Promise<number> => {
  keepYoungSpaceSmall();
  const sources = sourcesOf(request, loaded, where);
  const { output, query, connect } = request;
  const started = Date.now();
  const tee = teeOf(request);
  const streams = openConsole(request, () => totalsOf(run.outcomes()));
  const transport = connectOnTerminal(request, where, streams.progress);
  const printed = createPrintedOutput({
    request,
    sources,
    terminal: process.stdout.isTTY === true,
    targets: streams,
    onFull: () => run.cancel(),
    skewMs: ({ host }) => run.facts(host)?.clockSkewMs ?? null,
  });
  const resume = tee === null || !output.resume ? null : createTeeResume(output.tee!, tee);
  const run = new Run({
    query,
    transport,
    ...(resume && { positions: resume }),
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
    await resume?.finish();
    await tee?.finish();
    streams.progress.close();
    const broken = outputFailure(streams, tee);
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

const teeOf = ({ output, query }: Request): Tee | null => {
  const folder = output.tee;
  if (folder === null) return null;
  return openFor('--tee', folder, () => createTee(folder, query.zeroTerminated ? '\0' : '\n'));
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
const outputFailure = ({ out }: Console, tee: Tee | null): string | null => {
  const failure = out.failure();
  return failure === null ? (tee?.failure() ?? null) : `standard output: ${failure.message}`;
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
