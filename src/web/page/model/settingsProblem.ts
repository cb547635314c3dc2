import { MAX_FILTERS, MAX_MESSAGE_BYTES, MAX_NAMES, MAX_PATTERN } from '../../protocol/limits.ts';
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
  return bytesOf(settings) + REST > MAX_MESSAGE_BYTES
    ? 'The filters of this view are too long in total.'
    : null;
};

const bytesOf = (part: unknown): number => new TextEncoder().encode(JSON.stringify(part)).length;

/** Returns the names of logs, from the first on, that fit into one message with a view's settings. */
export const namesBeside = (settings: ViewSettings, names: readonly string[]): readonly string[] => {
  let left = MAX_MESSAGE_BYTES - REST - bytesOf(settings);
  return names.slice(0, MAX_NAMES).filter(name => {
    left -= bytesOf(name) + 1;
    return left >= 0;
  });
};
