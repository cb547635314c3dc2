import type { Moved, Rows, ServerMessage } from '../../protocol/answers.ts';
import type { PaneState, Snap, State, Tail, Toast, Welcome } from '../../protocol/pushes.ts';
import type { Hello } from '../../protocol/requests.ts';
import type { Pane, RowId, RowPlace, SourceNumber } from '../../protocol/rows.ts';
import type { ViewSettings } from '../../protocol/view.ts';
import { type Row, readRow } from '../list/row.ts';
import { takeToken } from '../wire/login.ts';
import { type Answer, Connection, type ConnectionState, type Question } from '../wire/socket.ts';
import { fragmentOf } from './address.ts';
import { findAgain } from './findAgain.ts';
import { LinkFollower } from './linkFollower.ts';
import { OlderReads } from './olderReads.ts';
import { PaneView } from './paneView.ts';
import { isNarrow, loadPrefs, type Prefs, savePrefs } from './prefs.ts';
import { namesBeside, settingsProblem } from './settingsProblem.ts';
import { ShownPanes } from './shownPanes.ts';
import { goneIn, INITIAL, logNames, type PageState, withSnap, withToasts } from './state.ts';

/** How long a notice stays visible. Milliseconds. */
const TOAST_MS = 6_000;

/** How long to wait for a row that is being read on its host. Milliseconds. */
const ROW_MS = 15_000;

/** How many rows are looked through for one with a given time. */
const SAME_TIME_ROWS = 500;

/** The page: its knowledge of the server and the person's choices. React draws it; lists draw their own rows. */
export class Page {
  readonly #connection: Connection;
  readonly #listeners = new Set<() => void>();
  readonly #views = new Map<Pane, PaneView>();
  readonly olderReads = new OlderReads();
  #context: PaneView | null = null;
  #state: PageState;
  #v = 0;
  #past = 0;
  readonly #panes = new ShownPanes(pane => this.view(pane).status.following);
  readonly #link: LinkFollower;
  /** A link to what was on screen when the connection was lost, until it is known which logs are still the same. */
  #back: string | null = null;
  #nextToast = -1;
  #notify = 0;

  constructor() {
    const prefs = loadPrefs();
    this.#state = { ...INITIAL, prefs, narrow: isNarrow() };
    this.#link = new LinkFollower(this);
    this.#connection = new Connection({
      state: state => this.#connected(state),
      welcome: message => this.#welcome(message),
      message: message => this.#received(message),
      resume: () => this.#resume(),
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): PageState => this.#state;

