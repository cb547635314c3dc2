import type { Glyphs } from '../glyphs.ts';
import type { PaneLayout } from '../state/layout.ts';
import type { Canvas } from '../surface/canvas.ts';
import { ATTRIBUTES, DEFAULT_COLOUR, palette, type Style } from '../surface/styles.ts';
import type { Span } from './spans.ts';
import { frameLine } from './titles.ts';

const DIM: Style = { fg: DEFAULT_COLOUR, bg: DEFAULT_COLOUR, attributes: ATTRIBUTES.dim };

const styleOf = ({ color, ground, bold, dim, inverse, underline }: Span): Style => ({
  fg: color === undefined ? DEFAULT_COLOUR : palette(color),
  bg: ground === undefined ? DEFAULT_COLOUR : palette(ground),
  attributes:
    (bold ? ATTRIBUTES.bold : 0) |
    (dim ? ATTRIBUTES.dim : 0) |
    (inverse ? ATTRIBUTES.inverse : 0) |
    (underline ? ATTRIBUTES.underline : 0),
});

/** Draws the panes' title lines and the frames around their bodies. */
export const paintFrames = (
  canvas: Canvas,
  layout: PaneLayout,
  titles: readonly (readonly Span[])[],
  glyphs: Glyphs,
): void => {
  const right = layout.area.x + layout.area.width;
  for (const [i, row] of layout.rows.entries()) {
    let x = layout.area.x;
    for (const span of titles[i] ?? []) x = canvas.text(x, row.y, right, span.text, styleOf(span));
    for (const bar of row.bars) {
      for (let y = row.y + 1; y < row.y + row.height; y++) canvas.text(bar, y, right, glyphs.vertical, DIM);
    }
  }
  if (!layout.framed) return;
  const bottom = frameLine(layout, layout.rows.length, glyphs).join('');
  canvas.text(layout.area.x, layout.area.y + layout.area.height - 1, right, bottom, DIM);
};
