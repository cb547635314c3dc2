import { graphemesOf, graphemeWidth, isSimple, textWidth } from '../surface/width.ts';

const SGR = /\x1b\[[\d;:]*m/g;

export const withoutSgr = (text: string): string => (text.includes('\x1b') ? text.replace(SGR, '') : text);

/** Returns the width in cells of text with SGR sequences. */
export const styledWidth = (text: string): number => textWidth(withoutSgr(text));

/** Slices text from cell `from`, `width` cells wide, with all SGR sequences before and within the slice. */
export const sliceCells = (text: string, from: number, width: number): string => {
  if (isSimple(text)) return text.slice(from, from + width);
  let out = '';
  let column = 0;
  let last = 0;
  const take = (piece: string): void => {
    for (const { segment } of graphemesOf(piece)) {
      const cells = graphemeWidth(segment);
      if (column >= from && column + cells <= from + width) out += segment;
      else if (column < from && column + cells > from) out += ' ';
      column += cells;
      // Characters without a width may still belong to the last cell.
      if (column > from + width) return;
    }
  };
  for (const match of text.matchAll(SGR)) {
    take(text.slice(last, match.index));
    if (column >= from + width) return out;
    out += match[0];
    last = match.index + match[0].length;
  }
  take(text.slice(last));
  return out;
};

/**
 * Splits text into rows of this many cells, each starting with the colours in effect at that point. It takes one pass,
 * while calling `sliceCells` for each row would scan the whole text every time.
 */
export const cellRows = (text: string, width: number): string[] => {
  const rows: string[] = [];
  let row = '';
  let column = 0;
  let style: readonly string[] = [];
  let last = 0;
  const take = (piece: string): void => {
    for (const { segment } of graphemesOf(piece)) {
      const cells = graphemeWidth(segment);
      if (column + cells > width && column > 0) {
        rows.push(row);
        row = style.join('');
        column = 0;
      }
      row += segment;
      column += cells;
    }
  };
  for (const match of text.matchAll(SGR)) {
    take(text.slice(last, match.index));
    row += match[0];
    style = RESETS.test(match[0]) ? [] : [...style.slice(1 - MAX_STYLES), match[0]];
    last = match.index + match[0].length;
  }
  take(text.slice(last));
  rows.push(row);
  return rows;
};

/** Colour sequences since the last reset that are repeated in the next row; more cannot make a difference. */
const MAX_STYLES = 16;

const RESETS = /^\x1b\[0?m$/;
