import type { LogRecord } from '../../core/record.ts';
import { isRecord, type MarkerEntry, type StoreEntry } from '../../core/store/entry.ts';
import { markerText } from '../../core/text/markerText.ts';
import { countText } from '../../core/text/quantities.ts';
import { recordLines } from '../../core/text/recordLines.ts';
import type { TextRange } from '../../session/live/pattern.ts';
import type { PanePlace } from '../state/layout.ts';
import { MERGED, type PaneState, paneOf, type ScreenState } from '../state/screen.ts';
import { newBelow, type PaneView, selectedEntry, visibleEntries } from '../state/scroll.ts';
import type { Canvas } from '../surface/canvas.ts';
import { PLAIN, type Style } from '../surface/styles.ts';
import { clip, isWider, pad, textWidth } from '../surface/width.ts';
import { levelLetter, recordTime } from './columns.ts';
import { cameLate, hasPill, isUnfolded, lineRows, paneView, type RowFormat, rowFormat } from './format.ts';
import type { PaintContext } from './paintContext.ts';
import { paintScrollColumn } from './scrollColumn.ts';
import { sliceCells, withoutSgr } from './styledText.ts';
import {
  asCurrentMatch,
  asFilterMatch,
  asInverse,
  asMatch,
  asSelected,
  BOLD,
  DIM,
  levelStyle,
  MATCH_BEYOND,
  sgrStyle,
  timeStyle,
  WARNING,
} from './theme.ts';

interface Painter {
  readonly canvas: Canvas;
  readonly state: ScreenState;
  readonly context: PaintContext;
  readonly place: PanePlace;
  readonly pane: PaneState;
  readonly view: PaneView;
  readonly format: RowFormat;
  /** The first column after the row's text. */
  readonly right: number;
  /** Whether the entry is selected. */
  readonly selected: boolean;
  /** Whether a folded line has a match. */
  readonly foldedMatch: boolean;
}

/** Draws the body of a pane. */
export const paintPane = (
  canvas: Canvas,
  state: ScreenState,
  context: PaintContext,
  place: PanePlace,
  focused: boolean,
): void => {
  const { body } = place;
  canvas.fill(body, PLAIN);
  if (body.height < 1 || body.width < 4) return;
  const pane = paneOf(state, place.key);
  const view = paneView(state, context, place);
  const format = rowFormat(state, context, place);
  const right = body.x + body.width - (format.scrollColumn ? 1 : 0);
  const painter: Painter = {
    canvas,
    state,
    context,
    place,
    pane,
    view,
    format,
    right,
    selected: false,
    foldedMatch: false,
  };
  if (view.ids.length === 0) {
    paintEmpty(painter);
    return;
  }
  const visible = visibleEntries(view, pane);
  const cursor = focused && pane.top !== null ? selectedEntry(view, pane) : null;
  const from = pane.selectedFrom ?? cursor;
  let y = body.y;
  for (const { id, firstRow, rows } of visible) {
    const selected =
      cursor !== null && from !== null && id >= Math.min(cursor, from) && id <= Math.max(cursor, from);
    const gutter = gutterOf(context, selected, state.marks.includes(id));
    const entry = view.entry(id);
    try {
      if (entry) paintEntry({ ...painter, selected }, entry, id, y, firstRow, rows, gutter);
    } catch {
      // An entry that cannot be painted must not end the screen.
      canvas.text(body.x + 1, y, right, 'this record cannot be shown (:save --raw saves it)', WARNING);
    }
    if (selected) paintSelected(painter, y, rows);
    y += rows;
  }
  if (format.scrollColumn) paintScrollColumn(canvas, context, place, view, visible);
  if (hasPill(state, place)) paintPill(painter, newBelow(view, pane));
};

/** Highlights the selected rows by their background or, if no background is safe, by the columns before the text. */
const paintSelected = ({ canvas, context, place, format, right }: Painter, y: number, rows: number): void => {
  const { x } = place.body;
  for (let row = y; row < y + rows; row++) {
    if (context.ground !== null) canvas.restyle(x, row, right, asSelected(context.ground));
    else if (row === y) canvas.restyle(x + 1, row, x + format.levelX + 1, asInverse);
  }
};

