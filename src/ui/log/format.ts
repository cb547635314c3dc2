import { type LogRecord, momentOf, type SourceId } from '../../core/record.ts';
import { type EntryId, isRecord } from '../../core/store/entry.ts';
import type { Ground } from '../../core/text/palette.ts';
import { recordLines } from '../../core/text/recordLines.ts';
import type { ZoneOffset } from '../../core/text/timeText.ts';
import type { RecordAccess } from '../../session/live/recordAccess.ts';
import type { PanePlace } from '../state/layout.ts';
import { MERGED, type PaneKey, paneOf, type ScreenState } from '../state/screen.ts';
import type { PaneView } from '../state/scroll.ts';
import { type PaneEntries, type Stills, withStills } from '../state/stills.ts';
import { timeWidth } from './columns.ts';
import { styledWidth } from './styledText.ts';

/** A source's label in the merged view's gutter. */
export interface GutterLabel {
  readonly text: string;
  /** SGR parameters of its host's colour; empty for none. */
  readonly sgr: string;
}

/** Everything needed to display a log, apart from the screen's state. */
export interface LogContext {
  readonly held: RecordAccess;
  readonly labels: ReadonlyMap<SourceId, GutterLabel>;
  /** The terminal's background. */
  readonly ground: Ground;
  readonly zone: ZoneOffset;
  /** The entries kept by paused panes. */
  readonly stills?: Stills;
  /** When the screen was opened, in milliseconds since the epoch. Older records are history, whenever they arrive. */
  readonly openedAt?: number;
  /** While a search is on, panes have a scroll column. */
  readonly searching: boolean;
}

/** Returns true if a record came too late for its place among those of other logs, and is not history. */
export const cameLate = (record: LogRecord, { openedAt = 0 }: Pick<LogContext, 'openedAt'>): boolean =>
  record.late && momentOf(record) >= openedAt;

/** The positions of a row's parts, in cells from the pane's left edge. */
export interface RowFormat {
  readonly timeX: number;
  readonly levelX: number;
  /** The start and width of the host gutter; width 0 for none. */
  readonly labelX: number;
  readonly labelWidth: number;
  readonly textX: number;
  readonly textWidth: number;
  /** Whether the last column shows the pane's position in the log. */
  readonly scrollColumn: boolean;
}

const WIDEST_LABEL = 24;
/** Narrower panes have no time column. */
const MIN_WIDTH_FOR_TIME = 36;

export const rowFormat = (state: ScreenState, context: LogContext, place: PanePlace): RowFormat => {
  const { width } = place.body;
  const scrollColumn = context.searching || paneOf(state, place.key).top !== null;
  const time = width < MIN_WIDTH_FOR_TIME ? 0 : timeWidth(state.time);
  const levelX = 1 + (time === 0 ? 0 : time + 1);
  const labelX = levelX + 2;
  const widest = Math.max(0, ...[...context.labels.values()].map(label => label.text.length));
  const labelled = place.key === MERGED && state.hostColumn && context.labels.size > 1;
  const labelWidth = labelled ? Math.min(widest, WIDEST_LABEL, Math.floor(width / 4)) : 0;
  const textX = labelX + (labelWidth === 0 ? 0 : labelWidth + 1);
  return {
    timeX: 1,
    levelX,
    labelX,
    labelWidth,
    textX,
    textWidth: Math.max(1, width - textX - (scrollColumn ? 1 : 0)),
    scrollColumn,
  };
};

export const isUnfolded = (state: ScreenState, id: number): boolean =>
  state.unfoldAll !== state.unfolded.has(id);

/** Returns the number of rows a line takes. */
export const lineRows = (line: string, wrap: boolean, width: number): number =>
  wrap ? Math.max(1, Math.ceil(styledWidth(line) / width)) : 1;

/**
 * Returns a pane's entries in order: the buffered ones and, if it is paused, those it still shows after they
 * left the buffer.
 */
const paneEntries = (state: ScreenState, { held, stills }: LogContext, key: PaneKey): PaneEntries => {
  const pane = paneOf(state, key);
  const ids = held.rows(key === MERGED ? null : key, pane.context ? 'all' : 'shown');
  const entries = { ids, entry: (id: EntryId) => held.get(id) };
  if (pane.top === null || !stills) return entries;
  return withStills(entries, stills.of(key), id => held.get(id) !== undefined);
};

/** Returns a pane as a list of entries with their heights. */
export const paneView = (state: ScreenState, context: LogContext, place: PanePlace): PaneView => {
  const format = rowFormat(state, context, place);
  const { ids, entry: entryOf } = paneEntries(state, context, place.key);
  return {
    ids,
    entry: entryOf,
    height: Math.max(1, place.body.height - (hasPill(state, place) ? 1 : 0)),
    pausedHeight: Math.max(1, place.body.height - (place.body.height >= MIN_HEIGHT_FOR_PILL ? 1 : 0)),
    end: context.held.end,
    rowsOf(id) {
      const entry = entryOf(id);
      if (!entry || !isRecord(entry)) return 1;
      if (!state.wrap && !isUnfolded(state, id)) return 1;
      const lines = recordLines(entry, state.verbatim);
      const seen = isUnfolded(state, id) ? lines : lines.slice(0, 1);
      if (!state.wrap) return seen.length;
      return seen.reduce((sum, line) => sum + lineRows(line, true, format.textWidth), 0);
    },
  };
};

/** Minimum height of a pane that shows a "paused" note in its last row, in addition to the one in its title. */
const MIN_HEIGHT_FOR_PILL = 8;

export const hasPill = (state: ScreenState, place: PanePlace): boolean =>
  paneOf(state, place.key).top !== null && place.body.height >= MIN_HEIGHT_FOR_PILL;
