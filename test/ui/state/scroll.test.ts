import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FOLLOWING, type PaneState } from '../../../src/ui/state/screen.ts';
import {
  followPane,
  jumpTo,
  moveCursor,
  newBelow,
  type PaneView,
  pausePane,
  scrollRows,
  selectedEntry,
  visibleEntries,
} from '../../../src/ui/state/scroll.ts';

/**
 * A pane of entries with these heights; ids are ten times their index, so that gaps between ids are covered
 * too.
 */
const viewOf = (heights: readonly number[], height: number): PaneView => ({
  height,
  pausedHeight: height,
  end: heights.length * 10,
  rowsOf: id => heights[id / 10]!,
  entry: () => undefined,
  ids: {
    length: heights.length,
    at: index => index * 10,
    lowerBound: id => Math.min(Math.max(Math.ceil(id / 10), 0), heights.length),
  },
});

const shown = (view: PaneView, pane: PaneState): number[] =>
  visibleEntries(view, pane).map(entry => entry.id / 10);
const ones = (count: number): number[] => Array.from({ length: count }, () => 1);

describe('moving in a pane', () => {
  it('follows the end, pauses in place, and resumes from there', () => {
    const paused = pausePane(viewOf(ones(20), 5), FOLLOWING);
    expect(shown(viewOf(ones(20), 5), paused)).toEqual([15, 16, 17, 18, 19]);
    const later = viewOf(ones(30), 5);
    expect([shown(later, paused), newBelow(later, paused)]).toEqual([[15, 16, 17, 18, 19], 10]);
    expect(shown(later, followPane(paused))).toEqual([25, 26, 27, 28, 29]);
  });

  it('counts as new only what arrived after the pause and is still below', () => {
    const paused = pausePane(viewOf(ones(20), 5), FOLLOWING);
    const up = scrollRows(viewOf(ones(20), 5), paused, -10);
    expect(newBelow(viewOf(ones(26), 5), up)).toBe(6);
    const down = scrollRows(viewOf(ones(26), 5), up, 14);
    expect([shown(viewOf(ones(26), 5), down).at(-1), newBelow(viewOf(ones(26), 5), down)]).toEqual([23, 2]);
  });

  it('resumes at the bottom, by lines and by pages', () => {
    const view = viewOf(ones(20), 5);
    const paused = moveCursor(view, FOLLOWING, -1);
    expect(paused.top).not.toBeNull();
    expect(moveCursor(view, moveCursor(view, paused, 1), 1).top).toBeNull();
    expect(scrollRows(view, paused, 5).top).toBeNull();
  });

  it('keeps the selection visible', () => {
    const view = viewOf([1, 3, 2, 1, 1, 4, 1, 1], 4);
    let pane = FOLLOWING;
    for (let i = 0; i < 7; i++) {
      pane = moveCursor(view, pane, -1);
      expect(shown(view, pane)).toContain(selectedEntry(view, pane)! / 10);
    }
    expect(selectedEntry(view, pane)).toBe(0);
  });

  it('shows a record that is higher than the pane from its start, and scrolls within it', () => {
    const view = viewOf([1, 9, 1], 4);
    const at = jumpTo(view, FOLLOWING, 10);
    expect(visibleEntries(view, at)).toEqual([
      { id: 0, firstRow: 0, rows: 1 },
      { id: 10, firstRow: 0, rows: 3 },
    ]);
    const within = scrollRows(view, at, 3);
    expect(visibleEntries(view, within)).toEqual([{ id: 10, firstRow: 2, rows: 4 }]);
  });

  it('does nothing in an empty pane', () => {
    const view = viewOf([], 5);
    expect([
      moveCursor(view, FOLLOWING, -1),
      scrollRows(view, FOLLOWING, -1),
      jumpTo(view, FOLLOWING, 3),
    ]).toEqual([FOLLOWING, FOLLOWING, FOLLOWING]);
  });

  const step = fc.oneof(
    fc.record({ kind: fc.constant('cursor' as const), by: fc.integer({ min: -4, max: 4 }) }),
    fc.record({ kind: fc.constant('rows' as const), by: fc.integer({ min: -9, max: 9 }) }),
    fc.record({ kind: fc.constant('jump' as const), by: fc.nat(400) }),
    fc.record({ kind: fc.constant('pause' as const), by: fc.constant(0) }),
  );

  it('fills the pane, in order, with the selection visible, whatever is pressed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 2, max: 9 }),
        fc.array(step),
        (heights, height, steps) => {
          const view = viewOf(heights, height);
          let pane = FOLLOWING;
          for (const { kind, by } of steps) {
            if (kind === 'cursor') pane = moveCursor(view, pane, by);
            else if (kind === 'rows') pane = scrollRows(view, pane, by);
            else if (kind === 'jump') pane = jumpTo(view, pane, by);
            else pane = pausePane(view, pane);
            const visible = visibleEntries(view, pane);
            const total = heights.reduce((a, b) => a + b, 0);
            expect(visible.reduce((sum, entry) => sum + entry.rows, 0)).toBe(Math.min(height, total));
            expect(visible.map(entry => entry.id)).toContain(selectedEntry(view, pane));
            expect(
              visible.every(
                (entry, i) => i === 0 || (entry.firstRow === 0 && entry.id === visible[i - 1]!.id + 10),
              ),
            ).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
