import { describe, expect, it } from 'vitest';
import { tooSmallLines } from '../../../src/ui/chrome/tooSmall.ts';

describe('a terminal too small for the screen', () => {
  it.each([
    [38, 10, ['rtop needs 40x8,', 'this is 38x10']],
    [20, 5, ['rtop needs 40x8,', 'this is 20x5']],
    [120, 1, ['rtop needs 40x8, this is 120x1']],
    [12, 6, ['rtop needs', '40x8, this', 'is 12x6']],
    [12, 2, ['needs 40x8']],
    [5, 1, ['40x8']],
    [3, 1, ['40…']],
  ])('of %i×%i shows %j', (columns, rows, lines) => {
    expect(tooSmallLines(columns, rows)).toEqual(lines);
  });
});
