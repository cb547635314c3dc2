import type { Pane, TailMessage } from '../../protocol.ts';

/** Rows of a pane's end that are asked for at most. */
const MAX_TAIL_ROWS = 400;

/** The panes on screen and how many rows of them fit: those that follow have their ends pushed. */
export class ShownPanes {
  readonly #follows: (pane: Pane) => boolean;
  readonly #rows = new Map<Pane, number>();
  #said = '';

  constructor(follows: (pane: Pane) => boolean) {
    this.#follows = follows;
  }

  /** A pane has room for so many rows; 0: it is not on screen any more. */
  show(pane: Pane, rows: number): void {
    if (rows === 0) this.#rows.delete(pane);
    else this.#rows.set(pane, Math.min(MAX_TAIL_ROWS, rows));
  }

  /** What the server is told, from the beginning. */
  message(): TailMessage {
    const panes = [...this.#rows]
      .filter(([pane]) => this.#follows(pane))
      .map(([pane, rows]) => ({ pane, rows }));
    const message = { type: 'tail', panes } as const;
    this.#said = JSON.stringify(message);
    return message;
  }

  /** What the server is to be told now; null: it knows. */
  news(): TailMessage | null {
    const before = this.#said;
    const message = this.message();
    return this.#said === before ? null : message;
  }
}
