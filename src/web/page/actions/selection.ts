import type { Page } from '../model/page.ts';
import { addFilter, setSearch } from './filter.ts';
import { find } from './find.ts';

/** Text selected within one line of one record, and its position on screen. */
export interface PickedText {
  readonly text: string;
  readonly place: DOMRect;
}

/** Maximum length of a selection that still makes a sensible pattern. */
const MAX_PICKED = 500;
/** Characters with a special meaning in an ERE. */
const SPECIAL = /[\\^$.[\]|()*+?{}]/g;

/** Returns the pattern that matches a text literally. */
export const literal = (text: string): string => text.replace(SPECIAL, '\\$&');

/** Returns the selected text if it lies within one line of a record; otherwise null. */
export const pickedText = (): PickedText | null => {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const common = range.commonAncestorContainer;
  const line = (common instanceof Element ? common : common.parentElement)?.closest('.rows .line');
  const text = selection.toString();
  if (!line || text.trim() === '' || text.length > MAX_PICKED || text.includes('\n')) return null;
  return { text: text.trim(), place: range.getBoundingClientRect() };
};

const letGo = (): void => document.getSelection()?.removeAllRanges();

/** Shows only the records that contain the selected text, or hides them. */
export const filterByPicked = (page: Page, { text }: PickedText, negate: boolean): void => {
  letGo();
  addFilter(page, { kind: 'pattern', text: literal(text), negate });
};

export const searchPicked = async (page: Page, { text }: PickedText): Promise<void> => {
  letGo();
  setSearch(page, literal(text));
  await find(page, 'found', 'previous');
};
