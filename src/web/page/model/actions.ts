import { LEVELS } from '../../../core/level.ts';
import { type Clock, parseTimeRange, resolveTimeRange } from '../../../core/time/timeExpression.ts';
import type { Pane, RowId, SourceNumber, TimeSpan, ViewFilter } from '../../protocol.ts';
import type { Row } from '../list/row.ts';
import { TIME_FORMS } from '../list/timeOf.ts';
import { writeLink } from './link.ts';
import type { Page } from './page.ts';
import type { PaneView } from './paneView.ts';
import { sourcesInOrder } from './state.ts';

/** The pane that keys act on. */
export const focused = (page: Page): PaneView => page.view(page.state().focus);

/** The record that keys act on: the selected one. */
export const selectedRow = (page: Page): Row | null => {
  const { rows, status } = focused(page);
  return status.cursor === null ? null : (rows.window.rows[rows.window.indexOf(status.cursor)] ?? null);
};

export const moveCursor = (page: Page, by: 1 | -1): void => {
  const view = focused(page);
  const row = view.list?.beside(view.status.cursor, by);
  if (!row) {
    if (by < 0) void readOlder(page);
    return;
  }
  view.select(row.id);
  view.list?.reveal(row.id, 'nearest');
  view.moved(view.list?.place ?? { id: row.id, px: 0 });
  followDetail(page, row.id);
};

export const movePages = (page: Page, pages: number): void => {
  const { list } = focused(page);
  if (!list) return;
  const isStuck = pages < 0 && list.place !== 'end' && list.atStart;
  list.moveBy(pages * Math.max(40, list.viewHeight - 24));
  if (isStuck) void readOlder(page);
};

export const goToStart = async (page: Page): Promise<void> => {
  const view = focused(page);
  const isThere = view.list?.atStart === true && !view.status.following;
  await view.goTo({ at: 'start', align: 'top' });
  if (isThere) await readOlder(page);
};

export const goToEnd = (page: Page): void => {
  const view = focused(page);
  view.select(null);
  view.follow();
};

export const togglePause = (page: Page): void => {
  const view = focused(page);
  if (view.status.following) view.pause();
  else goToEnd(page);
};

/** Pauses all panes, or has all follow again. */
export const togglePauseAll = (page: Page): void => {
  const state = page.state();
  const views = [null, ...state.order].map(pane => page.view(pane));
  const isOn = focused(page).status.following;
  for (const view of views) {
    if (isOn) view.pause();
    else {
      view.select(null);
      view.follow();
    }
  }
};

/** Reads older lines of the pane on its hosts, where there are any. */
export const readOlder = async (page: Page, pane: Pane = page.state().focus): Promise<void> => {
  const edge = page.state().panes.get(pane)?.edge;
  if (edge?.kind !== 'older') {
    if (edge?.kind === 'start') page.say('info', 'The log starts here.');
    if (edge?.kind === 'unreadable') page.say('warn', `Older lines cannot be read: ${edge.why}`);
    return;
  }
  page.view(pane).pause();
  await act(page, { type: 'history', what: { kind: 'older', pane } });
};

/** Shows all of a record, or does what a row that is none offers. */
export const activate = (page: Page, pane: Pane, row: Row): void => {
  if (row.kind === 'edge') actOnRow(page, pane, row);
  else openDetail(page, pane, row.id);
};

/** Reads the lines that a row says are missing. */
const actOnRow = (page: Page, pane: Pane, row: Row): void => {
  const isFirst =
    page.state().panes.get(pane)?.first === row.id || page.view(pane).rows.window.first?.id === row.id;
  if (isFirst) void readOlder(page, pane);
  else void act(page, { type: 'history', what: { kind: 'on', pane: row.source } });
};

/** Asks for something to be done, and says why where it is not. */
export const act = async (page: Page, question: Parameters<Page['ask']>[0]): Promise<boolean> => {
  const answer = await page.ask(question);
  if (answer?.type !== 'refused') return answer !== null;
  page.say('error', answer.advice === null ? answer.message : `${answer.message}: ${answer.advice}`);
  return false;
};

