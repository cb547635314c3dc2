import { setImmediate } from 'node:timers/promises';
import { ValueCounts } from '../../core/count/valueCounts.ts';
import { isRecord } from '../../core/store/entry.ts';
import type { IdSequence } from '../../core/store/ids.ts';
import type { RecordAccess } from '../../session/live/recordAccess.ts';
import type { Values } from '../protocol/answers.ts';
import { fieldText } from './detail.ts';

/** How many of the newest records are examined, and how many before others get their turn. */
const MAX_LOOKED = 20_000;
const SLICE = 500;
/** Maximum number of values listed. */
const MAX_VALUES = 200;

/** Counts the values of a field in the newest records of a list. */
export const countValues = async (
  held: RecordAccess,
  list: IdSequence,
  field: string,
): Promise<Pick<Values, 'values' | 'looked' | 'shown' | 'without'>> => {
  const counts = new ValueCounts(field);
  const shown = list.length;
  const ids = Array.from({ length: Math.min(MAX_LOOKED, shown) }, (_, i) => list.at(shown - 1 - i));
  for (const [i, id] of ids.entries()) {
    if (i % SLICE === SLICE - 1) await setImmediate();
    const entry = held.get(id);
    if (entry === undefined || !isRecord(entry)) continue;
    const source = held.source(entry.source);
    if (source) counts.add(entry, source.format);
  }
  const { looked, without } = counts;
  const values = counts
    .top(MAX_VALUES)
    .map(([value, count]) => ({ value: fieldText(value), count, where: conditionText(field, value) }));
  return { values, looked, shown, without };
};

/** Returns the condition that matches this value of a field. */
const conditionText = (field: string, value: string): string =>
  `\`${field.replaceAll('`', '``')}\` = '${value.replaceAll("'", "''")}'`;
