/** How long a live record waits before it is delivered, in milliseconds. */
export interface Patience {
  /** For earlier records of other sources. */
  readonly mergeMs: number;
  /** For lines that continue it. */
  readonly continuationMs: number;
}

/** On the screen a new line must appear within 80 ms; records that arrive out of order are marked as late. */
export const SCREEN_PATIENCE: Patience = { mergeMs: 25, continuationMs: 20 };

/** When printing, order is worth a quarter of a second, because printed lines cannot be moved. */
export const PRINT_PATIENCE: Patience = { mergeMs: 250, continuationMs: 100 };
