import type { PendingQuestion, Question } from '../../session/live/snapshot.ts';
import type { CommandContext } from '../commands/command.ts';
import { answerOf, fieldsOf } from '../commands/questions.ts';
import type { ScreenState } from '../state/screen.ts';
import { textWidth } from '../surface/width.ts';
import { type Dialog, editSpans, inner, safe, wrapWords } from './dialog.ts';
import type { Span } from './spans.ts';

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
      return [
        `${question.user}@${question.host} asks${question.again ? ' (the last answer was not accepted)' : ''}`,
        question.name,
        ...question.instruction.split('\n'),
      ];
    case 'host-key':
      return [
        `${question.host} (${question.address}) is not among the known hosts.`,
        `Its ${question.keyType} key has the fingerprint`,
        `  ${question.fingerprint}`,
        'Compare it with what the machine itself or its keeper says.',
      ];
  }
};

/** A question with the field being answered; `waiting`: how many come after it. */
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
  // What a server says may be long: the field to answer in must stay on show.
  const room = Math.max(1, size.rows - 8 - fields.length);
  const lines: Span[][] = texts
    .flatMap(text => wrapWords(text, width))
    .slice(0, room)
    .map(text => [{ text }]);
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
