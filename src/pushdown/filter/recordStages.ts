import type { ByteString } from '../../core/bytes.ts';
import type { HostFacts } from '../../core/facts.ts';
import type { LocalFilter } from '../../core/filter/step.ts';
import { patternMatcher } from '../../core/pattern/matcher.ts';
import { compilePattern, ownPattern, type Pattern } from '../../core/pattern/pattern.ts';
import type { Query, RecordStart } from '../../core/query.ts';
import { SAMPLE } from '../probes/recordSample.ts';
import { inBlocksOf, type Stage } from '../script/stage.ts';
import type { LineCondition } from './awkPatterns.ts';
import { certainStage } from './certainGroups.ts';
import { awkKnows } from './knownPatterns.ts';
import { levelCondition } from './levelCondition.ts';
import { isSmall, lowerLines, lowerStage, MAX_RARE, searchesHere } from './lowerLines.ts';
import { type CertainMessages, messageLines, WORTH_SPARING } from './messageLines.ts';
import { candidateStage, searched } from './recordCandidates.ts';
import { type GroupSelection, groupStage } from './recordGroups.ts';
import { recordSelection } from './recordSelection.ts';
import { shapeStages } from './shapeStage.ts';
import { streamCandidateStage } from './streamCandidates.ts';
import { streamHead } from './streamHeads.ts';
import { whereConditions } from './where/whereCondition.ts';

/** Returns true if knowing where a log's records start improves the plan. */
export const choosesRecords = (query: Query): boolean =>
  query.pushdown &&
  !query.zeroTerminated &&
  recordSelection(query) !== null &&
  (hasMarks(query) || conditionsOf(query, () => true).length > 0);

/** Returns true if lines may have marks of the level, which take time to list. */
const hasMarks = ({ level, findings }: Query): boolean =>
  level !== null && (findings?.levels ?? null) === null;

/** Returns patterns one of which some line of each matching record matches; null: none are known. */
export const requiredPatterns = (
  query: Query,
  knows: (pattern: Pattern) => boolean,
): readonly Pattern[] | null => searched(conditionsOf(query, knows))?.search ?? null;

/**
 * A filter of records, split between the host, which drops what certainly does not match, and the exact local
 * filter.
 */
export interface RecordSplit {
  readonly stages: readonly Stage[];
  readonly local: LocalFilter;
  readonly notes: readonly string[];
}

