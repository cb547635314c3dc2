import type { PaneState } from '../../protocol/pushes.ts';
import type { Pane } from '../../protocol/rows.ts';

/** Tracks reads of older lines by pane, so that one without results can be told from one that did not happen. */
export class OlderReads {
  /** How many rows a pane had before, and whether the read has been seen to start. */
  readonly #asked = new Map<Pane, { readonly shown: number; isReading: boolean }>();

  begun({ pane, shown }: PaneState): void {
    this.#asked.set(pane, { shown, isReading: false });
  }

  /** Returns the message to show, given a pane's new state; null for none. */
  heard({ pane, shown, edge }: PaneState): string | null {
    const asked = this.#asked.get(pane);
    if (!asked) return null;
    if (edge?.kind === 'reading') {
      asked.isReading = true;
      return null;
    }
    if (shown === asked.shown && !asked.isReading) return null;
    this.#asked.delete(pane);
    if (shown !== asked.shown || edge?.kind === 'range') return null;
    return edge?.kind === 'older'
      ? 'None of the lines just read pass the filters. There are older lines: keep reading.'
      : 'No older lines pass the filters: the logs were read back to their start.';
  }
}
