import type { RowId } from '../../protocol.ts';
import type { DrawnRows } from './drawnRows.ts';

export interface PanningHost {
  /** How far the texts stand panned, how wide the widest is, and how much room they have. */
  panned(at: number, widest: number, width: number): void;
}

/** How far the texts of a list are panned to the side, where lines are not wrapped. */
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

  /** Width that there is for texts. */
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

  /** Brings a row's first mark into view, where the text has to be panned for it. */
  revealMark(id: RowId): void {
    const mark = this.#drawn.node(id)?.querySelector('mark');
    const line = this.#drawn.node(id)?.querySelector('.line');
    if (!mark || !line || this.#isWrapped) return;
    const { left, right } = mark.getBoundingClientRect();
    const start = line.getBoundingClientRect().left;
    const isSeen = left - start >= this.#at && right - start <= this.#at + this.width;
    if (!isSeen) this.to(left - start - this.width / 3);
  }

  /** Takes note of texts wider than any so far. */
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
    // It only grows while rows pass, so that the scroll bar is still.
    if (widest <= this.#widest && isFollowing) return;
    this.#widest = this.#at > 0 ? Math.max(widest, this.#at + this.width) : widest;
    this.#host.panned(this.#at, this.#widest, this.width);
  }

  /** The rows are about to be others. */
  reset(): void {
    this.#widest = 0;
  }

  get #isWrapped(): boolean {
    return this.#layer.closest('.wrap') !== null;
  }
}
