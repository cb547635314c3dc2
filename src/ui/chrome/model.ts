import type { SourceId } from '../../core/record.ts';
import { momentOf } from '../../core/record.ts';
import { isRecord } from '../../core/store/entry.ts';
import type { ColorDepth } from '../../core/text/color.ts';
import { countText } from '../../core/text/quantities.ts';
import type { ZoneOffset } from '../../core/text/timeText.ts';
import type { SessionSnapshot, SourceStatus, TimeSpan, Toast } from '../../session/live/snapshot.ts';
import type { Command, CommandContext } from '../commands/command.ts';
import { focusedPane, focusKey } from '../commands/focus.ts';
import { helpQuery } from '../commands/typing.ts';
import type { Glyphs } from '../glyphs.ts';
import { type KeyTable, keyLabel } from '../keyLookup.ts';
import { cameLate, paneView } from '../log/format.ts';
import type { PanePlace } from '../state/layout.ts';
import { MERGED, paneOf } from '../state/screen.ts';
import { newBelow, visibleEntries } from '../state/scroll.ts';
import type { Rect } from '../surface/cells.ts';
import { pad, textWidth } from '../surface/width.ts';
import { detailLines } from './detailLines.ts';
import { type Dialog, safe, wrapWords } from './dialog.ts';
import { helpDialog } from './helpDialog.ts';
import { completionsDialog, inputLineSpans } from './inputLine.ts';
import { filtersDialog, messagesDialog, TONE_GLYPH, valuesDialog } from './listDialogs.ts';
import { awaitsAnswer, questionsBehind } from './loginAnswer.ts';
import { pickerDialog } from './pickerDialog.ts';
import { questionDialog } from './questionDialog.ts';
import { RED, type Span, spansWidth, YELLOW } from './spans.ts';
import { type StatusPane, statusSpans } from './status.ts';
import { timelineRows } from './timelineRow.ts';
import { alarmSpans, stateSpan, titleLine, titleSpans } from './titles.ts';

/** Everything Ink draws, as plain data: equal models draw equal pictures. */
export interface ChromeModel {
  readonly columns: number;
  readonly rows: number;
  readonly timeline: readonly (readonly Span[])[] | null;
  readonly status: readonly Span[];
  readonly detail: DetailModel | null;
  readonly dialog: PlacedDialog | null;
  readonly toasts: { readonly rect: Rect; readonly lines: readonly (readonly Span[])[] } | null;
  readonly border: Glyphs['border'];
}

export interface DetailModel {
  readonly rect: Rect;
  readonly title: string;
  readonly lines: readonly string[];
  readonly more: string;
}

export interface PlacedDialog extends Dialog {
  readonly rect: Rect;
}

/** The input for the chrome besides the state. */
export interface ChromeContext extends CommandContext {
  readonly commands: readonly Command[];
  readonly keys: KeyTable;
  readonly glyphs: Glyphs;
  readonly unicode: boolean;
  readonly depth: ColorDepth;
}

/** How many toasts are visible at once, and for how long. */
const MAX_TOASTS = 3;
const MAX_TOAST_LINES = 3;
const TOAST_MS = 6_000;

export const chromeModel = (context: ChromeContext): ChromeModel => {
  const { state, size, glyphs } = context;
  return {
    columns: size.columns,
    rows: size.rows,
    timeline: state.timeline
      ? timelineRows(
          context.log.held.timeline,
          state.timeline,
          size.columns,
          context.log.zone,
          { colour: context.depth > 0, unicode: context.unicode, glyphs },
          seenSpan(context),
        )
      : null,
    status:
      state.overlay?.kind === 'line'
        ? inputLineSpans(context, state.overlay, context.commands, size.columns)
        : statusSpans(context, statusPane(context), id => keyOf(context, id), glyphs),
    detail: detailModel(context),
    dialog: placedDialog(context),
    toasts: toastModel(context),
    border: glyphs.border,
  };
};

