import type { AnyAuthMethod } from 'ssh2';
import { sanitiseText } from '../../core/text/sanitise.ts';
import { type Trouble, TroubleError } from '../../core/trouble.ts';
import type { AuthMethod, Hop } from '../hop.ts';
import type { Ask } from '../knownHosts/verifier.ts';
import type { Answer, Question } from '../transport.ts';
import { connectionTrouble, withKeys } from '../troubles.ts';
import { DeferredKey } from './deferredKey.ts';
import { type KeyOffer, keyOffers } from './keyOffers.ts';
import type { Keyring } from './keyring.ts';
import type { PasswordMemory } from './passwordMemory.ts';
import { MAX_INSTRUCTION, MAX_PROMPT, QuestionCount, shortText } from './serverQuestions.ts';

export interface SequenceOptions {
  readonly hop: Hop;
  readonly keyring: Keyring;
  readonly passwords: PasswordMemory;
  readonly ask: Ask;
  /** Ends the login, because the user declined. */
  readonly abort: (error: Error) => void;
  /** Receives notices for the user; the login continues. */
  readonly warn: (text: string) => void;
  /** The signature algorithms that the server lists; null if it lists none. */
  readonly serverAlgorithms: () => readonly string[] | null;
}

interface ServerPrompt {
  readonly prompt: string;
  readonly echo?: boolean;
}

/** Matches a prompt for the account's password, but not for a one-time code. */
const ASKS_PASSWORD = /password|passwort|mot de passe|contraseña/i;
const ASKS_CODE = /one[- ]?time|otp|code|token|verif|passcode|pin\b/i;

/** The methods of one login, tried in ssh's order until the server accepts one or none is left. */
export class AuthSequence {
  readonly #options: SequenceOptions;
  readonly #offers: AsyncGenerator<KeyOffer>;
  /** The methods in the server's latest list. */
  #lastAllowed: readonly string[] = [];
  readonly #notes = new Set<string>();
  /** The offered keys, by their names for the user. */
  readonly #offered: string[] = [];
  /** Index of the first key that is offered again when nothing else worked. */
  #later: KeyOffer | null = null;
  #lastResort = false;
  readonly #spent = new Set<AuthMethod>();
  readonly #tries = new Map<AuthMethod, number>();
  #deferred: DeferredKey | null = null;
  #typed: string | null = null;
  /** Whether a person answered in this keyboard-interactive attempt, and in the failed one before. */
  #answered = false;
  #refused = false;
  readonly #questions: QuestionCount;
  #nobodyToAsk: Trouble | null = null;

  constructor(options: SequenceOptions) {
    this.#options = options;
    this.#questions = new QuestionCount(options.hop.name);
    const note = (text: string) => void this.#notes.add(text);
    this.#offers = keyOffers({ ...options, note });
  }

