import type { Level } from './level.ts';

/** Layouts of the screen: depending on space, side by side, stacked, and all logs merged. */
export const LAYOUTS = ['split', 'columns', 'rows', 'merged'] as const;
export type LayoutName = (typeof LAYOUTS)[number];
/** Those with a pane per log, in the order in which a key cycles through them. */
export const ARRANGEMENTS: readonly LayoutName[] = LAYOUTS.filter(name => name !== 'merged');

/** Formats of the screen's time column. */
export const TIME_COLUMNS = ['seconds', 'millis', 'full', 'off'] as const;
export type TimeColumn = (typeof TIME_COLUMNS)[number];

/** A named view from the configuration: sources, filters and layout, with all defaults resolved. */
export interface SavedView {
  readonly name: string;
  /** SOURCE arguments; empty: keep what is open. */
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
  /** Relative heights of the rows of panes and widths of the columns; 1 past the end of the list. */
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly time: TimeColumn;
  readonly wrap: boolean;
  readonly hostColumn: boolean;
  readonly verbatim: boolean;
  readonly timeline: boolean;
}
