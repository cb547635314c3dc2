import type { Found } from '../../protocol/answers.ts';
import type { RowId } from '../../protocol/rows.ts';
import { isMatchBelow } from '../list/rowNode.ts';
import type { Page } from '../model/page.ts';
import type { PaneView } from '../model/paneView.ts';
import { focused } from './focus.ts';

/** How long to wait for a match while records are being searched, and how often to ask. Milliseconds. */
const FIND_MS = 2_000;
const FIND_AGAIN_MS = 60;

/** Selects the next or previous search match or error, or reports that there is none. */
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
  const answer = await findRow(page, list, isFresh ? 'previous' : direction);
  if (answer === null || answer.id !== null) return;
  const what = list === 'found' ? 'match' : 'error';
  const sofar = scanned < 1 ? ' so far; still looking' : '';
  const other = direction === 'next' ? 'after' : 'before';
  page.say(
    'info',
    answer.total === 0
      ? `No ${what}${sofar}.`
      : `No ${what} ${other} this record${sofar}; there are ${answer.total}.`,
  );
};

/** Finds the next or previous match or error; returns null if the view has changed meanwhile. */
const findRow = async (
  page: Page,
  list: 'found' | 'alarms',
  direction: 'next' | 'previous',
): Promise<Found | null> => {
  const view = focused(page);
  const { pane } = view.rows;
  const from = view.anchor;
  const { v } = page;
  const patience = Date.now() + FIND_MS;
  let answer = await page.ask({ type: 'find', v, pane, list, from, direction });
  // If Enter is pressed right after typing, the search may not have started yet.
  while (answer?.type === 'found' && answer.id === null && answer.scanned < 1 && Date.now() < patience) {
    await new Promise(resolve => setTimeout(resolve, FIND_AGAIN_MS));
    if (v !== page.v) return null;
    answer = await page.ask({ type: 'find', v, pane, list, from, direction });
  }
  if (answer?.type !== 'found' || answer.v !== page.v) return null;
  if (answer.id === null) return answer;
  if (list === 'found') page.set({ match: { index: answer.index, total: answer.total } });
  await page.goToRow(pane, answer.id);
  if (list === 'found') showMatch(page, view, answer.id);
  return answer;
};

/** Unfolds a row and pans to its search match. */
const showMatch = (page: Page, { list }: PaneView, id: RowId): void => {
  const row = list?.row(id);
  if (!row) return;
  if (isMatchBelow(row) && !page.isUnfolded(id)) page.toggleFold(id);
  list?.panning.revealMark(id);
};
