import { clip, textWidth } from '../surface/width.ts';
import { wrapWords } from './dialog.ts';

/** Least size that the screen can be read in. */
export const MIN_SIZE = { columns: 40, rows: 8 };

/** What a terminal too small for the screen says: as much as it has room for, the size that is needed first. */
export const tooSmallLines = (columns: number, rows: number): string[] => {
  const needed = `${MIN_SIZE.columns}x${MIN_SIZE.rows}`;
  const whole = [`rtop needs ${needed},`, `this is ${columns}x${rows}`];
  const forms = [whole, wrapWords(whole.join(' '), columns), [`needs ${needed}`], [needed]];
  const fits = forms.find(
    lines => lines.length <= rows && lines.every(line => textWidth(line) <= columns && !line.endsWith('…')),
  );
  return fits ?? [clip(needed, columns)];
};
