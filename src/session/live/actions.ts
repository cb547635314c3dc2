import type { Level } from '../../core/level.ts';
import type { Marker, SourceId } from '../../core/record.ts';
import type { Source } from '../../core/target.ts';
import type { Answer, Question } from '../../transport/transport.ts';
import type { SourceState } from '../events.ts';
import type { Filter, TimeSpan, ToastTone } from './snapshot.ts';

/** What a person may ask of the session. */
export type SessionAction =
  /** Shows only what matches (or, negated, what does not), here at once and on the hosts for what comes next. */
  | {
      readonly type: 'addFilter';
      readonly pattern: string;
      readonly negate: boolean;
      readonly only?: SourceId;
    }
  /** Has a filter apply to one log, or to all (null). */
  | { readonly type: 'scopeFilter'; readonly id: number; readonly only: SourceId | null }
  | { readonly type: 'toggleFilter'; readonly id: number }
  | { readonly type: 'removeFilter'; readonly id: number }
  | { readonly type: 'clearFilters' }
  /** These instead of all that are set. */
  | {
      readonly type: 'setFilters';
      readonly filters: readonly Omit<Filter, 'id'>[];
      readonly level: Level | null;
      readonly ignoreCase: boolean;
    }
  /** This level or worse; null: all, and those without a level. */
  | { readonly type: 'setLevel'; readonly level: Level | null }
  | { readonly type: 'setIgnoreCase'; readonly on: boolean }
  /** Shows only what happened then; null: whenever. It asks nothing of the hosts. */
  | { readonly type: 'setRange'; readonly range: TimeSpan | null }
  /** Leaves these sources out of the merged view. */
  | { readonly type: 'setHidden'; readonly sources: readonly SourceId[] }
  /** What to count and to step through; null: nothing. */
  | { readonly type: 'search'; readonly pattern: string | null }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answer }
  /** Reads what the names (SOURCE arguments) stand for as well; with `only` nothing else any more. What is being read goes on. */
  | { readonly type: 'addSources'; readonly names: readonly string[]; readonly only?: boolean }
  | { readonly type: 'removeSource'; readonly source: SourceId }
  /** Tries a failed or waiting source again at once. */
  | { readonly type: 'retry'; readonly source: SourceId }
  /** Reads the history again on the hosts, with the filters as they are now. */
  | { readonly type: 'reread' }
  /** Reads older lines of a log on its host, or of all (null). */
  | { readonly type: 'readOlder'; readonly source: SourceId | null }
  /** Reads the lines behind a stretch of the past that was read. */
  | { readonly type: 'readOn'; readonly source: SourceId | null }
  /** Reads what these logs wrote from a moment on, where that is before what is there of them. */
  | { readonly type: 'readAt'; readonly moment: number; readonly sources: readonly SourceId[] }
  /** Reads the lines around a record, whatever the filters say. */
  | { readonly type: 'readAround'; readonly id: number }
  /** Goes back from the surroundings of a record to what was there before. */
  | { readonly type: 'leaveAround'; readonly id: number }
  | { readonly type: 'notify'; readonly tone: ToastTone; readonly text: string };

/** What happens to the session, from its sources and its transport. */
export type SessionEvent =
  | { readonly type: 'opened'; readonly source: Source }
  | { readonly type: 'state'; readonly source: SourceId; readonly state: SourceState }
  | { readonly type: 'marked'; readonly source: SourceId; readonly marker: Marker }
  | { readonly type: 'asked'; readonly id: number; readonly question: Question }
  | { readonly type: 'withdrawn'; readonly id: number };
