import type { RowId } from '../../protocol/rows.ts';
import type { Row, RowWindow } from './row.ts';
import { createRowNode, type Look } from './rowNode.ts';
import { selectedNodes, topWithin } from './strip.ts';

/** Rows drawn above and below the visible ones. */
export const OVERSCAN = 6;
/** Maximum number of rows that stay drawn because they are part of a selection. */
const MAX_HELD = 2_000;

/**
 * The nodes of a list's rows, in order. Each drawn row has one node, found by its id, so that text selected in it stays
 * selected.
 */
export class DrawnRows {
  readonly strip: HTMLElement;
  look: Look;
  /** The drawn rows: from this one of the window up to, but excluding, `to`. */
  from = 0;
  to = 0;
  readonly #key: string;
  readonly #nodes = new Map<RowId, HTMLElement>();
  /** The row that each node shows. */
  readonly #rows = new WeakMap<HTMLElement, Row>();

  /** `key` makes the nodes' ids different from those of other lists. */
  constructor(strip: HTMLElement, key: string, look: Look) {
    this.strip = strip;
    this.#key = key;
    this.look = look;
  }

  node(id: RowId): HTMLElement | undefined {
    return this.#nodes.get(id);
  }

  get height(): number {
    return this.strip.getBoundingClientRect().height;
  }

  drop(id: RowId): void {
    this.#nodes.get(id)?.remove();
    this.#nodes.delete(id);
  }

  clear(): void {
    for (const id of [...this.#nodes.keys()]) this.drop(id);
    this.from = this.to = 0;
  }

  /** Draws exactly these rows of a window, plus those that are part of a selection. */
  draw(window: RowWindow, first: number, last: number): void {
    const { rows } = window;
    const [from, to] = this.#withSelected(window, first, last);
    const wanted = new Set<RowId>();
    for (let at = from; at < to; at++) wanted.add(rows[at]!.id);
    for (const id of [...this.#nodes.keys()]) if (!wanted.has(id)) this.drop(id);
    let next = this.strip.firstElementChild;
    for (let at = from; at < to; at++) {
      const row = rows[at]!;
      const known = this.#nodes.get(row.id);
      if (known && !isSameRow(this.#rows.get(known), row)) {
        if (known === next) next = next.nextElementSibling;
        this.drop(row.id);
      }
      const node = this.#nodes.get(row.id) ?? this.#create(row);
      if (node === next) next = next.nextElementSibling;
      else this.strip.insertBefore(node, next);
    }
    this.from = from;
    this.to = to;
  }

  /** Draws rows above until they reach an offset; returns the offset in the extended strip. */
  extendUp(window: RowWindow, y: number, rowHeight: number): number {
    let at = y;
    while (at < 0 && this.from > 0) {
      const more = Math.max(OVERSCAN, Math.ceil(-at / rowHeight));
      const first = this.strip.firstElementChild;
      this.draw(window, Math.max(0, this.from - more), this.to);
      at += first ? topWithin(this.strip, first) : 0;
    }
    return at;
  }

  /** Draws rows below until they reach an offset. */
  extendDown(window: RowWindow, y: number, rowHeight: number): void {
    const { length } = window.rows;
    let missing = y - this.height;
    while (missing > 0 && this.to < length) {
      const more = Math.max(OVERSCAN, Math.ceil(missing / rowHeight));
      this.draw(window, this.from, Math.min(length, this.to + more));
      missing = y - this.height;
    }
  }

  #create(row: Row): HTMLElement {
    const node = createRowNode(row, this.look);
    node.id = `${this.#key}-${row.id}`;
    this.#nodes.set(row.id, node);
    this.#rows.set(node, row);
    return node;
  }

  /** Extends the range of rows to draw by the rows of a selection. */
  #withSelected(window: RowWindow, first: number, last: number): [number, number] {
    const held = selectedNodes(this.strip);
    if (!held) return [first, last];
    const top = window.indexOf(Number(held.first.dataset['id']));
    const bottom = window.indexOf(Number(held.last.dataset['id']));
    if (top < 0 || bottom < 0) return [first, last];
    const from = Math.min(first, top);
    const to = Math.max(last, bottom + 1);
    return to - from > MAX_HELD ? [first, last] : [from, to];
  }
}

/** Returns true if a row looks as before: it was not sent again, or was sent unchanged. */
const isSameRow = (a: Row | undefined, b: Row): boolean =>
  a === b ||
  (a !== undefined &&
    a.text === b.text &&
    a.kind === b.kind &&
    a.ms === b.ms &&
    a.marks.length === b.marks.length &&
    a.marks.every((at, i) => at === b.marks[i]));
