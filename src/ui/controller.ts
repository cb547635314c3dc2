import type { SourceId } from '../core/record.ts';
import type { SavedView } from '../core/savedView.ts';
import type { Source } from '../core/target.ts';
import type { ColorDepth } from '../core/text/color.ts';
import { type Ground, hostColors } from '../core/text/palette.ts';
import { sourceLabels } from '../core/text/prefix.ts';
import { sanitiseLine } from '../core/text/sanitise.ts';
import type { ZoneOffset } from '../core/text/timeText.ts';
import type { SessionAction } from '../session/live/actions.ts';
import type { Session } from '../session/live/session.ts';
import type { SessionSnapshot } from '../session/live/snapshot.ts';
import { detailWidth } from './chrome/model.ts';
import { TIMELINE_ROWS } from './chrome/timelineRow.ts';
import { COMMANDS } from './commands/allCommands.ts';
import type { CommandContext, Effect, KeyContext, Outcome } from './commands/command.ts';
import { focusKey } from './commands/focus.ts';
import { arrived } from './commands/going/arrive.ts';
import { keepInStep } from './commands/going/crossing.ts';
import { afterFiltering, beforeFiltering, isFiltering, placeBefore } from './commands/going/refilter.ts';
import { answerOf } from './commands/questions.ts';
import { lineProblem } from './commands/typing.ts';
import type { KeyTable } from './keyLookup.ts';
import { gutterLabels } from './log/columns.ts';
import { type GutterLabel, type LogContext, paneView } from './log/format.ts';
import { clickPane, wheelPane } from './mouse.ts';
import type { Picker } from './picker/items.ts';
import { layoutPanes, type PaneLayout, placesOf } from './state/layout.ts';
import { type LineEdit, lineText, pasteText, typeKey } from './state/lineEdit.ts';
import { movedState } from './state/moved.ts';
import { initialScreen, MERGED, paneOf, type ScreenState } from './state/screen.ts';
import { visibleEntries } from './state/scroll.ts';
import { Stills } from './state/stills.ts';
import type { InputEvent } from './terminal/input.ts';

export interface ControllerOptions {
  readonly session: Session;
  readonly keys: KeyTable;
  readonly picker: Picker;
  /** Shown by the picker if it has nothing to offer. */
  readonly beginning?: readonly string[];
  readonly views: readonly SavedView[];
  /** Command line options that apply regardless of what is on the screen. */
  readonly base?: readonly string[];
  readonly zone: ZoneOffset;
  readonly depth: ColorDepth;
  readonly now: () => number;
  readonly size: () => { readonly columns: number; readonly rows: number };
  readonly perform: (effect: Effect, context: CommandContext) => void;
  /** Called when the state has changed. */
  readonly changed: () => void;
  readonly initial?: Partial<ScreenState>;
  /** The terminal's background, until the terminal reports it. */
  readonly ground?: Ground;
}

/** Turns input into commands and keeps the screen's state. */
export interface Controller {
  readonly state: ScreenState;
  context(): CommandContext;
  input(event: InputEvent): void;
}