/** Returns the symbol at the edge of an entry's first row. */
const gutterOf = ({ glyphs }: PaintContext, selected: boolean, marked: boolean): string => {
  if (selected) return marked ? glyphs.markedCursor : glyphs.cursor;
  return marked ? glyphs.mark : ' ';
};

const paintEmpty = ({ canvas, context, place }: Painter): void => {
  const { body } = place;
  const lines = context.emptyText(place, Math.max(10, Math.min(body.width - 4, 72))).slice(0, body.height);
  const y = body.y + Math.max(0, Math.floor((body.height - lines.length) / 2));
  for (const [i, line] of lines.entries()) {
    const text = clip(line.text, body.width - 2);
    const x = body.x + Math.max(1, Math.floor((body.width - textWidth(text)) / 2));
    canvas.text(x, y + i, body.x + body.width, text, line.dim ? DIM : PLAIN);
  }
};

const paintPill = ({ canvas, context, place }: Painter, count: number): void => {
  const { body } = place;
  const text = count > 0 ? `paused, +${countText(count)} new (G to resume)` : 'paused (G to resume)';
  const dots = context.glyphs.dots.repeat(2);
  canvas.text(
    body.x + 1,
    body.y + body.height - 1,
    body.x + body.width,
    clip(`${dots} ${text} ${dots}`, body.width - 1),
    DIM,
  );
};

const paintEntry = (
  painter: Painter,
  entry: StoreEntry,
  id: number,
  y: number,
  firstRow: number,
  rows: number,
  gutter: string,
): void => {
  const { canvas, place } = painter;
  for (let row = 0; row < rows; row++) canvas.text(place.body.x, y + row, painter.right, gutter, BOLD);
  if (!isRecord(entry)) {
    paintMarker(painter, entry, y);
    return;
  }
  if (firstRow === 0) paintColumns(painter, entry, y);
  const lines = recordLines(entry, painter.state.verbatim);
  const open = isUnfolded(painter.state, id);
  const hidden = open ? 0 : lines.length - 1;
  const foldedMatch =
    hidden > 0 && lines.slice(1).some(line => hasMatch(painter.context, withoutSgr(line), () => true));
  let row = 0;
  for (const [number, line] of (open ? lines : lines.slice(0, 1)).entries()) {
    const parts = lineRows(line, painter.state.wrap, painter.format.textWidth);
    for (let part = 0; part < parts; part++, row++) {
      if (row < firstRow || row >= firstRow + rows) continue;
      const isLastPart = part === parts - 1;
      paintLine(
        { ...painter, foldedMatch },
        line,
        y + row - firstRow,
        part,
        number === 0 && isLastPart ? hidden : 0,
        number > 0,
      );
    }
  }
};

const paintColumns = (painter: Painter, record: LogRecord, y: number): void => {
  const { canvas, state, context, place, format, right } = painter;
  const { x } = place.body;
  if (format.levelX > 1 && state.time !== 'off') {
    const text = recordTime(record, state.time, context.zone);
    canvas.text(x + format.timeX, y, right, text, timeStyle(record));
  }
  canvas.text(x + format.levelX, y, right, levelLetter(record), levelStyle(record));
  // A source's own records keep their order, so "late" is only marked in the merged view.
  if (place.key === MERGED && cameLate(record, context))
    canvas.text(x + format.levelX + 1, y, right, context.glyphs.late, DIM);
  paintLabel(painter, record.source, y);
};

const paintLabel = ({ canvas, context, place, format, right }: Painter, source: number, y: number): void => {
  if (format.labelWidth === 0) return;
  const label = context.labels.get(source);
  const x = place.body.x + format.labelX;
  canvas.text(x, y, right, pad(label?.text ?? '', format.labelWidth), sgrStyle(label?.sgr ?? ''));
  canvas.text(x + format.labelWidth, y, right, context.glyphs.vertical, DIM);
};

