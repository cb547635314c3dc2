import { type CellGrid, codeOf, FIRST_GRAPHEME } from './cells.ts';

/**
 * Numbers grapheme clusters of several code points so that each fits in one cell; numbers are recycled between frames.
 */
export class GraphemeTable {
  readonly #texts: (string | null)[] = [];
  readonly #codes = new Map<string, number>();
  readonly #free: number[] = [];
  readonly #limit: number;

  constructor(limit = 16_384) {
    this.#limit = limit;
  }

  /** Returns the cell code of a grapheme; if all numbers are taken, that of its first code point. */
  code(grapheme: string): number {
    const first = grapheme.codePointAt(0)!;
    if (grapheme.length === (first > 0xffff ? 2 : 1)) return first;
    const known = this.#codes.get(grapheme);
    if (known !== undefined) return known;
    const number = this.#free.pop() ?? this.#texts.length;
    if (number >= this.#limit) return first;
    this.#texts[number] = grapheme;
    this.#codes.set(grapheme, FIRST_GRAPHEME + number);
    return FIRST_GRAPHEME + number;
  }

  /** Returns the text of a cell code. */
  text(code: number): string {
    return code < FIRST_GRAPHEME ? String.fromCodePoint(code) : (this.#texts[code - FIRST_GRAPHEME] ?? ' ');
  }

  /** Frees the numbers not used in `grids` once half are taken. Call it only between frames. */
  recycle(grids: readonly CellGrid[]): void {
    if (this.#codes.size < this.#limit / 2) return;
    const used = new Set<number>();
    for (const grid of grids) for (const cell of grid.cells) used.add(codeOf(cell));
    for (const [text, code] of this.#codes) {
      if (used.has(code)) continue;
      this.#codes.delete(text);
      this.#texts[code - FIRST_GRAPHEME] = null;
      this.#free.push(code - FIRST_GRAPHEME);
    }
  }
}