/** Splits a query for records; `whole` is the complete filter. */
export const splitRecords = (
  query: Query,
  whole: LocalFilter,
  facts: HostFacts,
  endless: boolean,
): RecordSplit => {
  const torn = query.findings?.span?.torn === true;
  const isNear = query.findings?.isNear === true;
  // A followed log may pause between a line and its continuation.
  const found = endless || (torn && !isNear) ? null : lowerLines(query);
  const lower = found && !(isNear && searchesHere()) ? lowerStage(found, query.level!, facts) : null;
  const local =
    found !== null && (lower !== null || isNear) && whole.records
      ? { ...whole, records: { ...whole.records, certain: found.certain } }
      : whole;
  // On this machine, reading a line costs less than testing it with awk.
  if (isNear && found !== null) return { stages: lower === null ? [] : [lower], local, notes: [] };
  if (isNear && !endless && asksOnlyLevel(query) && (isSmall(query) || hasManyMarks(query)))
    return { stages: [], local, notes: [] };
  const byShape = endless ? null : shapeStages(query, facts, lower);
  if (byShape !== null) {
    const [only, ...more] = byShape;
    const onFile = more.length > 0 ? null : searchInstead(query, whole, facts);
    return { stages: onFile === null ? byShape : [{ ...only!, onFile }], local, notes: [] };
  }
  const left: string[] = [];
  const asked = conditionsOf(query, pattern => {
    const knows = awkKnows(pattern, facts);
    if (!knows) left.push(pattern.text);
    return knows;
  });
  const conditions = torn && asked.length === 0 ? [ANY_LINE] : asked;
  const here = (why: string): RecordSplit =>
    lower === null
      ? { stages: [], local, notes: [`filtered locally: ${why}`] }
      : { stages: [lower], local, notes: [] };
  const notes =
    left.length === 0
      ? []
      : [`filtered locally for ${left.join(', ')}: too much for the host's awk (${facts.awk})`];
  if (conditions.length === 0) {
    return query.where.length === 0 ? { stages: [], local, notes } : here('--where cannot rule out any line');
  }
  if (query.zeroTerminated) return here('with -z the host cannot tell records apart');
  if (facts.awk === 'none') return here('without awk the host cannot tell records apart');
  const start = query.findings?.start ?? null;
  const isWhole = local.records?.whole === true;
  const timed = query.time.since !== null || query.time.until !== null;
  if (start === null || (timed && !start.timed)) {
    const size = query.findings?.size ?? null;
    if (endless && size === 0)
      return here('it is empty so far, so the host cannot know where its records start');
    // Nothing could be saved.
    const isSampled = !endless && size !== null && size <= SAMPLE.tail;
    const split = here('the host cannot tell reliably where its records start');
    return isSampled ? { ...split, notes: [] } : split;
  }
  const searches = !endless && facts.grep === 'gnu';
  const messages = searches ? messageLines(query, facts) : null;
  const isByLevel = start.streams === true && !endless && asksOnlyLevel(query);
  const share = isByLevel ? candidateShare(query, start, messages) : 0;
  if (share > MANY_CANDIDATES) return here('most of its lines may belong to records of that level');
  const asksAround = query.grep.length + query.exclude.length + query.before + query.after > 0;
  if (start.streams && ((isWhole && asksAround) || !start.streamKey)) {
    return here('lines of its records may be interleaved with those of other programs');
  }
  const selection = {
    ...selectionOf(query, whole, start, facts),
    conditions: conditions.map(condition => orApart(condition, start.apart ?? [])),
    flush: endless,
    messages,
  };
  const alongside = searches ? onFileStage(query, selection) : null;
  const onFile = alongside && { ...alongside, inLargeBlocks: facts.stdbuf && share > MAX_RARE };
  const isCertain = lower !== null && selection.byLevel && asksOnlyLevel(query);
  const certain = isCertain
    ? certainStage(selection, found!.certain, pattern => awkKnows(pattern, facts))
    : null;
  const groups = groupStage(selection);
  const stage = groups && certain ? { ...certain, lead: groups.lead } : groups;
  return stage
    ? {
        stages: lower === null ? [{ ...stage, onFile }] : [lower, ...inBlocksOf(lower, [stage])],
        local,
        notes,
      }
    : here("the host's awk cannot handle the pattern");
};

/** How a host selects records of a query. */
const selectionOf = (
  query: Query,
  whole: LocalFilter,
  start: RecordStart,
  facts: HostFacts,
): Omit<GroupSelection, 'conditions'> => {
  const isWhole = whole.records?.whole === true;
  const { since, until } = query.time;
  const torn = query.findings?.span?.torn === true;
  const isTimed = since !== null || until !== null;
  return {
    start,
    byLevel: query.level !== null && query.where.length === 0 && !isWhole && !isTimed && !torn,
    before: isWhole ? query.before : 0,
    after: isWhole ? query.after : 0,
    torn,
    flush: false,
    mawk: facts.awk === 'mawk',
  };
};

/** If no more lines than this contain what the records must, finding these takes less time than looking at values in all lines. */
const MAX_FOUND = 0.05;

/** Returns what finds records by what they must contain, in a file that can be read twice at once; null if an awk has to look at most lines. */
const searchInstead = (query: Query, whole: LocalFilter, facts: HostFacts): Stage | null => {
  const { start = null, sample = [] } = query.findings ?? {};
  const isTimed = query.time.since !== null || query.time.until !== null;
  if (facts.grep !== 'gnu' || start === null || start.streams || (isTimed && !start.timed)) return null;
  const conditions = conditionsOf(query, pattern => awkKnows(pattern, facts));
  const chosen = searched(conditions);
  if (chosen === null) return null;
  const matchers = chosen.search.map(pattern => patternMatcher(pattern));
  const found = sample.filter(line => matchers.some(matcher => matcher.test(line))).length;
  if (found > sample.length * MAX_FOUND) return null;
  const apart = conditions.map(condition => orApart(condition, start.apart ?? []));
  return candidateStage({ ...selectionOf(query, whole, start, facts), conditions: apart });
};

/** Returns a stage for a file that can be read twice at once. */
const onFileStage = (query: Query, selection: GroupSelection): Stage | null => {
  const { start } = selection;
  const isByLevel = start.streams === true && asksOnlyLevel(query);
  const isWorth = (query.findings?.size ?? WORTH_SPARING) >= WORTH_SPARING;
  const head = isByLevel && isWorth ? streamHead(start, query.findings?.sample ?? []) : null;
  return (head && streamCandidateStage(selection, head)) ?? candidateStage(selection);
};

