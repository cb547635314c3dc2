import { momentOf } from '../../core/record.ts';
import { type EntryId, isRecord } from '../../core/store/entry.ts';
import type { IdSequence } from '../../core/store/ids.ts';
import { MERGED } from '../state/screen.ts';
import type { CommandContext } from './command.ts';
import { type FocusedPane, focusedPane } from './focus.ts';

/** Returns the id nearest after (or before) the selected one in an ascending list; null if there is none. */
const stepIn = (ids: IdSequence, focused: FocusedPane, by: 1 | -1): EntryId | null => {
  const from = focused.selected ?? 0;
  const index = ids.lowerBound(by > 0 ? from + 1 : from) + (by > 0 ? 0 : -1);
  return index >= 0 && index < ids.length ? ids.at(index) : null;
};

/**
 * The same from the pane's position. A pane that follows counts as being below everything, so either direction leads to
 * the latest.
 */
export const stepFrom = (ids: IdSequence, focused: FocusedPane, by: 1 | -1): EntryId | null => {
  if (focused.pane.top !== null) return stepIn(ids, focused, by);
  return ids.length === 0 ? null : ids.at(ids.length - 1);
};

/** Returns the first record of a list at or after a moment, by record times; null if there is none. */
export const recordAt = (context: CommandContext, ids: IdSequence, moment: number): EntryId | null => {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (momentNear(context, ids, middle) < moment) low = middle + 1;
    else high = middle;
  }
  return low < ids.length ? ids.at(low) : null;
};

/** Returns the time of the entry at an index or, if it is a marker, of the record before it. */
const momentNear = (context: CommandContext, ids: IdSequence, index: number): number => {
  for (let i = index; i >= 0; i--) {
    const entry = context.log.held.get(ids.at(i));
    if (entry && isRecord(entry)) return momentOf(entry);
  }
  return 0;
};

/** Returns true while older lines of the focused pane are being read. */
export const isReadingOlder = (context: CommandContext): boolean => {
  const key = focusedPane(context)?.key ?? MERGED;
  return context.log.held.edge(key === MERGED ? null : key)?.kind === 'reading';
};

/** Advice for when the oldest buffered record is not the start of the log; null if nothing older can be read. */
export const olderAdvice = (context: CommandContext): string | null => {
  const key = focusedPane(context)?.key ?? MERGED;
  const edge = context.log.held.edge(key === MERGED ? null : key);
  if (edge?.kind !== 'older') return null;
  return edge.fileStart
    ? 'the file starts here: press g to look for rotated files'
    : 'older lines are on the host: press g to read them';
};
