import { setImmediate } from 'node:timers/promises';
import { fieldLookup, valueText } from '../../core/fields/lookup.ts';
import { sharedFieldReader } from '../../core/fields/readFields.ts';
import { isRecord } from '../../core/store/entry.ts';
import type { IdSequence } from '../../core/store/ids.ts';
import type { RecordAccess } from '../../session/live/recordAccess.ts';
import type { Values } from '../protocol.ts';
import { fieldText } from './detail.ts';

/** How many of the newest records are examined, and how many before others get their turn. */
const MAX_LOOKED = 20_000;
const SLICE = 500;
/** Maximum number of values listed, and counted. */
const MAX_VALUES = 200;
const MAX_COUNTED = 5000;
const MAX_PARSED = 1 << 16;

/** Counts the values of a field in the newest records of a list. */
export const countValues = async (
  held: RecordAccess,
  list: IdSequence,
  field: string,
): Promise<Pick<Values, 'values' | 'looked' | 'shown' | 'without'>> => {
  const find = fieldLookup(field);
  const counts = new Map<string, number>();
  const shown = list.length;
  const ids = Array.from({ length: Math.min(MAX_LOOKED, shown) }, (_, i) => list.at(shown - 1 - i));
  let looked = 0;
  let without = 0;
  for (const [i, id] of ids.entries()) {
    if (i % SLICE === SLICE - 1) await setImmediate();
    const entry = held.get(id);
    if (entry === undefined || !isRecord(entry) || entry.text.length > MAX_PARSED) continue;
    const format = held.source(entry.source)?.format;
    if (format === undefined) continue;
    looked++;
    const value = find(sharedFieldReader(format).all(entry.text));
    if (value === undefined || value === null) without++;
    else {
      const text = valueText(value);
      if (counts.has(text) || counts.size < MAX_COUNTED) counts.set(text, (counts.get(text) ?? 0) + 1);
    }
  }
  const values = [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, MAX_VALUES)
    .map(([value, count]) => ({ value: fieldText(value), count, where: conditionText(field, value) }));
  return { values, looked, shown, without };
};

/** Returns the condition that matches this value of a field. */
const conditionText = (field: string, value: string): string =>
  `\`${field.replaceAll('`', '``')}\` = '${value.replaceAll("'", "''")}'`;
