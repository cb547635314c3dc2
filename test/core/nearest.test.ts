import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from '../../src/core/nearest.ts';

describe('nearest', () => {
  it.each([
    ['two swapped letters', 'gerp', ['grep', 'head', 'last'], ['grep']],
    ['a missing letter', 'exclde', ['exclude', 'explain'], ['exclude']],
    ['a beginning', 'conn', ['concurrency', 'connect-timeout'], ['connect-timeout']],
    ['another case', 'WEB-01', ['web-01', 'db-1'], ['web-01']],
    ['several, the nearest first', 'web-1', ['web-21', 'web-2', 'db-1'], ['web-2', 'web-21']],
    ['nothing near', 'zzz', ['grep', 'head'], []],
  ])('%s: %s', (_title, word, candidates, expected) => {
    expect(nearest(word, candidates)).toEqual(expected);
  });

  it('finds a candidate for itself before any other', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, selector: s => s.toLowerCase() }),
        words => {
          expect(nearest(words[0]!, words)[0]).toBe(words[0]);
        },
      ),
    );
  });

  it('the distance is the same both ways', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => editDistance(a, b) === editDistance(b, a)));
  });
});
