import type { Level } from '../../core/level.ts';
import type { Marker, SourceId } from '../../core/record.ts';
import type { Source } from '../../core/target.ts';
import type { Answer, Question } from '../../transport/transport.ts';
import type { SourceState } from '../events.ts';
import type { Filter, Offers, TimeSpan, ToastTone } from './snapshot.ts';

/** A user's request to the session. */
export type SessionAction =
  /** Shows only matching records (or, if negated, the others): locally at once, and on the hosts for new lines. */
  | {
      readonly type: 'addFilter';
      readonly pattern: string;
      readonly negate: boolean;
      readonly only?: SourceId;
    }
  /** Makes a filter apply to one log, or to all (null). */
  | { readonly type: 'scopeFilter'; readonly id: number; readonly only: SourceId | null }
  | { readonly type: 'toggleFilter'; readonly id: number }
  | { readonly type: 'removeFilter'; readonly id: number }
  | { readonly type: 'clearFilters' }
  /** Replaces all filters. */
  | {
      readonly type: 'setFilters';
      readonly filters: readonly Omit<Filter, 'id'>[];
      readonly level: Level | null;
      readonly ignoreCase: boolean;
    }
  /** Shows this level or worse; null: everything, including records without a level. */
  | { readonly type: 'setLevel'; readonly level: Level | null }
  | { readonly type: 'setIgnoreCase'; readonly on: boolean }
  /** Shows only records in this time range; null: all times. The hosts are not involved. */
  | { readonly type: 'setRange'; readonly range: TimeSpan | null }
  /** Hides these sources in the merged view. */
  | { readonly type: 'setHidden'; readonly sources: readonly SourceId[] }
  /** Sets the pattern to count and step through; null: none. */
  | { readonly type: 'search'; readonly pattern: string | null }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answer }
  /**
   * Also reads these SOURCE arguments; with `only`, stops reading everything else. Sources that are already
   * open continue.
   */
  | { readonly type: 'addSources'; readonly names: readonly string[]; readonly only?: boolean }
  /** Starts or stops looking for logs that could be added. */
  | { readonly type: 'browse'; readonly on: boolean }
  | { readonly type: 'removeSource'; readonly source: SourceId }
  /** Retries a failed or waiting source at once. */
  | { readonly type: 'retry'; readonly source: SourceId }
  /** Reads the history from the hosts again, with the current filters. */
  | { readonly type: 'reread' }
  /**
   * Reads older lines of a log, or of all logs (null), from the hosts. With a filter, `whole` searches back to the start
   * of the log; default: only a part of a large log.
   */
  | { readonly type: 'readOlder'; readonly source: SourceId | null; readonly whole?: boolean }
  /** Stops reading older lines of a log, or of all logs (null); what was read stays. */
  | { readonly type: 'stopReading'; readonly source: SourceId | null }
  /** Reads on after older lines of a log, or of all logs (null), that do not adjoin the buffer. */
  | { readonly type: 'readOn'; readonly source: SourceId | null }
  /** Reads these logs from a given time on, if it is before their oldest line. */
  | { readonly type: 'readAt'; readonly moment: number; readonly sources: readonly SourceId[] }
  /** Reads the lines around a record, and those of other logs around its time, whatever the filters say. */
  | { readonly type: 'readAround'; readonly id: number; readonly others: readonly SourceId[] }
  /** Forgets older lines that do not adjoin the buffer: nobody is looking at them. */
  | { readonly type: 'dropDetached' }
  /** Returns from a record's context to the view before it. */
  | { readonly type: 'leaveAround'; readonly id: number }
  | { readonly type: 'notify'; readonly tone: ToastTone; readonly text: string };

/** Events from the session's sources and its transport. */
export type SessionEvent =
  | { readonly type: 'opened'; readonly source: Source }
  | { readonly type: 'state'; readonly source: SourceId; readonly state: SourceState }
  | { readonly type: 'marked'; readonly source: SourceId; readonly marker: Marker }
  | { readonly type: 'offered'; readonly offers: Offers }
  | { readonly type: 'asked'; readonly id: number; readonly question: Question }
  | { readonly type: 'withdrawn'; readonly id: number };
