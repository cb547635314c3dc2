import { describe, expect, it } from 'vitest';
import { checkPattern, matchRanges } from '../../../src/session/live/pattern.ts';

describe('patterns on the screen', () => {
  it.each([
    ['GET|POST', null],
    ['', 'the pattern is empty'],
    ['(', /character 1/],
    ['a\\d', /character 2/],
  ])('%s is checked as it is typed', (pattern, problem) => {
    if (problem === null) expect(checkPattern(pattern)).toBeNull();
    else expect(checkPattern(pattern)).toMatch(problem);
  });

  it.each([
    ['or', false, 'error or ERROR', ['or', 'or']],
    ['error', true, 'error or ERROR', ['error', 'ERROR']],
    ['(é)+', false, 'créé à 日本 é', ['éé', 'é']],
    ['日.*', false, 'créé 日本', ['日本']],
    ['x*', false, 'aaa', []],
    ['b|é', false, '🙂b日🙂éb', ['b', 'é', 'b']],
  ])('%s (case ignored: %s) is highlighted where it matches in %s', (pattern, ignoreCase, text, matched) => {
    const ranges = matchRanges(pattern, ignoreCase)(text);
    expect(ranges.map(({ start, end }) => text.slice(start, end))).toEqual(matched);
  });
});
