import { sanitiseLine } from '../../core/sanitise.ts';
import { timePattern, timestampOf } from '../../core/timeText.ts';
import type { PendingQuestion, Question } from '../../session/snapshot.ts';
import { answerOf, fieldsOf } from '../commands/answering.ts';
import type { Command, CommandContext, CommandGroup } from '../commands/command.ts';
import type { Glyphs } from '../glyphs.ts';
import { type KeyTable, keyLabel } from '../keys.ts';
import { countText } from '../quantities.ts';
import type { LineEdit } from '../state/lineEdit.ts';
import type { Overlay, ScreenState } from '../state/screen.ts';
import { clip, pad, textWidth } from '../surface/width.ts';
import { RED, type Span, YELLOW } from './spans.ts';

/** A box over the screen: one look for all that is asked or listed. */
export interface Dialog {
  readonly title: string;
  readonly lines: readonly (readonly Span[])[];
  readonly footer: string;
  readonly width: number;
  readonly height: number;
}

/** Room inside the largest dialog. */
const inner = (
  size: CommandContext['size'],
  width: number,
  height: number,
): { width: number; height: number } => ({
  width: Math.max(20, Math.min(width, size.columns - 8)),
  height: Math.max(3, Math.min(height, size.rows - 6)),
});

const safe = (text: string): string => sanitiseLine(text, { color: false, tabStop: 1 });

/** What is being typed with the place of the next character inverted; `shown` false: nothing of it. */
export const editSpans = (edit: LineEdit, shown = true): Span[] => {
  if (!shown) return [{ text: ' ', inverse: true }];
  const before = edit.text.slice(0, edit.at).join('');
  return [
    { text: before },
    { text: edit.text[edit.at] ?? ' ', inverse: true },
    { text: edit.text.slice(edit.at + 1).join('') },
  ];
};

/** The part of a list that has the cursor on show. */
const windowOf = <T>(
  items: readonly T[],
  cursor: number,
  height: number,
): { from: number; shown: readonly T[] } => {
  const from = Math.max(0, Math.min(cursor - Math.floor(height / 2), items.length - height));
  return { from, shown: items.slice(from, from + height) };
};

export const pickerDialog = (
  context: CommandContext,
  overlay: Extract<Overlay, { kind: 'picker' }>,
  glyphs: Glyphs,
): Dialog => {
  const { width, height } = inner(context.size, 96, 30);
  const { choices } = context;
  const { from, shown } = windowOf(choices, overlay.cursor, height - 2);
  const nameWidth = Math.min(
    Math.max(16, ...choices.slice(0, 200).map(one => textWidth(one.name))),
    Math.floor(width / 2),
  );
  const rows = shown.map((choice, i): Span[] => {
    const under = from + i === overlay.cursor;
    const open = choice.open.length > 0;
    const dropped = open && choice.open.every(id => overlay.dropped.includes(id));
    const picked = overlay.picked.includes(choice.name) || (open && !dropped);
    const state = dropped ? 'will close' : open ? 'open' : choice.recent ? 'recent' : '';
    return [
      { text: under ? `${glyphs.chosen} ` : '  ', bold: true },
      {
        text: `${picked ? glyphs.checked : glyphs.unchecked} `,
        ...(picked ? { bold: true } : { dim: true }),
      },
      ...matchedSpans(safe(choice.name), choice.matched, nameWidth, under),
      { text: ` ${choice.kind.padEnd(6)}`, dim: true },
      { text: ` ${state.padEnd(11)}`, bold: state === 'will close' },
      { text: safe(choice.detail), dim: true },
    ];
  });
  const count = overlay.picked.length;
  const empty: Span[] = [
    { text: '  nothing matches; any HOST:LOG or user@host:/path can be added with :add', dim: true },
  ];
  return {
    title: 'sources',
    width,
    height,
    lines: [
      [{ text: '/ ', dim: true }, ...editSpans(overlay.edit)],
      [{ text: glyphs.horizontal.repeat(width), dim: true }],
      ...(choices.length === 0 ? [empty] : rows),
    ],
    footer: `${choices.length === 0 ? 0 : overlay.cursor + 1}/${choices.length}${count > 0 ? `, ${count} picked` : ''}  Tab pick  Enter read  Esc cancel`,
  };
};

/** A name with its matched characters underlined, filled up to `width`. */
const matchedSpans = (name: string, matched: readonly number[], width: number, bold: boolean): Span[] => {
  const spans: Span[] = [];
  const marks = new Set(matched);
  const text = pad(name, width);
  for (let i = 0; i < text.length; i++) {
    const isMatch = marks.has(i);
    const last = spans.at(-1);
    if (last && (last.underline ?? false) === isMatch)
      spans[spans.length - 1] = { ...last, text: last.text + text[i] };
    else spans.push({ text: text[i]!, bold, ...(isMatch ? { underline: true, color: YELLOW } : {}) });
  }
  return spans;
};

