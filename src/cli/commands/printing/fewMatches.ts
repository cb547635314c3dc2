import type { SourceOutcome } from '../../../session/run/run.ts';
import type { Request } from '../../request/request.ts';

/**
 * Returns a notice if `-n` selected lines before a filter did, as in `tail -n 5 | grep`, and fewer matched: people often mean
 * the latest matches. `isWatched`: a person reads stderr; otherwise it is only worth reporting that nothing matched.
 */
export const fewMatches = (
  { query, sql }: Pick<Request, 'query' | 'sql'>,
  outcomes: readonly Pick<SourceOutcome, 'counts' | 'trouble'>[],
  isWatched: boolean,
): string | null => {
  const { from, follow, before, after, count } = query;
  const isCut = from.kind === 'lastLines' && follow === 'none' && from.count > 0;
  if (!isCut || !isFiltered(query) || before + after > 0 || count != null || sql !== null) return null;
  if (outcomes.length === 0 || outcomes.some(({ trouble }) => trouble !== null)) return null;
  const matched = outcomes.reduce((sum, { counts }) => sum + counts.lines, 0);
  if (matched >= from.count || (matched > 0 && !isWatched)) return null;
  const whose =
    outcomes.length === 1 ? `the last ${from.count} lines` : `the last ${from.count} lines of each log`;
  return `-n ${from.count}: ${matched === 0 ? 'none' : `only ${matched}`} of ${whose} matched; use --last ${from.count} for the last ${from.count} matches`;
};

const isFiltered = ({ grep, exclude, level, where }: Request['query']): boolean =>
  grep.length + exclude.length + where.length > 0 || level !== null;
