import type { Readable } from 'node:stream';
import type { HistoryPlace } from '../../core/history/place.ts';
import { PatternError } from '../../core/pattern/pattern.ts';
import type { Query } from '../../core/query.ts';
import type { Source } from '../../core/target.ts';
import { type Trouble, TroubleError } from '../../core/trouble.ts';
import type { SourceSink } from '../events.ts';
import type { FieldSurvey } from './fieldSurvey.ts';
import type { Hosts } from './hosts.ts';
import type { PositionBook } from './positionBook.ts';
import type { Requery } from './requery.ts';

/** What the sources of a run share. */
export interface RunContext {
  readonly hosts: Hosts;
  readonly query: Query;
  readonly sink: SourceSink;
  readonly sudo: boolean;
  /** Ask hosts how far a file has been read, for a progress line. Default: no. */
  readonly tracked?: boolean;
  /** The facts about hosts are of no use later, so only those that a read needs are examined. Default: no. */
  readonly isBrief?: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds since the run started. */
  readonly elapsed: () => number;
  readonly positions?: PositionBook;
  /**
   * Receives the place of the first line read of a followed log, or the reason why lines before it cannot be
   * read.
   */
  readonly started?: (source: Source, start: HistoryPlace | string) => void;
  /** Older lines are read on demand, so the first ones need not be as many as requested. */
  readonly readsBack?: boolean;
  /** Announces a changed filter while sources are followed. */
  readonly requery?: Requery;
  /** Takes note of the fields of each source. */
  readonly fields?: FieldSurvey;
  /** This process's standard input. */
  readonly stdin: () => Readable;
}

/** Returns whatever stopped a source, as data. */
export const troubleOf = (error: unknown, source: Source): Trouble => {
  if (error instanceof TroubleError) return error.trouble;
  const at = { host: source.host.name, log: source.log };
  if (error instanceof PatternError) {
    return {
      ...at,
      kind: 'config',
      message: error.message,
      advice: 'fix the pattern, or use --fixed',
      final: true,
    };
  }
  throw error;
};
