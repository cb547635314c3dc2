import type { Source } from '../../../core/target.ts';
import type { Totals } from '../../../print/progress.ts';
import { statsJson, statsTable } from '../../../print/stats.ts';
import { Run, type SourceOutcome } from '../../../session/run/run.ts';
import type { Transport } from '../../../transport/transport.ts';
import { exitCode, type Outcome } from '../../exitCodes.ts';
import { collectAtOnce, keepYoungSpaceSmall } from '../../heap.ts';
import type { Request } from '../../request/request.ts';
import type { Console } from '../../terminal/console.ts';
import { standardInput } from '../../terminal/standardInput.ts';
import { type Ending, watchEndings } from '../../terminal/stopConditions.ts';
import type { UntilMatch } from '../asking/untilMatch.ts';
import { createPrintedOutput, type PrintedOutput, type PrinterRequest } from '../printOutput.ts';
import type { Recording } from '../recording.ts';
import { anchoredPattern } from './anchored.ts';
import { fewMatches } from './fewMatches.ts';

/** Everything that a run needs. */
export interface PrintJob {
  readonly request: Request;
  readonly sources: readonly Source[];
  readonly recording: Recording | null;
  readonly streams: Console;
  readonly transport: Transport;
  /** When the program was started: milliseconds since the epoch. */
  readonly started: number;
  /** Receives a function that returns the current totals, for the progress line. */
  readonly showTotals: (of: () => Totals) => void;
}

/** Reads and prints the sources of a job; returns the exit code. Throws an SqlError. */
export const printSources = async (job: PrintJob): Promise<number> => {
  const { request, sources, recording, streams, transport, started } = job;
  keepYoungSpaceSmall();
  collectAtOnce();
  const { output, query, connect } = request;
  const tee = recording?.tee ?? null;
  recording?.listen(text => streams.messages.say(`--resume: ${text}`));
  const printed = await outputOf({
    request,
    sources,
    terminal: process.stdout.isTTY === true,
    targets: streams,
    onFull: () => run.cancel(),
    skewMs: ({ host }) => run.skewMs(host),
    fieldHint: name => run.fieldHint(name),
  });
  const until = request.untilMatch === null ? null : await untilMatchOf(request, printed, () => run.cancel());
  const sink = until?.sink ?? printed.sink;
  const run = new Run({
    query,
    transport,
    ...(recording?.positions && { positions: recording.positions }),
    sink: tee === null ? sink : tee.through(sink),
    sudo: connect.sudo,
    tracked: streams.tracked,
    answerMs: connect.timings.answerMs,
    // The logs of a host share what is found out about it.
    isBrief: new Set(sources.map(({ host }) => host.name)).size === sources.length,
    stdin: standardInput,
    now: Date.now,
  });
  job.showTotals(() => totalsOf(run.outcomes()));
  const outputs = [printed.printer.closed, ...(tee === null ? [] : [tee.failed])];
  const ending = watchEndings({
    outputs,
    maxTimeMs: output.maxTimeMs,
    quiet: query.follow === 'none' ? null : process.stdout.fd,
    cancel: () => {
      run.cancel();
      printed.cancel?.();
    },
  });
  try {
    for (const source of sources) run.add(source);
    const outcomes = await run.finished();
    if (ending.cause() !== null) {
      if (asksAboutAll(request))
        streams.messages.say('ended early: the result covers only what had been read by then');
      else if (query.last !== null && query.follow === 'none')
        streams.messages.say('ended early: --last prints the latest lines once everything has been read');
    }
    await printed.end();
    await printed.printer.finish();
    const unrecorded = (await recording?.finish()) ?? null;
    streams.progress.close();
    const broken = outputFailure(streams) ?? unrecorded;
    if (broken !== null) streams.messages.say(broken);
    if (outcomes.some(({ counts }) => counts.lines > 0))
      for (const text of printed.remarks?.() ?? []) streams.messages.say(text);
    const few = fewMatches(request, outcomes, process.stderr.isTTY === true);
    if (few !== null && ending.cause() === null) streams.messages.say(few);
    const anchored = ending.cause() === null ? anchoredPattern(request, outcomes) : null;
    if (anchored !== null) streams.messages.say(anchored);
    if (until !== null && !until.matched() && ending.cause()?.kind === 'max-time')
      streams.messages.say(`no line matched within ${(output.maxTimeMs ?? 0) / 1000} s (--max-time)`);
    if (output.stats) sayStats(request, outcomes, Date.now() - started);
    const outcome = outcomeOf(ending, outcomes, request, broken !== null);
    return exitCode(until === null ? outcome : waitedFor(outcome, until.matched()));
  } finally {
    ending.stop();
  }
};

/** Creates the output; counts and SQL print a table at the end, and are loaded only if needed. */
const outputOf = async (wanted: PrinterRequest): Promise<PrintedOutput> => {
  const { request } = wanted;
  const { count } = request.query;
  if (count) {
    const { countOutput } = await import('../asking/countOutput.ts');
    return countOutput(count, wanted);
  }
  if (request.sql !== null) {
    const { sqlOutput } = await import('../asking/sqlOutput.ts');
    return sqlOutput(wanted);
  }
  return createPrintedOutput(wanted);
};

const asksAboutAll = ({ query, sql }: Request): boolean => query.count != null || sql !== null;

const untilMatchOf = async (
  request: Request,
  { sink }: PrintedOutput,
  onMatch: () => void,
): Promise<UntilMatch | null> => {
  const { untilMatch } = await import('../asking/untilMatch.ts');
  return untilMatch(request, sink, onMatch);
};

/** Returns success if the awaited line arrived, whatever else happened. */
const waitedFor = (outcome: Outcome, matched: boolean): Outcome => {
  if (outcome.kind !== 'done') return outcome;
  return matched
    ? { ...outcome, failed: 0, timedOut: false, filtering: false }
    : { ...outcome, lines: 0, filtering: true };
};

const totalsOf = (outcomes: readonly SourceOutcome[]): Totals => {
  const sum = (of: (outcome: SourceOutcome) => number): number =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0);
  return {
    lines: sum(({ counts }) => counts.lines),
    bytesReceived: sum(({ counts }) => counts.bytesReceived),
    bytesRead: sum(({ counts }) => (counts.bytesRead ?? 0) + (counts.position?.bytes ?? 0)),
    bytesToRead: bytesToRead(outcomes),
  };
};

/** Returns the sum of the sizes if that of every source is known. */
const bytesToRead = (outcomes: readonly SourceOutcome[]): number | null => {
  let size = 0;
  for (const { counts } of outcomes) {
    if (counts.position === undefined) return null;
    size += (counts.bytesRead ?? 0) + (counts.position?.size ?? 0);
  }
  return size;
};

/** Returns why an output failed, as a message; null: it did not, or its reader has just closed it. */
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
    timedOut: cause?.kind === 'max-time',
  };
};
