import { expect, test } from 'vitest';
import { fewMatches } from '../../../../src/cli/commands/printing/fewMatches.ts';
import { EVERYTHING, type Query } from '../../../../src/core/query.ts';

const LAST: Partial<Query> = { from: { kind: 'lastLines', count: 5 } };

/** What is said about sources with so many matches. */
const said = (query: Partial<Query>, matches: readonly number[], isWatched = true): string | null =>
  fewMatches(
    { query: { ...EVERYTHING, ...query }, sql: null },
    matches.map(lines => ({
      counts: { lines, bytesReceived: 0, bytesRead: null, firstLineMs: null },
      trouble: null,
    })),
    isWatched,
  );

test.each<[string, Partial<Query>, number[], boolean, RegExp | null]>([
  ['nothing matched', { ...LAST, grep: ['x'] }, [0], false, /none of the last 5 lines matched; use --last 5/],
  ['a few matched', { ...LAST, level: 'error' }, [1, 2], true, /only 3 of the last 5 lines of each log/],
  ['a few matched, for a script', { ...LAST, level: 'error' }, [1, 2], false, null],
  ['enough matched', { ...LAST, where: ['a=1'] }, [5], true, null],
  ['nothing is filtered', LAST, [0], true, null],
  ['the whole log is read', { grep: ['x'] }, [0], true, null],
  ['a followed log: -n counts matches', { ...LAST, grep: ['x'], follow: 'name' }, [0], true, null],
  ['context is printed too', { ...LAST, grep: ['x'], after: 1 }, [0], true, null],
])('%s', (_, query, matches, isWatched, expected) => {
  const text = said(query, matches, isWatched);
  if (expected === null) expect(text).toBeNull();
  else expect(text).toMatch(expected);
});
