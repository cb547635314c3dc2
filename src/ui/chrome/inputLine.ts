import type { Command, CommandContext } from '../commands/command.ts';
import { completions } from '../commands/complete.ts';
import { type LineOverlay, lineProblem } from '../commands/typing.ts';
import { lineText } from '../state/lineEdit.ts';
import type { LineMode } from '../state/screen.ts';
import { clip } from '../surface/width.ts';
import { editSpans } from './dialog.ts';
import { RED, type Span, spansWidth } from './spans.ts';

const PROMPTS: Readonly<Record<LineMode, string>> = {
  search: '/',
  filter: '&',
  exclude: '!',
  command: ':',
  save: 'save to: ',
};

const HINTS: Readonly<Record<LineMode, string>> = {
  search: 'search what is held (extended regular expression)',
  filter: 'show only what matches, here and from the hosts',
  exclude: 'hide what matches',
  command: 'a command, Tab completes',
  save: 'a file name; --raw in front: lines as they came',
};

/** What is said behind the line: what is wrong, how it may go on, or what it is for. */
const remark = (context: CommandContext, overlay: LineOverlay, commands: readonly Command[]): Span => {
  const text = lineText(overlay.edit);
  const problem = lineProblem(overlay.mode, text);
  if (problem !== null) return { text: problem, color: RED };
  if (overlay.mode === 'command' && text !== '') {
    const names = completions(context, commands, text).map(one =>
      one.slice(one.trimEnd().lastIndexOf(' ') + 1).trim(),
    );
    const own = commands.find(one => one.id === text.split(' ')[0]);
    const reason = own?.unavailable?.(context) ?? null;
    if (reason !== null) return { text: reason, dim: true };
    if (names.length === 1 && own) return { text: own.help, dim: true };
    return { text: names.join('  '), dim: true };
  }
  const found =
    overlay.mode === 'search' && text !== '' && context.snapshot.search === text
      ? `${context.snapshot.found} ${context.snapshot.found === 1 ? 'match' : 'matches'}`
      : null;
  return { text: found ?? (text === '' ? HINTS[overlay.mode] : ''), dim: true };
};

/** The line being typed, in the place of the status bar. */
export const inputLineSpans = (
  context: CommandContext,
  overlay: LineOverlay,
  commands: readonly Command[],
  width: number,
): Span[] => {
  const typed: Span[] = [{ text: PROMPTS[overlay.mode], bold: true }, ...editSpans(overlay.edit)];
  const said = remark(context, overlay, commands);
  const room = width - spansWidth(typed) - 2;
  return room < 8 ? typed : [...typed, { text: '  ' }, { ...said, text: clip(said.text, room) }];
};
