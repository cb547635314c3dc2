import type { LayoutName } from '../../core/savedView.ts';
import type { Rect } from '../surface/cells.ts';
import type { PaneKey } from './screen.ts';

/** Minimum width of a pane next to another, if the screen decides or columns were requested. */
const MIN_WIDTH = 60;
const MIN_COLUMN = 24;
/** Minimum height of a pane, including its title. */
const MIN_HEIGHT = 4;

/** The position of a pane: the cells of its title, and the body below. */
export interface PanePlace {
  readonly key: PaneKey;
  /** Counts from 1, across all pages. */
  readonly number: number;
  readonly body: Rect;
}

/** A row of panes; `y` is its title line, `bars` are the columns of the vertical lines. */
export interface PaneRow {
  readonly y: number;
  readonly height: number;
  readonly bars: readonly number[];
  readonly panes: readonly PanePlace[];
}

export interface PaneLayout {
  readonly area: Rect;
  readonly rows: readonly PaneRow[];
  /** Whether there is a frame on all sides; false if one pane fills the area under its title. */
  readonly framed: boolean;
  readonly page: number;
  readonly pages: number;
}

export interface Shares {
  readonly rows: Readonly<Record<number, number>>;
  readonly columns: Readonly<Record<number, number>>;
}

/** Splits `total` cells by shares, each at least `least`; the parts add up. */
const divide = (
  total: number,
  count: number,
  shares: Readonly<Record<number, number>>,
  least: number,
): number[] => {
  const weights = Array.from({ length: count }, (_, i) => shares[i] ?? 1);
  const sum = weights.reduce((a, b) => a + b, 0);
  const spare = total - least * count;
  if (spare <= 0) return weights.map((_, i) => Math.floor(total / count) + (i < total % count ? 1 : 0));
  // Proportional shares, but never below the minimum; the first parts get the remainder.
  const parts = weights.map(weight => Math.max(least, Math.floor((total * weight) / sum)));
  let rest = total - parts.reduce((a, b) => a + b, 0);
  for (let i = 0; rest !== 0; i = (i + 1) % count) {
    const step = Math.sign(rest);
    if (step < 0 && parts[i]! <= least) continue;
    parts[i]! += step;
    rest -= step;
  }
  return parts;
};

/** Returns a single pane under a title line, without a frame. */
const single = (area: Rect, key: PaneKey, number: number, page: number, pages: number): PaneLayout => ({
  area,
  framed: false,
  page,
  pages,
  rows: [
    {
      y: area.y,
      height: area.height,
      bars: [],
      panes: [{ key, number, body: { ...area, y: area.y + 1, height: area.height - 1 } }],
    },
  ],
});

/**
 * Places panes in the area: side by side while each has at least 60 cells, then in rows, then on pages; or all in
 * columns, or all in rows, if requested. The focused pane's page is visible. The panes of a page share its rows evenly;
 * if the last row has fewer panes, they are wider.
 */
export const layoutPanes = (
  area: Rect,
  keys: readonly PaneKey[],
  focus: PaneKey,
  zoomed: boolean,
  shares: Shares = { rows: {}, columns: {} },
  name: LayoutName = 'split',
): PaneLayout => {
  const focused = Math.max(0, keys.indexOf(focus));
  if (keys.length === 0) return { area, framed: false, rows: [], page: 0, pages: 1 };
  if (zoomed || keys.length === 1) return single(area, keys[focused]!, focused + 1, 0, 1);

  const least = name === 'columns' ? MIN_COLUMN : MIN_WIDTH;
  const most = name === 'rows' ? 1 : Math.max(1, Math.floor(area.width / least));
  const mostRows = name === 'columns' ? 1 : Math.max(1, Math.floor((area.height - 1) / MIN_HEIGHT));
  const pages = Math.ceil(keys.length / (most * mostRows));
  const perPage = Math.ceil(keys.length / pages);
  const page = Math.floor(focused / perPage);
  const shown = keys.slice(page * perPage, (page + 1) * perPage);
  if (shown.length === 1) return single(area, shown[0]!, page * perPage + 1, page, pages);

  const rowCount = Math.ceil(shown.length / most);
  const perRow = Math.ceil(shown.length / rowCount);
  const heights = divide(area.height - 1, rowCount, shares.rows, MIN_HEIGHT);
  let y = area.y;
  const rows = heights.map((height, row): PaneRow => {
    const own = shown.slice(row * perRow, (row + 1) * perRow);
    const widths = divide(area.width - own.length - 1, own.length, shares.columns, 12);
    const bars = [area.x];
    for (const width of widths) bars.push(bars.at(-1)! + width + 1);
    const panes = own.map((key, column) => ({
      key,
      number: page * perPage + row * perRow + column + 1,
      body: { x: bars[column]! + 1, y: y + 1, width: widths[column]!, height: height - 1 },
    }));
    const placed = { y, height, bars, panes };
    y += height;
    return placed;
  });
  return { area, framed: true, rows: rows.filter(row => row.panes.length > 0), page, pages };
};

export const placesOf = (layout: PaneLayout): PanePlace[] => layout.rows.flatMap(row => row.panes);
