import type { Level } from '../../core/level.ts';
import type { SourceNumber } from './rows.ts';

/** A pattern (ERE), or a condition on fields in the syntax of `--where`. */
export interface ViewFilter {
  readonly kind: 'pattern' | 'where';
  readonly text: string;
  /** Whether to hide what matches. */
  readonly negate: boolean;
  readonly enabled: boolean;
}

export interface TimeSpan {
  /** Milliseconds since the epoch, inclusive. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** One viewer's settings. They are replaced as a whole, and do not affect other viewers or what the hosts send. */
export interface ViewSettings {
  readonly filters: readonly ViewFilter[];
  /** Minimum level; null shows everything, including records without a level. */
  readonly level: Level | null;
  /** Applies to filters and search. */
  readonly ignoreCase: boolean;
  /** A pattern (ERE) to count and step through; null for none. */
  readonly search: string | null;
  readonly range: TimeSpan | null;
  /** Logs hidden in the merged pane. */
  readonly hidden: readonly SourceNumber[];
  /** The only log in the merged pane; null for all that are not hidden. */
  readonly solo: SourceNumber | null;
  /**
   * Shows records unchanged, instead of removing the time and level shown in columns and reformatting structured ones
   * as message and fields.
   */
  readonly verbatim: boolean;
}

export const DEFAULT_SETTINGS: ViewSettings = {
  filters: [],
  level: null,
  ignoreCase: false,
  search: null,
  range: null,
  hidden: [],
  solo: null,
  verbatim: false,
};