export const createController = (options: ControllerOptions): Controller => {
  const { session, keys, picker } = options;
  const labels = new LabelCache();
  const stills = new Stills();
  const openedAt = options.now();
  let state: ScreenState = { ...initialScreen, ...options.initial };
  let ground: Ground = options.ground ?? null;

  session.held.onMoved((moved, found) => {
    state = movedState(state, moved);
    stills.move(moved);
    state = arrived(context(), found);
    keepStill(stills, context());
  });

  let offers = session.snapshot().offers;
  /** The name of the picker's choice under the cursor, which stays there when logs are published. */
  let under: string | undefined;

  const followCursor = (snapshot: SessionSnapshot): void => {
    if (snapshot.offers === offers) return;
    offers = snapshot.offers;
    if (state.overlay?.kind !== 'picker' || under === undefined) return;
    const choices = picker.choices(lineText(state.overlay.edit), snapshot);
    const cursor = choices.findIndex(({ name }) => name === under);
    if (cursor >= 0) state = { ...state, overlay: { ...state.overlay, cursor } };
  };

  const context = (): CommandContext => {
    const snapshot = session.snapshot();
    followCursor(snapshot);
    const size = options.size();
    const layout = screenLayout(state, snapshot, size);
    const typed = state.overlay?.kind === 'picker' ? lineText(state.overlay.edit) : '';
    const choices = state.overlay ? picker.choices(typed, snapshot) : [];
    under = state.overlay?.kind === 'picker' ? choices[state.overlay.cursor]?.name : undefined;
    return {
      state,
      snapshot,
      log: { ...logContext(options, snapshot, labels, stills, ground), openedAt },
      layout,
      layoutOf: other => screenLayout(other, snapshot, size),
      size,
      now: options.now(),
      choices,
      beginning: options.beginning ?? [],
      views: options.views,
      base: options.base ?? [],
      listRows: Math.max(1, size.rows - 8),
    };
  };

  const apply = (outcome: Outcome, at: CommandContext): void => {
    const wasBrowsing = isBrowsing(state);
    if (outcome.state) {
      // Going somewhere else ends the wait.
      const waits = outcome.state.pending !== state.pending || outcome.state.panes === state.panes;
      state = waits ? outcome.state : { ...outcome.state, pending: null };
      state = keepInStep(at, context());
      keepStill(stills, context());
    }
    dispatch(outcome.actions ?? []);
    if (isBrowsing(state) !== wasBrowsing) session.dispatch({ type: 'browse', on: !wasBrowsing });
    options.changed();
    for (const effect of outcome.effects ?? []) options.perform(effect, at);
  };

  /** Performs actions; if they change the filters, the focused pane stays where it is in time. */
  const dispatch = (actions: readonly SessionAction[]): void => {
    const refilters = actions.some(isFiltering);
    const before = refilters ? placeBefore(context()) : null;
    if (refilters) for (const action of beforeFiltering(context())) session.dispatch(action);
    for (const action of actions) session.dispatch(action);
    if (!refilters) return;
    const after = afterFiltering(context(), before);
    if (after.state) state = after.state;
    for (const action of after.actions ?? []) session.dispatch(action);
  };

  const press = (key: string): void => {
    const at = context();
    const where = keyContext(at);
    const command = keys.command(where, key);
    if (!command) {
      if (!edit(at, where, line => typeKey(line, key))) apply(unbound(key, keys), at);
      return;
    }
    const reason = command.unavailable?.(at) ?? null;
    if (reason === null) apply(command.run(at, ''), at);
    else apply({ actions: [{ type: 'notify', tone: 'info', text: `Not now: ${reason}` }] }, at);
  };

  /** Changes the line being typed in this context; returns false if there is none. */
  const edit = (at: CommandContext, where: KeyContext, change: (line: LineEdit) => LineEdit): boolean => {
    const outcome = editOutcome(at, where, change);
    if (outcome) apply(outcome, at);
    return outcome !== null;
  };

  if (isBrowsing(state)) session.dispatch({ type: 'browse', on: true });

  return {
    get state() {
      return state;
    },
    context,
    input(event) {
      switch (event.kind) {
        case 'key':
          press(event.key);
          break;
        case 'ground':
          ground = event.ground;
          options.changed();
          break;
        case 'paste': {
          const at = context();
          edit(at, keyContext(at), line => pasteText(line, event.text));
          break;
        }
        case 'mouse': {
          const at = context();
          if (keyContext(at) !== 'log' && keyContext(at) !== 'timeline') return;
          apply(event.what === 'press' ? clickPane(at, event) : wheelPane(at, event), at);
        }
      }
    },
  };
};

/** Returns true while someone may be choosing logs to read: in the picker, or after a colon. */
const isBrowsing = ({ overlay }: ScreenState): boolean =>
  overlay?.kind === 'picker' || (overlay?.kind === 'line' && overlay.mode === 'command');

/** Reports a key that does nothing here, and the key that lists those that do. */
const unbound = (key: string, keys: KeyTable): Outcome => {
  const help = COMMANDS.find(({ id }) => id === 'help');
  const [helpKey] = help ? keys.keysOf(help) : [];
  const advice = helpKey === undefined ? '' : `; press ${helpKey} for help`;
  return {
    actions: [
      { type: 'notify', tone: 'info', text: `${sanitiseLine(key, PLAIN)} does nothing here${advice}` },
    ],
  };
};

const PLAIN = { color: false, tabStop: 1 } as const;

/** Keeps the entries that paused panes show; panes out of sight keep what they showed. */
const keepStill = (stills: Stills, { state, log, layout }: CommandContext): void => {
  for (const place of placesOf(layout)) {
    const pane = paneOf(state, place.key);
    if (pane.top === null) {
      stills.release(place.key);
      continue;
    }
    const view = paneView(state, log, place);
    const entries = visibleEntries(view, pane).flatMap(({ id }) => {
      const entry = view.entry(id);
      return entry ? [{ id, entry }] : [];
    });
    stills.keep(place.key, entries);
  }
};

