import type { IdSequence } from '../../core/store/ids.ts';
import type { PanePlace } from '../state/layout.ts';
import { MERGED } from '../state/screen.ts';
import type { PaneView, VisibleEntry } from '../state/scroll.ts';
import type { Canvas } from '../surface/canvas.ts';
import { PLAIN } from '../surface/styles.ts';
import type { PaintContext } from './paintContext.ts';
import { ALARM, DIM, WARNING } from './theme.ts';

/**
 * Draws a pane's last column: the visible stretch of the log, with ticks for search matches (or, without a search, for
 * errors). Each row stands for an equal share of the entries.
 */
export const paintScrollColumn = (
  canvas: Canvas,
  context: PaintContext,
  place: PanePlace,
  view: PaneView,
  visible: readonly VisibleEntry[],
): void => {
  const { body } = place;
  const x = body.x + body.width - 1;
  const total = view.ids.length;
  const first = visible.length > 0 ? view.ids.lowerBound(visible[0]!.id) : 0;
  const last = first + visible.length - 1;
  const source = place.key === MERGED ? null : place.key;
  const ticks = context.held.view(source, context.searching ? 'found' : 'alarms');
  for (let row = 0; row < view.height; row++) {
    const from = Math.floor((row * total) / view.height);
    const to = Math.max(from + 1, Math.floor(((row + 1) * total) / view.height));
    const onShow = total > visible.length && from <= last && to > first;
    const ticked =
      from < total && anyBetween(ticks, view.ids.at(from), to < total ? view.ids.at(to) : view.end);
    const style = ticked ? (context.searching ? WARNING : ALARM) : onShow ? PLAIN : DIM;
    const glyph = onShow ? context.glyphs.thumb : ticked ? context.glyphs.tick : ' ';
    canvas.text(x, body.y + row, x + 1, glyph, style);
  }
};

const anyBetween = (ids: IdSequence, from: number, to: number): boolean => {
  const index = ids.lowerBound(from);
  return index < ids.length && ids.at(index) < to;
};
