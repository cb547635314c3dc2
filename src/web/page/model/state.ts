import {
  DEFAULT_SETTINGS,
  type Pane,
  type PaneState,
  type Refused,
  type RowId,
  type Snap,
  type SourceInfo,
  type SourceNumber,
  type Toast,
  type ViewSettings,
  type Welcome,
} from '../../protocol.ts';
import type { ConnectionState } from '../wire/socket.ts';
import { DEFAULT_PREFS, type Prefs } from './prefs.ts';

/** Show only what matches, hide it, or show what a condition on fields holds for. */
export type FilterKind = 'only' | 'hide' | 'where';

/** What lies over the logs. */
export type Dialog = 'help' | 'messages' | 'range' | 'open' | null;

export interface ContextOf {
  readonly pane: SourceNumber;
  readonly id: RowId;
  readonly back: { readonly focus: Pane };
}

/** The record whose details are shown. */
export interface DetailOf {
  readonly pane: Pane;
  readonly id: RowId;
}

/** All that the page shows but the rows themselves: plain data, replaced, never changed in place. */
export interface PageState {
  readonly connection: ConnectionState;
  readonly welcome: Welcome | null;
  readonly sources: ReadonlyMap<SourceNumber, SourceInfo>;
  readonly order: readonly SourceNumber[];
  /** Names of the logs that the server opened by itself. */
  readonly firstLogs: readonly string[];
  /** The colour of each host, as a number: by order of opening. */
  readonly colors: ReadonlyMap<string, number>;
  readonly recordRate: number;
  readonly viewers: number;
  readonly questions: readonly string[];
  readonly bufferUse: number;
  /** All that was said, and how much of it is still on show. */
  readonly messages: readonly Toast[];
  readonly toasts: readonly Toast[];
  readonly settings: ViewSettings;
  readonly refused: Refused | null;
  readonly panes: ReadonlyMap<Pane, PaneState>;
  readonly scanned: number;
  /** Counts up when a pane's standing changes: who shows it looks again. */
  readonly standing: number;
  /** All logs in one pane; null: not chosen yet. */
  readonly merged: boolean | null;
  readonly zoom: Pane | undefined;
  readonly pageOfPanes: number;
  readonly focus: Pane;
  /** One log's lines around a record, whatever the filters say; `back`: what was on screen before. */
  readonly context: ContextOf | null;
  readonly dialog: Dialog;
  readonly detail: DetailOf | null;
  /** Records whose lines are unfolded; with `unfoldAll` those that are folded. */
  readonly folds: ReadonlySet<RowId>;
  readonly unfoldAll: boolean;
  /** What a filter that is typed does. */
  readonly filterKind: FilterKind;
  /** Text that the filter's field is to take over; null: it has. */
  readonly filterText: string | null;
  /** Which of how many matches is selected, from 1. */
  readonly match: { readonly index: number; readonly total: number } | null;
  readonly prefs: Prefs;
  readonly narrow: boolean;
}

export const INITIAL: PageState = {
  connection: { kind: 'connecting' },
  welcome: null,
  sources: new Map(),
  order: [],
  firstLogs: [],
  colors: new Map(),
  recordRate: 0,
  viewers: 0,
  questions: [],
  bufferUse: 0,
  messages: [],
  toasts: [],
  settings: DEFAULT_SETTINGS,
  refused: null,
  panes: new Map(),
  scanned: 1,
  standing: 0,
  merged: null,
  zoom: undefined,
  pageOfPanes: 0,
  focus: null,
  context: null,
  dialog: null,
  detail: null,
  folds: new Set(),
  unfoldAll: false,
  filterKind: 'only',
  filterText: null,
  match: null,
  prefs: DEFAULT_PREFS,
  narrow: false,
};

/** Colours that hosts can have; with more hosts some are alike. */
const HOST_COLORS = 12;

/** Colours for hosts that have none yet. */
export const colored = (
  colors: ReadonlyMap<string, number>,
  sources: Iterable<SourceInfo>,
): ReadonlyMap<string, number> => {
  const next = new Map(colors);
  for (const { host } of sources) if (!next.has(host)) next.set(host, next.size % HOST_COLORS);
  return next.size === colors.size ? colors : next;
};

/** What the server says of logs and surroundings, taken up. */
export const withSnap = (state: PageState, snap: Snap): Partial<PageState> => {
  const sources = new Map(state.sources);
  for (const source of snap.sources ?? []) sources.set(source.source, source);
  for (const number of snap.gone ?? []) sources.delete(number);
  const order = snap.order ?? state.order;
  const inOrder = order.flatMap(number => sources.get(number) ?? []);
  const isFirst = state.merged === null && inOrder.length > 0;
  return {
    sources: snap.sources || snap.gone ? sources : state.sources,
    order,
    colors: colored(state.colors, inOrder),
    recordRate: snap.recordRate ?? state.recordRate,
    viewers: snap.viewers ?? state.viewers,
    questions: snap.questions ?? state.questions,
    bufferUse: snap.bufferUse ?? state.bufferUse,
    ...(isFirst && { merged: state.narrow && inOrder.length > 1 }),
  };
};

/** Notices kept for the list of messages, and in sight at once. */
const MAX_MESSAGES = 200;
const MAX_TOASTS = 4;

/** Notices taken up; what is in sight already is not shown twice. */
export const withToasts = (
  { messages, toasts }: PageState,
  fresh: readonly Toast[],
): Pick<PageState, 'messages' | 'toasts'> => {
  const isShown = (toast: Toast): boolean => toasts.some(one => one.text === toast.text);
  return {
    messages: [...messages, ...fresh].slice(-MAX_MESSAGES),
    toasts: [...toasts, ...fresh.filter(toast => !isShown(toast))].slice(-MAX_TOASTS),
  };
};

/** The logs of a session in order. */
export const sourcesInOrder = (state: PageState): readonly SourceInfo[] =>
  state.order.flatMap(number => state.sources.get(number) ?? []);

/** The names that the logs on screen were opened by: a glob's once for all of its files. */
export const logNames = (state: PageState): readonly string[] => [
  ...new Set(sourcesInOrder(state).map(({ openedAs }) => openedAs)),
];

/** Whether a log is left out of the merged pane. */
export const isHidden = ({ settings }: PageState, source: SourceNumber): boolean =>
  settings.solo === null ? settings.hidden.includes(source) : settings.solo !== source;
