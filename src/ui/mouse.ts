import { TIMELINE_ROWS } from './chrome/timelineRow.ts';
import type { CommandContext, Outcome } from './commands/command.ts';
import { selectMoment } from './commands/timeline.ts';
import { paneView } from './log/format.ts';
import { type PanePlace, placesOf } from './state/layout.ts';
import { paneOf, withPane } from './state/screen.ts';
import { pausePane, scrollRows, visibleEntries } from './state/scroll.ts';
import { bucketCount, timelineLabel, timelineView } from './state/timeline.ts';

/** Rows to scroll per wheel click. */
const WHEEL_ROWS = 3;

interface Point {
  readonly x: number;
  readonly y: number;
}

const placeAt = (context: CommandContext, { x, y }: Point): PanePlace | undefined =>
  placesOf(context.layout).find(
    ({ body }) => x >= body.x && x < body.x + body.width && y >= body.y - 1 && y < body.y + body.height,
  );

/** Scrolls the pane under the pointer, regardless of the focus. */
export const wheelPane = (context: CommandContext, event: Point & { readonly what: string }): Outcome => {
  const place = placeAt(context, event);
  if (!place) return {};
  const pane = paneOf(context.state, place.key);
  const by = event.what === 'wheelUp' ? -WHEEL_ROWS : WHEEL_ROWS;
  const view = paneView(context.state, context.log, place);
  return { state: withPane(context.state, place.key, scrollRows(view, pane, by)) };
};

/** A click on a bucket selects it and focuses the timeline. */
const clickTimeline = (context: CommandContext, x: number): Outcome => {
  const { timeline } = context.state;
  const shown =
    timeline && timelineView(context.log.held.timeline, timeline, bucketCount(context.size.columns));
  const bucket = shown && x - timelineLabel(timeline.widthMs).length;
  if (bucket === null || bucket < 0 || bucket >= shown!.list.length) return {};
  const state = { ...context.state, timeline: { ...timeline!, entered: true } };
  return selectMoment({ ...context, state }, shown!.start + bucket * shown!.widthMs, false);
};

/** Focuses the pane under the pointer and selects the record there, or the bucket of the timeline. */
export const clickPane = (context: CommandContext, point: Point): Outcome => {
  const { timeline } = context.state;
  const fromBottom = context.size.rows - 1 - point.y;
  if (timeline && fromBottom > 0 && fromBottom <= TIMELINE_ROWS) return clickTimeline(context, point.x);
  const place = placeAt(context, point);
  if (!place) return {};
  const state = {
    ...context.state,
    focus: place.key,
    timeline: timeline && { ...timeline, entered: false },
  };
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
