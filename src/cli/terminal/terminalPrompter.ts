import { once } from 'node:events';
import { TroubleError } from '../../core/trouble.ts';
import { HOST_KEY_ANSWERS, hostKeyAnswer, questionText } from '../../session/loginQuestions.ts';
import type { Answer, Prompter, Question } from '../../transport/transport.ts';
import { openControllingTerminal, type QuestionTerminal } from './controllingTerminal.ts';
import { type TypedLine, typeKeys } from './typedLine.ts';

export interface TerminalPrompterOptions {
  /** True if a person can answer on stdin; otherwise no questions are asked. */
  readonly interactive: boolean;
  /** Called for ^C during a question, after the terminal is restored; by default, the signal's own effect. */
  readonly interrupt?: () => void | Promise<void>;
  readonly open?: () => QuestionTerminal | null;
}

/** Starts a new line, even over a progress line. */
const CLEAR_LINE = '\r\x1b[K';

/**
 * Creates a prompter that asks on the controlling terminal, like ssh: secret answers are not echoed, and the terminal
 * is always restored. Rejects with `no-terminal` trouble if nobody can be asked.
 */
export const createTerminalPrompter = (options: TerminalPrompterOptions): Prompter => ({
  ask: async (question, signal) => {
    signal?.throwIfAborted();
    const terminal = options.interactive ? (options.open ?? openControllingTerminal)() : null;
    if (terminal === null) throw nobodyToAsk(question);
    const dialogue = new Dialogue(terminal, signal);
    try {
      const answer = await askAll(dialogue, question);
      if (answer !== 'interrupted') return answer;
    } finally {
      dialogue.close();
    }
    await (options.interrupt ?? interruptSelf)();
    return null;
  },
});

/**
 * Asks one of our own questions on the terminal, answered by a complete `yes` or `no`; null if nobody can be asked or
 * the user declined (^D). ^C ends the program.
 */
export const confirmOnTerminal = async (
  options: TerminalPrompterOptions,
  intro: readonly string[],
  prompt: string,
): Promise<'yes' | 'no' | null> => {
  const terminal = options.interactive ? (options.open ?? openControllingTerminal)() : null;
  if (terminal === null) return null;
  const dialogue = new Dialogue(terminal, undefined);
  let answer: Line;
  try {
    dialogue.say(intro);
    answer = await dialogue.line(prompt, true);
    while (isLine(answer) && !/^(yes|no)$/i.test(answer.text.trim()))
      answer = await dialogue.line("Please type 'yes' or 'no': ", true);
  } finally {
    dialogue.close();
  }
  if (answer === 'interrupted') await (options.interrupt ?? interruptSelf)();
  return isLine(answer) ? (answer.text.trim().toLowerCase() as 'yes' | 'no') : null;
};

const isLine = (line: Line): line is { readonly text: string } => line !== null && line !== 'interrupted';

/**
 * Sends SIGINT to this process, and waits for its handler, which runs in a later turn: otherwise the run would end as
 * if the question had been declined.
 */
const interruptSelf = async (): Promise<void> => {
  const heard = process.listenerCount('SIGINT') > 0 ? once(process, 'SIGINT') : null;
  process.kill(process.pid, 'SIGINT');
  await heard;
};

const askAll = async (dialogue: Dialogue, question: Question): Promise<Answer | 'interrupted'> => {
  const { lines, fields } = questionText(question);
  dialogue.say(lines);
  const answers: string[] = [];
  for (const { label, echo } of fields) {
    const answer = await dialogue.line(label, echo);
    if (answer === null || answer === 'interrupted') return answer;
    answers.push(answer.text);
  }
  if (question.kind !== 'host-key') return answers;
  return confirmed(dialogue, question.fingerprint, answers[0] ?? '');
};

const confirmed = async (
  dialogue: Dialogue,
  fingerprint: string,
  first: string,
): Promise<Answer | 'interrupted'> => {
  let typed = first;
  for (;;) {
    const answer = hostKeyAnswer(fingerprint, typed);
    if (answer !== null) return [answer];
    const next = await dialogue.line(`${HOST_KEY_ANSWERS}: `, true);
    if (next === null || next === 'interrupted') return next;
    typed = next.text;
  }
};

const need = (question: Question): string => {
  switch (question.kind) {
    case 'password':
      return 'it needs a password';
    case 'passphrase':
      return `it needs the passphrase of ${question.keyFile}`;
    case 'keyboard-interactive':
      return 'it asks for a password or a one-time code';
    case 'host-key':
      return `its host key (${question.keyType} ${question.fingerprint}) is not in known_hosts`;
  }
};

const nobodyToAsk = (question: Question): TroubleError =>
  new TroubleError({
    kind: 'no-terminal',
    host: question.host,
    log: null,
    message: `${need(question)}, but there is no terminal to ask on`,
    advice:
      question.kind === 'host-key'
        ? 'run it once on a terminal, or add the key to known_hosts'
        : 'run it on a terminal, or use a key in ssh-agent (ssh-add)',
    final: true,
  });

type Line = { readonly text: string } | null | 'interrupted';

/** One question and its answers on an open terminal. */
class Dialogue {
  readonly #terminal: QuestionTerminal;
  readonly #signal: AbortSignal | undefined;
  /** Keys typed before the first question. */
  #ahead = '';
  #take: ((keys: string) => void) | null = null;

  constructor(terminal: QuestionTerminal, signal: AbortSignal | undefined) {
    this.#terminal = terminal;
    this.#signal = signal;
    terminal.write(CLEAR_LINE);
    terminal.onKeys(keys => (this.#take === null ? this.#keep(keys) : this.#take(keys)));
  }

  say(lines: readonly string[]): void {
    for (const line of lines) this.#terminal.write(`${line}\r\n`);
  }

  /** Reads one line; null if the user declined. Rejects if the signal aborts first. */
  line(prompt: string, echo: boolean): Promise<Line> {
    this.#terminal.write(prompt);
    return new Promise<Line>((resolve, reject) => {
      this.#signal?.addEventListener('abort', () => reject(this.#signal?.reason), { once: true });
      let text = '';
      this.#take = keys => {
        const typed = typeKeys(text, keys);
        if ('text' in typed) text = typed.text;
        const shown = () => this.#terminal.write(`${CLEAR_LINE}${prompt}${echo ? text : ''}`);
        if (typed.kind === 'suspended') void this.#terminal.suspend().then(shown);
        else if (echo) shown();
        if (typed.kind === 'entered') this.#ahead = typed.rest;
        const line = finished(typed);
        if (line === undefined) return;
        this.#take = null;
        resolve(line);
      };
      const ahead = this.#ahead;
      this.#ahead = '';
      this.#take(ahead);
    }).finally(() => {
      this.#take = null;
      this.#terminal.write('\r\n');
    });
  }

  close(): void {
    this.#terminal.close();
  }

  #keep(keys: string): void {
    this.#ahead += keys;
  }
}

/** Returns the result of a line, or undefined while it is being typed. */
const finished = (typed: TypedLine): Line | undefined => {
  switch (typed.kind) {
    case 'entered':
      return { text: typed.text };
    case 'declined':
      return null;
    case 'interrupted':
      return 'interrupted';
    case 'typing':
    case 'suspended':
      return undefined;
    default:
      return typed satisfies never;
  }
};
