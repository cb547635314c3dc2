import { sanitiseLine } from '../../core/text/sanitise.ts';
import type { CommandContext } from '../commands/command.ts';
import type { LineEdit } from '../state/lineEdit.ts';
import { graphemesOf, graphemeWidth, textWidth } from '../surface/width.ts';
import type { Span } from './spans.ts';

/** A box over the screen: the common look of all questions and lists. */
export interface Dialog {
  readonly title: string;
  readonly lines: readonly (readonly Span[])[];
  readonly footer: string;
  readonly width: number;
  readonly height: number;
}

/** Inner size of the largest dialog. */
export const inner = (
  size: CommandContext['size'],
  width: number,
  height: number,
): { width: number; height: number } => ({
  width: Math.max(20, Math.min(width, size.columns - 8)),
  height: Math.max(3, Math.min(height, size.rows - 6)),
});

/** Makes text from a host or a file safe to display: one line, no control characters. */
export const safe = (text: string): string => sanitiseLine(text, { color: false, tabStop: 1 });

/**
 * Returns the text being typed, with the cursor's cell inverted. If `shown` is false, the text stays hidden.
 */
export const editSpans = (edit: LineEdit, shown = true): Span[] => {
  if (!shown) return [{ text: ' ', inverse: true }];
  const before = edit.text.slice(0, edit.at).join('');
  return [
    { text: before },
    { text: edit.text[edit.at] ?? ' ', inverse: true },
    { text: edit.text.slice(edit.at + 1).join('') },
  ];
};

/** Breaks text at spaces, and words that are too long anywhere, into lines of at most `width` cells. */
export const wrapWords = (text: string, width: number): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap(word => pieces(word, width))) {
    if (line !== '' && textWidth(line) + 1 + textWidth(word) > width) {
      lines.push(line);
      line = word;
    } else
      line = line === '' && lines.length === 0 && word === '' ? ' ' : line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
};

/** Cuts a word that is wider than a line. */
const pieces = (word: string, width: number): string[] => {
  if (textWidth(word) <= width) return [word];
  const cut = [''];
  let used = 0;
  for (const { segment } of graphemesOf(word)) {
    const cells = graphemeWidth(segment);
    if (used + cells > width && cut.at(-1) !== '') {
      cut.push('');
      used = 0;
    }
    cut[cut.length - 1] += segment;
    used += cells;
  }
  return cut;
};
