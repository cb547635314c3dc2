import { countsMatches } from '../../core/filter/matchContext.ts';
import { standsForSeveral } from '../../core/place.ts';
import type { Query } from '../../core/query.ts';
import type { Source } from '../../core/target.ts';
import { wholeFilter } from '../../pushdown/filter/filterStages.ts';
import type { RecordSink } from '../../session/events.ts';
import { latestRecords, limitRecords } from '../../session/records/limit.ts';
import { latestMatches, limitMatchRecords, type MatchLimit } from '../../session/records/limitMatches.ts';
import type { Request } from '../request/request.ts';

/** What limits are for: `--head` and `--last` hold over all sources. */
export interface LimitsRequest {
  readonly request: Pick<Request, 'query'>;
  readonly sources: readonly Source[];
  /** Called when `--head` has all that it asks for. */
  readonly onFull: () => void;
}

export interface LimitedRecords {
  readonly sink: RecordSink;
  /** The latest of all are known when all have come, merged by time. */
  readonly keepsLatest: boolean;
  /** Passes on what was kept; call it when all records have come. */
  end(): Promise<void>;
}

/** A glob may be several. */
export const severalSources = (sources: readonly Source[]): boolean =>
  sources.length > 1 || sources.some(({ place }) => standsForSeveral(place));

export const matchLimit = (query: Query, limit: number): MatchLimit => ({
  filter: wholeFilter(query),
  limit,
});

/** Whether more than one source shares a limit. */
export const isLimitedInTotal = ({ request: { query }, sources }: LimitsRequest): boolean =>
  severalSources(sources) && (query.head !== null || query.last !== null);

/** A sink for the records that limits leave over, of all sources together. Each log yields only as many by itself. */
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

/** A single source stops by itself after the matches that `--head` counts with context. */
const firstRecords = (sink: RecordSink, { request, sources, onFull }: LimitsRequest): RecordSink => {
  const { query } = request;
  const { head } = query;
  if (head === null) return sink;
  if (!countsMatches(query)) return limitRecords(sink, { limit: head, onFull });
  return severalSources(sources) ? limitMatchRecords(sink, { ...matchLimit(query, head), onFull }) : sink;
};
