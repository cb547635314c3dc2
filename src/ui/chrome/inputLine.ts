import type { Command, CommandContext } from '../commands/command.ts';
import { completions, fieldCompletions } from '../commands/complete.ts';
import { type LineOverlay, lineProblem } from '../commands/typing.ts';
import { lineText, lineWindow } from '../state/lineEdit.ts';
import type { LineMode } from '../state/screen.ts';
import { clip, pad, textWidth } from '../surface/width.ts';
import { type Dialog, editSpans, inner, safe } from './dialog.ts';
import { RED, type Span, spansWidth } from './spans.ts';

const PROMPTS: Readonly<Record<LineMode, string>> = {
  search: '/',
  filter: '&',
  exclude: '!',
  command: ':',
  save: 'save to: ',
};

const HINTS: Readonly<Record<LineMode, string>> = {
  search: 'search what has been read (a regular expression); Enter alone repeats',
  filter: 'show only matches, searching the hosts too; or: where status>=500',
  exclude: 'hide matches, or: where status<400',
  command: 'a command, Tab completes',
  save: 'a file name; prefix it with --shown to include the columns',
};

/** Returns the number of matches, or a lower bound while the search is still running. */
const foundText = ({ found, scanned }: CommandContext['snapshot']): string => {
  const noun = found === 1 ? 'match' : 'matches';
  if (scanned >= 1) return `${found} ${noun}`;
  return found === 0 ? 'counting…' : `${found} ${noun} so far, counting…`;
};

/** Returns the hint to the right of the line: an error, a completion, or what the line is for. */
const remark = (context: CommandContext, overlay: LineOverlay, commands: readonly Command[]): Span => {
  const text = lineText(overlay.edit);
  const problem = lineProblem(overlay.mode, text);
  if (problem !== null) return { text: problem, color: RED };
  if (overlay.mode === 'command') {
    const names = completions(context, commands, text).map(one =>
      one.slice(one.trimEnd().lastIndexOf(' ') + 1).trim(),
    );
    const own = commands.find(one => one.id === text.split(' ')[0]);
    const reason = own?.unavailable?.(context) ?? null;
    if (reason !== null) return { text: reason, dim: true };
    if (names.length === 1 && own) return { text: own.help, dim: true };
    return { text: names.join('  '), dim: true };
  }
  const fields = fieldCompletions(context, overlay.mode, text).map(one => one.replace(/^.*[\s(]/s, ''));
  if (fields.length > 0 && text !== '') return { text: fields.join('  '), dim: true };
  const found =
    overlay.mode === 'search' && text !== '' && context.snapshot.search === text
      ? foundText(context.snapshot)
      : null;
  return { text: found ?? (text === '' ? hintText(context, overlay.mode) : ''), dim: true };
};

const hintText = ({ snapshot: { search } }: CommandContext, mode: LineMode): string =>
  mode === 'filter' && search !== null
    ? `Enter alone: only matches of /${safe(search)}, on the hosts too`
    : HINTS[mode];

/** Possible completions, in columns; commands include their help if there is room. */
export const completionsDialog = (
  context: CommandContext,
  overlay: LineOverlay,
  commands: readonly Command[],
): Dialog => {
  const { width, height } = inner(context.size, 120, context.size.rows);
  const candidates = completions(context, commands, lineText(overlay.edit));
  const helpOf = new Map(commands.filter(one => one.context === 'log').map(one => [one.id, one.help]));
  const names = candidates.map(one => one.trim());
  const nameWidth = Math.max(...names.map(textWidth)) + 2;
  const isRoomy = names.length <= height;
  const columns = isRoomy ? 1 : Math.max(1, Math.floor(width / nameWidth));
  const rows = Math.ceil(names.length / columns);
  const lines = Array.from({ length: Math.min(rows, height) }, (_, row): Span[] =>
    Array.from({ length: columns }, (_, column): Span[] => {
      const name = names[column * rows + row];
      if (name === undefined) return [];
      const help = isRoomy ? (helpOf.get(name) ?? '') : '';
      return [
        { text: pad(name, nameWidth) },
        { text: clip(help, Math.max(0, width - nameWidth)), dim: true },
      ];
    }).flat(),
  );
  return { title: 'may be', width, height: lines.length, lines, footer: 'keep typing, or press Tab' };
};

/** Returns the line being typed, which takes the place of the status bar. */
export const inputLineSpans = (
  context: CommandContext,
  overlay: LineOverlay,
  commands: readonly Command[],
  width: number,
): Span[] => {
  const said = remark(context, overlay, commands);
  const prompt = PROMPTS[overlay.mode];
  // Keep half of the width for the error message, if there is one.
  const cells = (said.color === undefined ? width : Math.ceil(width / 2)) - prompt.length;
  const typed: Span[] = [{ text: prompt, bold: true }, ...editSpans(lineWindow(overlay.edit, cells))];
  const room = width - spansWidth(typed) - 2;
  return room < 8 ? typed : [...typed, { text: '  ' }, { ...said, text: clip(said.text, room) }];
};
