import type { LayoutName, TimeColumn } from '../../core/savedView.ts';
import type { EntryId } from '../../core/store/entry.ts';
import type { RecordValue } from '../values.ts';
import type { LineEdit } from './lineEdit.ts';

/** A pane's name: the source it shows, or `MERGED`. */
export type PaneKey = number;

/** The pane that shows all sources as one. */
export const MERGED: PaneKey = -1;

/** The timeline as it is first shown. */
export const TIMELINE_SHOWN: TimelineState = { widthMs: 5000, cursor: null, from: null, entered: false };

/** Where one pane stands. Entries are named by their ids, so that what arrives or leaves moves nothing. */
export interface PaneState {
  /** The entry at the upper edge; null: the pane follows its end. */
  readonly top: EntryId | null;
  /** Rows of the top entry that are above the edge. */
  readonly skip: number;
  /** The selected entry; null: the newest. */
  readonly cursor: EntryId | null;
  /** The other end of a selection that grows with the cursor. */
  readonly selectedFrom: EntryId | null;
  /** What arrived since the pane stopped following has this id or a higher one. */
  readonly pausedAt: EntryId;
  /** A paused pane shows nothing from this id on until it is moved there: it does not fill by itself; null: no bound. */
  readonly seenEnd: EntryId | null;
  /** Cells panned to the right. */
  readonly pan: number;
  /** Shows what the filter hides as well. */
  readonly context: boolean;
}

export const FOLLOWING: PaneState = {
  top: null,
  skip: 0,
  cursor: null,
  selectedFrom: null,
  pausedAt: 0,
  seenEnd: null,
  pan: 0,
  context: false,
};

/** Where the timeline stands; moments are milliseconds since the epoch. */
export interface TimelineState {
  /** How wide a bucket is asked to be. */
  readonly widthMs: number;
  /** A moment in the selected bucket; null: the newest. */
  readonly cursor: number | null;
  /** A moment in the bucket at the other end of a range; null: none is selected. */
  readonly from: number | null;
  /** Keys go to it. */
  readonly entered: boolean;
}

export type LineMode = 'search' | 'filter' | 'exclude' | 'command' | 'save';

export type Overlay =
  | {
      readonly kind: 'picker';
      readonly edit: LineEdit;
      readonly cursor: number;
      /** Names of items picked, in the order picked. */
      readonly picked: readonly string[];
      /** Sources to stop reading. */
      readonly dropped: readonly number[];
    }
  /** `query`: only what has these words; empty: all. */
  | { readonly kind: 'help'; readonly scroll: number; readonly query: string }
  | { readonly kind: 'filters'; readonly cursor: number }
  /** What the selected record states, to filter by. */
  | { readonly kind: 'values'; readonly cursor: number; readonly values: readonly RecordValue[] }
  | { readonly kind: 'messages'; readonly scroll: number }
  | {
      readonly kind: 'line';
      readonly mode: LineMode;
      readonly edit: LineEdit;
      /** Steps back in the history; 0: what is being typed. */
      readonly back: number;
      /** What was searched for when the line was opened: a search being typed is tried at once. */
      readonly searched: string | null;
      /** What was being typed before going back in the history. */
      readonly typed: string;
      /** What the line may continue with is listed above it. */
      readonly listed?: boolean;
    };

export type DetailTab = 'pretty' | 'raw' | 'about';

/** Where one looked before going somewhere else at once. */
export interface Been {
  readonly view: LayoutName;
  readonly zoomed: boolean;
  readonly focus: PaneKey | null;
  readonly panes: Readonly<Record<PaneKey, PaneState>>;
  /** The record that was selected, and its moment, by which it is found again when it is no longer held; null: the pane followed. */
  readonly selected: { readonly id: EntryId | null; readonly moment: number } | null;
}

/** The state of the screen itself: what one person looks at, as plain data. */
export interface ScreenState {
  readonly view: LayoutName;
  /** How panes are placed where they are not merged. */
  readonly arrangement: LayoutName;
  readonly zoomed: boolean;
  /** The pane that keys go to, in the split view. */
  readonly focus: PaneKey | null;
  readonly panes: Readonly<Record<PaneKey, PaneState>>;
  /** Moving in one pane brings the others to the same time. */
  readonly inStep: boolean;
  /** Shares of the height of each row of panes, of the width of each column; 1 where not listed. */
  readonly rowShares: Readonly<Record<number, number>>;
  readonly columnShares: Readonly<Record<number, number>>;
  readonly wrap: boolean;
  readonly time: TimeColumn;
  readonly hostColumn: boolean;
  /** Lines as they are, not freed of what the columns say already. */
  readonly verbatim: boolean;
  /** The timeline's row; null: it is not shown. */
  readonly timeline: TimelineState | null;
  readonly unfoldAll: boolean;
  /** Entries that are the other way round. */
  readonly unfolded: ReadonlySet<EntryId>;
  readonly marks: readonly EntryId[];
  readonly detail: { readonly tab: DetailTab; readonly scroll: number } | null;
  readonly overlay: Overlay | null;
  /** What has been typed in answer to the question that is open. */
  readonly answer: {
    readonly question: number;
    readonly given: readonly string[];
    readonly edit: LineEdit;
  } | null;
  /** What was entered before, the newest last. */
  readonly history: Readonly<Record<LineMode, readonly string[]>>;
  readonly mouse: boolean;
  /** Toasts up to this id were put away. */
  readonly dismissed: number;
  /** Where the panes are to go when what is read on the hosts is there; null: nowhere. */
  readonly pending:
    | { readonly kind: 'moment'; readonly moment: number }
    | { readonly kind: 'record'; readonly pane: PaneKey; readonly id: EntryId }
    | null;
  /** What was left for the merged view: that pane as it was entered, and all panes as they were; null in the split view. */
  readonly crossed: {
    readonly key: PaneKey;
    readonly pane: PaneState;
    readonly panes: Readonly<Record<PaneKey, PaneState>>;
  } | null;
  /** Where one was before going far at once, the latest last. */
  readonly been: readonly Been[];
}

export const initialScreen: ScreenState = {
  view: 'split',
  arrangement: 'split',
  inStep: false,
  zoomed: false,
  focus: null,
  panes: {},
  rowShares: {},
  columnShares: {},
  wrap: false,
  time: 'seconds',
  hostColumn: true,
  verbatim: false,
  timeline: null,
  unfoldAll: false,
  unfolded: new Set(),
  marks: [],
  detail: null,
  overlay: null,
  answer: null,
  history: { search: [], filter: [], exclude: [], command: [], save: [] },
  mouse: false,
  dismissed: 0,
  pending: null,
  crossed: null,
  been: [],
};

export const paneOf = (state: ScreenState, key: PaneKey): PaneState => state.panes[key] ?? FOLLOWING;

export const withPane = (state: ScreenState, key: PaneKey, pane: PaneState): ScreenState => ({
  ...state,
  panes: { ...state.panes, [key]: pane },
});
