import { Cursor } from './cursor.ts';
import { DrawnRows, OVERSCAN } from './drawnRows.ts';
import { Panning, type PanningHost } from './panning.ts';
import { NO_ROWS, type Row, type RowWindow } from './row.ts';
import type { Look } from './rowNode.ts';
import { nodeAt, topWithin } from './strip.ts';
import { Thumb } from './thumb.ts';

/** A position in a list: at its end, or a number of pixels into a row. */
export type Place = 'end' | { readonly id: number; readonly px: number };

/** What a list needs from its pane. */
export interface ListHost extends PanningHost {
  /** More rows before or after the loaded ones will be needed soon. */
  need(side: 'before' | 'after'): void;
  /** The thumb was moved: 0 is the start, 1 the end. */
  seek(share: number): void;
  /** The person moved to the end, or away from it. */
  moved(place: Place): void;
}

/** How many rows ahead to load. */
const AHEAD = 200;
/** Maximum number of pixels to scroll later, once more rows have arrived. */
const MAX_OWED = 30_000;

/**
 * The rows on screen, and the scroll position. Only visible rows are drawn and measured, so rows may have any height
 * and the list any length: the position is a row and an offset in pixels, never a distance from the start.
 */
export class RowList {
  readonly #host: ListHost;
  readonly #layer: HTMLElement;
  readonly #strip: HTMLElement;
  readonly #thumb: Thumb;
  readonly #drawn: DrawnRows;
  readonly #cursor: Cursor;
  readonly panning: Panning;
  #window: RowWindow = NO_ROWS;
  #place: Place = 'end';
  /** Pixels of the strip above the view's upper edge. */
  #y = 0;
  /** The row to centre once there is a view. */
  #toCenter: number | null = null;
  /** Pixels to scroll when more rows have arrived. */
  #owed = 0;
  /** The thumb's position while the rows for it are being loaded. */
  #sought: number | null = null;
  /** Index in the list of the row at the current position. */
  #stood = 0;
  #height = 0;

