import type { PendingQuestion, Question } from '../../session/live/snapshot.ts';
import { EMPTY_LINE, lineText } from '../state/lineEdit.ts';
import type { ScreenState } from '../state/screen.ts';
import type { Command, CommandContext, Outcome } from './command.ts';

/** What is asked, one field at a time; `echo` false: what is typed is not shown. */
export const fieldsOf = (
  question: Question,
): readonly { readonly label: string; readonly echo: boolean }[] => {
  switch (question.kind) {
    case 'password':
      return [{ label: 'Password', echo: false }];
    case 'passphrase':
      return [{ label: 'Passphrase', echo: false }];
    case 'keyboard-interactive':
      return question.prompts.map(({ text, echo }) => ({ label: text, echo }));
    case 'host-key':
      return [{ label: 'Trust this key? Type yes or no', echo: true }];
  }
};

/** What has been typed for a question. */
export const answerOf = (state: ScreenState, pending: PendingQuestion): NonNullable<ScreenState['answer']> =>
  state.answer?.question === pending.id
    ? state.answer
    : { question: pending.id, given: [], edit: EMPTY_LINE };

const accept = (context: CommandContext): Outcome => {
  const pending = context.snapshot.questions[0]!;
  const answer = answerOf(context.state, pending);
  const fields = fieldsOf(pending.question);
  const text = lineText(answer.edit);
  if (pending.question.kind === 'host-key' && !/^(yes|no)$/i.test(text.trim())) {
    return { actions: [{ type: 'notify', tone: 'warn', text: 'Type yes to trust the key, or no' }] };
  }
  const given = [...answer.given, pending.question.kind === 'host-key' ? text.trim().toLowerCase() : text];
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

const command = (id: string, keys: readonly string[], help: string, run: Command['run']): Command => ({
  id,
  group: 'Typing',
  context: 'question',
  keys,
  help,
  run,
});

export const answeringCommands: readonly Command[] = [
  command('answer', ['enter'], 'In a question: give the answer', accept),
  command('decline', ['esc', '^c'], 'In a question: give up on this host', decline),
];
