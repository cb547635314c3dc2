import { isTotal } from '../../core/count/question.ts';
import { countsRecords } from '../../core/count/unit.ts';
import type { HostFacts } from '../../core/facts.ts';
import type { LocalFilter } from '../../core/filter/step.ts';
import { compilePattern } from '../../core/pattern/pattern.ts';
import type { Query } from '../../core/query.ts';
import { type SplitFilter, wholeFilter } from '../filter/filterStages.ts';
import { awkKnows } from '../filter/knownPatterns.ts';
import { recordSelection } from '../filter/recordSelection.ts';
import type { Stage } from '../script/stage.ts';
import { chooseShapes } from '../shapes/chooseShapes.ts';
import { lineNeeds } from '../shapes/needs.ts';
import { countStages, cutsAtNul, lineCountStages, MARK_NUL } from './countStage.ts';

/** What a host counts: all lines, or lines of the kinds that it knows, sending the others. */
export interface HostCount {
  readonly what: 'lines' | 'kinds';
  /** In the received lines, a byte 1 stands for NUL, because the host's awk would end a line there. */
  readonly marksNul: boolean;
}

export interface CountSplit {
  readonly stages: readonly Stage[];
  readonly counted: HostCount;
  /**
   * The filter for the lines that are sent and, with `kinds`, for the reduced ones, to which patterns do not
   * apply.
   */
  readonly local: LocalFilter | null;
}

/** The share of a sample's lines that must have a shape: the others are sent. */
const MIN_SHARE = 0.75;

/** Returns true if a host can count a log's lines by kinds, once their form is known. */
export const countsKinds = (query: Query): boolean =>
  query.count != null &&
  query.pushdown &&
  !query.zeroTerminated &&
  !(isTotal(query.count) && !countsRecords(query) && recordSelection(query) === null) &&
  query.maxCount === null &&
  query.head === null &&
  query.last === null &&
  lineNeeds(query) !== null;

/**
 * Splits a count over a finite read between the host and the local side; null if the host can only filter.
 * `split`: how it filters.
 */
export const splitCount = (query: Query, split: SplitFilter, facts: HostFacts): CountSplit | null => {
  const { count, last, head } = query;
  if (!count || !query.pushdown || query.zeroTerminated || facts.awk === 'none') return null;
  if (split.local === null && isTotal(count) && !countsRecords(query) && last === null && head === null) {
    return {
      stages: totalStages(wholeLines(split.stages, facts), facts),
      counted: { what: 'lines', marksNul: false },
      local: null,
    };
  }
  const shapes = countsKinds(query)
    ? chooseShapes(query.findings?.sample ?? [], lineNeeds(query), MIN_SHARE)
    : null;
  if (shapes === null) return null;
  const counted = { what: 'kinds', marksNul: cutsAtNul(facts) } as const;
  if (split.local === null) {
    const stages = countStages({ shapes, includes: [], excludes: [], alone: !countsRecords(query), facts });
    return stages && { stages: [...wholeLines(split.stages, facts), ...stages], counted, local: null };
  }
  if (query.record && query.grep.length + query.exclude.length > 0) return null;
  const includes = query.grep.map(text => compilePattern(text, query));
  const excludes = query.exclude.map(text => compilePattern(text, query));
  if (![...includes, ...excludes].every(pattern => awkKnows(pattern, facts))) return null;
  const stages = countStages({ shapes, includes, excludes, alone: false, facts });
  return stages && { stages, counted, local: wholeFilter(query) };
};

/** An awk that ends lines at NUL would select partial lines. */
const wholeLines = (stages: readonly Stage[], facts: HostFacts): readonly Stage[] =>
  cutsAtNul(facts) && stages[0]?.words[0] === 'awk' ? [MARK_NUL, ...stages] : stages;

/** A grep counts itself. */
const totalStages = (stages: readonly Stage[], facts: HostFacts): readonly Stage[] => {
  const last = stages.at(-1);
  if (last?.words[0] !== 'grep') return [...stages, ...lineCountStages(facts)];
  const counting = (stage: Stage): Stage => ({ ...stage, words: ['grep', '-c', ...stage.words.slice(1)] });
  return [...stages.slice(0, -1), { ...counting(last), onFile: null }];
};
