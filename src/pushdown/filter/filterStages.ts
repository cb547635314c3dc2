import type { HostFacts } from '../../core/facts.ts';
import { countsMatches, linesAround } from '../../core/filter/matchContext.ts';
import type { LocalFilter } from '../../core/filter/step.ts';
import {
  compilePattern,
  type Pattern,
  patternAwkText,
  patternGrepArguments,
} from '../../core/pattern/pattern.ts';
import type { Query } from '../../core/query.ts';
import { type Stage, stage } from '../script/stage.ts';
import { awkStage } from './awkProgram.ts';
import { awkKnows, grepKnows } from './knownPatterns.ts';
import { recordSelection } from './recordSelection.ts';
import { splitRecords } from './recordStages.ts';

/** The filter, split into a host part and a local part. */
export interface SplitFilter {
  readonly stages: readonly Stage[];
  /** What remains to be done locally; null: nothing. */
  readonly local: LocalFilter | null;
  readonly notes: readonly string[];
  /** Set if the latest matches are requested with their context; otherwise null or absent. */
  readonly around?: AroundMatches | null;
}

/** How to find a log's latest matches with their context. */
export interface AroundMatches {
  /** Stages that print the matches without context. */
  readonly matches: readonly Stage[];
  /** Maximum number of context lines before a match. */
  readonly before: number;
  /** Number of lines of the host's output that contain all of them. */
  readonly lines: number;
}

/** Returns a query's complete filter, without its starting point. */
export const wholeFilter = (query: Query): LocalFilter => ({
  from: null,
  zeroTerminated: query.zeroTerminated,
  grep: query.grep,
  exclude: query.exclude,
  ignoreCase: query.ignoreCase,
  fixed: query.fixed,
  before: query.before,
  after: query.after,
  maxCount: maxMatches(query),
  last: query.last,
  head: countsMatches(query) && query.last === null ? null : query.head,
  records: recordSelection(query),
});

/**
 * Returns the number of matches to stop after. With context, `head` counts matches: grep prints their context and then
 * stops.
 */
const maxMatches = (query: Query): number | null => {
  const { maxCount, head, last } = query;
  if (!countsMatches(query) || head === null || last !== null) return maxCount;
  return Math.min(head, maxCount ?? head);
};

/** Returns true if lines are selected by their content. */
export const selects = (filter: LocalFilter): boolean => filter.grep.length > 0 || filter.exclude.length > 0;

/**
 * Splits a query's filter (except `last`) between a host's tools and this program. `endless`: the input does
 * not end on its own, so each stage has to pass on each line at once.
 */
export const splitFilter = (query: Query, facts: HostFacts, endless: boolean): SplitFilter => {
  if (recordSelection(query) !== null) return splitRecords(query, wholeFilter(query), facts, endless);
  if (query.last !== null && countsMatches(query)) return splitLastMatches(query, facts, endless);
  // With `last`, `head` counts the lines that remain after it.
  const filter = query.last === null ? wholeFilter(query) : { ...wholeFilter(query), head: null };
  const split = splitSelection(filter, facts, endless);
  return split.local && query.last !== null
    ? { ...split, local: { ...split.local, head: query.head } }
    : split;
};

/**
 * Splits a query for the last matches: the host applies the context and numbers the lines, so that the last matches are
 * known at the end.
 */
const splitLastMatches = (query: Query, facts: HostFacts, endless: boolean): SplitFilter => {
  const whole = wholeFilter(query);
  if (whole.zeroTerminated || whole.maxCount !== null) return { stages: [], local: whole, notes: [] };
  const numbered = { ...whole, head: null, numbered: true } as const;
  const split = splitSelection(numbered, facts, endless);
  if (split.local) return { ...split, local: whole, stages: [] };
  const matches = splitSelection({ ...whole, head: null, before: 0, after: 0 }, facts, endless).stages;
  const around = { matches, before: whole.before, lines: linesAround(query.last ?? 0, whole) };
  return { ...split, local: { ...whole, numbered: true }, around };
};

const splitSelection = (filter: LocalFilter, facts: HostFacts, endless: boolean): SplitFilter => {
  if (!selects(filter)) return limitOnly(filter, facts, endless);
  const includes = filter.grep.map(text => compilePattern(text, filter));
  const excludes = filter.exclude.map(text => compilePattern(text, filter));
  const context = filter.before > 0 || filter.after > 0;
  const grepWorks = grepCan(facts, endless) && [...includes, ...excludes].every(p => grepKnows(p, facts));
  const oneGrep = includes.length + (excludes.length > 0 ? 1 : 0) === 1;
  // Greps other than GNU's end the context after the last match at the next match.
  const ownContext = oneGrep && (facts.grep === 'gnu' || filter.maxCount === null);
  if (grepWorks && (!context || ownContext)) {
    return { stages: grepStages(filter, includes, excludes, facts, endless), local: null, notes: [] };
  }
  const awk = awkSelection(filter, includes, excludes, facts, endless);
  if (awk) return { stages: [awk], local: null, notes: [] };
  return context ? allHere(filter, facts) : partly(filter, includes, excludes, facts, endless);
};

