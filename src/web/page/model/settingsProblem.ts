import { MAX_FILTERS, MAX_MESSAGE_BYTES, MAX_PATTERN } from '../../protocol/limits.ts';
import type { ViewSettings } from '../../protocol/view.ts';

/** Space reserved for the rest of a message. Bytes. */
const REST = 4096;

/** Returns why the server would refuse a view's settings, as a message; null if it would accept them. */
export const settingsProblem = (settings: ViewSettings): string | null => {
  const { filters, search } = settings;
  if (filters.length > MAX_FILTERS) return `A view can have at most ${MAX_FILTERS} filters.`;
  const texts = [...filters.map(({ text }) => text), search ?? ''];
  if (texts.some(text => text.length > MAX_PATTERN))
    return `A pattern can have at most ${MAX_PATTERN.toLocaleString('en')} characters.`;
  const size = new TextEncoder().encode(JSON.stringify(settings)).length;
  return size + REST > MAX_MESSAGE_BYTES ? 'The filters of this view are too long in total.' : null;
};
