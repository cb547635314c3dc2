import type { Level } from './level.ts';

/** Ways to place the panes of the screen: as there is room, side by side, one above the other, and all logs as one. */
export const LAYOUTS = ['split', 'columns', 'rows', 'merged'] as const;
export type LayoutName = (typeof LAYOUTS)[number];
/** Those with a pane for each log, in the order that one key goes through them. */
export const ARRANGEMENTS: readonly LayoutName[] = LAYOUTS.filter(name => name !== 'merged');

/** What the screen's column of times shows. */
export const TIME_COLUMNS = ['seconds', 'millis', 'full', 'off'] as const;
export type TimeColumn = (typeof TIME_COLUMNS)[number];

/** A named view of the configuration: what is read, through which filters, and how it is laid out; nothing is left open. */
export interface SavedView {
  readonly name: string;
  /** SOURCE words; none: what is open stays. */
  readonly sources: readonly string[];
  readonly filters: readonly {
    readonly pattern: string;
    readonly negate: boolean;
    readonly enabled: boolean;
  }[];
  /** This level or worse; null: every level. */
  readonly level: Level | null;
  readonly ignoreCase: boolean;
  readonly layout: LayoutName;
  /** Shares of the height of each row of panes and of the width of each column; 1 where the list has ended. */
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly time: TimeColumn;
  readonly wrap: boolean;
  readonly hostColumn: boolean;
  readonly verbatim: boolean;
  readonly timeline: boolean;
}