const limitOf = (filter: LocalFilter): number | null =>
  filter.maxCount === null ? filter.head : Math.min(filter.maxCount, filter.head ?? filter.maxCount);

/** Splits a filter without patterns: `head`, or nothing. */
const limitOnly = (filter: LocalFilter, facts: HostFacts, endless: boolean): SplitFilter => {
  const limit = limitOf(filter);
  if (limit === null) return { stages: [], local: null, notes: [] };
  // Only GNU head passes lines on at once; others buffer a block.
  if (!endless || facts.tail === 'gnu') return { stages: [headStage(limit, filter)], local: null, notes: [] };
  if (facts.awk === 'none') return { stages: [], local: filter, notes: [] };
  return {
    stages: [awkStage({ ...NO_PATTERNS, head: limit, flush: true, mawk: facts.awk === 'mawk' })],
    local: null,
    notes: [],
  };
};

const NO_PATTERNS = { includes: [], excludes: [], before: 0, after: 0, maxCount: null } as const;

const headStage = (limit: number, filter: LocalFilter): Stage =>
  stage(['head', ...(filter.zeroTerminated ? ['-z'] : []), '-n', `${limit}`]);

const grepCan = (facts: HostFacts, endless: boolean): boolean =>
  facts.grep !== 'none' && (!endless || facts.grepLineBuffered);

/** Returns one grep per required pattern and one for all exclusions; the last one counts. */
const grepStages = (
  filter: LocalFilter,
  includes: readonly Pattern[],
  excludes: readonly Pattern[],
  facts: HostFacts,
  endless: boolean,
): Stage[] => {
  const context = filter.before > 0 || filter.after > 0;
  const common = [
    ...(facts.grep === 'busybox' ? [] : ['-a']),
    ...(filter.ignoreCase ? ['-i'] : []),
    ...(filter.zeroTerminated ? ['-z'] : []),
    ...(endless ? ['--line-buffered'] : []),
  ];
  const chain = [
    ...includes.map(pattern => [...common, ...patternGrepArguments([pattern])]),
    ...(excludes.length > 0 ? [[...common, '-v', ...patternGrepArguments(excludes)]] : []),
  ];
  const count = context ? filter.maxCount : limitOf(filter);
  const stages = chain.map((words, index) => {
    const last = index === chain.length - 1;
    const limit = last && count !== null ? ['-m', `${count}`] : [];
    const around = last ? [...(filter.numbered ? ['-n'] : []), ...contextWords(filter)] : [];
    return stage(['grep', ...limit, ...around, ...words]);
  });
  if (context && filter.head !== null) stages.push(headStage(filter.head, filter));
  return stages;
};

const contextWords = ({ before, after }: LocalFilter): readonly string[] => {
  if (before === after) return before > 0 ? ['-C', `${before}`] : [];
  return [...(before > 0 ? ['-B', `${before}`] : []), ...(after > 0 ? ['-A', `${after}`] : [])];
};

const awkSelection = (
  filter: LocalFilter,
  includes: readonly Pattern[],
  excludes: readonly Pattern[],
  facts: HostFacts,
  endless: boolean,
): Stage | null => {
  if (facts.awk === 'none' || filter.zeroTerminated) return null;
  if (![...includes, ...excludes].every(pattern => awkKnows(pattern, facts))) return null;
  const included = includes.map(patternAwkText);
  const excluded = excludes.map(patternAwkText);
  if (!included.every(text => text !== null) || !excluded.every(text => text !== null)) return null;
  return awkStage({
    includes: included,
    excludes: excluded,
    before: filter.before,
    after: filter.after,
    maxCount: filter.maxCount,
    head: filter.head,
    flush: endless,
    numbered: filter.numbered === true,
    mawk: facts.awk === 'mawk',
  });
};

const allHere = (filter: LocalFilter, facts: HostFacts): SplitFilter => ({
  stages: [],
  local: filter,
  notes: [`filtered locally: the host's tools (grep: ${facts.grep}, awk: ${facts.awk}) do not support it`],
});

/** Runs patterns on the host if its grep or awk supports them, and the rest locally, including limits. */
const partly = (
  filter: LocalFilter,
  includes: readonly Pattern[],
  excludes: readonly Pattern[],
  facts: HostFacts,
  endless: boolean,
): SplitFilter => {
  const known = (pattern: Pattern): boolean =>
    grepCan(facts, endless) ? grepKnows(pattern, facts) : awkKnows(pattern, facts);
  const there = { include: includes.filter(known), exclude: excludes.filter(known) };
  if (filter.zeroTerminated || there.include.length + there.exclude.length === 0)
    return allHere(filter, facts);
  const unlimited = { ...filter, maxCount: null, head: null };
  const here = {
    ...filter,
    grep: includes.filter(p => !known(p)).map(p => p.text),
    exclude: excludes.filter(p => !known(p)).map(p => p.text),
  };
  const awk = grepCan(facts, endless)
    ? null
    : awkSelection(unlimited, there.include, there.exclude, facts, endless);
  return {
    stages: awk ? [awk] : grepStages(unlimited, there.include, there.exclude, facts, endless),
    local: here,
    notes: [
      `filtered locally for ${[...here.grep, ...here.exclude].join(', ')}: the host's tools do not support it`,
    ],
  };
};
