import type { Pane, RowId } from '../../protocol/rows.ts';
import type { Row } from '../list/row.ts';
import { fragmentOf } from '../model/address.ts';
import type { Page } from '../model/page.ts';
import { focused, selectedRow } from './focus.ts';

/** Returns the URL that reopens this view, including the selected record, if any. */
export const linkTo = (page: Page, row: Row | null): string =>
  `${location.origin}${location.pathname}#${fragmentOf(page.state(), row)}`;

/** Puts text on the clipboard, even if the page is not a secure context. */
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

/** Copies the selected record's original text. */
export const copyRecord = async (page: Page): Promise<void> => {
  const row = selectedRow(page);
  if (!row) {
    page.say('info', 'Select a record first (k, or click it).');
    return;
  }
  const text = await rawText(page, focused(page).rows.pane, row.id, row.id);
  if (text !== null) await copyText(page, text.replace(/\n$/, ''), 'the record');
};

/** Returns the original text of a range of rows, up to the limit for copying; null if there is none. */
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
      page.say('warn', 'Only the first 5 MB were copied; download the lines to get everything.');
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
