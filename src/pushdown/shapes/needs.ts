import { type CountQuestion, isSourceName } from '../../core/count/question.ts';
import { fieldKey, wordOf } from '../../core/fields/words.ts';
import type { Query } from '../../core/query.ts';
import type { WhereNode } from '../../core/where/expression.ts';
import { parseWhere } from '../../core/where/parse.ts';

/** How precisely a count needs to know a line's time. */
export type TimeNeed = 'none' | 'hour' | 'minute' | 'exact';

/** The parts of a line that a request depends on: lines that agree in them are equivalent. */
export interface LineNeeds {
  /** Names of fields. */
  readonly fields: readonly string[];
  readonly level: boolean;
  readonly time: TimeNeed;
}

const NO_COUNT: CountQuestion = { by: [], perMs: null, precisionMs: 1, top: null };

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Returns what conditions and counts depend on besides patterns; null if that may be the whole text. */
export const lineNeeds = (query: Query): LineNeeds | null => {
  const { level, time, where } = query;
  const { by, perMs, precisionMs } = query.count ?? NO_COUNT;
  if (by.includes('text')) return null;
  const fields = new Set(by.filter(name => !isSourceName(name) && name !== 'level').map(fieldKey));
  let asksLevel = level !== null || by.includes('level');
  for (const text of where) {
    const parsed = parseWhere(text);
    if (!parsed.ok) return null;
    for (const node of leaves(parsed.node)) {
      if (node.kind === 'level' || node.field === 'level') asksLevel = true;
      else if (node.field === 'text') return null;
      else fields.add(fieldKey(node.field));
    }
  }
  // A text format's message is the rest of the line.
  if ([...fields].some(name => wordOf(name)?.word === 'message')) return null;
  const isBounded = time.since !== null || time.until !== null;
  return { fields: [...fields], level: asksLevel, time: timeNeed(perMs, precisionMs, isBounded) };
};

const timeNeed = (perMs: number | null, precisionMs: number, isBounded: boolean): TimeNeed => {
  if (isBounded || (perMs !== null && precisionMs < MINUTE_MS)) return 'exact';
  if (perMs === null) return 'none';
  return precisionMs % HOUR_MS === 0 ? 'hour' : 'minute';
};

type Leaf = Extract<WhereNode, { kind: 'has' | 'compare' | 'level' }>;

const leaves = (node: WhereNode): Leaf[] => {
  if ('parts' in node) return node.parts.flatMap(leaves);
  return node.kind === 'not' ? leaves(node.part) : [node];
};