const paintMarker = (painter: Painter, entry: MarkerEntry, y: number): void => {
  const { canvas, context, place, format, right } = painter;
  paintLabel(painter, entry.source, y);
  const style = entry.marker.kind === 'gap' ? WARNING : DIM;
  const x = place.body.x + (format.labelWidth === 0 ? 1 : format.textX);
  const dots = context.glyphs.dots;
  // The dots go in the level's column, where log text never appears, even if they are ASCII.
  if (format.labelWidth > 0) canvas.text(place.body.x + format.levelX, y, right, dots, style);
  const end = canvas.text(x, y, right, `${dots}${dots} ${markerText(entry.marker, false)} `, style);
  canvas.text(end, y, right, dots.repeat(Math.max(0, right - end)), DIM);
};

/** Draws one row of a line: part `part` if it is wrapped, otherwise panned. */
const paintLine = (
  painter: Painter,
  line: string,
  y: number,
  part: number,
  hidden: number,
  continuation: boolean,
): void => {
  const { canvas, state, context, place, pane, format, right } = painter;
  const x = place.body.x + format.textX;
  const offset = state.wrap ? part * format.textWidth : pane.pan;
  const plain = withoutSgr(line);
  const text =
    offset === 0 && line.length < format.textWidth ? line : sliceCells(line, offset, format.textWidth);
  if (continuation || part > 0) paintLabelBar(painter, y);
  let end = canvas.styled(x, y, right, text, PLAIN).x;
  const found = context.found?.(plain) ?? [];
  highlight(painter, plain, found, y, x - offset);
  if (!state.wrap && isWider(plain, offset + format.textWidth)) {
    const beyond = found.some(part => part.end > offset + format.textWidth);
    canvas.text(right - 1, y, right, context.glyphs.more, beyond ? MATCH_BEYOND : DIM);
  }
  if (!state.wrap && offset > 0) {
    const before = found.some(part => part.start < offset);
    canvas.text(x, y, right, context.glyphs.less, before ? MATCH_BEYOND : DIM);
  }
  if (hidden > 0) {
    const fold = ` ${context.glyphs.folded}${hidden}`;
    end = Math.min(end, right - textWidth(fold));
    canvas.text(end, y, right, fold, painter.foldedMatch ? MATCH_BEYOND : DIM);
  }
};

/** Returns true if a line contains a search match of this kind. */
const hasMatch = ({ found }: PaintContext, plain: string, isMeant: (range: TextRange) => boolean): boolean =>
  found?.(plain).some(isMeant) === true;

/** Continues the host gutter's line next to the lines of a record. */
const paintLabelBar = ({ canvas, context, place, format, right }: Painter, y: number): void => {
  if (format.labelWidth > 0) {
    canvas.text(place.body.x + format.labelX + format.labelWidth, y, right, context.glyphs.vertical, DIM);
  }
};

const highlight = (
  painter: Painter,
  plain: string,
  found: readonly TextRange[],
  y: number,
  origin: number,
): void => {
  const { canvas, context, place, format, right } = painter;
  const left = place.body.x + format.textX;
  const mark = (ranges: readonly TextRange[], change: (style: Style) => Style): void => {
    // A long line may have thousands of matches, so each range is measured from the previous one.
    let [index, x] = [0, origin];
    for (const { start, end } of ranges) {
      const from = x + textWidth(plain.slice(index, start));
      if (from >= right) return;
      const to = from + textWidth(plain.slice(start, end));
      if (to > left) canvas.restyle(Math.max(from, left), y, Math.min(to, right), change);
      [index, x] = [end, to];
    }
  };
  for (const rule of context.highlights) mark(rule.ranges(plain), rule.change);
  if (context.filtered) mark(context.filtered(plain), asFilterMatch);
  mark(found, painter.selected ? asCurrentMatch : asMatch);
};
