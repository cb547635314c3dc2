import type { RowId } from '../../protocol/rows.ts';
import type { Page } from '../model/page.ts';
import { focused } from './focus.ts';
import { readOlder } from './past.ts';

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

/** Pauses all panes, or resumes all. */
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

const followDetail = (page: Page, id: RowId): void => {
  const { detail, focus } = page.state();
  if (detail) page.set({ detail: { pane: focus, id } });
};
