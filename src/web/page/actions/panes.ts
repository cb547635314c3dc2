import { MAX_NAMES } from '../../protocol/limits.ts';
import type { Pane, SourceNumber } from '../../protocol/rows.ts';
import type { Page } from '../model/page.ts';
import { act, focused, selectedRow } from './focus.ts';

/** Toggles between split panes and one merged log, keeping the current record or position. */
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

/** Hides a log in the merged log, or shows it again. */
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

/** Opens logs by name; stops at the first failure. */
export const openLogs = async (page: Page, names: readonly string[]): Promise<void> => {
  for (let at = 0; at < names.length; at += MAX_NAMES) {
    if (!(await act(page, { type: 'open', names: names.slice(at, at + MAX_NAMES), only: false }))) return;
  }
};
