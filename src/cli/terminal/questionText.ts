import { sanitiseLine } from '../../core/text/sanitise.ts';
import type { Question } from '../../transport/transport.ts';

/** What is shown for a question: lines that come first, then what each answer is typed after. */
export interface QuestionText {
  readonly intro: readonly string[];
  readonly prompts: readonly { readonly text: string; readonly echo: boolean }[];
}

/** A question in ssh's words. What servers sent is sanitised, and says which login it belongs to. */
export const questionText = (question: Question): QuestionText => {
  switch (question.kind) {
    case 'password':
      return {
        intro: question.again
          ? [`${safe(question.host)}: that password was not accepted, please try again`]
          : [],
        prompts: [{ text: `${safe(question.user)}@${safe(question.host)}'s password: `, echo: false }],
      };
    case 'passphrase':
      return {
        intro: question.again ? ['that passphrase does not fit the key, please try again'] : [],
        prompts: [{ text: `Enter passphrase for key '${safe(question.keyFile)}': `, echo: false }],
      };
    case 'keyboard-interactive': {
      const from = `(${safe(question.user)}@${safe(question.host)}) `;
      const said = [question.name, question.instruction].flatMap(lines);
      const refused = question.again
        ? [`${safe(question.host)}: that answer was not accepted, please try again`]
        : [];
      return {
        intro: [...refused, ...said.map(line => from + line)],
        prompts: question.prompts.map(({ text, echo }) => ({ text: from + lines(text).join(' '), echo })),
      };
    }
    case 'host-key':
      return {
        intro: [
          `The authenticity of host '${safe(question.host)} (${safe(question.address)})' can't be established.`,
          `${safe(question.keyType)} key fingerprint is ${safe(question.fingerprint)}.`,
        ],
        prompts: [{ text: 'Are you sure you want to continue connecting (yes/no)? ', echo: true }],
      };
    default:
      return question satisfies never;
  }
};

const safe = (text: string) => sanitiseLine(text.replace(/[\r\n]+/g, ' '), { color: false, tabStop: 8 });

/** The lines of a server's text that are not empty. A prompt's last space stays. */
const lines = (text: string): string[] =>
  text
    .split(/\r\n|\r|\n/)
    .filter(line => line.trim() !== '')
    .map(safe);