/** More lines with a mark cost awk more than reading all lines costs us. */
const MANY_MARKS = 0.1;

/** Returns true if records are selected by nothing but their level. */
const asksOnlyLevel = ({ level, time, where, grep, exclude }: Query): boolean =>
  level !== null &&
  time.since === null &&
  time.until === null &&
  where.length + grep.length + exclude.length === 0;

/** Returns true if many lines of a sample have a mark of the requested level. */
const hasManyMarks = (query: Query): boolean => {
  const sample = query.findings?.sample ?? [];
  const isMarked = marksOf(query);
  return sample.filter(isMarked).length > sample.length * MANY_MARKS;
};

const marksOf = ({ level, findings }: Query): ((line: ByteString) => boolean) => {
  const marks = levelCondition(level!, findings?.levels ?? null)?.includes.flat() ?? [];
  const matchers = marks.map(pattern => patternMatcher(pattern));
  return line => matchers.some(matcher => matcher.test(line));
};

/**
 * If awk has to look at more lines of several programs, it takes as long for one as a slow network does for ten, and
 * passes on most of them.
 */
const MANY_CANDIDATES = 0.5;

/** Returns the share of a sample's lines that have a mark of the requested level, or may continue a record; all but those to spare. */
const candidateShare = (
  query: Query,
  { all, any, none }: RecordStart,
  messages: CertainMessages | null,
): number => {
  const sample = query.findings?.sample ?? [];
  const isMarked = marksOf(query);
  const matchers = (eres: readonly string[]) => eres.map(ere => patternMatcher(ownPattern(ere)));
  const [every, some, no] = [matchers(all), matchers(any), matchers(none)];
  const starts = (line: ByteString): boolean =>
    every.every(one => one.test(line)) &&
    (some.length === 0 || some.some(one => one.test(line))) &&
    !no.some(one => one.test(line));
  const candidates = sample.filter(line => !messages?.lines.has(line) && (isMarked(line) || !starts(line)));
  return candidates.length / Math.max(1, sample.length);
};

/** Returns the condition, or a test for lines that may belong to an earlier record, which only rtail can determine. */
export const orApart = (condition: LineCondition, apart: readonly string[]): LineCondition => {
  if (apart.length === 0 || condition.includes.length === 0) return condition;
  const others = apart.map(ownPattern);
  return { ...condition, includes: condition.includes.map(anyOf => [...anyOf, ...others]) };
};

const ANY_LINE: LineCondition = { includes: [], excludes: [] };

/** Our own marks work in every awk; the user's pattern may not. */
const levelConditions = (
  { level, findings }: Query,
  knows: (pattern: Pattern) => boolean,
): LineCondition[] => {
  const rule = findings?.levels ?? null;
  const condition = level === null ? null : levelCondition(level, rule);
  if (condition === null) return [];
  const { includes, excludes } = condition;
  return rule === null || [...includes.flat(), ...excludes].every(knows) ? [condition] : [];
};

/**
 * Returns the conditions on lines of matching records, for the host: they may pass too much, never too little. Patterns
 * that the host does not support are omitted.
 */
export const conditionsOf = (query: Query, knows: (pattern: Pattern) => boolean): LineCondition[] => {
  const compile = (text: string): Pattern => compilePattern(text, query);
  const includes = query.grep.map(compile).filter(knows);
  const excludes = query.exclude.map(compile).filter(knows);
  const { levels = null, ownFields = [] } = query.findings ?? {};
  const where = whereConditions(query.where, { ignoreCase: query.ignoreCase, levels, ownFields, knows });
  const level = [...levelConditions(query, knows), ...where];
  if (query.record) {
    const wanted = includes.map(pattern => ({ includes: [[pattern]], excludes: [] }));
    // A group may contain several records. If all its lines are excluded, so are all its records; otherwise one may
    // match.
    const left = excludes.length === 0 ? [] : [{ includes: [], excludes }];
    return [...level, ...wanted, ...left];
  }
  // The lines around a match are known only after the matching records.
  if (includes.length + excludes.length === 0 || query.before + query.after > 0) return level;
  return [...level, { includes: includes.map(pattern => [pattern]), excludes }];
};
