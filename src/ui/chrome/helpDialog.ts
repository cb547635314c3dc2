import type { Command, CommandContext, CommandGroup } from '../commands/command.ts';
import { type KeyTable, keyLabel } from '../keyTable.ts';
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

/** Help: every command with its keys, by group, in one column or two. */
export const helpDialog = (
  context: CommandContext,
  overlay: Extract<Overlay, { kind: 'help' }>,
  commands: readonly Command[],
  keys: KeyTable,
  unicode: boolean,
): Dialog => {
  const { width, height } = inner(context.size, 150, context.size.rows);
  const columns = width >= 100 ? 2 : 1;
  const columnWidth = Math.floor((width - (columns - 1) * 2) / columns);
  const rows = helpRows(context, commands, keys, columnWidth, unicode);
  const perColumn = Math.ceil(rows.length / columns);
  const lines = Array.from({ length: perColumn }, (_, i): Span[] =>
    columns === 1
      ? [...rows[i]!]
      : [...padded(rows[i]!, columnWidth), { text: '  ' }, ...(rows[perColumn + i] ?? [])],
  );
  const from = Math.max(0, Math.min(overlay.scroll, lines.length - height));
  const more =
    lines.length > height
      ? `  ${from + 1}-${Math.min(lines.length, from + height)} of ${lines.length}, j k to scroll`
      : '';
  return {
    title: 'keys',
    width,
    height: Math.min(height, lines.length),
    lines: lines.slice(from, from + height),
    footer: `: types any command by its name${more}  Esc closes`,
  };
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
      const help = isDigits ? 'Go to the pane of that number' : command.help;
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