const GROUP_ORDER: readonly CommandGroup[] = [
  'Moving',
  'Panes',
  'Reading',
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
            .map(key => keyLabel(key, unicode))
            .join(' ');
      const name = `:${command.id}${command.argument ? ` ${command.argument}` : ''}`;
      const reason = command.context === 'log' ? (command.unavailable?.(context) ?? null) : null;
      const label = labels === '' ? name : labels;
      const help = isDigits ? 'Go to the pane of that number' : command.help;
      const keyWidth = Math.max(12, textWidth(label) + 1);
      const text = reason !== null && !isDigits ? `${help} (now: ${reason})` : help;
      rows.push([
        { text: pad(label, keyWidth), bold: reason === null || isDigits },
        { text: clip(text, width - keyWidth), dim: reason !== null && !isDigits },
      ]);
    }
  }
  return rows;
};

export const filtersDialog = (
  context: CommandContext,
  overlay: Extract<Overlay, { kind: 'filters' }>,
  glyphs: Glyphs,
): Dialog => {
  const { filters, level } = context.snapshot;
  const { width, height } = inner(context.size, 72, filters.length + 2);
  const lines = filters.map((filter, i): Span[] => [
    { text: i === overlay.cursor ? `${glyphs.chosen} ` : '  ', bold: true },
    { text: `${filter.enabled ? glyphs.checked : glyphs.unchecked} `, bold: filter.enabled },
    { text: filter.negate ? 'hides ' : 'shows ', dim: true },
    { text: clip(safe(filter.pattern), width - 12), bold: i === overlay.cursor, dim: !filter.enabled },
  ]);
  if (level !== null)
    lines.push([{ text: `    level ${level} and worse (K for less, L for more)`, dim: true }]);
  if (lines.length === 0)
    lines.push([{ text: '  No filter is set: & shows what matches, ! hides it', dim: true }]);
  return {
    title: 'filters',
    width,
    height: Math.min(height, lines.length),
    lines,
    footer: 'Space on/off  d remove  Esc close',
  };
};

const clock = timePattern('HH:mm:ss');
const TONE = { info: {}, warn: { color: YELLOW }, error: { color: RED } } as const;
export const TONE_GLYPH = { info: 'i', warn: '!', error: 'x' } as const;

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
  if (lines.length === 0) lines.push([{ text: 'Nothing has happened yet', dim: true }]);
  return {
    title: 'messages',
    width,
    height: Math.min(height, Math.max(3, lines.length)),
    lines,
    footer: `${countText(toasts.length)} in all, newest first  Esc close`,
  };
};

const QUESTION_TITLES: Readonly<Record<Question['kind'], string>> = {
  password: 'password',
  passphrase: 'passphrase',
  'keyboard-interactive': 'question from the host',
  'host-key': 'unknown host key',
};

const questionText = (question: Question): string[] => {
  switch (question.kind) {
    case 'password':
      return [
        `${question.user}@${question.host} asks for a password${question.again ? ' (the last one was not accepted)' : ''}`,
      ];
    case 'passphrase':
      return [
        `The key ${question.keyFile} for ${question.host} is encrypted${question.again ? ' (wrong passphrase, once more)' : ''}`,
      ];
    case 'keyboard-interactive':
      return [`${question.user}@${question.host} asks`, question.name, ...question.instruction.split('\n')];
    case 'host-key':
      return [
        `${question.host} (${question.address}) is not among the known hosts.`,
        `Its ${question.keyType} key has the fingerprint`,
        `  ${question.fingerprint}`,
        'Compare it with what the machine itself or its keeper says.',
      ];
  }
};

export const questionDialog = (
  state: ScreenState,
  pending: PendingQuestion,
  waiting: number,
  size: CommandContext['size'],
): Dialog => {
  const fields = fieldsOf(pending.question);
  const answer = answerOf(state, pending);
  const texts = questionText(pending.question)
    .map(safe)
    .filter(text => text.trim() !== '');
  const { width } = inner(
    size,
    Math.max(56, ...texts.map(textWidth), ...fields.map(field => textWidth(field.label) + 24)),
    10,
  );
  const lines: Span[][] = texts.flatMap(text => wrapWords(text, width)).map(text => [{ text }]);
  lines.push([]);
  for (const [i, field] of fields.entries()) {
    const label = safe(field.label).trim().replace(/:?$/, ': ');
    const given = answer.given[i];
    if (i < answer.given.length)
      lines.push([{ text: label }, { text: field.echo ? (given ?? '') : 'given', dim: true }]);
    else if (i === answer.given.length) {
      lines.push([{ text: label, bold: true }, ...editSpans(answer.edit, field.echo)]);
      if (!field.echo) lines.push([{ text: 'what you type is not shown', dim: true }]);
    } else lines.push([{ text: label, dim: true }]);
  }
  return {
    title: QUESTION_TITLES[pending.question.kind],
    width,
    height: lines.length,
    lines,
    footer: `Enter answer  Esc give up on this host${waiting > 0 ? `  ${waiting} more to answer` : ''}`,
  };
};

export const wrapWords = (text: string, width: number): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && textWidth(line) + 1 + textWidth(word) > width) {
      lines.push(line);
      line = word;
    } else
      line = line === '' && lines.length === 0 && word === '' ? ' ' : line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map(one => clip(one, width));
};
