import { clip, textWidth } from '../surface/width.ts';
import { wrapWords } from './dialog.ts';

/** Minimum usable size of the screen. */
export const MIN_SIZE = { columns: 40, rows: 8 };

/** Returns what to display if the terminal is too small: as much as fits, starting with the required size. */
export const tooSmallLines = (columns: number, rows: number): string[] => {
  const needed = `${MIN_SIZE.columns}x${MIN_SIZE.rows}`;
  const whole = [`rtop needs ${needed},`, `this is ${columns}x${rows}`];
  const sentence = whole.join(' ');
  const wrapped = wrapWords(sentence, columns);
  const isWhole = wrapped.join(' ') === sentence;
  const forms = [whole, ...(isWhole ? [wrapped] : []), [`needs ${needed}`], [needed]];
  const fits = forms.find(lines => lines.length <= rows && lines.every(line => textWidth(line) <= columns));
  return fits ?? [clip(needed, columns)];
};
