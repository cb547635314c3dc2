import type { Pane, RowId } from '../../protocol/rows.ts';
import type { Row } from '../list/row.ts';
import type { Page } from '../model/page.ts';
import { act, selectedRow } from './focus.ts';

/** Reads older lines of the pane from its hosts, if there are any. */
export const readOlder = async (page: Page, pane: Pane = page.state().focus): Promise<void> => {
  const edge = page.state().panes.get(pane)?.edge;
  if (edge?.kind !== 'older') {
    if (edge?.kind === 'start') page.say('info', 'The log starts here.');
    if (edge?.kind === 'range') page.say('info', 'Everything in the time range was read.');
    if (edge?.kind === 'unreadable') page.say('warn', `Older lines cannot be read: ${edge.why}`);
    return;
  }
  const state = page.state().panes.get(pane)!;
  if (state.shown > 0) page.view(pane).pause();
  page.olderReads.begun(state);
  await act(page, { type: 'history', what: { kind: 'older', pane } });
};

/** Shows a whole record, or performs the action of a row that is not a record. */
export const activate = (page: Page, pane: Pane, row: Row): void => {
  if (row.kind === 'edge') actOnRow(page, pane, row);
  else openDetail(page, pane, row.id);
};

/** Reads the lines missing at a row. */
const actOnRow = (page: Page, pane: Pane, row: Row): void => {
  const isFirst =
    page.state().panes.get(pane)?.first === row.id || page.view(pane).rows.window.first?.id === row.id;
  if (isFirst) void readOlder(page, pane);
  else void act(page, { type: 'history', what: { kind: 'on', pane: row.source } });
};

export const openDetail = (page: Page, pane: Pane, id: RowId): void => {
  page.view(pane).select(id);
  page.set({ detail: { pane, id }, focus: pane });
};

/** Shows a record among its neighbours regardless of filters, or goes back. */
export const toggleContext = async (page: Page): Promise<void> => {
  const { context } = page.state();
  if (context) {
    page.leaveContext();
    return;
  }
  const row = selectedRow(page);
  if (row?.kind !== 'record') {
    page.say('info', 'Select a record first (k, or click it): x shows the lines around it.');
    return;
  }
  await page.enterContext(row);
};
