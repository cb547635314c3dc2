import type { HostFacts } from '../../core/facts.ts';
import type { LocalFilter, RecordSelection } from '../../core/filter/step.ts';
import { compilePattern, type Pattern } from '../../core/pattern/pattern.ts';
import type { Query } from '../../core/query.ts';
import type { Stage } from '../script/stage.ts';
import type { LineCondition } from './awkPatterns.ts';
import { levelCondition } from './levelCondition.ts';
import { candidateStage } from './recordCandidates.ts';
import { groupStage } from './recordGroups.ts';

/** What a query asks of records as wholes; null: nothing. */
export const recordSelection = (query: Query): RecordSelection | null => {
  const { time, level, record } = query;
  if (time.since === null && time.until === null && level === null && !record) return null;
  // What is around a record of some level, where no line of it is asked for, is other records.
  const around = level !== null && query.before + query.after > 0;
  const whole = record || (around && query.grep.length + query.exclude.length === 0);
  return { time, level, whole, ...(query.findings?.span?.torn ? { torn: true } : {}) };
};

/** True where a plan does better if it knows where a log's records begin. */
export const choosesRecords = (query: Query): boolean =>
  query.pushdown &&
  !query.zeroTerminated &&
  recordSelection(query) !== null &&
  conditionsOf(query).length > 0;

/** A filter of records split between the host, which leaves out what surely is not asked for, and here, where all is exact. */
export interface RecordSplit {
  readonly stages: readonly Stage[];
  readonly local: LocalFilter;
  readonly notes: readonly string[];
}

/** Splits a query that asks for records; `local` is all of it. */
export const splitRecords = (
  query: Query,
  local: LocalFilter,
  facts: HostFacts,
  endless: boolean,
): RecordSplit => {
  const torn = query.findings?.span?.torn === true;
  const asked = conditionsOf(query);
  const conditions = torn && asked.length === 0 ? [ANY_LINE] : asked;
  const here = (why: string): RecordSplit => ({ stages: [], local, notes: [`filtered here: ${why}`] });
  if (conditions.length === 0) return { stages: [], local, notes: [] };
  if (query.zeroTerminated) return here('under -z the host cannot tell records');
  if (facts.awk === 'none') return here('without awk the host cannot tell records');
  const start = query.findings?.start ?? null;
  const whole = local.records?.whole === true;
  const timed = query.time.since !== null || query.time.until !== null;
  if (start === null || (timed && !start.timed)) {
    return here('where its records begin is not known well enough for the host');
  }
  const selection = {
    start,
    conditions,
    before: whole ? query.before : 0,
    after: whole ? query.after : 0,
    torn,
    flush: endless,
    mawk: facts.awk === 'mawk',
  };
  const onFile = !endless && facts.grep === 'gnu' ? candidateStage(selection) : null;
  const stage = groupStage(selection);
  return stage
    ? { stages: [{ ...stage, onFile }], local, notes: [] }
    : here("the host's awk cannot be given the pattern");
};

const ANY_LINE: LineCondition = { includes: [], excludes: [] };

/** What lines a record must have to be wanted: for the host, so that it may ask too little, never too much. */
const conditionsOf = (query: Query): LineCondition[] => {
  const compile = (text: string): Pattern => compilePattern(text, query);
  const includes = query.grep.map(compile);
  const excludes = query.exclude.map(compile);
  const own = query.level === null ? null : levelCondition(query.level, query.findings?.levels ?? null);
  const level = own === null ? [] : [own];
  if (query.record) {
    const wanted = includes.map(pattern => ({ includes: [[pattern]], excludes: [] }));
    // A group may be several records. Where each of its lines is excluded, so is each of them; else one may be wanted.
    const left = excludes.length === 0 ? [] : [{ includes: [], excludes }];
    return [...level, ...wanted, ...left];
  }
  // Which lines are around a match is known when it is known which records are wanted.
  if (includes.length + excludes.length === 0 || query.before + query.after > 0) return level;
  return [...level, { includes: includes.map(pattern => [pattern]), excludes }];
};
