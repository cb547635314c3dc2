/** Callbacks for a thumb moved by the person. */
export interface ThumbMoves {
  readonly by: (pixels: number) => void;
  /** 0 is the start, 1 the end. */
  readonly to: (share: number) => void;
}

/** Browsers clamp elements at 17 to 33 million pixels, and lose precision long before. */
const MAX_PIXELS = 8_000_000;
/** In browsers that do not report the end of a drag, it ends after this time without an event. */
const DRAG_END_MS = 200;

/**
 * The scroll bar of a list that has no height of its own: the browser's scroll bar, over a spacer. Any movement not
 * caused by `show` comes from the person.
 */
export class Thumb {
  readonly #scroller: HTMLElement;
  readonly #spacer: HTMLElement;
  readonly #moves: ThumbMoves;
  #expected = 0;
  #spacerHeight = -1;
  #view = 0;
  #isExact = true;
  #dragUntil = 0;
  #latest: (() => void) | null = null;
  readonly #listening = new AbortController();

  constructor(scroller: HTMLElement, spacer: HTMLElement, moves: ThumbMoves) {
    this.#scroller = scroller;
    this.#spacer = spacer;
    this.#moves = moves;
    const { signal } = this.#listening;
    scroller.addEventListener('scroll', () => this.#scrolled(), { signal });
    scroller.addEventListener('scrollend', () => this.#settle(), { signal });
  }

  close(): void {
    this.#listening.abort();
    this.#latest = null;
  }

  /**
   * Shows the scroll bar for a list of a given height and position, but not before the person stops moving the thumb.
   */
  show(pixels: number, view: number, share: number): void {
    this.#latest = () => this.#set(pixels, view, share);
    this.#settle();
  }

  #set(pixels: number, view: number, share: number): void {
    const whole = Math.max(view, Math.min(pixels, MAX_PIXELS));
    this.#isExact = pixels <= MAX_PIXELS;
    this.#view = view;
    const height = Math.round(whole - view);
    if (height !== this.#spacerHeight) {
      this.#spacerHeight = height;
      this.#spacer.style.height = `${height}px`;
    }
    const top = Math.round(share * height);
    if (Math.abs(this.#scroller.scrollTop - top) >= 1) this.#scroller.scrollTop = top;
    // The value read back may differ from the one set.
    this.#expected = this.#scroller.scrollTop;
  }

  /** Returns how far the person has moved the thumb from the position shown. */
  #moved(): number {
    const { scrollTop, clientHeight } = this.#scroller;
    const by = scrollTop - this.#expected;
    // If the view's height has changed, the browser may move the thumb by as much.
    return Math.abs(by) < 1 + Math.abs(clientHeight - this.#view) ? 0 : by;
  }

  #scrolled(): void {
    const by = this.#moved();
    if (by === 0) return;
    const top = this.#scroller.scrollTop;
    this.#expected = top;
    this.#dragUntil = performance.now() + DRAG_END_MS;
    setTimeout(() => this.#settle(), DRAG_END_MS + 10);
    const most = this.#scroller.scrollHeight - this.#scroller.clientHeight;
    if (this.#isExact && Math.abs(by) <= this.#view && top > 0 && top < most) this.#moves.by(by);
    else this.#moves.to(most <= 0 ? 1 : Math.min(1, top / most));
  }

  #settle(): void {
    if (this.#latest === null || performance.now() < this.#dragUntil) return;
    // Browsers report a scroll in their next frame; updating earlier would silently undo it.
    if (this.#moved() === 0) this.#release();
    else requestAnimationFrame(() => this.#release());
  }

  #release(): void {
    if (performance.now() < this.#dragUntil) return;
    const latest = this.#latest;
    this.#latest = null;
    latest?.();
  }
}
