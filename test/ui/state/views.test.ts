import { describe, expect, it } from 'vitest';
import { screenSettings, viewConfig } from '../../../src/config/screenSettings.ts';
import { initialScreen, type ScreenState, TIMELINE_SHOWN } from '../../../src/ui/state/screen.ts';
import { screenOf, viewOf } from '../../../src/ui/state/views.ts';
import { scriptedSession } from '../helpers/feed.ts';

describe('a saved view', () => {
  const arranged: ScreenState = {
    ...initialScreen,
    view: 'rows',
    arrangement: 'rows',
    rowShares: { 1: 1.5625 },
    columnShares: { 0: 0.8 },
    time: 'millis',
    wrap: true,
    hostColumn: false,
    verbatim: true,
    timeline: { ...TIMELINE_SHOWN, cursor: 5, entered: true },
  };

  it('restores what was on the screen, through the configuration', () => {
    const { session } = scriptedSession([
      ['web-01', 'app'],
      ['db-1', 'pg'],
    ]);
    session.dispatch({ type: 'addFilter', pattern: 'x+', negate: true });
    session.dispatch({ type: 'setLevel', level: 'warn' });
    session.dispatch({ type: 'setIgnoreCase', on: true });
    const kept = viewOf('v', arranged, session.snapshot());
    const [read] = screenSettings({ views: { v: viewConfig(kept) } }).views;
    expect(read).toEqual(kept);
    expect(read).toMatchObject({ sources: ['web-01:app', 'db-1:pg'], level: 'warn', ignoreCase: true });
    expect({ ...initialScreen, ...screenOf(read!) }).toEqual({
      ...arranged,
      rowShares: { 0: 1, 1: 1.56 },
      timeline: TIMELINE_SHOWN,
    });
  });

  it('replaces all filters at once', () => {
    const { session, calls } = scriptedSession([['web-01', 'app']]);
    session.dispatch({ type: 'addFilter', pattern: 'old', negate: false });
    session.dispatch({
      type: 'setFilters',
      filters: [
        { pattern: 'a', negate: false, enabled: true },
        { pattern: 'b', negate: true, enabled: false },
      ],
      level: 'error',
      ignoreCase: false,
    });
    expect(calls).toEqual(['narrow &old all', 'narrow &a error']);
    const ids = session.snapshot().filters.map(filter => filter.id);
    expect(new Set(ids).size).toBe(2);
  });
});
