import type { Refused } from '../../protocol/answers.ts';
import type { PaneState, Snap, SourceInfo, Toast, Welcome } from '../../protocol/pushes.ts';
import type { Pane, RowId, SourceNumber } from '../../protocol/rows.ts';
import { DEFAULT_SETTINGS, type ViewSettings } from '../../protocol/view.ts';
import type { ConnectionState } from '../wire/socket.ts';
import { DEFAULT_PREFS, type Prefs } from './prefs.ts';

/** Show only what matches, hide it, or show what satisfies a condition on fields. */
export type FilterKind = 'only' | 'hide' | 'where';

/** The dialog over the logs. */
export type Dialog = 'help' | 'messages' | 'range' | 'open' | null;

export interface ContextOf {
  readonly pane: SourceNumber;
  readonly id: RowId;
  readonly back: { readonly focus: Pane };
}

/** The record whose details are open. */
export interface DetailOf {
  readonly pane: Pane;
  readonly id: RowId;
}

/** Everything that the page shows except for the rows: plain data, replaced, never modified. */
export interface PageState {
  readonly connection: ConnectionState;
  readonly welcome: Welcome | null;
  readonly sources: ReadonlyMap<SourceNumber, SourceInfo>;
  readonly order: readonly SourceNumber[];
  /** Each host's colour number, in the order of opening. */
  readonly colors: ReadonlyMap<string, number>;
  readonly recordRate: number;
  readonly viewers: number;
  readonly questions: readonly string[];
  readonly bufferUse: number;
  /** All messages, and those still visible. */
  readonly messages: readonly Toast[];
  readonly toasts: readonly Toast[];
  readonly settings: ViewSettings;
  readonly refused: Refused | null;
  readonly panes: ReadonlyMap<Pane, PaneState>;
  readonly scanned: number;
  /** Incremented when a pane's state changes, so that components that show it look again. */
  readonly standing: number;
  /** Whether all logs are in one pane; null if not chosen yet. */
  readonly merged: boolean | null;
  readonly zoom: Pane | undefined;
  readonly pageOfPanes: number;
  readonly focus: Pane;
  /** The lines around a record of one log, regardless of filters; `back` is the previous view. */
  readonly context: ContextOf | null;
  readonly dialog: Dialog;
  readonly detail: DetailOf | null;
  /** Records whose lines are unfolded or, with `unfoldAll`, folded. */
  readonly folds: ReadonlySet<RowId>;
  readonly unfoldAll: boolean;
  /** What a newly typed filter does. */
  readonly filterKind: FilterKind;
  /** Text to put into the filter field; null once that is done. */
  readonly filterText: string | null;
  /** The number of the selected match, from 1, and the total. */
  readonly match: { readonly index: number; readonly total: number } | null;
  readonly prefs: Prefs;
  readonly narrow: boolean;
}

export const INITIAL: PageState = {
  connection: { kind: 'connecting' },
  welcome: null,
  sources: new Map(),
  order: [],
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

/** Number of host colours; with more hosts, colours repeat. */
const HOST_COLORS = 12;

/** Assigns colours to hosts that have none yet. */
export const colored = (
  colors: ReadonlyMap<string, number>,
  sources: Iterable<SourceInfo>,
): ReadonlyMap<string, number> => {
  const next = new Map(colors);
  for (const { host } of sources) if (!next.has(host)) next.set(host, next.size % HOST_COLORS);
  return next.size === colors.size ? colors : next;
};

/** Returns the logs that are gone: those reported, and those closed while there was no connection. */
export const goneIn = (state: PageState, { gone = [], order }: Snap): readonly SourceNumber[] => {
  const left = order && new Set(order);
  return [...state.sources.keys()].filter(number => gone.includes(number) || left?.has(number) === false);
};

/** Applies the server's news about logs and other viewers. */
export const withSnap = (state: PageState, snap: Snap): Partial<PageState> => {
  const sources = new Map(state.sources);
  const gone = goneIn(state, snap);
  for (const source of snap.sources ?? []) sources.set(source.source, source);
  for (const number of gone) sources.delete(number);
  const order = snap.order ?? state.order;
  const inOrder = order.flatMap(number => sources.get(number) ?? []);
  const isFirst = state.merged === null && inOrder.length > 0;
  return {
    sources: snap.sources || gone.length > 0 ? sources : state.sources,
    order,
    colors: colored(state.colors, inOrder),
    recordRate: snap.recordRate ?? state.recordRate,
    viewers: snap.viewers ?? state.viewers,
    questions: snap.questions ?? state.questions,
    bufferUse: snap.bufferUse ?? state.bufferUse,
    ...(isFirst && { merged: state.narrow && inOrder.length > 1 }),
  };
};

/** Maximum number of messages kept, and visible at once. */
const MAX_MESSAGES = 200;
const MAX_TOASTS = 4;

/** Adds notices; those already visible are not repeated. */
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

/** Returns the logs of a session in order. */
export const sourcesInOrder = (state: PageState): readonly SourceInfo[] =>
  state.order.flatMap(number => state.sources.get(number) ?? []);

/** Returns the names by which the logs on screen were opened; a glob's name appears once. */
export const logNames = (state: PageState): readonly string[] => [
  ...new Set(sourcesInOrder(state).map(({ openedAs }) => openedAs)),
];

/** Returns true if a log is hidden in the merged pane. */
export const isHidden = ({ settings }: PageState, source: SourceNumber): boolean =>
  settings.solo === null ? settings.hidden.includes(source) : settings.solo !== source;
