import { filePath } from '../../../core/place.ts';
import type { Query } from '../../../core/query.ts';
import type { Trouble } from '../../../core/trouble.ts';
import { isFollowed } from '../../../pushdown/follow/plan.ts';
import { troubleOf } from '../../host/context.ts';
import { wantsFindings, withFindings } from '../../host/findings.ts';
import type { Reading } from '../contract.ts';
import { readLatest } from './latest.ts';

/**
 * Reads a file (not a glob) or a command on its host, once or followed, after examining it if that improves
 * the plan.
 */
export const readLog = async (reading: Reading): Promise<Trouble | null> => {
  const { source, counts, context, signal } = reading;
  const query = await look(reading);
  if ('trouble' in query) return query.trouble;
  return readLatest(source, counts, { ...context, query }, signal);
};

/** Adds the findings about this log to the query. */
const look = async ({
  source,
  counts,
  context,
  signal,
}: Reading): Promise<Query | { readonly trouble: Trouble | null }> => {
  const { query, sink } = context;
  if (!wantsFindings(query, source)) return query;
  if (filePath(source.place) !== null) sink.state(source, { kind: 'connecting', detail: source.host.name });
  try {
    const found = await withFindings(query, source, context, counts, signal);
    // A notice about the same log on many hosts is printed once.
    for (const text of found.findings?.notes ?? [])
      if (context.hosts.isFirst(`${source.log} ${text}`))
        void sink.marker(source, { kind: 'notice', at: context.now(), text });
    return found;
  } catch (error) {
    const trouble = signal.aborted ? null : troubleOf(error, source);
    // With --retry, following keeps trying, except for a second login that cannot succeed.
    if (trouble && !trouble.final && query.retry && isFollowed(query, source.place)) return query;
    return { trouble };
  }
};
