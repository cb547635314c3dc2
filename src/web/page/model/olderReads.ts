import type { Pane, PaneState } from '../../protocol.ts';

/** Reads of older lines that a person asked for, by pane: so that one that brings nothing is not taken for one that did not happen. */
export class OlderReads {
  /** How many rows a pane showed before, and whether reading was seen to begin. */
  readonly #asked = new Map<Pane, { readonly shown: number; isReading: boolean }>();

  begun({ pane, shown }: PaneState): void {
    this.#asked.set(pane, { shown, isReading: false });
  }

  /** What to tell the person now that a pane is known to stand like this; null: nothing. */
  heard({ pane, shown, edge }: PaneState): string | null {
    const asked = this.#asked.get(pane);
    if (!asked) return null;
    if (edge?.kind === 'reading') {
      asked.isReading = true;
      return null;
    }
    if (shown === asked.shown && !asked.isReading) return null;
    this.#asked.delete(pane);
    if (shown !== asked.shown) return null;
    return edge?.kind === 'older'
      ? 'None of the lines just read pass the filters. There are older lines: keep reading.'
      : 'No older lines pass the filters: the logs were read back to their start.';
  }
}
