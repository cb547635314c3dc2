import { graphemesOf, graphemeWidth, isSimple, textWidth } from '../surface/width.ts';

const SGR = /\x1b\[[\d;:]*m/g;

export const withoutSgr = (text: string): string => (text.includes('\x1b') ? text.replace(SGR, '') : text);

/** Cells that text with SGR sequences takes. */
export const styledWidth = (text: string): number => textWidth(withoutSgr(text));

/** The part of the text from cell `from` on, `width` cells wide, with all SGR sequences before and in it. */
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
      // What has no width may still belong to the last cell.
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
 * The text in rows of this many cells, each with the colours that are on where it begins: at once, where `sliceCells` for each row would
 * go through all of the text each time.
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

/** Colour sequences since the last reset that are repeated in the next row; no more can differ. */
const MAX_STYLES = 16;

const RESETS = /^\x1b\[0?m$/;
