import { momentOf } from '../../../core/record.ts';
import { type EntryId, isRecord } from '../../../core/store/entry.ts';
import type { IdSequence } from '../../../core/store/ids.ts';
import { timestampOf } from '../../../core/text/timeText.ts';
import { timeText } from '../../log/columns.ts';
import { MERGED } from '../../state/screen.ts';
import { type CommandContext, notify, type Outcome } from '../command.ts';
import { type FocusedPane, focusedPane } from '../focus.ts';
import { stepFrom } from '../places.ts';

/** What a command steps through, and its key, for messages. */
export interface Stepping {
  /** The records to step through, ascending. */
  readonly ids: IdSequence;
  readonly by: 1 | -1;
  readonly what: 'error' | 'match';
  readonly key: string;
  readonly go: (id: EntryId) => Outcome;
  /** There is none in that direction. */
  readonly none: () => Outcome;
}

/** Steps to the next or previous record of a list; never past lines that have not been read. */
export const stepTo = (context: CommandContext, stepping: Stepping): Outcome => {
  const focused = focusedPane(context)!;
  const { ids, by } = stepping;
  const id = stepFrom(ids, focused, by);
  const gap = gapIn(focused);
  if (gap !== null && isAcross(focused, id, gap, by)) return readGap(context, focused, stepping);
  return id === null ? stepping.none() : stepping.go(id);
};

/** Returns the row that stands for unread lines between older lines and the buffer; null: there is none. */
const gapIn = ({ view: { ids } }: FocusedPane): EntryId | null => {
  for (let i = ids.lowerBound(-0.5); i < ids.length && ids.at(i) < 0; i++)
    if (ids.at(i) > -0.5) return ids.at(i);
  return null;
};

const isAcross = ({ pane, selected }: FocusedPane, to: EntryId | null, gap: EntryId, by: 1 | -1): boolean => {
  const from = pane.top === null ? Number.POSITIVE_INFINITY : (selected ?? Number.POSITIVE_INFINITY);
  return by > 0 ? from < gap && (to === null || to > gap) : from > gap && (to === null || to < gap);
};

/** Reads towards the other side of the unread lines, and reports that they may contain what is looked for. */
const readGap = (context: CommandContext, focused: FocusedPane, { by, what, key }: Stepping): Outcome => {
  const source = focused.key === MERGED ? null : focused.key;
  if (focused.pane.context) return notify(`No ${what} in the rest of this context (x goes back)`);
  const at = edgeTime(context, focused, by);
  return by > 0
    ? {
        actions: [
          { type: 'readOn', source },
          {
            ...{ type: 'notify', tone: 'info' },
            text: `No later ${what} up to ${at}; reading the lines after that: press ${key} again`,
          },
        ],
      }
    : {
        actions: [
          { type: 'dropDetached' },
          { type: 'readOlder', source },
          {
            ...{ type: 'notify', tone: 'info' },
            text: `No ${what} back to ${at}; reading the lines before that: press ${key} again`,
          },
        ],
      };
};

/** Returns the time at which the unread lines start, or end. */
const edgeTime = (context: CommandContext, focused: FocusedPane, by: 1 | -1): string => {
  const { ids, entry } = focused.view;
  const gap = ids.lowerBound(gapIn(focused)!);
  for (let i = gap - by; i >= 0 && i < ids.length; i -= by) {
    const found = entry(ids.at(i));
    if (found && isRecord(found)) return timeText(timestampOf(momentOf(found)), 'seconds', context.log.zone);
  }
  return 'here';
};
