import type { Position } from '../../core/follow/position.ts';
import type { Source } from '../../core/target.ts';

/**
 * Where followed sources stand, from one run to the next. `pipeline` tells what the position counts the output of: with another filter it
 * means nothing.
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