/** Returns the context in which keys are looked up. */
export const keyContext = ({ state, snapshot }: Pick<CommandContext, 'state' | 'snapshot'>): KeyContext => {
  if (snapshot.questions.length > 0) return 'question';
  switch (state.overlay?.kind) {
    case 'picker':
      return 'picker';
    case 'line':
      return 'line';
    case 'filters':
      return 'filters';
    case 'values':
      return 'values';
    case 'help':
    case 'messages':
      return 'list';
    case undefined:
      return state.timeline?.entered ? 'timeline' : 'log';
  }
};

const editOutcome = (
  { state, snapshot }: CommandContext,
  where: KeyContext,
  change: (line: LineEdit) => LineEdit,
): Outcome | null => {
  const { overlay } = state;
  if (where === 'question') {
    const answer = answerOf(state, snapshot.questions[0]!);
    return { state: { ...state, answer: { ...answer, edit: change(answer.edit) } } };
  }
  if (where === 'picker' && overlay?.kind === 'picker') {
    return { state: { ...state, overlay: { ...overlay, edit: change(overlay.edit), cursor: 0 } } };
  }
  if (where === 'line' && overlay?.kind === 'line') {
    const edit = change(overlay.edit);
    const text = lineText(edit);
    const next = { state: { ...state, overlay: { ...overlay, edit, back: 0, listed: false } } };
    const incremental = overlay.mode === 'search' && text !== '' && lineProblem('search', text) === null;
    return incremental ? { ...next, actions: [{ type: 'search', pattern: text }] } : next;
  }
  return null;
};

/** Returns the areas of the panes: the whole screen except for the status bar and the timeline. */
export const screenLayout = (
  state: ScreenState,
  snapshot: SessionSnapshot,
  size: { readonly columns: number; readonly rows: number },
): PaneLayout => {
  const single = state.view === 'merged' || state.zoomed || snapshot.sources.length === 1;
  // Leave one cell free between the logs and the panel's frame.
  const beside = size.columns - detailWidth(size.columns) - 1;
  const width = state.detail && single && beside > 0 ? beside : size.columns;
  const area = {
    x: 0,
    y: 0,
    width,
    height: size.rows - 1 - (state.timeline ? TIMELINE_ROWS : 0),
  };
  const keys = state.view === 'merged' ? [MERGED] : snapshot.sources.map(status => status.source.id);
  const shares = { rows: state.rowShares, columns: state.columnShares };
  return layoutPanes(area, keys, focusKey({ state, snapshot }), state.zoomed, shares, state.view);
};

/** The gutter's labels, rebuilt only when the set of open sources changes. */
class LabelCache {
  #sources: readonly Source[] = [];
  #ground: Ground = null;
  #labels: ReadonlyMap<SourceId, GutterLabel> = new Map();

  of(sources: readonly Source[], depth: ColorDepth, ground: Ground): ReadonlyMap<SourceId, GutterLabel> {
    const same =
      sources.length === this.#sources.length && sources.every((one, i) => one === this.#sources[i]);
    if (same && ground === this.#ground) return this.#labels;
    this.#sources = sources;
    this.#ground = ground;
    const labels = [...sourceLabels(sources)];
    const short = gutterLabels(labels.map(([, label]) => label));
    // By age, so that a new source listed in between does not change another host's colour.
    const byAge = [...sources].sort((a, b) => a.id - b.id);
    const hosts = new Map(byAge.map(source => [source.id, source.host.name]));
    const colors = hostColors([...hosts.values()], depth, ground);
    this.#labels = new Map(
      labels.map(([id], i) => [id, { text: short[i]!, sgr: colors.get(hosts.get(id)!) ?? '' }]),
    );
    return this.#labels;
  }
}

const logContext = (
  options: ControllerOptions,
  snapshot: SessionSnapshot,
  labels: LabelCache,
  stills: Stills,
  ground: Ground,
): LogContext => ({
  ground,
  held: options.session.held,
  stills,
  zone: options.zone,
  searching: snapshot.search !== null,
  labels: labels.of(
    snapshot.sources.map(status => status.source),
    options.depth,
    ground,
  ),
});
