import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutPanes, placesOf } from '../../../src/ui/state/layout.ts';

const keys = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const area = (width: number, height: number) => ({ x: 0, y: 0, width, height });

describe('panes on the screen', () => {
  it.each([
    [1, 80, 23, [1], 1],
    [2, 80, 23, [1, 1], 1],
    [2, 120, 39, [2], 1],
    [4, 120, 39, [2, 2], 1],
    [4, 80, 23, [1, 1, 1, 1], 1],
    [3, 200, 59, [3], 1],
    [4, 200, 59, [2, 2], 1],
    [5, 120, 39, [2, 2, 1], 1],
    [12, 200, 59, [3, 3, 3, 3], 1],
    [12, 80, 23, [1, 1, 1, 1], 3],
    [40, 400, 119, [6, 6, 6, 6, 6, 6, 4], 1],
  ])('%i panes in %i×%i: rows of %j, %i pages', (count, width, height, rows, pages) => {
    const layout = layoutPanes(area(width, height), keys(count), 0, false);
    expect([layout.rows.map(row => row.panes.length), layout.pages]).toEqual([rows, pages]);
  });

  it.each([
    ['columns', 4, 120, [4], 1],
    ['columns', 6, 120, [3], 2],
    ['rows', 4, 120, [1, 1, 1, 1], 1],
    ['rows', 12, 200, [1, 1, 1, 1, 1, 1], 2],
    ['merged', 1, 200, [1], 1],
  ] as const)('as %s: %i panes in %i cells: rows of %j, %i pages', (name, count, width, rows, pages) => {
    const layout = layoutPanes(area(width, 39), keys(count), 0, false, undefined, name);
    expect([layout.rows.map(row => row.panes.length), layout.pages]).toEqual([rows, pages]);
  });

  it('show the page with the focus, and the focused pane alone when zoomed', () => {
    const paged = layoutPanes(area(80, 23), keys(12), 9, false);
    expect([paged.page, placesOf(paged).map(place => place.number)]).toEqual([2, [9, 10, 11, 12]]);
    const zoomed = layoutPanes(area(80, 23), keys(12), 9, true);
    expect(placesOf(zoomed)).toEqual([{ key: 9, number: 10, body: { x: 0, y: 1, width: 80, height: 22 } }]);
  });

  it('never overlap and cover the area except for frames, at any size, number and shares', () => {
    const share = fc.dictionary(fc.constantFrom('0', '1', '2'), fc.double({ min: 0.2, max: 5, noNaN: true }));
    fc.assert(
      fc.property(
        fc.integer({ min: 40, max: 400 }),
        fc.integer({ min: 7, max: 119 }),
        fc.integer({ min: 1, max: 60 }),
        share,
        share,
        (width, height, count, rows, columns) => {
          const layout = layoutPanes(area(width, height), keys(count), 0, false, { rows, columns });
          const covered = new Set<number>();
          let misplaced = 0;
          for (const { body } of placesOf(layout)) {
            expect(body.width).toBeGreaterThan(8);
            expect(body.height).toBeGreaterThan(0);
            for (let y = body.y; y < body.y + body.height; y++) {
              for (let x = body.x; x < body.x + body.width; x++) {
                if (x >= width || y >= height || covered.has(y * width + x)) misplaced++;
                covered.add(y * width + x);
              }
            }
          }
          expect(misplaced).toBe(0);
          const titles = layout.rows.length * width;
          const frame = layout.framed
            ? width + layout.rows.reduce((sum, row) => sum + row.bars.length * (row.height - 1), 0)
            : 0;
          expect(covered.size + titles + frame).toBe(width * height);
        },
      ),
      { numRuns: 60 },
    );
  });
});
