import type { HostFacts } from '../../core/facts.ts';
import type { LocalFilter } from '../../core/filter/step.ts';
import { filePath, shellCommand } from '../../core/place.ts';
import type { Query } from '../../core/query.ts';
import type { LogPlace } from '../../core/target.ts';
import { splitFilter, wholeFilter } from '../filter/filterStages.ts';
import { grepKnows } from '../filter/knownPatterns.ts';
import { finderWords } from '../filter/recordCandidates.ts';
import { requiredPatterns } from '../filter/recordStages.ts';
import { type PlanOptions, planSource } from '../plan.ts';
import { expander } from '../readStages.ts';
import type { Refusal } from '../refusal.ts';
import { type Stage, stage } from '../script/stage.ts';
import { followGuarantee } from './guarantee.ts';

/** How a file is followed at the exact byte. */
export interface FollowPlan {
  readonly path: string;
  /** The filter on the host: its output over a growing file is always a prefix of its output over the whole file. */
  readonly stages: readonly Stage[];
  /** What is left to filter locally, across all generations; null: nothing. */
  readonly local: LocalFilter | null;
  readonly notes: readonly string[];
  /** Finds a line of each record that passes; null: nothing does, or the filter itself is as fast. */
  readonly finder: Stage | null;
}

export type PlannedFollow =
  | { readonly kind: 'exact'; readonly plan: FollowPlan }
  /** Followed with tail alone, or a command: `planSource` plans each attempt, and a disconnect is a gap. */
  | { readonly kind: 'inexact'; readonly notes: readonly string[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Returns true if the log does not end on its own for this query. */
export const isFollowed = (query: Query, place: LogPlace): boolean => {
  const path = filePath(place);
  const goesOn = path === null ? shellCommand(place) !== null : expander(path) === null;
  return query.follow !== 'none' && goesOn;
};

/**
 * Plans following a file or command. Limits count across all generations of a log, so they are applied
 * locally; with context around matches the host cannot select without them, so then everything is selected
 * locally.
 */
export const planFollow = (
  query: Query,
  place: LogPlace,
  facts: HostFacts,
  options: PlanOptions,
): PlannedFollow => {
  const planned = planSource(query, place, facts, options);
  if (!planned.ok) return { kind: 'refused', refusal: planned.refusal };
  const { exact, notes } = followGuarantee(place, facts);
  const path = filePath(place);
  if (!exact || path === null) return { kind: 'inexact', notes };
  return { kind: 'exact', plan: { path, ...split(query, facts) } };
};

const split = (query: Query, facts: HostFacts): Omit<FollowPlan, 'path'> => {
  const { maxCount, head } = query;
  const limited = maxCount !== null || head !== null;
  const context = query.before > 0 || query.after > 0;
  const whole = wholeFilter(query);
  if (!query.pushdown) return { stages: [], local: whole, notes: [], finder: null };
  if (limited && context) {
    const notes = ['filtered locally: context with a limit, while following'];
    return { stages: [], local: whole, notes, finder: null };
  }
  const { stages, local, notes } = splitFilter({ ...query, maxCount: null, head: null }, facts, true);
  const finder = context ? null : finderFor(query, stages, facts);
  if (!limited) return { stages, local, notes, finder };
  const rest: LocalFilter = local ?? { ...whole, grep: [], exclude: [] };
  return { stages, local: { ...rest, maxCount, head }, notes, finder };
};

/** Returns a grep for the lines that matching records must contain, if an awk filters whole records. */
const finderFor = (query: Query, stages: readonly Stage[], facts: HostFacts): Stage | null => {
  const start = query.findings?.start ?? null;
  if (facts.grep !== 'gnu' || start === null || (start.apart ?? []).length > 0) return null;
  if (!stages.some(({ words: [program] }) => program === 'awk')) return null;
  const patterns = requiredPatterns(query, pattern => grepKnows(pattern, facts));
  return patterns && stage(['grep', '-b', '-a', '-m', '1', ...finderWords(patterns)]);
};
