import type { LayoutName, TimeColumn } from '../../core/savedView.ts';
import type { EntryId } from '../../core/store/entry.ts';
import type { RecordValue } from '../values.ts';
import type { LineEdit } from './lineEdit.ts';

/** A pane's key: the source it shows, or `MERGED`. */
export type PaneKey = number;

/** The key of the pane that shows all sources merged. */
export const MERGED: PaneKey = -1;

/** The timeline's initial state. */
export const TIMELINE_SHOWN: TimelineState = { widthMs: 5000, cursor: null, from: null, entered: false };

/** A pane's position. It refers to entries by id, so that arriving or dropped entries move nothing. */
export interface PaneState {
  /** The entry at the upper edge; null while the pane follows its end. */
  readonly top: EntryId | null;
  /** How many rows of the top entry are above the edge. */
  readonly skip: number;
  /** The selected entry; null for the newest. */
  readonly cursor: EntryId | null;
  /** The other end of a selection that extends to the cursor. */
  readonly selectedFrom: EntryId | null;
  /** Entries that arrived after the pane stopped following have this id or a higher one. */
  readonly pausedAt: EntryId;
  /**
   * A paused pane shows nothing from this id on until it is moved, so that it does not fill up by itself;
   * null for no limit.
   */
  readonly seenEnd: EntryId | null;
  /** How many cells the pane is panned to the right. */
  readonly pan: number;
  /** Whether it also shows what the filter hides. */
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

/** The timeline's state; moments are in milliseconds since the epoch. */
export interface TimelineState {
  /** The requested bucket width. */
  readonly widthMs: number;
  /** A moment in the selected bucket; null for the newest bucket. */
  readonly cursor: number | null;
  /** A moment in the bucket at the other end of the range; null without a range. */
  readonly from: number | null;
  /** Whether the timeline has the keyboard focus. */
  readonly entered: boolean;
}

export type LineMode = 'search' | 'filter' | 'exclude' | 'command' | 'save';

export type Overlay =
  | {
      readonly kind: 'picker';
      readonly edit: LineEdit;
      readonly cursor: number;
      /** Names of the picked items, in the order picked. */
      readonly picked: readonly string[];
      /** Sources to stop reading. */
      readonly dropped: readonly number[];
    }
  /** `query`: shows only rows with these words; all if empty. */
  | { readonly kind: 'help'; readonly scroll: number; readonly query: string }
  | { readonly kind: 'filters'; readonly cursor: number }
  /** Values to filter by; `title` describes where they are from. */
  | {
      readonly kind: 'values';
      readonly cursor: number;
      readonly values: readonly RecordValue[];
      readonly title: string;
    }
  | { readonly kind: 'messages'; readonly scroll: number }
  | {
      readonly kind: 'line';
      readonly mode: LineMode;
      readonly edit: LineEdit;
      /** How many steps back in the history; 0 for the line being typed. */
      readonly back: number;
      /** The search in effect when the line was opened; a search is previewed while it is typed. */
      readonly searched: string | null;
      /** The text typed before stepping back in the history. */
      readonly typed: string;
      /** Whether possible completions are listed above the line. */
      readonly listed?: boolean;
    };

export type DetailTab = 'pretty' | 'raw' | 'about';

/** A position to which a jump can return. */
export interface Been {
  readonly view: LayoutName;
  readonly zoomed: boolean;
  readonly focus: PaneKey | null;
  readonly panes: Readonly<Record<PaneKey, PaneState>>;
  /** The selected record, and its time, to find it by if it is no longer buffered; null if the pane followed. */
  readonly selected: { readonly id: EntryId | null; readonly moment: number } | null;
}

/** The state of the screen itself: what one person is looking at, as plain data. */
export interface ScreenState {
  readonly view: LayoutName;
  /** How panes are arranged in the split view. */
  readonly arrangement: LayoutName;
  readonly zoomed: boolean;
  /** The focused pane of the split view. */
  readonly focus: PaneKey | null;
  readonly panes: Readonly<Record<PaneKey, PaneState>>;
  /** Whether moving in one pane moves the others to the same time. */
  readonly inStep: boolean;
  /** Weights of the heights of rows of panes and of the widths of columns; 1 if not listed. */
  readonly rowShares: Readonly<Record<number, number>>;
  readonly columnShares: Readonly<Record<number, number>>;
  readonly wrap: boolean;
  readonly time: TimeColumn;
  readonly hostColumn: boolean;
  /** Shows lines verbatim, even if the columns repeat parts of them. */
  readonly verbatim: boolean;
  /** The timeline; null if hidden. */
  readonly timeline: TimelineState | null;
  readonly unfoldAll: boolean;
  /** Entries whose fold state is inverted. */
  readonly unfolded: ReadonlySet<EntryId>;
  readonly marks: readonly EntryId[];
  readonly detail: { readonly tab: DetailTab; readonly scroll: number } | null;
  readonly overlay: Overlay | null;
  /** The answer typed so far to the open question. */
  readonly answer: {
    readonly question: number;
    readonly given: readonly string[];
    readonly edit: LineEdit;
  } | null;
  /** Lines entered earlier, newest last. */
  readonly history: Readonly<Record<LineMode, readonly string[]>>;
  readonly mouse: boolean;
  /** Toasts up to this id were dismissed. */
  readonly dismissed: number;
  /** Where the panes go when a pending read from the hosts finishes; null for none. */
  readonly pending:
    | {
        readonly kind: 'moment';
        readonly moment: number;
        /** The only pane that moves. Default: all visible panes. */
        readonly only?: PaneKey;
      }
    | { readonly kind: 'record'; readonly pane: PaneKey; readonly id: EntryId }
    | null;
  /**
   * The panes as they were before switching to the merged view, and the merged pane as it was on entering it; null in
   * the split view.
   */
  readonly crossed: {
    readonly key: PaneKey;
    readonly pane: PaneState;
    readonly panes: Readonly<Record<PaneKey, PaneState>>;
  } | null;
  /** Positions before long jumps, latest last. */
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
