import { textWidth } from '../surface/width.ts';

/** A line of text being typed. `at` is the cursor position, in characters as people count them. */
export interface LineEdit {
  readonly text: readonly string[];
  readonly at: number;
}

/** The share of a clipped line that is before the cursor, if there is more after it. */
const BEFORE_CURSOR = 0.7;

export const EMPTY_LINE: LineEdit = { text: [], at: 0 };

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const split = (text: string): string[] => Array.from(segmenter.segment(text), part => part.segment);

export const lineOf = (text: string): LineEdit => {
  const characters = split(text);
  return { text: characters, at: characters.length };
};

export const lineText = (edit: LineEdit): string => edit.text.join('');

const insert = ({ text, at }: LineEdit, added: string): LineEdit => {
  // Inserted text can only combine with the character before it.
  const last = Math.max(0, at - 1);
  const changed = split(`${text[at - 1] ?? ''}${added}`);
  return { text: text.slice(0, last).concat(changed, text.slice(at)), at: last + changed.length };
};

const remove = ({ text }: LineEdit, from: number, to: number): LineEdit => ({
  text: [...text.slice(0, from), ...text.slice(to)],
  at: from,
});

/** Returns the start of the word before `at`. */
const wordStart = ({ text, at }: LineEdit): number => {
  let start = at;
  while (start > 0 && text[start - 1] === ' ') start--;
  while (start > 0 && text[start - 1] !== ' ') start--;
  return start;
};

/** Editing keys, as in readline. */
const EDITS: Readonly<Record<string, (edit: LineEdit) => LineEdit>> = {
  left: edit => ({ ...edit, at: Math.max(0, edit.at - 1) }),
  right: edit => ({ ...edit, at: Math.min(edit.text.length, edit.at + 1) }),
  home: edit => ({ ...edit, at: 0 }),
  end: edit => ({ ...edit, at: edit.text.length }),
  '^a': edit => ({ ...edit, at: 0 }),
  '^e': edit => ({ ...edit, at: edit.text.length }),
  backspace: edit => (edit.at > 0 ? remove(edit, edit.at - 1, edit.at) : edit),
  delete: edit => ({ ...remove(edit, edit.at, edit.at + 1), at: edit.at }),
  '^u': edit => remove(edit, 0, edit.at),
  '^k': edit => ({ text: edit.text.slice(0, edit.at), at: edit.at }),
  '^w': edit => remove(edit, wordStart(edit), edit.at),
  'alt-backspace': edit => remove(edit, wordStart(edit), edit.at),
  space: edit => insert(edit, ' '),
};

/** Returns the line after a key; the same object if the key has no effect. */
export const typeKey = (edit: LineEdit, key: string): LineEdit => {
  const change = EDITS[key];
  if (change) return change(edit);
  return split(key).length === 1 && key >= ' ' ? insert(edit, key) : edit;
};

/** Returns the line after a paste: line breaks become spaces, control characters are removed. */
export const pasteText = (edit: LineEdit, pasted: string): LineEdit =>
  insert(edit, pasted.replace(/[\r\n\t]+/g, ' ').replace(/[\x00-\x1f\x7f-\x9f]/g, ''));

/**
 * Returns the part of a line around the cursor that fits into this many cells, including the cursor after the
 * last character.
 */
export const lineWindow = (edit: LineEdit, cells: number): LineEdit => {
  const { text, at } = edit;
  if (text.length < cells && textWidth(lineText(edit)) < cells) return edit;
  let from = at;
  let used = textWidth(text[at] ?? ' ') + 2;
  const take = (index: number, most: number): boolean => {
    const width = index < 0 || index >= text.length ? Number.POSITIVE_INFINITY : textWidth(text[index]!);
    if (used + width > most) return false;
    used += width;
    return true;
  };
  while (take(from - 1, cells * BEFORE_CURSOR)) from--;
  let to = at + 1;
  while (take(to, cells)) to++;
  while (take(from - 1, cells)) from--;
  const start = from > 0 ? ['…'] : [];
  const end = to < text.length ? ['…'] : [];
  return { text: [...start, ...text.slice(from, to), ...end], at: at - from + start.length };
};
