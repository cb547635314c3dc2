import type { PendingQuestion } from '../../session/live/snapshot.ts';
import { questionText } from '../../session/loginQuestions.ts';
import type { CommandContext } from '../commands/command.ts';
import { answerOf } from '../commands/questions.ts';
import type { ScreenState } from '../state/screen.ts';
import { textWidth } from '../surface/width.ts';
import { type Dialog, editSpans, inner, wrapWords } from './dialog.ts';
import type { Span } from './spans.ts';

/** Minimum width of an answer, in columns. */
const MIN_ANSWER = 24;

/** Draws a question with the field being answered; `waiting` is the number of questions queued behind it. */
export const questionDialog = (
  state: ScreenState,
  pending: PendingQuestion,
  waiting: number,
  size: CommandContext['size'],
): Dialog => {
  const { title, lines: texts, fields } = questionText(pending.question);
  const answer = answerOf(state, pending);
  const { width } = inner(
    size,
    Math.max(56, ...texts.map(textWidth), ...fields.map(field => textWidth(field.label) + MIN_ANSWER)),
    10,
  );
  // A server's text may be long, but the answer field must stay visible.
  const room = Math.max(1, size.rows - 8 - fields.length);
  const lines: Span[][] = texts
    .flatMap(text => wrapWords(text, width))
    .slice(0, room)
    .map(text => [{ text }]);
  lines.push([]);
  for (const [i, field] of fields.entries()) {
    const label = field.label.trimEnd().replace(/[\w)]$/, '$&:');
    const given = answer.given[i];
    if (i < answer.given.length)
      lines.push([{ text: `${label} ` }, { text: field.echo ? (given ?? '') : 'given', dim: true }]);
    else if (i === answer.given.length) {
      const rows = wrapWords(label, width).map((text): Span[] => [{ text, bold: true }]);
      // If the label is too long, the answer goes on a row of its own.
      const beside = rows.length === 1 && textWidth(label) + MIN_ANSWER <= width;
      const edit = editSpans(answer.edit, field.echo);
      lines.push(...(beside ? [[{ text: `${label} `, bold: true }, ...edit]] : [...rows, edit]));
      if (!field.echo) lines.push([{ text: 'what you type is not shown', dim: true }]);
    } else lines.push([{ text: label, dim: true }]);
  }
  return {
    title,
    width,
    height: lines.length,
    lines,
    footer: `Enter answer  Esc give up on this host${waiting > 0 ? `  1 of ${waiting + 1} questions` : ''}`,
  };
};
