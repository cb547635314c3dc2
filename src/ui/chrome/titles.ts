import { countText, rateText, spanText } from '../../core/text/quantities.ts';
import { timePattern, timestampOf, type ZoneOffset } from '../../core/text/timeText.ts';
import type { SourceStatus } from '../../session/live/snapshot.ts';
import type { Glyphs } from '../glyphs.ts';
import type { PaneLayout } from '../state/layout.ts';
import { clipSpans, RED, type Span, spanColor, spansWidth, YELLOW } from './spans.ts';

/**
 * Describes a source's state with a glyph and words, so that colour is never the only cue. `awaits`: it waits for the
 * answer to a question. `last`: the time of its last record; null: unknown.
 */
export const stateSpan = (
  status: SourceStatus,
  {
    now,
    glyphs,
    awaits,
    last = null,
  }: {
    readonly now: number;
    readonly glyphs: Glyphs;
    readonly awaits: boolean;
    readonly last?: { readonly ms: number; readonly zone: ZoneOffset } | null;
  },
): Span => {
  const { source, state, trouble, records } = status;
  if (awaits) return { text: `${glyphs.busy} needs an answer`, color: YELLOW };
  switch (state.kind) {
    case 'waiting':
      return { text: `${glyphs.idle} waiting`, dim: true };
    case 'connecting':
      return {
        text: `${glyphs.busy} ${state.detail === source.host.name ? 'connecting' : state.detail || 'connecting'}`,
        ...(trouble === null ? {} : { color: YELLOW }),
      };
    case 'live':
      return rateText(status.rate) === '0' && last !== null && now - last.ms >= QUIET_MS
        ? { text: `${glyphs.live} last ${lastText(last.ms, last.zone, now)}` }
        : { text: `${glyphs.live} ${rateText(status.rate)}/s` };
    case 'absent':
      return { text: `${glyphs.idle} ${records > 0 ? 'file gone' : 'no file yet'}`, color: YELLOW };
    case 'stalled':
      return { text: `${glyphs.stalled} silent ${spanText(now - state.since)}`, color: YELLOW };
    case 'retrying':
      return {
        text: `${glyphs.busy} ${state.at > now ? `retry ${spanText(state.at - now)}` : 'retrying'}`,
        color: YELLOW,
      };
    case 'failed':
      return { text: `${glyphs.failed} failed`, color: RED, bold: true };
    case 'done':
      return { text: `${glyphs.idle} done`, dim: true };
  }
};

/** After this time without a record, the time of the last one says more than a rate of zero. */
const QUIET_MS = 5 * 60_000;
const DAY_MS = 24 * 3_600_000;
const clock = timePattern('HH:mm');
const dayAndClock = timePattern('MM-DD HH:mm');

const lastText = (last: number, zone: ZoneOffset, now: number): string =>
  (now - last < DAY_MS ? clock : dayAndClock)(timestampOf(last), zone);

export interface TitleParts {
  readonly number: number;
  readonly host: string;
  readonly log: string;
  /** SGR parameters of the host's colour. */
  readonly sgr: string;
  readonly state: Span;
  readonly focused: boolean;
  /** Entries that arrived since the pane was paused; null while it follows. */
  readonly news: number | null;
  readonly context: boolean;
  /** Number of errors and warnings received. */
  readonly errors: number;
  readonly warnings: number;
  /** Number of search matches; null without a search. */
  readonly matches: number | null;
  /** Entries dropped from the full buffer; shown while scrolled back. */
  readonly evicted: number;
}

/** Counts of errors and warnings, if there are any. */
export const alarmSpans = ({ errors, warnings }: { errors: number; warnings: number }): Span[] => [
  ...(errors > 0 ? [{ text: ` E${countText(errors)}`, color: RED, bold: true }] : []),
  ...(warnings > 0 ? [{ text: ` W${countText(warnings)}`, color: YELLOW }] : []),
];

export const titleSpans = (parts: TitleParts, glyphs: Glyphs): Span[] => {
  const name: Span = parts.focused
    ? { text: `${parts.number} ${parts.host} ${parts.log}`, inverse: true, bold: true }
    : { text: `${parts.host} `, ...spanColor(parts.sgr) };
  return [
    ...(parts.focused ? [name] : [{ text: `${parts.number} ` }, name, { text: `${parts.log} ` }]),
    ...(parts.focused ? [{ text: ' ' }] : []),
    parts.state,
    ...alarmSpans(parts),
    ...(parts.news === null
      ? []
      : [
          {
            text: ` ${glyphs.paused} ${parts.news > 0 ? `+${countText(parts.news)}` : 'paused'}`,
            bold: true,
          },
        ]),
    ...(parts.news !== null && parts.evicted > 0
      ? [{ text: ` drop ${countText(parts.evicted)}`, dim: true }]
      : []),
    ...(parts.context ? [{ text: ' in context', bold: true }] : []),
    ...(parts.matches === null ? [] : [{ text: ` /${countText(parts.matches)}`, color: YELLOW }]),
    { text: ' ' },
  ];
};

/**
 * Returns the horizontal frame line above a row of panes (below the last one if `row` is the number of rows),
 * one character per cell.
 */
export const frameLine = (layout: PaneLayout, row: number, glyphs: Glyphs): string[] => {
  const { area, rows } = layout;
  const above = rows[row - 1]?.bars ?? [];
  const below = rows[row]?.bars ?? [];
  return Array.from({ length: area.width }, (_, i) => {
    const x = area.x + i;
    const up = above.includes(x) ? 1 : 0;
    const down = below.includes(x) ? 4 : 0;
    if (!layout.framed) return glyphs.horizontal;
    return glyphs.joints[up | down | (i < area.width - 1 ? 2 : 0) | (i > 0 ? 8 : 0)]!;
  });
};

/** Returns a row's title line: the frame with the panes' titles set into it. */
export const titleLine = (
  layout: PaneLayout,
  row: number,
  titles: readonly (readonly Span[])[],
  glyphs: Glyphs,
): Span[] => {
  const line = frameLine(layout, row, glyphs);
  const spans: Span[] = [];
  let x = 0;
  const frameTo = (end: number): void => {
    if (end > x) spans.push({ text: line.slice(x, end).join(''), dim: true });
    x = Math.max(x, end);
  };
  for (const [i, place] of layout.rows[row]!.panes.entries()) {
    const start = place.body.x - layout.area.x;
    frameTo(start);
    const title = clipSpans(titles[i]!, Math.max(0, place.body.width - 1));
    spans.push(...title);
    x += spansWidth(title);
    frameTo(start + place.body.width);
  }
  frameTo(line.length);
  return spans;
};
