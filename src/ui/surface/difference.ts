import type { ColorDepth } from '../../core/text/color.ts';
import { BLANK, type CellGrid, codeOf, FIRST_GRAPHEME, RIGHT_HALF, styleOf } from './cells.ts';
import type { GraphemeTable } from './graphemes.ts';
import { OutputBuffer } from './outputBuffer.ts';
import { type Style, type StyleTable, sgrOf } from './styles.ts';
import { isWidthCertain } from './width.ts';

/** Unchanged cells that are cheaper to rewrite than to skip with a cursor movement. */
const BRIDGE = 5;

/** Turns the difference between two frames into terminal output; caches the SGR sequences of styles. */
export class FrameWriter {
  readonly #styles: StyleTable;
  readonly #graphemes: GraphemeTable;
  readonly #depth: ColorDepth;
  readonly #output = new OutputBuffer();
  /** By style number, the sequence of the style that last had that number. */
  readonly #sequences: { readonly style: Style; readonly sgr: string }[] = [];
  #style = 0;
  /** The known position of the terminal's cursor, or -1. */
  #cursor = -1;

  readonly #ascii: boolean;

  /** `ascii`: replaces everything that is not ASCII with `?`. */
  constructor(styles: StyleTable, graphemes: GraphemeTable, depth: ColorDepth, ascii = false) {
    this.#ascii = ascii;
    this.#styles = styles;
    this.#graphemes = graphemes;
    this.#depth = depth;
  }

  /**
   * Returns the output that turns a terminal showing `before` (null: unknown content) into one showing `after`. It
   * assumes that the terminal does not wrap at its right edge, and leaves it in plain style. Empty if nothing changed.
   */
  write(before: CellGrid | null, after: CellGrid): string {
    const same = before && before.columns === after.columns && before.rows === after.rows ? before : null;
    this.#output.clear();
    if (!same) this.#output.ascii('\x1b[0m\x1b[2J');
    this.#style = 0;
    this.#cursor = -1;
    for (let y = 0; y < after.rows; y++) this.#row(same, after, y);
    if (this.#style !== 0) this.#output.ascii('\x1b[0m');
    return this.#output.toString();
  }

  #row(before: CellGrid | null, after: CellGrid, y: number): void {
    const { columns, cells } = after;
    const start = y * columns;
    const end = start + columns;
    const old = before?.cells;
    let repaint = false;
    const textEnd = this.#textEnd(cells, start, end);
    let index = start;
    while (index < end) {
      if (!repaint && cells[index] === (old ? old[index] : BLANK)) {
        index++;
        continue;
      }
      if (index >= textEnd) {
        this.#eraseRest(index, columns);
        return;
      }
      if (codeOf(cells[index]!) === RIGHT_HALF && index > start) index--;
      this.#bridge(cells, index, start, columns);
      const certain = this.#glyph(cells, index, end, columns);
      repaint ||= !certain;
      index += codeOf(cells[index + 1]!) === RIGHT_HALF && index + 1 < end ? 2 : 1;
    }
  }

  /** Returns the index after a row's last cell that is not a plain blank. */
  #textEnd(cells: Uint32Array, start: number, end: number): number {
    let index = end;
    while (index > start && cells[index - 1] === BLANK) index--;
    return index;
  }

  #eraseRest(index: number, columns: number): void {
    this.#moveTo(index, columns);
    this.#setStyle(0);
    this.#output.ascii('\x1b[K');
  }

  /**
   * Moves the cursor to `index`: by rewriting the few unchanged plain cells in between if they are certain, otherwise
   * with a cursor movement.
   */
  #bridge(cells: Uint32Array, index: number, start: number, columns: number): void {
    const gap = index - this.#cursor;
    if (this.#cursor < start || gap < 0 || gap > BRIDGE) {
      this.#moveTo(index, columns);
      return;
    }
    for (let i = this.#cursor; i < index; i++) {
      const code = codeOf(cells[i]!);
      if (code < BLANK || code > 0x7e || styleOf(cells[i]!) !== this.#style) {
        this.#moveTo(index, columns);
        return;
      }
    }
    for (let i = this.#cursor; i < index; i++) this.#output.code(codeOf(cells[i]!));
    this.#cursor = index;
  }

  /** Writes a glyph; returns false if terminals disagree on its width, so that the cursor must be repositioned. */
  #glyph(cells: Uint32Array, index: number, end: number, columns: number): boolean {
    const code = codeOf(cells[index]!);
    const wide = index + 1 < end && codeOf(cells[index + 1]!) === RIGHT_HALF;
    this.#setStyle(styleOf(cells[index]!));
    if (this.#ascii && code > 0x7e) {
      this.#output.ascii(wide ? '??' : '?');
      this.#cursor = index + (wide ? 2 : 1);
      return true;
    }
    if (code < FIRST_GRAPHEME && isWidthCertain(code)) {
      this.#output.code(code);
      this.#cursor = index + (wide ? 2 : 1);
      if (this.#cursor >= end) this.#cursor = -1;
      return true;
    }
    // Blank both cells first, so that nothing old shows through on a terminal that draws the glyph narrower.
    if (wide) {
      this.#output.ascii('  ');
      this.#moveTo(index, columns, true);
    }
    this.#output.text(code === RIGHT_HALF ? ' ' : this.#graphemes.text(code));
    this.#cursor = -1;
    return false;
  }

  #setStyle(style: number): void {
    if (style === this.#style) return;
    this.#style = style;
    this.#output.ascii(this.#sequenceOf(style));
  }

  #sequenceOf(number: number): string {
    const style = this.#styles.style(number);
    const known = this.#sequences[number];
    if (known?.style === style) return known.sgr;
    const sgr = sgrOf(style, this.#depth);
    this.#sequences[number] = { style, sgr };
    return sgr;
  }

  #moveTo(index: number, columns: number, force = false): void {
    if (index === this.#cursor && !force) return;
    const row = Math.floor(index / columns);
    this.#output.ascii('\x1b[');
    this.#output.number(row + 1);
    this.#output.ascii(';');
    this.#output.number(index - row * columns + 1);
    this.#output.ascii('H');
    this.#cursor = index;
  }
}
