import type { Position } from '../../core/follow/position.ts';
import type { Source } from '../../core/target.ts';

/**
 * Remembers the positions of followed sources from one run to the next. `pipeline` identifies the output that
 * a position counts: with another filter, the position is meaningless.
 */
export interface PositionBook {
  /** An earlier run is continued; else positions are only kept, for a later one. */
  readonly resumes: boolean;
  /** Where the source stood when it was left; null: begin as asked. */
  recall(source: Source, pipeline: string): Position | null;
  /** A source is followed that has no positions. */
  cannot(source: Source): void;
  /** The source is followed, and gave nothing yet: `position` says where it stands, whenever it is asked between two turns of the event loop. */
  keep(source: Source, pipeline: string, position: () => Position): void;
}