export const find = async (
  page: Page,
  list: 'found' | 'alarms',
  direction: 'next' | 'previous',
): Promise<void> => {
  const { settings, scanned } = page.state();
  if (list === 'found' && settings.search === null) {
    document.querySelector<HTMLInputElement>('#search')?.focus();
    return;
  }
  const isFresh = focused(page).anchor === null;
  const answer = await page.find(list, isFresh ? 'previous' : direction);
  if (answer === null || answer.id !== null) return;
  const what = list === 'found' ? 'match' : 'error';
  const sofar = scanned < 1 ? ' so far; still looking' : '';
  const other = direction === 'next' ? 'after' : 'before';
  page.say(
    'info',
    answer.total === 0
      ? `No ${what} is here${sofar}.`
      : `No ${what} ${other} this record${sofar}; there are ${answer.total}.`,
  );
};

export const setSearch = (page: Page, text: string): void => {
  const search = text === '' ? null : text;
  if (search !== page.state().settings.search) page.setSettings({ search });
};

export const addFilter = (page: Page, filter: Omit<ViewFilter, 'enabled'>): void => {
  const { filters } = page.state().settings;
  const isThere = filters.some(
    ({ kind, text, negate }) => kind === filter.kind && text === filter.text && negate === filter.negate,
  );
  if (!isThere) page.setSettings({ filters: [...filters, { ...filter, enabled: true }] });
};

export const toggleFilter = (page: Page, at: number): void => {
  const { filters } = page.state().settings;
  page.setSettings({
    filters: filters.map((one, i) => (i === at ? { ...one, enabled: !one.enabled } : one)),
  });
};

export const removeFilter = (page: Page, at: number): void => {
  page.setSettings({ filters: page.state().settings.filters.filter((_, i) => i !== at) });
};

export const clearFilters = (page: Page): void => {
  page.setSettings({ filters: [], level: null, range: null, hidden: [], solo: null });
};

export const stepLevel = (page: Page, by: 1 | -1): void => {
  const { level } = page.state().settings;
  const at = level === null ? -1 : LEVELS.indexOf(level);
  const next = Math.max(-1, Math.min(LEVELS.length - 1, at + by));
  page.setSettings({ level: next < 0 ? null : LEVELS[next]! });
};

export const cycleTime = (page: Page): void => {
  const { time } = page.state().prefs;
  page.setPrefs({ time: TIME_FORMS[(TIME_FORMS.indexOf(time) + 1) % TIME_FORMS.length]! });
};

/** Shows only a stretch of time, and has what was not read of it read on the hosts. */
export const setRange = (page: Page, range: TimeSpan | null): void => {
  page.setSettings({ range });
  if (range !== null) void act(page, { type: 'history', what: { kind: 'at', pane: null, time: range.from } });
};

/** Shows the time that a person wrote: two times a range, one the place to go to; false where it is neither. */
export const goToWrittenTime = (page: Page, text: string): boolean => {
  const parsed = parseTimeRange(text);
  if (!parsed) return false;
  const { utc } = page.state().prefs;
  const zone: Clock['zone'] = instant => (utc ? 0 : -new Date(instant).getTimezoneOffset());
  const { since, until } = resolveTimeRange(parsed.since, parsed.until, { now: Date.now(), zone }, false);
  if (since === null) return false;
  if (until === null) void goToTime(page, since);
  else setRange(page, { from: since, to: Math.max(since + 1, until) });
  return true;
};

export const goToTime = async (page: Page, time: number): Promise<void> => {
  const view = focused(page);
  view.select(null);
  await act(page, { type: 'history', what: { kind: 'at', pane: page.state().focus, time } });
  await view.goTo({ at: { time }, align: 'top' });
};

/** Split panes or one merged log, staying at the record or place where one is. */
export const toggleMerged = (page: Page, merged = page.state().merged !== true): void => {
  const state = page.state();
  if (merged === (state.merged === true)) return;
  const from = focused(page);
  const row = selectedRow(page) ?? from.rows.window.rows[from.rows.window.indexOf(from.anchor ?? Number.NaN)];
  const focus = merged ? null : (row?.source ?? state.order[0] ?? null);
  page.set({ merged, zoom: undefined, focus });
  if (from.status.following || !row) page.view(focus).follow();
  else if (from.status.cursor !== null) void page.goToRow(focus, row.id);
  else void page.view(focus).goTo({ at: { id: row.id }, align: 'top' });
};

export const toggleZoom = (page: Page, pane: Pane = page.state().focus): void => {
  const isZoomed = page.state().zoom === pane;
  page.set({ zoom: isZoomed ? undefined : pane, focus: pane });
};

