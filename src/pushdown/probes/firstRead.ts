import { isDeepStrictEqual } from 'node:util';
import type { ByteString } from '../../core/bytes.ts';
import type { HostFacts } from '../../core/facts.ts';
import type { Query } from '../../core/query.ts';
import type { LogPlace } from '../../core/target.ts';
import { type Plan, type PlanOptions, planSource } from '../plan.ts';
import { shellCommand } from '../script/quote.ts';
import { type RemotePlan, remoteScript } from '../script/script.ts';
import { brieflyGuardedBy, guardedBy } from './probe.ts';

/** A script that probes a host and, if its tools are as guessed, reads a log. */
export interface GuessedRead {
  readonly command: string;
  /**
   * The part that reads. It is valid only if planning with the facts that the probe found results in the same
   * plan.
   */
  readonly remote: RemotePlan;
  /** The whole plan if it is the same whatever tools to filter the host has: the script does not examine them. */
  readonly brief: Plan | null;
}

/** The tools of most servers: which awk they have and whether they have sudo differs. */
const COMMON: readonly HostFacts[] = (['mawk', 'gawk'] as const).flatMap(awk =>
  [true, false].map(sudo => ({
    system: 'Linux',
    tail: 'gnu',
    grep: 'gnu',
    awk,
    grepLineBuffered: true,
    tac: true,
    gzip: true,
    sudo,
    stdbuf: true,
    clockSkewMs: null,
  })),
);

/**
 * Guesses how a log is going to be read on a host of which nothing is known yet, so that probing and reading take one
 * exchange. The host itself compares its tools with the guess, and reads only if the plan would be the same.
 * `seen`: the facts of other hosts, the likeliest first. Null: nothing can be guessed. Throws a PatternError.
 */
export const guessRead = (
  query: Query,
  place: LogPlace,
  options: PlanOptions & { readonly isBrief?: boolean },
  seen: readonly HostFacts[] = [],
): GuessedRead | null => {
  const remoteFor = (facts: HostFacts): RemotePlan | null => {
    const planned = planSource(query, place, facts, options);
    return planned.ok ? planned.plan.remote : null;
  };
  const guesses = [...seen, ...COMMON].map(facts => ({ facts, remote: remoteFor(facts) }));
  const remote = guesses[0]?.remote ?? null;
  if (remote === null) return null;
  const script = remoteScript(remote, '');
  const accepted = guesses
    .filter(guess => guess.remote && remoteScript(guess.remote, '') === script)
    .map(({ facts }) => facts);
  const [brief, same] = options.isBrief ? briefPlan(query, place, accepted, options) : [null, accepted];
  const guard = brief === null ? guardedBy(accepted) : brieflyGuardedBy(same);
  return { command: shellCommand(remoteScript(remote, guard)), remote, brief };
};

/**
 * Returns the plan for the first of these sets of facts if nothing is filtered, and the sets for which it is the plan;
 * otherwise null, and all sets.
 */
const briefPlan = (
  query: Query,
  place: LogPlace,
  sets: readonly HostFacts[],
  options: PlanOptions,
): readonly [Plan | null, readonly HostFacts[]] => {
  const first = planSource(query, place, sets[0]!, options);
  if (!first.ok || first.plan.local !== null || first.plan.counted || first.plan.notes.length > 0)
    return [null, sets];
  const isSame = (facts: HostFacts): boolean =>
    FILTERS.every(filters =>
      isDeepStrictEqual(planSource(query, place, { ...facts, ...filters }, options), first),
    );
  const same = sets.filter(isSame);
  return same[0] === sets[0] ? [first.plan, same] : [null, sets];
};

/** Tools that filter everything and nothing: if a plan is the same with both, it filters nothing. */
const FILTERS: readonly Pick<HostFacts, 'grep' | 'awk' | 'grepLineBuffered'>[] = [
  { grep: 'none', awk: 'none', grepLineBuffered: false },
  { grep: 'gnu', awk: 'gawk', grepLineBuffered: true },
  { grep: 'busybox', awk: 'busybox', grepLineBuffered: false },
];

/** Whether two plans run the same script. */
export const isSameRead = (one: RemotePlan, other: RemotePlan): boolean =>
  remoteScript(one, '') === remoteScript(other, '');

/** The output of a guessed read up to where the log begins. */
export interface FirstLines {
  /** What the probe printed. */
  readonly probe: ByteString;
  /** True if the log follows; otherwise, the script has ended. */
  readonly reads: boolean;
  /** What was received of the log. */
  readonly rest: Buffer;
}

const ENDS = ['go', 'no'].map(word => Buffer.from(`\n${word}\n`, 'latin1'));

/** Finds the end of the probe's output in what was received of a guessed read; null: there is more to come. */
export const readFirst = (received: Buffer): FirstLines | null => {
  for (const [index, mark] of ENDS.entries()) {
    const at = received.indexOf(mark);
    if (at < 0) continue;
    const rest = received.subarray(at + mark.length);
    return { probe: received.toString('latin1', 0, at + 1), reads: index === 0, rest };
  }
  return null;
};
