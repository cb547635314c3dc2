import type { HostFacts } from '../../../core/facts.ts';
import { filePath, shellCommand } from '../../../core/place.ts';
import type { Query } from '../../../core/query.ts';
import type { Source } from '../../../core/target.ts';
import type { Trouble } from '../../../core/trouble.ts';
import { followsOnRequest } from '../../../pushdown/commandText.ts';
import { isFollowed } from '../../../pushdown/follow/plan.ts';
import { planSource } from '../../../pushdown/plan.ts';
import { endlessCommand, readEndless } from '../../../pushdown/probes/endlessProbe.ts';
import { type GuessedRead, guessRead } from '../../../pushdown/probes/firstRead.ts';
import { refusalTrouble } from '../../../pushdown/refusal.ts';
import type { Report } from '../../../pushdown/script/report.ts';
import { type RemotePlan, remoteCommand } from '../../../pushdown/script/script.ts';
import type { Connection } from '../../../transport/transport.ts';
import { CountDelivery } from '../../count/countDelivery.ts';
import { followSource } from '../../follow/follower.ts';
import { type RunContext, troubleOf } from '../../host/context.ts';
import { Delivery, type DeliveryOptions } from '../../host/delivery.ts';
import { FirstRead, type Receiver } from '../../host/firstRead.ts';
import { runScript, runShortScript } from '../../host/remoteScript.ts';
import type { RunningCounts } from '../../host/sourceCounts.ts';
import { EndlessWatch, type Patience, watchPath } from './endlessWatch.ts';
import { readDirectly } from './readDirectly.ts';

/**
 * Reads one log (not a glob) from start to end, or follows it: plans, runs the remote part, delivers lines.
 * Returns the failure, or null. Aborting the signal ends it early, which is not a failure.
 */
export const readRemote = async (
  source: Source,
  counts: RunningCounts,
  context: RunContext,
  signal: AbortSignal,
): Promise<Trouble | null> => {
  const { query, sink } = context;
  const own = new AbortController();
  const both = AbortSignal.any([signal, own.signal]);
  let first: FirstRead | null = null;
  try {
    if (isFollowed(query, source.place)) return await followSource(source, counts, context, signal);
    sink.state(source, { kind: 'connecting', detail: source.host.name });
    const trouble = await readDirectly(source, counts, context, signal);
    if (trouble !== undefined) return trouble;
    signal.throwIfAborted();
    first = firstRead(source, context, both);
    const begun = first?.brief ? await context.hosts.begin(source.host, first) : null;
    signal.throwIfAborted();
    const planned =
      begun === null
        ? await plannedRead(source, context, first)
        : { ok: true as const, plan: first!.brief!, connection: begun };
    if (!planned.ok) return refusalTrouble(planned.refusal, source.host.name, source.log);
    signal.throwIfAborted();
    const { plan, connection } = planned;
    const notice = (text: string): void =>
      void sink.marker(source, { kind: 'notice', at: context.now(), text });
    for (const note of plan.notes) notice(note);
    if (plan.remote === null) return null;

    const delivery = plan.counted
      ? new CountDelivery(plan.counted, { ...deliveryOptions(source, counts, context), local: plan.local })
      : createDelivery(source, counts, context, plan.local);
    sink.state(source, { kind: 'live' });
    const patience = endlessWatch(source, notice, connection, both);
    const receiver: Receiver = {
      report: report => takeReport(report, counts, notice),
      message: line => context.hosts.remarks.pass(source.host.name, line, notice),
      output: chunk => {
        patience?.heard();
        if (both.aborted) return undefined;
        const taken = delivery.take(chunk);
        if (delivery.satisfied) own.abort();
        return taken;
      },
    };
    const script = { command: remoteCommand(plan.remote), log: logOf(plan.remote, source), signal: both };
    const running =
      first !== null && (begun !== null || first.runs(plan.remote))
        ? first.receive(receiver)
        : runScript(connection, { ...script, ...receiver });
    const end = await running.finally(() => patience?.stop());
    if (!signal.aborted) await delivery.end();
    return both.aborted ? null : end.trouble;
  } catch (error) {
    return signal.aborted ? null : troubleOf(error, source);
  } finally {
    first?.discard();
  }
};

/** Plans with the facts about the host, after connecting to it. */
const plannedRead = async (source: Source, context: RunContext, first: FirstRead | null) => {
  const { query, sudo, tracked, hosts } = context;
  const { connection, facts } = await hosts.reach(source.host, first?.brief ? null : first);
  const planned = planSource(query, source.place, facts, { sudo, tracked: tracked === true });
  return planned.ok ? { ...planned, connection } : planned;
};

/** Returns a read to start with the probe; null: the host is known already, or the plan cannot be guessed. */
const firstRead = (
  source: Source,
  { hosts, query, sudo, tracked, isBrief }: RunContext,
  signal: AbortSignal,
): FirstRead | null => {
  if (hosts.facts(source.host) !== null) return null;
  const guess = guessOnce(query, source.place, { sudo, isBrief: isBrief === true && !tracked }, hosts.seen);
  return guess && new FirstRead(guess, logOf(guess.remote, source), signal);
};

/** The guesses for a query: the same log of many hosts is read in the same way. */
const GUESSES = new WeakMap<Query, Map<string, GuessedRead | null>>();

const guessOnce = (
  query: Query,
  place: Source['place'],
  options: { readonly sudo: boolean; readonly isBrief: boolean },
  seen: readonly HostFacts[],
): GuessedRead | null => {
  const known = GUESSES.get(query) ?? new Map<string, GuessedRead | null>();
  GUESSES.set(query, known);
  const key = JSON.stringify([place, options, seen]);
  const guess = known.get(key) ?? guessRead(query, place, options, seen);
  known.set(key, guess);
  return guess;
};

/** The log that a script reports about. */
const logOf = ({ path }: RemotePlan, { log }: Source): string => path ?? log;

const endlessWatch = (
  { place, log }: Source,
  notice: (text: string) => void,
  connection: Connection,
  signal: AbortSignal,
): Patience | null => {
  const command = shellCommand(place);
  if (command !== null) return new EndlessWatch(log, followsOnRequest(command), notice);
  const path = filePath(place);
  if (path === null) return null;
  const kind = async (): Promise<string | null> => {
    const script = { command: endlessCommand(path), log, signal };
    return readEndless((await runShortScript(connection, script)).output);
  };
  return watchPath(path, kind, notice);
};

const deliveryOptions = (
  source: Source,
  counts: RunningCounts,
  { query, sink, elapsed, now }: RunContext,
): Omit<DeliveryOptions, 'local'> => ({
  source,
  zeroTerminated: query.zeroTerminated,
  sink,
  counts,
  elapsed,
  now,
});

const createDelivery = (
  source: Source,
  counts: RunningCounts,
  context: RunContext,
  local: DeliveryOptions['local'],
): Delivery => new Delivery({ ...deliveryOptions(source, counts, context), local });

const takeReport = (report: Report, counts: RunningCounts, notice: (text: string) => void): void => {
  switch (report.kind) {
    case 'read':
      counts.read(report.bytes);
      counts.position = null;
      break;
    case 'at':
      counts.position = { bytes: report.bytes, size: report.size };
      break;
    case 'notice':
      notice(report.text);
      break;
    case 'trouble':
    case 'ended':
    case 'unfit':
      break;
  }
};
