import type { Pane } from '../../protocol/rows.ts';
import type { Row } from '../list/row.ts';
import type { Page } from '../model/page.ts';
import type { PaneView } from '../model/paneView.ts';
import { sourcesInOrder } from '../model/state.ts';

/** Returns the pane that keys act on. */
export const focused = (page: Page): PaneView => page.view(page.state().focus);

/** Returns the record that keys act on: the selected one. */
export const selectedRow = (page: Page): Row | null => {
  const view = focused(page);
  return view.status.cursor === null ? null : view.row(view.status.cursor);
};

/** Sends a request, and reports the reason if it is refused. */
export const act = async (page: Page, question: Parameters<Page['ask']>[0]): Promise<boolean> => {
  const answer = await page.ask(question);
  if (answer?.type !== 'refused') return answer !== null;
  page.say('error', answer.advice === null ? answer.message : `${answer.message}: ${answer.advice}`);
  return false;
};

/** Returns the panes of the grid, in order. */
export const panesOf = (page: Page): readonly Pane[] => {
  const state = page.state();
  if (state.context) return [state.context.pane];
  if (state.zoom !== undefined) return [state.zoom];
  if (state.merged || state.order.length === 0) return [null];
  return sourcesInOrder(state).map(({ source }) => source);
};