/** Returns the time span of the records visible in the focused pane; null if there are none. */
const seenSpan = (context: ChromeContext): TimeSpan | null => {
  const focused = focusedPane(context);
  if (!focused) return null;
  const moments = visibleEntries(focused.view, focused.pane).flatMap(({ id }) => {
    const entry = focused.view.entry(id);
    return entry && isRecord(entry) ? [momentOf(entry)] : [];
  });
  return moments.length === 0 ? null : { from: Math.min(...moments), to: Math.max(...moments) };
};

/**
 * Returns the title lines of the rows of panes. We draw them ourselves, because the cost of an Ink commit
 * grows with the content of the screen.
 */
export const titleLines = (context: ChromeContext): Span[][] =>
  context.layout.rows.map((row, i) =>
    titleLine(
      context.layout,
      i,
      row.panes.map(place => titleOf(context, place)),
      context.glyphs,
    ),
  );

/** Returns a command's first key, as shown to people. */
const keyOf = ({ commands, keys, unicode }: ChromeContext, id: string): string => {
  const command = commands.find(one => one.id === id);
  const key = command && keys.keysOf(command)[0];
  return key === undefined ? `:${id}` : keyLabel(key, unicode);
};

const titleOf = (context: ChromeContext, place: PanePlace): Span[] => {
  const { state, snapshot, glyphs, log } = context;
  const pane = paneOf(state, place.key);
  const news = pane.top === null ? null : newBelow(paneView(state, log, place), pane);
  const status = snapshot.sources.find(one => one.source.id === place.key);
  if (!status) return mergedTitle(context, news, pane.context);
  const { host, log: name } = status.source;
  return titleSpans(
    {
      number: place.number,
      host: safe(host.name),
      log: safe(name),
      sgr: log.labels.get(status.source.id)?.sgr ?? '',
      state: stateSpan(status, {
        now: context.now,
        glyphs,
        awaits: awaitsAnswer(status, snapshot, context.now),
        last: lastRecord(context, status.source.id),
      }),
      focused: place.key === focusKey(context) && snapshot.sources.length > 1 && !state.zoomed,
      news,
      context: pane.context,
      errors: status.errors,
      warnings: status.warnings,
      matches: snapshot.search === null ? null : log.held.view(status.source.id, 'found').length,
      evicted: status.evicted,
    },
    glyphs,
  );
};

/** Returns the time of a log's last record; null if it is unknown, also because filters may hide later ones. */
const lastRecord = (
  { snapshot, log }: ChromeContext,
  source: SourceId,
): { readonly ms: number; readonly zone: ZoneOffset } | null => {
  if (snapshot.level !== null || snapshot.filters.some(({ enabled }) => enabled)) return null;
  const ids = log.held.view(source, 'all');
  const entry = ids.length === 0 ? undefined : log.held.get(ids.at(ids.length - 1));
  const time = entry && isRecord(entry) && log.held.gap(source) === null ? entry.time : null;
  return time && { ms: time.ms, zone: log.zone };
};

const sumOf = (sources: readonly SourceStatus[], name: 'errors' | 'warnings'): number =>
  sources.reduce((sum, status) => sum + status[name], 0);

/** Summarises which sources are not connected. */
const downText = (sources: readonly SourceStatus[]): string => {
  const down = sources.filter(({ state }) => state.kind === 'failed' || state.kind === 'retrying');
  if (down.length === 0) return '';
  const names = down.slice(0, 3).map(({ source }) => safe(`${source.host.name}:${source.log}`));
  return `${names.join(', ')}${down.length > 3 ? ` and ${down.length - 3} more` : ''} down `;
};

/** Returns how many logs are merged, and which one if there is only one. */
const countOfLogs = ({ sources, hidden }: ChromeContext['snapshot']): string => {
  const shown = sources.filter(({ source }) => !hidden.includes(source.id));
  if (hidden.length > 0 && shown.length === 1)
    return safe(`${shown[0]!.source.host.name}:${shown[0]!.source.log} alone`);
  const logs = sources.length === 1 ? 'log' : 'logs';
  return hidden.length > 0 ? `${shown.length} of ${sources.length} ${logs}` : `${sources.length} ${logs}`;
};

