import { describe, expect, test } from 'vitest';
import { everything, play, sevens, type Weather } from './schedule.ts';
import type { Pipeline } from './simulatedHost.ts';

const deletes = (weather: Weather): boolean => weather === 'delete' || weather === 'all of them';

const SCHEDULES = Number(process.env['RTAIL_SCHEDULES'] ?? 2_000);

describe('any interleaving of writes, rotations and breaks: each line once', () => {
  const cases: [Weather, string, Pipeline][] = (
    ['rename', 'late reopening', 'copytruncate', 'delete', 'all of them'] as const
  ).flatMap(weather => [
    [weather, 'unfiltered', everything],
    [weather, 'filtered', sevens],
  ]);

  test.each(cases)('%s, %s', (weather, _filter, pipeline) => {
    for (let seed = 0; seed < SCHEDULES / cases.length; seed++) {
      const { lost, repeated, gaps } = play(seed, pipeline, weather, 50);
      expect({ seed, lost, repeated }).toEqual({ seed, lost: [], repeated: [] });
      // What was deleted may have held more than we took: nobody can tell, so it is said.
      if (!deletes(weather)) expect({ seed, gaps }).toEqual({ seed, gaps: 0 });
    }
  });
});
