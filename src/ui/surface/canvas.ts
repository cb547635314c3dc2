import {
  BLANK,
  type CellGrid,
  codeOf,
  createGrid,
  makeCell,
  type Rect,
  RIGHT_HALF,
  splitWide,
  styleOf,
} from './cells.ts';
import { GraphemeTable } from './graphemes.ts';
import { applySgr } from './sgr.ts';
import { PLAIN, type Style, StyleTable } from './styles.ts';
import { graphemesOf, graphemeWidth, isSimple } from './width.ts';

const SGR_SEQUENCE = /\x1b\[([\d;:]*)m/g;

/** A grid with the tables its cells refer to, and the operations that draw text into it. */
export class Canvas {
  grid: CellGrid;
  readonly styles: StyleTable;
  readonly graphemes: GraphemeTable;

  constructor(columns: number, rows: number, styles = new StyleTable(), graphemes = new GraphemeTable()) {
    this.grid = createGrid(columns, rows);
    this.styles = styles;
    this.graphemes = graphemes;
  }

  /** Clears the grid, optionally resizing it. */
  clear(columns = this.grid.columns, rows = this.grid.rows): void {
    if (columns === this.grid.columns && rows === this.grid.rows) this.grid.cells.fill(BLANK);
    else this.grid = createGrid(columns, rows);
  }

  fill(rect: Rect, style: Style): void {
    const blank = makeCell(BLANK, this.styles.number(style));
    const right = Math.min(rect.x + rect.width, this.grid.columns);
    for (let y = Math.max(0, rect.y); y < Math.min(rect.y + rect.height, this.grid.rows); y++) {
      this.grid.cells.fill(blank, y * this.grid.columns + rect.x, y * this.grid.columns + right);
    }
  }

  /**
   * Draws text in one style from (x, y), up to but excluding column `right`; returns the column after it. The text must
   * contain no control characters. A double-width glyph that does not fit entirely is omitted.
   */
  text(x: number, y: number, right: number, text: string, style: Style): number {
    if (y < 0 || y >= this.grid.rows) return x;
    const end = Math.min(right, this.grid.columns);
    const number = this.styles.number(style);
    return isSimple(text) ? this.#simple(x, y, end, text, number) : this.#graphemes(x, y, end, text, number);
  }

  #simple(x: number, y: number, end: number, text: string, style: number): number {
    const { cells, columns } = this.grid;
    const start = y * columns;
    const length = Math.min(text.length, end - x);
    if (length <= 0) return x;
    splitWide(cells, start + x, start, start + columns);
    splitWide(cells, start + x + length - 1, start, start + columns);
    for (let i = 0; i < length; i++) cells[start + x + i] = makeCell(text.charCodeAt(i), style);
    return x + length;
  }

  #graphemes(x: number, y: number, end: number, text: string, style: number): number {
    const { cells, columns } = this.grid;
    const start = y * columns;
    let column = x;
    for (const { segment } of graphemesOf(text)) {
      const width = graphemeWidth(segment);
      if (width === 0) continue;
      if (column + width > end) break;
      splitWide(cells, start + column, start, start + columns);
      if (width === 2) splitWide(cells, start + column + 1, start, start + columns);
      cells[start + column] = makeCell(this.graphemes.code(segment), style);
      if (width === 2) cells[start + column + 1] = makeCell(RIGHT_HALF, style);
      column += width;
    }
    return column;
  }

  /** Like `text`, for text with SGR sequences (and no others); returns the column after it and the final style. */
  styled(x: number, y: number, right: number, text: string, base: Style): { x: number; style: Style } {
    let style = base;
    let column = x;
    let from = 0;
    SGR_SEQUENCE.lastIndex = 0;
    for (let match = SGR_SEQUENCE.exec(text); match; match = SGR_SEQUENCE.exec(text)) {
      if (match.index > from) column = this.text(column, y, right, text.slice(from, match.index), style);
      style = applySgr(style, match[1]!);
      from = SGR_SEQUENCE.lastIndex;
    }
    if (from < text.length) column = this.text(column, y, right, text.slice(from), style);
    return { x: column, style };
  }

  /** Changes the style of the cells from x up to but excluding `right`. */
  restyle(x: number, y: number, right: number, change: (style: Style) => Style): void {
    const { cells, columns, rows } = this.grid;
    if (y < 0 || y >= rows) return;
    const start = y * columns;
    let last = -1;
    let number = 0;
    for (let i = start + Math.max(0, x); i < start + Math.min(right, columns); i++) {
      const style = styleOf(cells[i]!);
      if (style !== last) {
        last = style;
        number = this.styles.number(change(this.styles.style(style)));
      }
      cells[i] = makeCell(codeOf(cells[i]!), number);
    }
  }

  /**
   * Draws a frame as Ink returns it: lines separated by newlines, styled with SGR, starting at row `top`; the rows
   * above are blank.
   */
  frame(frame: string, top = 0): void {
    this.clear();
    let style = PLAIN;
    for (const [y, line] of frame.split('\n').entries()) {
      if (top + y >= this.grid.rows) break;
      style = this.styled(0, top + y, this.grid.columns, line, style).style;
    }
  }

  /** Copies every cell of another canvas of the same size that shares this one's tables. */
  copy(other: Canvas): void {
    this.grid.cells.set(other.grid.cells);
  }
}
