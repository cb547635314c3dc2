import { describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../../src/core/query.ts';
import { conditionOf } from '../../../src/session/live/condition.ts';
import { checkFilter } from '../../../src/session/live/pattern.ts';
import { filtersOf, narrowedQuery } from '../../../src/session/live/remoteFilter.ts';

describe('filters that are conditions', () => {
  it.each([
    ['where status>=500', 'status>=500'],
    ['where  has user', 'has user'],
    ['where', null],
    ['where ', null],
    ['wherever', null],
    ['[w]here x', null],
  ])('%s', (filter, condition) => {
    expect(conditionOf(filter)).toBe(condition);
  });

  it('are checked as conditions', () => {
    expect(checkFilter('where status>=500')).toBe(null);
    expect(checkFilter('where status>')).toMatch('where a value is expected');
    expect(checkFilter('(')).toMatch('unmatched');
  });

  it('are passed to the hosts, and come from the command line', () => {
    const asked = { ...EVERYTHING, grep: ['a'], where: ['status>=500'] };
    const filters = filtersOf(asked);
    expect(filters.map(({ pattern }) => pattern)).toEqual(['a', 'where status>=500']);
    const hidden = { id: 9, pattern: 'where has user', negate: true, enabled: true };
    const off = { id: 10, pattern: 'where has x', negate: false, enabled: false };
    const query = narrowedQuery(asked, { filters: [...filters, hidden, off], ignoreCase: false });
    expect(query).toMatchObject({ grep: ['a'], where: ['status>=500', 'not (has user)'] });
  });
});