/** In the merged log: leaves a log out, or takes it in again. */
export const toggleHidden = (page: Page, source: SourceNumber): void => {
  const { hidden, solo } = page.state().settings;
  const all = page.state().order;
  const left = solo === null ? hidden : all.filter(one => one !== solo);
  page.setSettings({
    solo: null,
    hidden: left.includes(source) ? left.filter(one => one !== source) : [...left, source],
  });
};

export const toggleSolo = (page: Page, source: SourceNumber): void => {
  page.setSettings({ solo: page.state().settings.solo === source ? null : source });
};

export const openDetail = (page: Page, pane: Pane, id: RowId): void => {
  page.view(pane).select(id);
  page.set({ detail: { pane, id }, focus: pane });
};

const followDetail = (page: Page, id: RowId): void => {
  const { detail, focus } = page.state();
  if (detail) page.set({ detail: { pane: focus, id } });
};

/** Shows a record among its neighbours, whatever the filters say, or goes back. */
export const toggleContext = async (page: Page): Promise<void> => {
  const { context } = page.state();
  if (context) {
    page.leaveContext();
    return;
  }
  const row = selectedRow(page);
  if (row?.kind !== 'record') {
    page.say('info', 'Select a record first (k, or click it): x shows what its log says around it.');
    return;
  }
  await page.enterContext(row);
};

/** The address that reopens this view, and this record where one is selected. */
export const linkTo = (page: Page, row: Row | null): string => {
  const { settings, sources, merged, zoom, welcome } = page.state();
  const nameOf = (source: SourceNumber): string => sources.get(source)?.name ?? '';
  const record =
    row === null || row.kind !== 'record'
      ? null
      : { epoch: welcome?.epoch ?? '', id: row.id, log: nameOf(row.source), ms: row.ms };
  const fragment = writeLink({
    settings,
    hidden: settings.hidden.map(nameOf).filter(name => name !== ''),
    solo: settings.solo === null ? null : nameOf(settings.solo),
    merged,
    zoom: zoom === undefined || zoom === null ? null : nameOf(zoom),
    record,
  });
  return `${location.origin}${location.pathname}#${fragment}`;
};

/** Puts text on the clipboard, also where the page is no secure context. */
export const copyText = async (page: Page, text: string, what: string): Promise<void> => {
  try {
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else copyByEvent(text);
    page.say('info', `Copied ${what}.`);
  } catch {
    page.say('warn', 'The browser did not let the page copy: select the text and copy it yourself.');
  }
};

const copyByEvent = (text: string): void => {
  const put = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener('copy', put, { capture: true, once: true });
  document.execCommand('copy');
  document.removeEventListener('copy', put, { capture: true });
};

/** Copies the selected record as its log has it. */
export const copyRecord = async (page: Page): Promise<void> => {
  const row = selectedRow(page);
  if (!row) {
    page.say('info', 'Select a record first (k, or click it).');
    return;
  }
  const text = await rawText(page, focused(page).rows.pane, row.id, row.id);
  if (text !== null) await copyText(page, text.replace(/\n$/, ''), 'the record');
};

/** The logs' own text of rows from one to another, as far as may be copied; null where there is none. */
export const rawText = async (
  page: Page,
  pane: Pane,
  from: RowId | null,
  to: RowId | null,
): Promise<string | null> => {
  const most = page.state().welcome?.limits.copyBytes ?? 0;
  let text = '';
  for (let next: RowId | null = from, isMore = true; isMore && text.length < most; ) {
    const answer = await page.ask({ type: 'text', v: page.v, pane, from: next, to });
    if (answer?.type !== 'text') return null;
    text += answer.text;
    next = answer.next;
    isMore = next !== null;
    if (isMore && text.length >= most)
      page.say('warn', 'Only the first 5 MB were copied: download has it all.');
  }
  return text;
};

export const download = async (page: Page, form: 'text' | 'ndjson'): Promise<void> => {
  const pane = page.state().focus;
  const answer = await page.ask({ type: 'download', v: page.v, pane, form, from: null, to: null });
  if (answer?.type === 'refused') page.say('error', answer.message);
  if (answer?.type !== 'ticket') return;
  const link = document.createElement('a');
  link.href = new URL(answer.url, document.baseURI).href;
  link.download = answer.name;
  link.click();
};

/** Panes that the grid shows, in order. */
export const panesOf = (page: Page): readonly Pane[] => {
  const state = page.state();
  if (state.context) return [state.context.pane];
  if (state.zoom !== undefined) return [state.zoom];
  if (state.merged || state.order.length === 0) return [null];
  return sourcesInOrder(state).map(({ source }) => source);
};