const mergedTitle = (
  { snapshot, glyphs, log }: ChromeContext,
  news: number | null,
  inContext: boolean,
): Span[] => [
  { text: `${glyphs.horizontal} `, dim: true },
  { text: 'merged ', bold: true },
  { text: countOfLogs(snapshot), bold: snapshot.hidden.length > 0 },
  ...alarmSpans({
    errors: sumOf(snapshot.sources, 'errors'),
    warnings: sumOf(snapshot.sources, 'warnings'),
  }),
  { text: ' ' },
  { text: downText(snapshot.sources), color: RED },
  ...(news === null ? [] : [{ text: `${glyphs.paused} ${news > 0 ? `+${news}` : 'paused'} `, bold: true }]),
  ...(inContext ? [{ text: 'in context ', bold: true }] : []),
  ...(snapshot.search === null
    ? []
    : [{ text: `/${countText(log.held.view(null, 'found').length)} `, color: YELLOW }]),
];

const statusPane = (context: ChromeContext): StatusPane => {
  const focused = focusedPane(context);
  const { held } = context.log;
  if (!focused) return { mode: 'FOLLOW', shown: 0, held: 0, match: 0, matches: 0 };
  const { key, pane, selected } = focused;
  const source = key === MERGED ? null : key;
  const found = held.view(source, 'found');
  const at = selected === null ? found.length : found.lowerBound(selected);
  return {
    mode:
      pane.selectedFrom !== null
        ? 'SELECT'
        : pane.context
          ? 'CONTEXT'
          : pane.top !== null
            ? 'PAUSED'
            : context.snapshot.range
              ? 'RANGE'
              : hasEnded(context.snapshot, source)
                ? 'ENDED'
                : 'FOLLOW',
    ...held.records(source),
    match: pane.top !== null && at < found.length && found.at(at) === selected ? at + 1 : 0,
    matches: found.length,
  };
};

/**
 * Returns true if a source, or every source (null), has ended: logs that were read to their end and are not
 * followed.
 */
const hasEnded = ({ sources }: SessionSnapshot, source: SourceId | null): boolean => {
  const shown = source === null ? sources : sources.filter(one => one.source.id === source);
  return shown.length > 0 && shown.every(({ state }) => state.kind === 'done');
};

/** From this width on, the detail panel takes only half of the screen. */
const WIDE = 120;

/** Returns the width of the detail panel: half of a wide screen, otherwise all of it. */
export const detailWidth = (columns: number): number => (columns >= WIDE ? Math.ceil(columns / 2) : columns);

const detailModel = (context: ChromeContext): DetailModel | null => {
  const { state, layout, log } = context;
  if (!state.detail) return null;
  const focused = focusedPane(context);
  const id = focused?.selected ?? null;
  const { area } = layout;
  const panel = detailWidth(context.size.columns);
  const right = context.size.columns - panel;
  // Keep the selection visible: move the panel to the other side of its pane.
  const x = focused && focused.place.body.x >= right ? 0 : right;
  const rect = { x, y: area.y, width: panel, height: area.height };
  const entry = id === null ? undefined : focused?.view.entry(id);
  const room = Math.max(1, rect.height - 2);
  const width = rect.width - 4;
  const lines =
    entry && isRecord(entry)
      ? detailLines(
          entry,
          log.held.source(entry.source),
          state.detail.tab,
          log.zone,
          width,
          cameLate(entry, log),
        )
      : ['Select a record'];
  const from = Math.max(0, Math.min(state.detail.scroll, lines.length - room));
  const end = Math.min(lines.length, from + room);
  return {
    rect,
    title: state.detail.tab === 'pretty' ? 'record' : `record, ${state.detail.tab}`,
    lines: lines.slice(from, end),
    more:
      lines.length > room
        ? `${from + 1}-${end} of ${lines.length}, Space b to scroll`
        : '* filter by a value  i raw, about  Esc close',
  };
};

