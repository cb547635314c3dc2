import type { Command, CommandContext, CommandGroup } from '../commands/command.ts';
import type { Glyphs } from '../glyphs.ts';
import { type KeyTable, keyLabel } from '../keyLookup.ts';
import type { Overlay } from '../state/screen.ts';
import { clip, pad, textWidth } from '../surface/width.ts';
import { type Dialog, inner } from './dialog.ts';
import type { Span } from './spans.ts';

const GROUP_ORDER: readonly CommandGroup[] = [
  'Moving',
  'Panes',
  'Reading',
  'Timeline',
  'Finding',
  'Doing',
  'rtop',
  'Typing',
];

/** Returns the help: every command with its keys, by group, in one or two columns. */
export const helpDialog = (
  context: CommandContext,
  overlay: Extract<Overlay, { kind: 'help' }>,
  commands: readonly Command[],
  keys: KeyTable,
  unicode: boolean,
  glyphs: Glyphs,
): Dialog => {
  const { width, height } = inner(context.size, 150, context.size.rows);
  const columns = width >= 100 ? 2 : 1;
  const columnWidth = Math.floor((width - (columns - 1) * 2) / columns);
  const all = [...helpRows(context, commands, keys, columnWidth, unicode), ...legendRows(glyphs)];
  const rows = matching(all, overlay.query);
  const perColumn = Math.ceil(rows.length / columns);
  const lines = Array.from({ length: perColumn }, (_, i): Span[] =>
    columns === 1
      ? [...(rows[i] ?? [])]
      : [...padded(rows[i] ?? [], columnWidth), { text: '  ' }, ...(rows[perColumn + i] ?? [])],
  );
  const from = Math.max(0, Math.min(overlay.scroll, lines.length - height));
  const more =
    lines.length > height
      ? `  ${from + 1}-${Math.min(lines.length, from + height)} of ${lines.length}, j k to scroll`
      : '';
  return {
    title: overlay.query === '' ? 'keys' : `keys: ${overlay.query}`,
    width,
    height: Math.min(height, lines.length),
    lines: lines.slice(from, from + height),
    footer: `/ searches here${more}  : types a command  Esc closes`,
  };
};

/** Explains the symbols on the screen. */
const legendRows = (glyphs: Glyphs): Span[][] => {
  const signs: readonly (readonly [string, string])[] = [
    [glyphs.live, 'live'],
    [glyphs.busy, 'connecting, or waiting to retry'],
    [glyphs.stalled, 'silent: host not responding'],
    [glyphs.failed, 'failed'],
    [glyphs.idle, 'no file (yet), waiting, or ended'],
    [glyphs.paused, 'paused, and new records since then'],
    [glyphs.cursor, 'the selected record'],
    [glyphs.mark, 'marked'],
    [glyphs.markedCursor, 'marked and selected'],
    [`${glyphs.folded}5`, 'five more lines in this record: o unfolds them'],
    [`${glyphs.less} ${glyphs.more}`, 'the line continues to the left, to the right'],
    ['(14:02)', 'the record has no time: when it was read'],
    [glyphs.late, 'came too late for its place in the merged log'],
    [glyphs.tick, 'a match or an error at this place in the log'],
    [glyphs.thumb, 'the part of the log on screen'],
    [glyphs.dots.repeat(2), 'not from the log: an event, or missing lines'],
    ['E4 W12', 'new errors and warnings'],
    ['/12', 'matches of the search'],
  ];
  return [
    [],
    [{ text: 'Signs', bold: true, underline: true }],
    ...signs.map(([sign, text]): Span[] => [{ text: pad(sign, 12), bold: true }, { text }]),
  ];
};

/** Returns the rows that contain all words of a query; a heading stays if any row of its group does. */
const matching = (rows: readonly Span[][], query: string): readonly Span[][] => {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter(word => word !== '');
  if (words.length === 0) return rows;
  const textOf = (row: readonly Span[]): string =>
    row
      .map(span => span.text)
      .join('')
      .toLowerCase();
  const kept = rows.filter(row => row.length > 1 && words.every(word => textOf(row).includes(word)));
  return kept.length > 0 ? kept : [[{ text: `nothing in the help matches ${query}`, dim: true }]];
};

const padded = (spans: readonly Span[], width: number): Span[] => {
  const used = spans.reduce((sum, span) => sum + textWidth(span.text), 0);
  return [...spans, { text: ' '.repeat(Math.max(0, width - used)) }];
};

const helpRows = (
  context: CommandContext,
  commands: readonly Command[],
  keys: KeyTable,
  width: number,
  unicode: boolean,
): Span[][] => {
  const rows: Span[][] = [];
  for (const group of GROUP_ORDER) {
    if (rows.length > 0) rows.push([]);
    rows.push([{ text: group, bold: true, underline: true }]);
    const own = commands.filter(command => command.group === group && !/^pane-[2-9]$/.test(command.id));
    for (const command of own) {
      const isDigits = command.id === 'pane-1';
      const labels = isDigits
        ? '1-9'
        : keys
            .keysOf(command)
            .slice(0, 2)
            .map(key => keyLabel(key, unicode))
            .join(' ');
      const name = `:${command.id}${command.argument ? ` ${command.argument}` : ''}`;
      const reason = command.context === 'log' ? (command.unavailable?.(context) ?? null) : null;
      const label = labels === '' ? name : labels;
      const help = isDigits ? 'Go to the pane with that number' : command.help;
      const keyWidth = Math.max(12, textWidth(label) + 1);
      const full = `${help} (now: ${reason})`;
      const room = width - keyWidth;
      const text = reason !== null && !isDigits && textWidth(full) <= room ? full : help;
      rows.push([
        { text: pad(label, keyWidth), bold: reason === null || isDigits },
        { text: clip(text, room), dim: reason !== null && !isDigits },
      ]);
    }
  }
  return rows;
};
