import { sanitiseLine } from '../core/text/sanitise.ts';
import type { Question } from '../transport/transport.ts';

/** How to ask a person a question; all text from servers is sanitised. */
export interface QuestionText {
  readonly title: string;
  /** Text shown first. */
  readonly lines: readonly string[];
  /** The same in fewer words, for a screen without room. */
  readonly brief?: Pick<QuestionText, 'lines' | 'fields'>;
  /** The prompts, in order; with `echo` false, the typed text is not shown. */
  readonly fields: readonly { readonly label: string; readonly echo: boolean }[];
}

/**
 * Returns a question in ssh's own words, which people know. Text from a server is prefixed with the login it
 * belongs to.
 */
export const questionText = (question: Question): QuestionText => {
  const host = safe(question.host);
  switch (question.kind) {
    case 'password':
      return {
        title: 'password',
        lines: question.again ? [`${host}: wrong password, try again`] : [],
        fields: [{ label: `${safe(question.user)}@${host}'s password: `, echo: false }],
      };
    case 'passphrase':
      return {
        title: 'passphrase',
        lines: question.again ? ['wrong passphrase, try again'] : [],
        fields: [{ label: `Enter passphrase for key '${safe(question.keyFile)}': `, echo: false }],
      };
    case 'keyboard-interactive': {
      const from = `(${safe(question.user)}@${host}) `;
      const sent = [question.name, question.instruction].flatMap(lines);
      const refused = question.again ? [`${host}: that answer was not accepted, try again`] : [];
      return {
        title: 'question from the host',
        lines: [...refused, ...sent.map(line => from + line)],
        fields: question.prompts.map(({ text, echo }) => ({ label: from + lines(text).join(' '), echo })),
      };
    }
    case 'host-key':
      return {
        title: 'unknown host key',
        lines: [
          `The authenticity of host '${host} (${safe(question.address)})' can't be established.`,
          `${safe(question.keyType)} key fingerprint is ${safe(question.fingerprint)}.`,
        ],
        fields: [
          { label: 'Are you sure you want to continue connecting (yes/no/[fingerprint])? ', echo: true },
        ],
        brief: {
          lines: [`${host}: unknown ${safe(question.keyType)} key`, safe(question.fingerprint)],
          fields: [{ label: 'Connect (yes/no/fingerprint)? ', echo: true }],
        },
      };
    default:
      return question satisfies never;
  }
};

/** The reply to an invalid answer about a host key. */
export const HOST_KEY_ANSWERS = "Please type 'yes', 'no' or the fingerprint";

/**
 * Reads the answer to a question about a host key: a whole `yes` or `no`, or the fingerprint itself, typed or pasted. Returns null
 * for anything else.
 */
export const hostKeyAnswer = (fingerprint: string, typed: string): 'yes' | 'no' | null => {
  const answer = typed.trim();
  if (/^yes$/i.test(answer) || answer === fingerprint) return 'yes';
  return /^no$/i.test(answer) ? 'no' : null;
};

const safe = (text: string): string =>
  sanitiseLine(text.replace(/[\r\n]+/g, ' '), { color: false, tabStop: 8 });

/** Returns the lines of a server's text that are not empty; a prompt's trailing space is kept. */
const lines = (text: string): string[] =>
  text
    .split(/\r\n|\r|\n/)
    .filter(line => line.trim() !== '')
    .map(safe);
