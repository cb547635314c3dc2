import { type Trouble, TroubleError } from '../../core/trouble.ts';
import { connectionTrouble } from '../troubles.ts';

/** Maximum number of questions per login, and of requests without a question: PAM needs a handful. */
const MAX_QUESTIONS = 40;

/** Maximum number of characters shown of a prompt and of the text before it. */
export const MAX_PROMPT = 500;
export const MAX_INSTRUCTION = 4000;

/** Shortens a server's text that would push everything else off the terminal. */
export const shortText = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most)}…` : text;

/** Counts a server's questions in one login. */
export class QuestionCount {
  readonly #host: string;
  #count = 0;

  /** `host`: its name for the message. */
  constructor(host: string) {
    this.#host = host;
  }

  /** Counts one more request with this many prompts. Throws a TroubleError when there are too many. */
  add(prompts: number): void {
    this.#count += 1 + prompts;
    if (this.#count > MAX_QUESTIONS) throw new TroubleError(endless(this.#host));
  }
}

const endless = (host: string): Trouble =>
  connectionTrouble(
    'auth',
    host,
    'it kept asking whatever was answered, so rtail gave up',
    'check the host with ssh: its authentication never stops asking',
  );
