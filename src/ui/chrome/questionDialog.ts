import type { PendingQuestion } from '../../session/live/snapshot.ts';
import { type QuestionText, questionText } from '../../session/loginQuestions.ts';
import type { CommandContext } from '../commands/command.ts';
import { answerOf } from '../commands/questions.ts';
import type { ScreenState } from '../state/screen.ts';
import { textWidth } from '../surface/width.ts';
import { type Dialog, editSpans, inner, wrapWords } from './dialog.ts';
import type { Span } from './spans.ts';

/** Minimum width of an answer, in columns. */
const MIN_ANSWER = 24;

/**
 * Draws a question with the field being answered; `waiting` is the number of questions queued behind it. On a screen
 * without room, it uses fewer words, and the field remains visible.
 */
export const questionDialog = (
  state: ScreenState,
  pending: PendingQuestion,
  waiting: number,
  size: CommandContext['size'],
): Dialog => {
  const whole = questionText(pending.question);
  const answer = answerOf(state, pending);
  const room = size.rows - BORDERS;
  const drawn = drawQuestion(whole, answer, size);
  const { title } = whole;
  const isTooLong = drawn.texts.length + drawn.fields.length > room;
  const { texts, fields, width } = isTooLong
    ? drawQuestion({ ...whole, ...whole.brief }, answer, size, false)
    : drawn;
  const space = texts.length + fields.length < room ? [[]] : [];
  const lines = [...fitting(texts, Math.max(1, room - fields.length)), ...space, ...fields];
  const more = waiting > 0 ? `${title}, ${waiting} more` : title;
  return {
    title: more,
    width,
    height: lines.length,
    lines,
    footer: 'Enter answer  Esc give up on this host',
  };
};

/** Rows of a dialog's border. */
const BORDERS = 2;

/** Keeps the first lines if there is not room for all, and says how many are missing. */
const fitting = (lines: readonly Span[][], room: number): readonly (readonly Span[])[] =>
  lines.length <= room
    ? lines
    : [...lines.slice(0, room - 1), [{ text: `… ${lines.length - room + 1} more lines`, dim: true }]];

const drawQuestion = (
  { lines, fields }: QuestionText,
  answer: ReturnType<typeof answerOf>,
  size: CommandContext['size'],
  hints = true,
): { readonly texts: Span[][]; readonly fields: Span[][]; readonly width: number } => {
  const { width } = inner(
    size,
    Math.max(56, ...lines.map(textWidth), ...fields.map(field => textWidth(field.label) + MIN_ANSWER)),
    10,
  );
  return {
    width,
    texts: lines.flatMap(text => wrapWords(text, width)).map(text => [{ text }]),
    fields: fields.flatMap((field, i) => fieldLines(field, i, answer, width, hints)),
  };
};

const fieldLines = (
  field: QuestionText['fields'][number],
  i: number,
  answer: ReturnType<typeof answerOf>,
  width: number,
  hints: boolean,
): Span[][] => {
  const label = field.label.trimEnd().replace(/[\w)]$/, '$&:');
  if (i < answer.given.length)
    return [[{ text: `${label} ` }, { text: field.echo ? (answer.given[i] ?? '') : 'given', dim: true }]];
  if (i > answer.given.length) return [[{ text: label, dim: true }]];
  const rows = wrapWords(label, width).map((text): Span[] => [{ text, bold: true }]);
  // If the label is too long, the answer goes on a row of its own.
  const beside = rows.length === 1 && textWidth(label) + MIN_ANSWER <= width;
  const edit = editSpans(answer.edit, field.echo);
  return [
    ...(beside ? [[{ text: `${label} `, bold: true }, ...edit]] : [...rows, edit]),
    ...(field.echo || !hints ? [] : [[{ text: 'what you type is not shown', dim: true }]]),
  ];
};