  /**
   * Returns the next attempt; `allowed` is null before the server has sent a list. False: nothing is left to
   * try.
   */
  async next(allowed: readonly string[] | null, partial: boolean | null): Promise<AnyAuthMethod | false> {
    const { user: username } = this.#options.hop;
    if (allowed === null) return { type: 'none', username };
    this.#lastAllowed = allowed;
    if (this.#deferred?.accepted && (await this.#signDeferred(this.#deferred))) {
      return { type: 'publickey', username, key: this.#deferred.key as never };
    }
    if (partial) this.#startOver();
    for (const method of this.#options.hop.authMethods) {
      if (this.#spent.has(method) || !allowed.includes(method)) continue;
      const attempt = await this.#attempt(method);
      if (attempt !== null) return attempt;
      this.#spent.add(method);
    }
    return allowed.includes('publickey') && this.#options.hop.authMethods.includes('publickey')
      ? ((await this.#laterKey()) ?? false)
      : false;
  }

  /** True while keys are offered a second time: a server that disconnects now has already refused us. */
  get isLastResort(): boolean {
    return this.#lastResort;
  }

  /**
   * Handles a server message without a question, which also counts. Throws a TroubleError if they never stop.
   */
  serverSaid(text: string): void {
    this.#questions.add(0);
    const shown = shortText(
      sanitiseText(text.replace(/\s+/g, ' '), { color: false, tabStop: 1 }).trim(),
      MAX_PROMPT,
    );
    if (shown !== '') this.#options.warn(`message from the server: ${shown}`);
  }

  /** The login succeeded: the typed answers may be reused for the next connection. */
  succeeded(): void {
    if (this.#typed !== null) this.#options.passwords.remember(this.#options.hop, this.#typed);
  }

  /** Returns why nothing worked. */
  failure(): Trouble {
    const { hop } = this.#options;
    if (this.#nobodyToAsk !== null) return withKeys(this.#nobodyToAsk, this.#offered, [...this.#notes]);
    const tried = hop.authMethods.filter(method => this.#lastAllowed.includes(method));
    const notes = [...this.#notes, ...unsupportedMethods(hop, this.#lastAllowed)];
    const message =
      tried.length === 0
        ? `it accepts only ${this.#lastAllowed.join(', ') || 'nothing'} for ${hop.user}, none of which rtail can use here`
        : `permission denied for the user ${hop.user} (tried ${tried.map(method => this.#triedText(method)).join(', ')})`;
    const text = [message, ...notes].join('; ');
    return connectionTrouble('auth', hop.name, text, authAdvice(this.#lastAllowed, text));
  }

  #triedText(method: AuthMethod): string {
    if (method !== 'publickey') return method;
    return this.#offered.length === 0
      ? 'publickey with no key'
      : `publickey with ${this.#offered.join(', ')}`;
  }

  /**
   * After a partial success the server requires another method; keys already offered are not offered again.
   */
  #startOver(): void {
    this.#spent.clear();
    this.#tries.clear();
    this.#answered = false;
  }

  async #signDeferred(key: DeferredKey): Promise<boolean> {
    return key.sign().catch((error: unknown) => {
      this.#noteNobody(error);
      return false;
    });
  }

  #attempt(method: AuthMethod): Promise<AnyAuthMethod | null> {
    switch (method) {
      case 'publickey':
        return this.#publicKey();
      case 'keyboard-interactive':
        return this.#keyboardInteractive();
      case 'password':
        return this.#password();
      default:
        return method satisfies never;
    }
  }

  async #publicKey(): Promise<AnyAuthMethod | null> {
    const offer = await this.#offers.next().catch((error: unknown) => {
      this.#noteNobody(error);
      return { done: true as const, value: undefined };
    });
    if (offer.done || offer.value === undefined) return null;
    if (!offer.value.later) return this.#keyAttempt(offer.value);
    this.#later = offer.value;
    return null;
  }

  /** Keys with another signature algorithm come last, because each attempt counts against MaxAuthTries. */
  async #laterKey(): Promise<AnyAuthMethod | null> {
    const later = this.#later;
    if (later === null) return null;
    this.#lastResort = true;
    const next = await this.#offers.next();
    this.#later = next.done ? null : next.value;
    return this.#keyAttempt(later);
  }

  #keyAttempt({ key, label }: KeyOffer): AnyAuthMethod {
    this.#offered.push(label);
    this.#deferred = key instanceof DeferredKey ? key : null;
    const given = key instanceof DeferredKey ? key.key : key;
    return { type: 'publickey', username: this.#options.hop.user, key: given as never };
  }

  /** Returns true while this method may be tried once more. */
  #another(method: AuthMethod): boolean {
    const count = this.#tries.get(method) ?? 0;
    this.#tries.set(method, count + 1);
    return count < this.#options.hop.passwordPrompts && this.#nobodyToAsk === null;
  }

  async #password(): Promise<AnyAuthMethod | null> {
    const { hop } = this.#options;
    if (!this.#another('password')) return null;
    const again = this.#typed !== null;
    const password =
      this.#recall() ??
      (await this.#answer({ kind: 'password', host: hop.name, user: hop.user, again }))?.[0] ??
      null;
    if (password === null) return null;
    this.#typed = password;
    return { type: 'password', username: hop.user, password };
  }

  async #keyboardInteractive(): Promise<AnyAuthMethod | null> {
    if (!this.#another('keyboard-interactive')) return null;
    this.#refused = this.#answered;
    this.#answered = false;
    return {
      type: 'keyboard-interactive',
      username: this.#options.hop.user,
      prompt: (name, instruction, _language, prompts, finish) => {
        this.#answerPrompts(name, instruction, prompts).then(
          answers => finish([...answers]),
          this.#options.abort,
        );
      },
    };
  }

  async #answerPrompts(
    name: string,
    instruction: string,
    prompts: readonly ServerPrompt[],
  ): Promise<readonly string[]> {
    const { hop } = this.#options;
    this.#questions.add(prompts.length);
    const asksPassword = isPasswordPrompt(prompts);
    const known = asksPassword ? this.#recall() : null;
    if (known !== null) {
      this.#typed = known;
      return [known];
    }
    const answer = await this.#answer({
      kind: 'keyboard-interactive',
      host: hop.name,
      user: hop.user,
      name: shortText(name, MAX_PROMPT),
      instruction: shortText(instruction, MAX_INSTRUCTION),
      again: this.#refused,
      prompts: prompts.map(({ prompt, echo }) => ({
        text: shortText(prompt, MAX_PROMPT),
        echo: echo === true,
      })),
    });
    this.#refused = false;
    this.#answered = prompts.length > 0;
    if (answer === null) throw new TroubleError(this.failure());
    if (asksPassword) this.#typed = answer[0] ?? null;
    return answer;
  }

  /** Returns a password that worked before; only once, in case it has changed. */
  #recall(): string | null {
    const { hop, passwords } = this.#options;
    const known = passwords.recall(hop);
    passwords.forget(hop);
    return known;
  }

  /** Null if nobody can be asked; declining ends the login. */
  async #answer(question: Question): Promise<Answer> {
    try {
      const answer = await this.#ask(question);
      if (answer === null) throw new TroubleError(this.#declined());
      return answer;
    } catch (error) {
      if (this.#noteNobody(error)) return null;
      this.#options.abort(error as Error);
      throw error;
    }
  }

  #ask(question: Question): Promise<Answer> {
    return this.#options.ask(question);
  }

  #declined(): Trouble {
    return connectionTrouble('cancelled', this.#options.hop.name, 'the login was cancelled', null);
  }

  /** Notes that there is nobody to ask; rethrows any other failure of a question. */
  #noteNobody(error: unknown): true {
    if (!(error instanceof TroubleError) || error.trouble.kind !== 'no-terminal') throw error;
    this.#nobodyToAsk = error.trouble;
    return true;
  }
}

