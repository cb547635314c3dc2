import type { CommandContext } from '../commands/command.ts';
import type { Glyphs } from '../glyphs.ts';
import { MAX_CHOICES } from '../picker/items.ts';
import type { Overlay } from '../state/screen.ts';
import { pad, textWidth } from '../surface/width.ts';
import { type Dialog, editSpans, inner, safe, wrapWords } from './dialog.ts';
import { type Span, YELLOW } from './spans.ts';

/** Returns the part of a list around the cursor that fits. */
const windowOf = <T>(
  items: readonly T[],
  cursor: number,
  height: number,
): { from: number; shown: readonly T[] } => {
  const from = Math.max(0, Math.min(cursor - Math.floor(height / 2), items.length - height));
  return { from, shown: items.slice(from, from + height) };
};

/** Maximum number of reasons shown why logs on offer are unknown. */
const MAX_PROBLEMS = 3;

/** Returns the picker: the text typed so far, and the matching choices. */
export const pickerDialog = (
  context: CommandContext,
  overlay: Extract<Overlay, { kind: 'picker' }>,
  glyphs: Glyphs,
): Dialog => {
  const { width, height } = inner(context.size, 96, 30);
  const { choices } = context;
  const problems = context.snapshot.offers.problems
    .slice(0, MAX_PROBLEMS)
    .map((text): Span[] => [{ text: `  ${safe(text)}`, color: YELLOW }]);
  const { from, shown } = windowOf(choices, overlay.cursor, height - 2 - problems.length);
  const nameWidth = Math.min(
    Math.max(16, ...choices.slice(0, 200).map(one => textWidth(one.name))),
    Math.floor(width / 2),
  );
  const rows = shown.map((choice, i): Span[] => {
    const under = from + i === overlay.cursor;
    const open = choice.open.length > 0;
    const dropped = open && choice.open.every(id => overlay.dropped.includes(id));
    const picked = overlay.picked.includes(choice.name) || (open && !dropped);
    const isPart = open && choice.kind === 'host' && choice.open.length < choice.logs;
    const state = dropped
      ? 'will close'
      : isPart
        ? 'partly open'
        : open
          ? 'open'
          : choice.recent
            ? 'recent'
            : '';
    return [
      { text: under ? `${glyphs.chosen} ` : '  ', bold: true },
      {
        text: `${picked ? glyphs.checked : glyphs.unchecked} `,
        ...(picked ? { bold: true } : { dim: true }),
      },
      ...matchedSpans(safe(choice.name), choice.matched, nameWidth, under),
      { text: ` ${choice.kind.padEnd(6)}`, dim: true },
      { text: ` ${state.padEnd(12)}`, bold: state === 'will close' },
      { text: safe(choice.detail), dim: true },
    ];
  });
  const count = overlay.picked.length;
  const nothing =
    overlay.edit.text.length === 0
      ? context.beginning
      : ['nothing matches; press Enter to read it as typed: user@host:/path, ./file'];
  const empty = nothing
    .flatMap(line => wrapWords(line, width - 2))
    .map((line): Span[] => [{ text: `  ${line}`, ...(/^ |nothing/.test(line) ? { dim: true } : {}) }]);
  return {
    title: 'sources',
    width,
    height,
    lines: [
      [{ text: '/ ', dim: true }, ...editSpans(overlay.edit)],
      [{ text: glyphs.horizontal.repeat(width), dim: true }],
      ...problems,
      ...(choices.length === 0 ? empty : rows),
    ],
    footer: `${choices.length}${choices.length >= MAX_CHOICES ? ' and more' : ''} listed${count > 0 ? `, ${count} picked` : ''}  Tab pick  ^a all  Enter read  Esc cancel`,
  };
};

/** Returns a name with its matched characters underlined, padded to `width`. */
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