const placedDialog = (context: ChromeContext): PlacedDialog | null => {
  const dialog = openDialog(context);
  if (!dialog) return null;
  const { columns, rows } = context.size;
  const width = dialog.width + 4;
  const height = dialog.height + 2;
  const rect = {
    x: Math.max(0, Math.floor((columns - width) / 2)),
    y: Math.max(0, Math.floor((rows - 1 - height) / 2)),
    width,
    height,
  };
  return { ...dialog, rect };
};

const openDialog = (context: ChromeContext): Dialog | null => {
  const { state, snapshot, size, glyphs } = context;
  const question = snapshot.questions[0];
  if (question) return questionDialog(state, question, questionsBehind(snapshot), size);
  switch (state.overlay?.kind) {
    case 'picker':
      return pickerDialog(context, state.overlay, glyphs);
    case 'help':
      return helpDialog(context, state.overlay, context.commands, context.keys, context.unicode, glyphs);
    case 'filters':
      return filtersDialog(context, state.overlay, glyphs);
    case 'values':
      return valuesDialog(context, state.overlay, glyphs);
    case 'messages':
      return messagesDialog(context, state.overlay);
    case 'line': {
      const query = helpQuery(state.overlay);
      if (query !== null)
        return {
          ...helpDialog(
            context,
            { kind: 'help', scroll: 0, query },
            context.commands,
            context.keys,
            context.unicode,
            glyphs,
          ),
          footer: 'Enter keep  Esc show all again',
        };
      return state.overlay.listed ? completionsDialog(context, state.overlay, context.commands) : null;
    }
    case undefined:
      return null;
  }
};

/** Merges runs of equal messages. */
const collapsed = (toasts: readonly Toast[]): Pick<Toast, 'tone' | 'text'>[] => {
  const kept: { tone: Toast['tone']; text: string; count: number }[] = [];
  for (const { tone, text } of toasts) {
    const last = kept.at(-1);
    if (last?.text === text && last.tone === tone) last.count++;
    else kept.push({ tone, text, count: 1 });
  }
  return kept.slice(-MAX_TOASTS).map(({ tone, text, count }) => ({
    tone,
    text: count > 1 ? `${text} (×${count})` : text,
  }));
};

const toastModel = (context: ChromeContext): ChromeModel['toasts'] => {
  const { snapshot, state, size, now } = context;
  const fresh = snapshot.toasts.filter(toast => toast.id > state.dismissed && now - toast.at < TOAST_MS);
  if (fresh.length === 0 || state.overlay?.kind === 'messages') return null;
  const most = Math.max(24, Math.floor(size.columns * 0.7));
  const lines = collapsed(fresh).flatMap(({ tone, text }): Span[][] => {
    const wrapped = wrapWords(safe(text), most - 5);
    const shown = wrapped.slice(0, MAX_TOAST_LINES);
    if (wrapped.length > shown.length) shown.push(`${shown.pop()!.slice(0, most - 18)}… (M has all)`);
    const width = Math.max(...shown.map(textWidth));
    return shown.map((line, i) => [
      {
        text: i === 0 ? ` ${TONE_GLYPH[tone]} ` : '   ',
        bold: true,
        inverse: true,
        ...(tone === 'info' ? {} : { color: tone === 'warn' ? YELLOW : RED }),
      },
      { text: ` ${pad(line, width)} ` },
    ]);
  });
  const width = Math.max(...lines.map(spansWidth));
  const y =
    context.layout.area.y + context.layout.area.height - lines.length - (context.layout.framed ? 1 : 0);
  return { rect: { x: Math.max(0, size.columns - width - 1), y, width, height: lines.length }, lines };
};
