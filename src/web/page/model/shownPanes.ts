import type { TailMessage } from '../../protocol/requests.ts';
import type { Pane } from '../../protocol/rows.ts';

/** Maximum number of rows requested of a pane's end. */
const MAX_TAIL_ROWS = 400;

/** The panes on screen and how many rows fit in each; the server pushes the ends of those that follow. */
export class ShownPanes {
  readonly #follows: (pane: Pane) => boolean;
  readonly #rows = new Map<Pane, number>();
  #said = '';

  constructor(follows: (pane: Pane) => boolean) {
    this.#follows = follows;
  }

  /** Records that a pane has room for this many rows; 0 if it is no longer on screen. */
  show(pane: Pane, rows: number): void {
    if (rows === 0) this.#rows.delete(pane);
    else this.#rows.set(pane, Math.min(MAX_TAIL_ROWS, rows));
  }

  /** Returns the message that describes the full state. */
  message(): TailMessage {
    const panes = [...this.#rows]
      .filter(([pane]) => this.#follows(pane))
      .map(([pane, rows]) => ({ pane, rows }));
    const message = { type: 'tail', panes } as const;
    this.#said = JSON.stringify(message);
    return message;
  }

  /** Returns the message to send now; null if the server is up to date. */
  news(): TailMessage | null {
    const before = this.#said;
    const message = this.message();
    return this.#said === before ? null : message;
  }
}