  start(): void {
    const token = takeToken();
    this.openLink(location.hash.slice(1));
    addEventListener('resize', () => this.set({ narrow: isNarrow() }));
    addEventListener('hashchange', () => this.#newFragment());
    void this.#connection.start(token);
  }

  retryConnection(): void {
    this.#connection.retry();
  }

  set(change: Partial<PageState>): void {
    this.#state = { ...this.#state, ...change };
    if (this.#notify !== 0) return;
    // Notify once per turn, however much changed in it.
    this.#notify = 1;
    queueMicrotask(() => {
      this.#notify = 0;
      for (const listener of this.#listeners) listener();
    });
  }

  setPrefs(change: Partial<Prefs>): void {
    const prefs = { ...this.#state.prefs, ...change };
    savePrefs(prefs);
    this.set({ prefs });
  }

  /** Changes the filters and other settings of this viewer. */
  setSettings(change: Partial<ViewSettings>): void {
    const before = this.#state.settings;
    const settings = { ...before, ...change };
    const problem = settingsProblem(settings);
    if (problem !== null) {
      this.say('warn', problem);
      return;
    }
    this.#v++;
    this.set({ settings, refused: null, match: null });
    this.#connection.send({ type: 'view', v: this.#v, settings });
    const isOtherPast = isFilteredOtherwise(before, settings);
    for (const view of this.#views.values()) {
      if (isOtherPast) void findAgain(this, view);
      else view.refresh();
    }
  }

  ask(question: Question): Promise<Answer | null> {
    return this.#connection.ask(question);
  }

  /** Whether a link is still being followed, so that the address must not change yet. */
  get isFollowingLink(): boolean {
    return this.#link.isUnderWay;
  }

  get v(): number {
    return this.#v;
  }

  /** Returns a pane's view; the same one for as long as its log is open. */
  view(pane: Pane): PaneView {
    if (this.#context && this.#context.rows.pane === pane) return this.#context;
    let view = this.#views.get(pane);
    if (!view) {
      view = new PaneView(
        pane,
        (at, before, after) => this.#askRows(pane, 'shown', at, before, after),
        () => this.#stood(),
      );
      this.#views.set(pane, view);
    }
    return view;
  }

  toggleFold(id: RowId): void {
    const folds = new Set(this.#state.folds);
    if (!folds.delete(id)) folds.add(id);
    this.set({ folds });
    for (const view of this.#all()) view.list?.redraw(id);
  }

  toggleFoldAll(): void {
    this.set({ unfoldAll: !this.#state.unfoldAll, folds: new Set() });
  }

  readonly isUnfolded = (id: RowId): boolean => this.#state.unfoldAll !== this.#state.folds.has(id);

  /** Turns to another page of panes. */
  turn(by: 1 | -1): void {
    this.set({ pageOfPanes: Math.max(0, this.#state.pageOfPanes + by) });
  }

  /** Focuses a pane by its position; returns false if there is none. */
  focusPane(at: number): boolean {
    const { merged, order } = this.#state;
    const pane = merged ? undefined : order[at];
    if (pane === undefined) return false;
    this.set({ focus: pane, zoom: this.#state.zoom === undefined ? undefined : pane });
    document.querySelector<HTMLElement>(`[data-pane="${pane}"] .layer`)?.focus();
    return true;
  }

  /** Brings a log's pane into view. */
  reveal(pane: SourceNumber): void {
    this.set({ focus: pane, zoom: this.#state.zoom === undefined ? undefined : pane });
  }

  /** Closes or undoes the last thing opened. */
  back(): void {
    const { context, detail, zoom, focus, settings } = this.#state;
    const view = this.view(focus);
    if (context) this.leaveContext();
    else if (detail) this.set({ detail: null });
    else if (view.status.cursor !== null) view.select(null);
    else if (zoom !== undefined) this.set({ zoom: undefined });
    else if (settings.range !== null) this.setSettings({ range: null });
    else if (settings.search !== null) this.setSettings({ search: null });
  }

  /** Shows the lines around a record in its log; rows removed by the filter are read from the host. */
  async enterContext(row: Row): Promise<void> {
    const { focus } = this.#state;
    const pane = row.source;
    const asked = this.ask({ type: 'history', what: { kind: 'around', id: row.id } });
    const view = new PaneView(
      pane,
      (at, before, after) => this.#askRows(pane, 'all', at, before, after),
      () => this.#stood(),
    );
    this.#context = view;
    this.set({ context: { pane, id: row.id, back: { focus } }, focus: pane });
    view.select(row.id);
    await view.goTo({ at: { id: row.id }, align: 'center' });
    const answer = await asked;
    if (answer?.type !== 'refused' || this.#context !== view) return;
    this.say('warn', answer.message);
    // The first lines of the buffer would be mistaken for the record's neighbours.
    if (view.row(row.id) === null) this.leaveContext();
  }

  leaveContext(): void {
    const { context } = this.#state;
    if (!context) return;
    void this.ask({ type: 'history', what: { kind: 'leave', id: context.id } });
    this.#context = null;
    this.set({ context: null, focus: context.back.focus });
  }

  /** Reports that a pane is on screen with room for this many rows, or no longer visible (0). */
  showing(pane: Pane, rows: number): void {
    this.#panes.show(pane, rows);
    this.#sendTails();
  }

  /** Shows a message. */
  say(tone: Toast['tone'], text: string): void {
    this.#addToasts([{ id: this.#nextToast--, at: Date.now(), tone, text }]);
  }

  dismiss(id: number): void {
    this.set({ toasts: this.#state.toasts.filter(toast => toast.id !== id) });
  }

  /** Applies a link's view; parts that refer to logs wait until these are known. */
  openLink(fragment: string): void {
    const link = this.#link.take(fragment);
    if (!link) return;
    const settings = { ...this.#state.settings, ...link.settings };
    const problem = settingsProblem(settings);
    if (problem !== null) this.say('warn', `The link's filters were ignored. ${problem}`);
    this.set({
      ...(problem === null && { settings }),
      merged: link.merged ?? this.#state.merged,
    });
    this.#v++;
  }

  /** Selects a row after loading its surroundings; returns it, or null if it is not in the list. */
  async goToRow(pane: Pane, id: RowId): Promise<Row | null> {
    const view = this.view(pane);
    view.select(id);
    await view.goTo({ at: { id }, align: 'center' });
    const { detail } = this.#state;
    if (detail) this.set({ detail: { pane, id } });
    return view.row(id);
  }

  /** Moves a pane to a time, reading it from the hosts if necessary; returns the loaded rows with exactly that time. */
  async goToTime(pane: Pane, time: number): Promise<readonly Row[]> {
    const view = this.view(pane);
    view.select(null);
    const answer = await this.ask({ type: 'history', what: { kind: 'at', pane, time } });
    if (answer?.type === 'refused') this.say('warn', answer.message);
    await view.goTo({ at: { time }, align: 'top' });
    return view.rows.window.rows.filter(({ ms, kind }) => ms === time && kind === 'record');
  }

  /** Returns a row of a pane as soon as it is loaded, or null if it does not come. */
  awaitRow(pane: Pane, isIt: (row: Row) => boolean): Promise<Row | null> {
    return this.view(pane).find(isIt, ROW_MS);
  }

  /** Returns a row with exactly this time from what is buffered of a pane's logs, whatever the filters say, or null. */
  async findHidden(pane: Pane, ms: number, isIt: (row: Row) => boolean): Promise<Row | null> {
    const answer = await this.#askRows(pane, 'all', { time: ms }, 0, SAME_TIME_ROWS);
    return answer?.rows.map(readRow).find(isIt) ?? null;
  }

  #newFragment(): void {
    const token = takeToken();
    this.openLink(location.hash.slice(1));
    if (token !== null) void this.#connection.start(token);
    else if (this.#link.isUnderWay) {
      this.#connection.send({ type: 'view', v: this.#v, settings: this.#state.settings });
      this.#link.follow();
    }
  }

  async #askRows(
    pane: Pane,
    list: 'shown' | 'all',
    at: RowPlace,
    before: number,
    after: number,
  ): Promise<Rows | null> {
    const v = this.#v;
    const answer = await this.ask({ type: 'rows', v, pane, list, at, before, after });
    return answer?.type === 'rows' && answer.v === this.#v ? answer : null;
  }

  #resume(): Pick<Hello, 'view' | 'tail' | 'logs'> {
    const linked = this.#link.logs;
    const { settings } = this.#state;
    const logs = namesBeside(settings, linked.length > 0 ? linked : logNames(this.#state));
    return {
      view: { type: 'view', v: this.#v, settings },
      tail: this.#panes.message(),
      // If there are more, the link opens them once these are open.
      ...(logs.length > 0 && { logs }),
    };
  }

  #sendTails(): void {
    const message = this.#panes.news();
    if (message !== null) this.#connection.send(message);
  }

  #stood(): void {
    this.#sendTails();
    this.set({ standing: this.#state.standing + 1 });
  }

  #connected(connection: ConnectionState): void {
    this.set({ connection });
  }

  #welcome(welcome: Welcome): void {
    const former = this.#state.welcome;
    const initial = former === null && !this.#link.isUnderWay ? welcome.initial : null;
    const back = former === null ? null : this.#here();
    if (former !== null && former.epoch !== welcome.epoch) {
      // The server was restarted: row ids and log numbers have changed.
      this.#views.clear();
      this.#context = null;
      this.set({
        welcome,
        sources: new Map(),
        order: [],
        panes: new Map(),
        focus: null,
        zoom: undefined,
        context: null,
        detail: null,
        match: null,
      });
      this.#reopen(back ?? '');
      return;
    }
    this.set({ welcome });
    if (initial) this.setSettings(initial);
    this.#back = back;
  }

  /** Returns a link to what is on screen. */
  #here(): string {
    const { cursor } = this.view(this.#state.focus).status;
    return fragmentOf(this.#state, cursor === null ? null : this.view(this.#state.focus).row(cursor));
  }

  /** Opens what was on screen: logs now have other numbers. */
  #reopen(here: string): void {
    if (!this.#link.isUnderWay) this.#link.take(here);
    const { hidden, solo } = this.#state.settings;
    if (hidden.length > 0 || solo !== null) this.setSettings({ hidden: [], solo: null });
  }

  /** Shows the same as before the connection was lost. */
  #return(here: string, gone: readonly SourceNumber[]): void {
    const { context } = this.#state;
    if (context && context.id < 0) this.leaveContext();
    else if (context) void this.ask({ type: 'history', what: { kind: 'around', id: context.id } });
    if (gone.length > 0) this.#reopen(here);
    for (const view of this.#all()) void findAgain(this, view);
  }

  #received(message: ServerMessage): void {
    if (message.type === 'snap') this.#snap(message);
    else if (message.type === 'state') this.#counts(message);
    else if (message.type === 'tail') this.#tail(message);
    else if (message.type === 'moved') this.#moved(message);
    else if (message.type === 'refused' && message.v === this.#v) this.set({ refused: message });
  }

  #snap(snap: Snap): void {
    const gone = goneIn(this.#state, snap);
    this.set(withSnap(this.#state, snap));
    for (const number of gone) this.#closed(number);
    if (snap.toasts) this.#addToasts(snap.toasts);
    const back = this.#back;
    this.#back = null;
    if (back !== null) this.#return(back, gone);
    this.#link.follow();
  }

  #closed(number: SourceNumber): void {
    if (this.#state.context?.pane === number) this.leaveContext();
    this.#views.delete(number);
    if (this.#state.focus === number) this.set({ focus: null });
    if (this.#state.zoom === number) this.set({ zoom: undefined });
  }

  #counts(state: State): void {
    if (state.v !== this.#v) return;
    const panes = new Map<Pane, PaneState>(this.#state.panes);
    for (const pane of state.panes) panes.set(pane.pane, pane);
    this.set({ panes, scanned: state.scanned });
    const isMoved = state.past !== this.#past;
    this.#past = state.past;
    if (isMoved) for (const view of this.#all()) view.refresh();
    for (const pane of state.panes) {
      this.#views.get(pane.pane)?.counted(pane);
      const words = this.olderReads.heard(pane);
      if (words !== null) this.say('info', words);
    }
  }

  /** Handles the new id of a record whose surroundings were read. */
  #moved({ from, to }: Moved): void {
    const { context, detail } = this.#state;
    if (context?.id === from) this.set({ context: { ...context, id: to } });
    if (detail?.id === from) this.set({ detail: { ...detail, id: to } });
    for (const view of this.#all()) {
      if (view.status.cursor !== from) continue;
      view.select(to);
      void view.goTo({ at: { id: to }, align: 'center' });
    }
  }

  #all(): readonly PaneView[] {
    return this.#context ? [...this.#views.values(), this.#context] : [...this.#views.values()];
  }

  #tail(tail: Tail): void {
    if (tail.v === this.#v) for (const pane of tail.panes) this.#views.get(pane.pane)?.rows.tail(pane);
    requestAnimationFrame(() => this.#connection.send({ type: 'ack', n: tail.n }));
  }

  #addToasts(fresh: readonly Toast[]): void {
    this.set(withToasts(this.#state, fresh));
    for (const { id } of fresh) setTimeout(() => this.dismiss(id), TOAST_MS);
  }
}

/** Returns true if other rows of the past are read with these settings. */
const isFilteredOtherwise = (some: ViewSettings, others: ViewSettings): boolean =>
  (['filters', 'level', 'ignoreCase'] as const).some(
    name => JSON.stringify(some[name]) !== JSON.stringify(others[name]),
  );
