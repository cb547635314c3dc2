import { countsMatches } from '../../core/filter/matchContext.ts';
import { standsForSeveral } from '../../core/place.ts';
import type { Query } from '../../core/query.ts';
import type { Source } from '../../core/target.ts';
import { wholeFilter } from '../../pushdown/filter/filterStages.ts';
import type { RecordSink } from '../../session/events.ts';
import { latestRecords, limitRecords } from '../../session/records/limit.ts';
import { latestMatches, limitMatchRecords, type MatchLimit } from '../../session/records/limitMatches.ts';
import type { Request } from '../request/request.ts';

/** The context of limits: `--head` and `--last` apply to all sources together. */
export interface LimitsRequest {
  readonly request: Pick<Request, 'query'>;
  readonly sources: readonly Source[];
  /** Called when `--head` has all its lines. */
  readonly onFull: () => void;
}

export interface LimitedRecords {
  readonly sink: RecordSink;
  /** True if the latest records are known only after all have arrived, merged by time. */
  readonly keepsLatest: boolean;
  /** Delivers what was buffered; call it when all records have arrived. */
  end(): Promise<void>;
}

/** Returns true if there may be several sources: a glob may match several files. */
export const severalSources = (sources: readonly Source[]): boolean =>
  sources.length > 1 || sources.some(({ place }) => standsForSeveral(place));

export const matchLimit = (query: Query, limit: number): MatchLimit => ({
  filter: wholeFilter(query),
  limit,
});

/** Returns true if several sources share a limit. */
export const isLimitedInTotal = ({ request: { query }, sources }: LimitsRequest): boolean =>
  severalSources(sources) && (query.head !== null || query.last !== null);

/** Returns a sink that applies limits to the records of all sources together. Each log already limits its own. */
export const limitedRecords = (sink: RecordSink, wanted: LimitsRequest): LimitedRecords => {
  const { last } = wanted.request.query;
  const first = firstRecords(sink, wanted);
  if (last === null || !severalSources(wanted.sources)) {
    return { sink: first, keepsLatest: false, end: async () => {} };
  }
  const { query } = wanted.request;
  const latest = countsMatches(query)
    ? latestMatches(first, matchLimit(query, last))
    : latestRecords(first, last);
  return { sink: latest, keepsLatest: true, end: async () => latest.end() };
};

/**
 * Stops after the first records. A single source stops on its own after the matches that `--head` counts with context.
 */
const firstRecords = (sink: RecordSink, { request, sources, onFull }: LimitsRequest): RecordSink => {
  const { query } = request;
  const { head } = query;
  if (head === null) return sink;
  if (!countsMatches(query)) return limitRecords(sink, { limit: head, onFull });
  return severalSources(sources) ? limitMatchRecords(sink, { ...matchLimit(query, head), onFull }) : sink;
};
