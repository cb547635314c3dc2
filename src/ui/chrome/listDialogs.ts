import { countText } from '../../core/text/quantities.ts';
import { timePattern, timestampOf } from '../../core/text/timeText.ts';
import type { CommandContext } from '../commands/command.ts';
import type { Glyphs } from '../glyphs.ts';
import type { Overlay } from '../state/screen.ts';
import { clip, pad, textWidth } from '../surface/width.ts';
import { type Dialog, inner, safe, wrapWords } from './dialog.ts';
import { clipSpans, RED, type Span, YELLOW } from './spans.ts';
import { scopeText } from './status.ts';
import { timeSpanText } from './timelineRow.ts';

/** Returns the list of filters, each of which can be toggled. */
export const filtersDialog = (
  context: CommandContext,
  overlay: Extract<Overlay, { kind: 'filters' }>,
  glyphs: Glyphs,
): Dialog => {
  const { filters, level, range } = context.snapshot;
  const { width, height } = inner(context.size, 72, filters.length + 3);
  const lines = filters.map((filter, i): Span[] => [
    { text: i === overlay.cursor ? `${glyphs.chosen} ` : '  ', bold: true },
    { text: `${filter.enabled ? glyphs.checked : glyphs.unchecked} `, bold: filter.enabled },
    { text: filter.negate ? 'hides ' : 'shows ', dim: true },
    { text: clip(safe(filter.pattern), width - 12), bold: i === overlay.cursor, dim: !filter.enabled },
    { text: scopeText(filter, context.snapshot, ' in ') },
  ]);
  if (level !== null)
    lines.push([{ text: `    level ${level} and worse (K for less, L for more)`, dim: true }]);
  if (range !== null)
    lines.push([
      {
        text: `    ${timeSpanText(range, context.log.zone, context.now)} only (:no-range shows all times)`,
        dim: true,
      },
    ]);
  if (lines.length === 0)
    lines.push([{ text: '  No filter is set: & shows what matches, ! hides it', dim: true }]);
  return {
    title: 'filters',
    width,
    height: Math.min(height, lines.length),
    lines,
    footer: 'Space on/off  o this pane only  d remove  Esc close',
  };
};

/** Returns values, each with the filter it makes. */
export const valuesDialog = (
  { size, snapshot }: CommandContext,
  { cursor, values, title }: Extract<Overlay, { kind: 'values' }>,
  glyphs: Glyphs,
): Dialog => {
  const { width, height } = inner(size, 96, values.length);
  const isFiltered = snapshot.level !== null || snapshot.filters.some(({ enabled }) => enabled);
  const names = Math.min(24, Math.max(...values.map(({ name }) => textWidth(safe(name)))));
  const from = Math.max(0, Math.min(cursor - Math.floor(height / 2), values.length - height));
  const lines = values.slice(from, from + height).map(({ name, value, filter }, i): Span[] => {
    const isChosen = from + i === cursor;
    return [
      { text: isChosen ? `${glyphs.chosen} ` : '  ', bold: true },
      { text: `${pad(clip(safe(name), names), names)} `, dim: true },
      { text: clip(safe(value), Math.max(8, width - names - 4)), bold: isChosen },
      ...(isChosen && filter.startsWith('where ')
        ? [{ text: `  ${clip(safe(filter), 40)}`, dim: true }]
        : []),
    ];
  });
  return {
    title: safe(title),
    width,
    height: lines.length,
    lines: lines.map(line => clipSpans(line, width)),
    footer: isFiltered
      ? 'Enter only those  ! hide them  a without other filters  Esc close'
      : 'Enter shows only those  ! hides them  Esc close',
  };
};

const clock = timePattern('HH:mm:ss');
const TONE = { info: {}, warn: { color: YELLOW }, error: { color: RED } } as const;
/** Marks a tone with a letter, so that colour is not the only cue. */
export const TONE_GLYPH = { info: 'i', warn: '!', error: 'x' } as const;

/** Recent messages, newest first. */
export const messagesDialog = (
  context: CommandContext,
  overlay: Extract<Overlay, { kind: 'messages' }>,
): Dialog => {
  const { width, height } = inner(context.size, 110, 24);
  const toasts = context.snapshot.toasts.toReversed();
  const all = toasts.flatMap(({ at, tone, text }): Span[][] => {
    const head: Span[] = [
      { text: `${clock(timestampOf(at), context.log.zone)} `, dim: true },
      { text: `${TONE_GLYPH[tone]} `, bold: true, ...TONE[tone] },
    ];
    return wrapWords(safe(text), width - 11).map((line, i) => [
      ...(i === 0 ? head : [{ text: ' '.repeat(11) }]),
      { text: line },
    ]);
  });
  const from = Math.min(overlay.scroll, Math.max(0, all.length - height));
  const lines = all.slice(from, from + height);
  if (lines.length === 0) lines.push([{ text: 'No messages yet', dim: true }]);
  return {
    title: 'messages',
    width,
    height: Math.min(height, Math.max(3, lines.length)),
    lines,
    footer: `${countText(toasts.length)} in all, newest first  Esc close`,
  };
};
