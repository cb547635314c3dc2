import type { SourceOutcome } from '../../../session/run/run.ts';
import type { Request } from '../../request/request.ts';

/** Kinds of sources whose lines start with a time that the program did not print. */
const WITH_HEADS: readonly string[] = ['docker', 'podman', 'kubernetes', 'journal'];

/**
 * Returns a notice if nothing matched a pattern for the start of a line, and lines start with a time that the log's
 * source adds; null otherwise.
 */
export const anchoredPattern = (
  { query }: Pick<Request, 'query'>,
  outcomes: readonly Pick<SourceOutcome, 'counts' | 'source' | 'trouble'>[],
): string | null => {
  const anchored = query.fixed ? undefined : query.grep.find(text => text.startsWith('^'));
  if (anchored === undefined || query.bare === true) return null;
  const isEmpty = outcomes.every(({ counts, trouble }) => counts.lines === 0 && trouble === null);
  const has = outcomes.some(
    ({ source: { place } }) => place.kind === 'other' && WITH_HEADS.includes(place.scheme),
  );
  return isEmpty && has
    ? `nothing matches ${anchored}: these lines start with a time; leave out ^, or match the text alone with -o raw`
    : null;
};
