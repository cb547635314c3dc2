import { type Trouble, TroubleError } from '../../core/trouble.ts';
import { connectionTrouble } from '../troubles.ts';

/** Questions that a server may put in one login, and requests that ask nothing: PAM needs a handful. */
const MAX_QUESTIONS = 40;

/** Characters of a prompt, and of what is said before it, that are shown. */
export const MAX_PROMPT = 500;
export const MAX_INSTRUCTION = 4000;

/** A server's text, cut where it would push everything else off the terminal. */
export const shortText = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most)}…` : text;

/** Counts what a server asks in one login. */
export class QuestionCount {
  readonly #host: string;
  #count = 0;

  /** `host`: its name for the message. */
  constructor(host: string) {
    this.#host = host;
  }

  /** Takes one more request with so many prompts. Throws a TroubleError when it is too much. */
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
