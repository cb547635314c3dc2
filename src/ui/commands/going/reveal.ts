import { type EntryId, isRecord } from '../../../core/store/entry.ts';
import { recordLines } from '../../../core/text/recordLines.ts';
import { matchRanges } from '../../../session/live/pattern.ts';
import { isUnfolded, rowFormat } from '../../log/format.ts';
import { withoutSgr } from '../../log/styledText.ts';
import { withPane } from '../../state/screen.ts';
import { jumpTo } from '../../state/scroll.ts';
import { textWidth } from '../../surface/width.ts';
import type { CommandContext, Outcome } from '../command.ts';
import { changePane, focusedPane } from '../focus.ts';

/** Finds the first match in a record's lines: its line, and its cells from the line's start. */
const matchPlace = (
  lines: readonly string[],
  ranges: (text: string) => readonly { readonly start: number; readonly end: number }[],
): { readonly line: number; readonly from: number; readonly to: number } | null => {
  for (const [line, styled] of lines.entries()) {
    const plain = withoutSgr(styled);
    const [first] = ranges(plain);
    if (first === undefined) continue;
    const from = textWidth(plain.slice(0, first.start));
    return { line, from, to: from + textWidth(plain.slice(first.start, first.end)) };
  }
  return null;
};

/**
 * Returns how far to pan to show the cells: not at all if they are visible without panning, otherwise so that
 * they are a third of the row from its start.
 */
const panTo = (pan: number, from: number, to: number, width: number): number => {
  if (to <= width) return 0;
  // The first and last cells of a panned row show that it continues to the left and to the right.
  if (from > pan && to < pan + width) return pan;
  return Math.max(0, from - Math.floor(width / 3));
};

/** Selects a record that matches the search, and unfolds and pans it so that the match is visible. */
export const revealMatch = (context: CommandContext, id: EntryId): Outcome => {
  const { snapshot, state } = context;
  const focused = focusedPane(context);
  const entry = focused?.view.entry(id);
  if (!focused || snapshot.search === null) return {};
  const jump = (at: CommandContext): Outcome => changePane(at, ({ view, pane }) => jumpTo(view, pane, id));
  if (!entry || !isRecord(entry)) return jump(context);
  const ranges = matchRanges(snapshot.search, snapshot.ignoreCase);
  const match = matchPlace(recordLines(entry, state.verbatim), ranges);
  if (match === null) return { ...jump(context), actions: [NOT_SHOWN] };
  const unfolded = new Set(state.unfolded);
  if (match.line > 0 && !isUnfolded(state, id) && !unfolded.delete(id)) unfolded.add(id);
  const { textWidth: width } = rowFormat(state, context.log, focused.place);
  const pan = state.wrap ? focused.pane.pan : panTo(focused.pane.pan, match.from, match.to, width);
  const next = withPane({ ...state, unfolded }, focused.key, { ...focused.pane, pan });
  return jump({ ...context, state: next });
};

const NOT_SHOWN = {
  type: 'notify',
  tone: 'info',
  text: 'The match is in text replaced by the columns: press r to show whole lines',
} as const;
