import type { Pane } from '../../protocol.ts';
import type { Row } from '../list/row.ts';
import type { Page } from '../model/page.ts';
import type { PaneView } from '../model/paneView.ts';
import { sourcesInOrder } from '../model/state.ts';

/** The pane that keys act on. */
export const focused = (page: Page): PaneView => page.view(page.state().focus);

/** The record that keys act on: the selected one. */
export const selectedRow = (page: Page): Row | null => {
  const view = focused(page);
  return view.status.cursor === null ? null : view.row(view.status.cursor);
};

/** Asks for something to be done, and says why where it is not. */
export const act = async (page: Page, question: Parameters<Page['ask']>[0]): Promise<boolean> => {
  const answer = await page.ask(question);
  if (answer?.type !== 'refused') return answer !== null;
  page.say('error', answer.advice === null ? answer.message : `${answer.message}: ${answer.advice}`);
  return false;
};

/** Panes that the grid shows, in order. */
export const panesOf = (page: Page): readonly Pane[] => {
  const state = page.state();
  if (state.context) return [state.context.pane];
  if (state.zoom !== undefined) return [state.zoom];
  if (state.merged || state.order.length === 0) return [null];
  return sourcesInOrder(state).map(({ source }) => source);
};