  constructor(scroller: HTMLElement, key: string, look: Look, host: ListHost) {
    this.#host = host;
    this.#layer = scroller.querySelector<HTMLElement>('.layer')!;
    this.#strip = scroller.querySelector<HTMLElement>('.strip')!;
    this.#drawn = new DrawnRows(this.#strip, key, look);
    this.#cursor = new Cursor(this.#layer, this.#drawn);
    this.panning = new Panning(this.#layer, this.#drawn, host);
    this.#thumb = new Thumb(scroller, scroller.querySelector<HTMLElement>('.spacer')!, {
      by: pixels => this.moveBy(pixels),
      to: share => this.#dragTo(share),
    });
  }

  get place(): Place {
    return this.#place;
  }

  get cursor(): number | null {
    return this.#cursor.id;
  }

  /** The first and last visible rows, or null. */
  get visible(): { readonly first: Row; readonly last: Row } | null {
    const rows = this.#window.rows;
    const first = this.#rowAt(this.#y);
    const last = this.#rowAt(this.#y + this.#height - 1) ?? rows[this.#drawn.to - 1];
    return first && last ? { first, last } : null;
  }

  focus(): void {
    this.#layer.focus();
  }

  /** Removes its rows, so that another list can use the container. */
  close(): void {
    this.#thumb.close();
    this.#drawn.clear();
    this.#layer.removeAttribute('aria-activedescendant');
  }

  /** Whether the first loaded row is at the upper edge. */
  get atStart(): boolean {
    return this.#window.index === 0 && this.#drawn.from === 0 && this.#y <= 0;
  }

  get viewHeight(): number {
    return this.#height;
  }

  update(window: RowWindow): void {
    this.#window = window;
    const owed = this.#owed;
    this.#owed = 0;
    if (owed === 0) this.#render();
    else this.#moveFrom(this.#rendered(), owed);
  }

  setLook(look: Look): void {
    this.#drawn.look = look;
    this.#redrawAll();
  }

  /** Redraws one row. */
  redraw(id: number): void {
    this.#drawn.drop(id);
    this.#render();
  }

  /** Adapts to a new view size. */
  resize(height: number): void {
    const { cursor } = this;
    const isSeen = this.#height > 0 && cursor !== null && this.#isVisible(cursor);
    this.#height = height;
    this.#render();
    const toCenter = this.#toCenter;
    if (height > 0) this.#toCenter = null;
    if (height > 0 && toCenter !== null) this.reveal(toCenter, 'center');
    if (isSeen && height > 0) this.reveal(cursor, 'nearest');
  }

  #isVisible(id: number): boolean {
    const node = this.#drawn.node(id);
    if (!node) return false;
    const top = topWithin(this.#strip, node) - this.#y;
    return top > -node.getBoundingClientRect().height && top < this.#height;
  }

  setPlace(place: Place): void {
    this.#owed = 0;
    this.#sought = null;
    this.#place = place;
    this.#render();
  }

  setCursor(id: number | null): void {
    this.#cursor.move(id, this.#window);
  }

  /** Returns the loaded row next to another one, or next to the edge of the visible part if that is not loaded. */
  beside(id: number | null, by: 1 | -1): Row | null {
    const at = id === null ? -1 : this.#window.indexOf(id);
    if (at >= 0) return this.#window.rows[at + by] ?? null;
    const edges = this.visible;
    return (by > 0 ? edges?.first : edges?.last) ?? null;
  }

  row(id: number): Row | null {
    return this.#window.rows[this.#window.indexOf(id)] ?? null;
  }

  /** Scrolls by a number of pixels within the loaded rows. */
  moveBy(pixels: number): void {
    if (this.#window.rows.length === 0) return;
    this.#moveFrom(this.#y, pixels + this.#owed);
  }

  #moveFrom(from: number, pixels: number): void {
    this.#owed = 0;
    this.#sought = null;
    const y = this.#extendUp(from + pixels);
    this.#extendDown(y);
    const most = Math.max(0, this.#drawn.height - this.#height);
    const isLast = this.#drawn.to === this.#window.rows.length;
    const atEnd = isLast && y >= most - 0.5 && pixels > 0 && this.#reachesEnd();
    if (y < 0 && this.#window.index > 0) this.#owed = Math.max(-MAX_OWED, y);
    if (isLast && y > most && !this.#reachesEnd()) this.#owed = Math.min(MAX_OWED, y - most);
    this.#y = Math.max(0, Math.min(y, isLast ? most : y));
    this.#place = atEnd ? 'end' : this.#placeAt(this.#y);
    this.#render();
    this.#host.moved(this.#place);
  }

  /** Stays at the current position instead of following the end. */
  hold(): void {
    if (this.#place === 'end' && this.#window.rows.length > 0) this.#place = this.#placeAt(this.#y);
  }

  /** Brings a loaded row into view; returns false if it is not loaded. */
  reveal(id: number, align: 'nearest' | 'center'): boolean {
    if (this.#window.indexOf(id) < 0) return false;
    if (this.#height === 0) {
      // It has not been laid out yet.
      this.#place = { id, px: 0 };
      this.#toCenter = id;
      return true;
    }
    this.hold();
    const node = this.#drawn.node(id);
    if (node && align === 'nearest') {
      const top = topWithin(this.#strip, node) - this.#y;
      const bottom = top + node.getBoundingClientRect().height;
      if (top >= 0 && bottom <= this.#height) return true;
      if (top >= 0) {
        this.#shift(Math.min(bottom - this.#height, top));
        return true;
      }
    }
    this.#place = { id, px: 0 };
    this.#render();
    const drawn = this.#drawn.node(id);
    if (align === 'center' && drawn) {
      // Near the end, the row cannot be at the upper edge.
      const top = topWithin(this.#strip, drawn) - this.#y;
      this.#shift(top - Math.max(0, (this.#height - this.#rowHeight()) / 2));
    }
    return true;
  }

  #shift(pixels: number): void {
    const y = this.#extendUp(this.#y + pixels);
    this.#extendDown(y);
    const most = Math.max(0, this.#drawn.height - this.#height);
    this.#y = Math.max(0, Math.min(y, most));
    this.#place = this.#placeAt(this.#y);
    this.#render();
    this.#host.moved(this.#place);
  }

  #dragTo(share: number): void {
    const { rows, index, total } = this.#window;
    const at = Math.round(share * Math.max(0, total - this.#rowsInView()));
    const row = rows[at - index];
    this.#sought = null;
    if (share >= 1 && this.#reachesEnd()) this.#place = 'end';
    else if (row) this.#place = { id: row.id, px: 0 };
    else {
      this.#sought = share;
      this.#host.seek(share);
      return;
    }
    this.#render();
    this.#host.moved(this.#place);
  }

  #reachesEnd(): boolean {
    return this.#window.reachesEnd;
  }

  #rowsInView(): number {
    return Math.max(1, Math.floor(this.#height / this.#rowHeight()));
  }

  /** Height of an ordinary row. */
  #rowHeight(): number {
    const height = Number.parseFloat(getComputedStyle(this.#layer).getPropertyValue('--row'));
    return Number.isFinite(height) && height > 0 ? height : 20;
  }

  /** Draws rows above until they reach an offset; returns the offset in the extended strip. */
  #extendUp(y: number): number {
    return this.#drawn.extendUp(this.#window, y, this.#rowHeight());
  }

  /** Draws rows below until they fill the view from an offset on. */
  #extendDown(y: number): void {
    this.#drawn.extendDown(this.#window, y + this.#height, this.#rowHeight());
  }

  #placeAt(y: number): Place {
    const node = nodeAt(this.#strip, y);
    if (!node) return 'end';
    return { id: Number(node.dataset['id']), px: y - topWithin(this.#strip, node) };
  }

  #rowAt(y: number): Row | null {
    const node = nodeAt(this.#strip, y);
    return node && this.row(Number(node.dataset['id']));
  }

  #rendered(): number {
    this.#render();
    return this.#y;
  }

  #render(): void {
    const { rows } = this.#window;
    if (this.#height === 0) return;
    const inView = Math.ceil(this.#height / this.#rowHeight());
    if (this.#place === 'end' || rows.length === 0) {
      this.#drawn.draw(this.#window, Math.max(0, rows.length - inView - OVERSCAN), rows.length);
      this.#y = Math.max(0, this.#drawn.height - this.#height);
    } else {
      const { id, px } = this.#place;
      const at = this.#indexOf(id);
      this.#drawn.draw(
        this.#window,
        Math.max(0, at - OVERSCAN),
        Math.min(rows.length, at + inView + OVERSCAN),
      );
      const node = this.#drawn.node(rows[at]!.id)!;
      const isSame = rows[at]!.id === id;
      const height = node.getBoundingClientRect().height;
      this.#y = topWithin(this.#strip, node) + (isSame ? Math.min(px, Math.max(0, height - 1)) : 0);
      this.#fillView();
      // The row is gone, so the position becomes that of the nearest row.
      if (!isSame) this.#place = this.#placeAt(this.#y);
    }
    this.#strip.style.transform = `translateY(${-this.#y}px)`;
    this.#cursor.mark(this.#window);
    this.#showThumb();
    this.panning.measure(this.#place === 'end');
    this.#askAhead();
  }

  /** Leaves no blank space below the last row while there are rows above. */
  #fillView(): void {
    this.#extendDown(this.#y);
    if (this.#drawn.to < this.#window.rows.length) return;
    const missing = this.#y + this.#height - this.#drawn.height;
    if (missing <= 0) return;
    const y = this.#extendUp(this.#y - missing);
    this.#y = Math.max(0, y);
  }

  #askAhead(): void {
    const { rows, index } = this.#window;
    if (rows.length === 0) return;
    if (this.#drawn.from < AHEAD && index > 0) this.#host.need('before');
    if (rows.length - this.#drawn.to < AHEAD && !this.#reachesEnd()) this.#host.need('after');
  }

  #showThumb(): void {
    const { index, total } = this.#window;
    const inView = this.#height / this.#rowHeight();
    const at = this.#place === 'end' ? 1 : (index + this.#indexOfTop()) / Math.max(1, total - inView);
    this.#thumb.show(total * this.#rowHeight(), this.#height, this.#sought ?? Math.min(1, at));
  }

  #indexOfTop(): number {
    if (this.#place === 'end') return this.#window.rows.length;
    return this.#indexOf(this.#place.id) + this.#place.px / this.#rowHeight();
  }

  /** Returns the index of a row in the window or, if it is not loaded, the list's last known position. */
  #indexOf(id: number): number {
    const at = this.#window.indexOf(id);
    if (at >= 0) this.#stood = this.#window.index + at;
    return Math.max(0, Math.min(this.#stood - this.#window.index, this.#window.rows.length - 1));
  }

  #redrawAll(): void {
    this.panning.reset();
    this.#drawn.clear();
    this.#render();
  }
}
