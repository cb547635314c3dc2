import type { RowId } from '../../protocol/rows.ts';
import type { RowWindow } from './row.ts';
import { plainText } from './sgr.ts';
import { selectedNodes } from './strip.ts';

/** Reads the original text of a range of rows. */
export type ReadText = (from: RowId, to: RowId) => Promise<string | null>;

/**
 * Copies a selection of several rows as whole lines, whether drawn or not, without the columns in front. The rest of
 * long lines follows once the server has sent it.
 */
export const copySelection = (
  event: ClipboardEvent,
  strip: Element,
  window: RowWindow,
  read: ReadText,
): void => {
  const nodes = selectedNodes(strip);
  if (!nodes || nodes.first === nodes.last) return;
  const first = window.indexOf(Number(nodes.first.dataset['id']));
  const last = window.indexOf(Number(nodes.last.dataset['id']));
  if (first < 0 || last < first) return;
  const rows = window.rows.slice(first, last + 1).filter(({ kind }) => kind === 'record');
  event.clipboardData?.setData('text/plain', `${rows.map(({ text }) => plainText(text)).join('\n')}\n`);
  event.preventDefault();
  const [from, to] = [rows[0], rows.at(-1)];
  if (from && to && navigator.clipboard) {
    void read(from.id, to.id).then(text => {
      if (text !== null) void navigator.clipboard.writeText(text).catch(() => {});
    });
  }
};
