import type { RowId } from '../../protocol/rows.ts';
import type { DrawnRows } from './drawnRows.ts';
import type { RowWindow } from './row.ts';

/** The selected row of a list, both visually and for screen readers. */
export class Cursor {
  readonly #layer: HTMLElement;
  readonly #drawn: DrawnRows;
  #id: RowId | null = null;

  constructor(layer: HTMLElement, drawn: DrawnRows) {
    this.#layer = layer;
    this.#drawn = drawn;
  }

  get id(): RowId | null {
    return this.#id;
  }

  move(id: RowId | null, window: RowWindow): void {
    const before = this.#id === null ? undefined : this.#drawn.node(this.#id);
    if (before) select(before, false);
    this.#id = id;
    this.mark(window);
  }

  /** Marks its row, if that is drawn. */
  mark(window: RowWindow): void {
    const id = this.#id;
    const node = id === null ? undefined : this.#drawn.node(id);
    if (id === null || !node) {
      this.#layer.removeAttribute('aria-activedescendant');
      return;
    }
    select(node, true);
    node.setAttribute('aria-setsize', String(window.total));
    node.setAttribute('aria-posinset', String(window.index + window.indexOf(id) + 1));
    this.#layer.setAttribute('aria-activedescendant', node.id);
  }
}

const select = (node: HTMLElement, on: boolean): void => {
  node.classList.toggle('selected', on);
  node.setAttribute('aria-selected', String(on));
};
