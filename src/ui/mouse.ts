import type { CommandContext, Outcome } from './commands/command.ts';
import { paneView } from './log/format.ts';
import { type PanePlace, placesOf } from './state/layout.ts';
import { paneOf, withPane } from './state/screen.ts';
import { pausePane, scrollRows, visibleEntries } from './state/scroll.ts';

/** Rows that one click of the wheel scrolls. */
const WHEEL_ROWS = 3;

interface Point {
  readonly x: number;
  readonly y: number;
}

const placeAt = (context: CommandContext, { x, y }: Point): PanePlace | undefined =>
  placesOf(context.layout).find(
    ({ body }) => x >= body.x && x < body.x + body.width && y >= body.y - 1 && y < body.y + body.height,
  );

/** Scrolls the pane under the wheel, wherever the focus is. */
export const wheelPane = (context: CommandContext, event: Point & { readonly what: string }): Outcome => {
  const place = placeAt(context, event);
  if (!place) return {};
  const pane = paneOf(context.state, place.key);
  const by = event.what === 'wheelUp' ? -WHEEL_ROWS : WHEEL_ROWS;
  const view = paneView(context.state, context.log, place);
  return { state: withPane(context.state, place.key, scrollRows(view, pane, by)) };
};

/** Gives the pane under the pointer the focus, and selects the record there. */
export const clickPane = (context: CommandContext, point: Point): Outcome => {
  const place = placeAt(context, point);
  if (!place) return {};
  const state = { ...context.state, focus: place.key };
  const pane = paneOf(state, place.key);
  const view = paneView(state, context.log, place);
  let row = point.y - place.body.y;
  for (const { id, rows } of visibleEntries(view, pane)) {
    if (row >= 0 && row < rows)
      return { state: withPane(state, place.key, { ...pausePane(view, pane), cursor: id }) };
    row -= rows;
  }
  return { state };
};
