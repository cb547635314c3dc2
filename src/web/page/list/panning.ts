import type { RowId } from '../../protocol/rows.ts';
import type { DrawnRows } from './drawnRows.ts';

export interface PanningHost {
  /** Reports how far the texts are panned, the widest text, and the available width. */
  panned(at: number, widest: number, width: number): void;
}

/** How far the texts of a list are panned sideways if lines are not wrapped. */
export class Panning {
  readonly #layer: HTMLElement;
  readonly #drawn: DrawnRows;
  readonly #host: PanningHost;
  #at = 0;
  #widest = 0;

  constructor(layer: HTMLElement, drawn: DrawnRows, host: PanningHost) {
    this.#layer = layer;
    this.#drawn = drawn;
    this.#host = host;
  }

  get at(): number {
    return this.#at;
  }

  /** The width available for texts. */
  get width(): number {
    return this.#drawn.strip.querySelector<HTMLElement>('.text')?.clientWidth ?? this.#layer.clientWidth;
  }

  to(pixels: number): void {
    const at = Math.max(0, Math.min(pixels, Math.max(0, this.#widest - this.width)));
    if (at === this.#at) return;
    this.#at = at;
    this.#drawn.strip.style.setProperty('--pan', `${at}px`);
    this.#host.panned(at, this.#widest, this.width);
  }

  /** Brings a row's first match into view, panning the text if necessary. */
  revealMark(id: RowId): void {
    const mark = this.#drawn.node(id)?.querySelector('mark');
    const line = this.#drawn.node(id)?.querySelector('.line');
    if (!mark || !line || this.#isWrapped) return;
    const { left, right } = mark.getBoundingClientRect();
    const start = line.getBoundingClientRect().left;
    const isSeen = left - start >= this.#at && right - start <= this.#at + this.width;
    if (!isSeen) this.to(left - start - this.width / 3);
  }

  /** Records the width of the widest text. */
  measure(isFollowing: boolean): void {
    if (this.#isWrapped) {
      this.#host.panned(0, 0, 0);
      return;
    }
    let widest = 0;
    for (const line of this.#drawn.strip.querySelectorAll('.line')) {
      widest = Math.max(widest, line.getBoundingClientRect().width);
    }
    widest = Math.ceil(widest) + 40;
    // Only grow while rows are passing, so that the scroll bar keeps still.
    if (widest <= this.#widest && isFollowing) return;
    this.#widest = this.#at > 0 ? Math.max(widest, this.#at + this.width) : widest;
    this.#host.panned(this.#at, this.#widest, this.width);
  }

  /** Resets the width before the rows are replaced. */
  reset(): void {
    this.#widest = 0;
  }

  get #isWrapped(): boolean {
    return this.#layer.closest('.wrap') !== null;
  }
}
