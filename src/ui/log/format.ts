import type { SourceId } from '../../core/record.ts';
import { isRecord } from '../../core/store/entry.ts';
import type { ZoneOffset } from '../../core/text/timeText.ts';
import type { RecordAccess } from '../../session/live/session.ts';
import type { PanePlace } from '../state/layout.ts';
import { MERGED, paneOf, type ScreenState } from '../state/screen.ts';
import type { PaneView } from '../state/scroll.ts';
import { timeWidth } from './columns.ts';
import { recordLines } from './recordLines.ts';
import { styledWidth } from './styledText.ts';

/** What a source is called in the merged view's gutter. */
export interface GutterLabel {
  readonly text: string;
  /** SGR parameters of its host's colour; empty: none. */
  readonly sgr: string;
}

/** What reading a log on the screen takes beside the screen's state. */
export interface LogContext {
  readonly held: RecordAccess;
  readonly labels: ReadonlyMap<SourceId, GutterLabel>;
  readonly zone: ZoneOffset;
  /** A search is on: panes have a scroll column. */
  readonly searching: boolean;
}

/** Where the parts of a row stand, in cells from the pane's left edge. */
export interface RowFormat {
  readonly timeX: number;
  readonly levelX: number;
  /** Where the host gutter begins and how wide it is; 0 wide: none. */
  readonly labelX: number;
  readonly labelWidth: number;
  readonly textX: number;
  readonly textWidth: number;
  /** The last column shows where in the log the pane is. */
  readonly scrollColumn: boolean;
}

const WIDEST_LABEL = 24;
/** A pane narrower than this has no time column. */
const LEAST_FOR_TIME = 36;

export const rowFormat = (state: ScreenState, context: LogContext, place: PanePlace): RowFormat => {
  const { width } = place.body;
  const scrollColumn = context.searching || paneOf(state, place.key).top !== null;
  const time = width < LEAST_FOR_TIME ? 0 : timeWidth(state.time);
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

/** Rows one line takes. */
export const lineRows = (line: string, wrap: boolean, width: number): number =>
  wrap ? Math.max(1, Math.ceil(styledWidth(line) / width)) : 1;

/** One pane as a list of entries with their heights. */
export const paneView = (state: ScreenState, context: LogContext, place: PanePlace): PaneView => {
  const format = rowFormat(state, context, place);
  const pane = paneOf(state, place.key);
  return {
    ids: context.held.view(place.key === MERGED ? null : place.key, pane.context ? 'all' : 'shown'),
    height: Math.max(1, place.body.height - (hasPill(state, place) ? 1 : 0)),
    end: context.held.end,
    rowsOf(id) {
      const entry = context.held.get(id);
      if (!entry || !isRecord(entry)) return 1;
      if (!state.wrap && !isUnfolded(state, id)) return 1;
      const lines = recordLines(entry, state.verbatim);
      const seen = isUnfolded(state, id) ? lines : lines.slice(0, 1);
      if (!state.wrap) return seen.length;
      return seen.reduce((sum, line) => sum + lineRows(line, true, format.textWidth), 0);
    },
  };
};

/** Least height of a pane that says in its last row that it is paused, beside its title. */
const LEAST_FOR_PILL = 8;

export const hasPill = (state: ScreenState, place: PanePlace): boolean =>
  paneOf(state, place.key).top !== null && place.body.height >= LEAST_FOR_PILL;
