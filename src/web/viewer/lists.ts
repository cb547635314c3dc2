import { type EntryId, isRecord } from '../../core/store/entry.ts';
import type { IdSequence } from '../../core/store/ids.ts';
import { entryMoment } from '../../core/store/past.ts';
import { IdsFrom, NO_IDS } from '../../core/store/sequences.ts';
import type { RecordAccess } from '../../session/live/recordAccess.ts';
import type { ListKind, Pane } from '../protocol/rows.ts';

/**
 * Returns a pane's list as the page scrolls it: without the row that describes what precedes the
 * first record, because that is part of the pane's state.
 */
export const listOf = (held: RecordAccess, pane: Pane, kind: ListKind): IdSequence => {
  if (kind === 'found' || kind === 'alarms') return held.view(pane, kind);
  if (kind === 'all' && pane === null) return NO_IDS;
  const rows = held.rows(pane, kind);
  if (rows.length === 0 || Number.isInteger(rows.at(0))) return rows;
  return rows.length === 1 ? NO_IDS : new IdsFrom(rows, rows.at(1));
};

/** Returns the index of the first entry at or after a moment. Lists are in order of arrival, so this is approximate. */
export const indexOfTime = (held: RecordAccess, list: IdSequence, moment: number): number => {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = momentAt(held, list, middle);
    if (at !== null && at < moment) low = middle + 1;
    else high = middle;
  }
  return low;
};

const momentAt = (held: RecordAccess, list: IdSequence, index: number): number | null => {
  const id = list.at(index);
  if (!Number.isInteger(id)) return null;
  const entry = held.get(id);
  return entry === undefined ? null : isRecord(entry) ? entryMoment(entry) : entry.marker.at;
};

export const hasId = (list: IdSequence, id: EntryId): boolean => {
  const index = list.lowerBound(id);
  return index < list.length && list.at(index) === id;
};
