import type { PendingQuestion } from '../../session/live/snapshot.ts';
import { HOST_KEY_ANSWERS, hostKeyAnswer, questionText } from '../../session/loginQuestions.ts';
import { EMPTY_LINE, lineText } from '../state/lineEdit.ts';
import type { ScreenState } from '../state/screen.ts';
import { type Command, type CommandContext, commandsOf, type Outcome } from './command.ts';

/** Returns the answer typed so far to a question. */
export const answerOf = (state: ScreenState, pending: PendingQuestion): NonNullable<ScreenState['answer']> =>
  state.answer?.question === pending.id
    ? state.answer
    : { question: pending.id, given: [], edit: EMPTY_LINE };

const accept = (context: CommandContext): Outcome => {
  const pending = context.snapshot.questions[0]!;
  const answer = answerOf(context.state, pending);
  const { question } = pending;
  const { fields } = questionText(question);
  const typed = lineText(answer.edit);
  const text = question.kind === 'host-key' ? hostKeyAnswer(question.fingerprint, typed) : typed;
  if (text === null) return { actions: [{ type: 'notify', tone: 'warn', text: HOST_KEY_ANSWERS }] };
  const given = [...answer.given, text];
  if (given.length < fields.length) {
    return { state: { ...context.state, answer: { ...answer, given, edit: EMPTY_LINE } } };
  }
  return {
    state: { ...context.state, answer: null },
    actions: [{ type: 'answer', id: pending.id, answer: given }],
  };
};

const decline = (context: CommandContext): Outcome => ({
  state: { ...context.state, answer: null },
  actions: [{ type: 'answer', id: context.snapshot.questions[0]!.id, answer: null }],
});

const command = commandsOf('Typing', 'question');

export const answeringCommands: readonly Command[] = [
  command('answer', ['enter'], 'In a question: answer', accept),
  command('decline', ['esc', '^c'], 'In a question: give up on this host', decline),
];
