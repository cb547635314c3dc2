import type { Row } from '../list/row.ts';
import type { LinkHost } from './linkFollower.ts';
import type { PaneView } from './paneView.ts';

/**
 * Returns a pane to where it was before the connection was lost. Rows of the past have other ids in each connection, and
 * were only read for the former one, so they are found by their time.
 */
export const findAgain = async (
  page: Pick<LinkHost, 'goToRow' | 'goToTime' | 'awaitRow'>,
  view: PaneView,
): Promise<void> => {
  const { pane } = view.rows;
  const { cursor, following } = view.status;
  const row = view.anchor === null ? null : view.row(view.anchor);
  if (following || row === null || row.id >= 0 || row.ms === null) {
    view.refresh();
    return;
  }
  const isIt = ({ source, ms, text }: Row): boolean =>
    source === row.source && ms === row.ms && text === row.text;
  const rows = await page.goToTime(pane, row.ms);
  if (cursor === null) return;
  const found = rows.find(isIt) ?? (await page.awaitRow(pane, isIt));
  if (found) await page.goToRow(pane, found.id);
};