const isPasswordPrompt = (prompts: readonly ServerPrompt[]): boolean => {
  const [only, ...more] = prompts;
  if (only === undefined || more.length > 0 || only.echo === true) return false;
  return ASKS_PASSWORD.test(only.prompt) && !ASKS_CODE.test(only.prompt);
};

/** Returns methods that the server accepts and ssh's configuration requests, but ssh2 lacks. */
const unsupportedMethods = ({ ssh }: Hop, allowed: readonly string[]): string[] => {
  const on = (key: string) => /^(?:yes|true)$/.test(ssh.settings.get(key)?.[0] ?? '');
  const pkcs11 = ssh.settings.get('pkcs11provider')?.[0] ?? 'none';
  const rows: readonly (readonly [boolean, string])[] = [
    [on('gssapiauthentication') && allowed.includes('gssapi-with-mic'), 'GSSAPIAuthentication'],
    [on('hostbasedauthentication') && allowed.includes('hostbased'), 'HostbasedAuthentication'],
    [pkcs11 !== 'none' && allowed.includes('publickey'), `PKCS11Provider ${pkcs11}`],
  ];
  return rows.flatMap(([asked, what]) => (asked ? [`${what} needs --transport openssh`] : []));
};

const authAdvice = (allowed: readonly string[], notes: string): string => {
  if (/--transport openssh/.test(notes) || allowed.every(method => /^(gssapi|hostbased)/.test(method))) {
    return 'use --transport openssh for this host, which supports hardware keys, certificates and Kerberos';
  }
  if (!allowed.includes('publickey')) return 'check the user name and the password or code';
  return 'check the user name, set the correct key (`identity`), or add it to the agent (ssh-add)';
};
