import type { Position } from '../../core/follow/position.ts';
import type { Source } from '../../core/target.ts';

/**
 * Remembers the positions of followed sources from one run to the next. `pipeline` identifies the output that
 * a position counts: with another filter, the position is meaningless.
 */
export interface PositionBook {
  /** True if an earlier run is continued; otherwise, positions are only stored for a later one. */
  readonly resumes: boolean;
  /** Returns the position at which the earlier run stopped; null: start as requested. */
  recall(source: Source, pipeline: string): Position | null;
  /** Records that a followed source has no positions. */
  cannot(source: Source): void;
  /**
   * Registers a source that is about to be followed: `position` returns its current position whenever it is
   * called between two turns of the event loop.
   */
  keep(source: Source, pipeline: string, position: () => Position): void;
}
