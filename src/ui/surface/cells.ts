/**
 * A screenful of cells, one Uint32 each: the low 21 bits hold the content (a code point or, from `FIRST_GRAPHEME` on,
 * the number of an interned grapheme), the high 11 bits the number of a style in the StyleTable.
 */
export interface CellGrid {
  readonly columns: number;
  readonly rows: number;
  /** Row by row, `columns * rows` long. */
  readonly cells: Uint32Array;
}

export const CODE_BITS = 21;
export const CODE_MASK = (1 << CODE_BITS) - 1;
/** How many styles a grid can distinguish at a time. */
export const MAX_STYLES = 1 << (32 - CODE_BITS);
/** Interned graphemes are numbered from just after the last code point. */
export const FIRST_GRAPHEME = 0x110000;
/** The content of the right half of a double-width glyph. */
export const RIGHT_HALF = 0;
export const BLANK = 0x20;

export const createGrid = (columns: number, rows: number): CellGrid => ({
  columns,
  rows,
  cells: new Uint32Array(columns * rows).fill(BLANK),
});

export const makeCell = (code: number, style: number): number => ((style << CODE_BITS) | code) >>> 0;
export const codeOf = (cell: number): number => cell & CODE_MASK;
export const styleOf = (cell: number): number => cell >>> CODE_BITS;

/** A part of a grid; cells are addressed relative to its upper left corner. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Blanks the remaining half of a wide glyph when the other half is about to be overwritten at `index`; `rowStart` and
 * `rowEnd` delimit the row.
 */
export const splitWide = (cells: Uint32Array, index: number, rowStart: number, rowEnd: number): void => {
  if (codeOf(cells[index]!) === RIGHT_HALF && index > rowStart) {
    cells[index - 1] = makeCell(BLANK, styleOf(cells[index - 1]!));
  }
  if (index + 1 < rowEnd && codeOf(cells[index + 1]!) === RIGHT_HALF) {
    cells[index + 1] = makeCell(BLANK, styleOf(cells[index + 1]!));
  }
};
