import type { AnyAuthMethod } from 'ssh2';
import { type Trouble, TroubleError } from '../../core/trouble.ts';
import type { AuthMethod, Hop } from '../hop.ts';
import type { Ask } from '../knownHosts/verifier.ts';
import type { Answer, Question } from '../transport.ts';
import { connectionTrouble } from '../troubles.ts';
import { DeferredKey } from './deferredKey.ts';
import { type KeyOffer, keyOffers } from './keyOffers.ts';
import type { Keyring } from './keyring.ts';
import type { PasswordMemory } from './passwordMemory.ts';
import { LONGEST_INSTRUCTION, LONGEST_PROMPT, QuestionCount, shortText } from './serverQuestions.ts';

export interface SequenceOptions {
  readonly hop: Hop;
  readonly keyring: Keyring;
  readonly passwords: PasswordMemory;
  readonly ask: Ask;
  /** Ends the login: a person declined. */
  readonly abort: (error: Error) => void;
}

interface ServerPrompt {
  readonly prompt: string;
  readonly echo?: boolean;
}

/** A prompt for the account's password, and not for a code that is good for one login only. */
const ASKS_PASSWORD = /password|passwort|mot de passe|contraseña/i;
const ASKS_CODE = /one[- ]?time|otp|code|token|verif|passcode|pin\b/i;

/** The methods of one login, tried in ssh's order until the server is content or nothing is left. */
export class AuthSequence {
  private readonly options: SequenceOptions;
  private readonly offers: AsyncGenerator<KeyOffer>;
  /** Methods the server was willing to take when it last said so. */
  private lastAllowed: readonly string[] = [];
  private readonly notes: string[] = [];
  private readonly spent = new Set<AuthMethod>();
  private readonly tries = new Map<AuthMethod, number>();
  private deferred: DeferredKey | null = null;
  private typed: string | null = null;
  /** In this keyboard-interactive attempt, and in the one before it, which failed, a person has answered. */
  private answered = false;
  private refused = false;
  private readonly questions: QuestionCount;
  private nobodyToAsk: Trouble | null = null;

  constructor(options: SequenceOptions) {
    this.options = options;
    this.questions = new QuestionCount(options.hop.name);
    const note = (text: string) => this.notes.push(text);
    this.offers = keyOffers(options.hop, options.keyring, question => this.ask(question), note);
  }

  /** The next attempt; `allowed` is null before the server has said anything. False: nothing is left to try. */
  async next(allowed: readonly string[] | null, partial: boolean | null): Promise<AnyAuthMethod | false> {
    const { user: username } = this.options.hop;
    if (allowed === null) return { type: 'none', username };
    this.lastAllowed = allowed;
    if (this.deferred?.accepted && (await this.signDeferred(this.deferred))) {
      return { type: 'publickey', username, key: this.deferred.key as never };
    }
    if (partial) this.startOver();
    for (const method of this.options.hop.authMethods) {
      if (this.spent.has(method) || !allowed.includes(method)) continue;
      const attempt = await this.attempt(method);
      if (attempt !== null) return attempt;
      this.spent.add(method);
    }
    return false;
  }

  /** The server accepted us: what was typed may serve the next connection to it. */
  succeeded(): void {
    if (this.typed !== null) this.options.passwords.remember(this.options.hop, this.typed);
  }

  /** Why nothing worked. */
  failure(): Trouble {
    const { hop } = this.options;
    if (this.nobodyToAsk !== null) return this.nobodyToAsk;
    const tried = hop.authMethods.filter(method => this.lastAllowed.includes(method));
    const notes = this.notes.length === 0 ? '' : `; ${this.notes.join('; ')}`;
    const message =
      tried.length === 0
        ? `it accepts only ${this.lastAllowed.join(', ') || 'nothing'} for ${hop.user}, none of which can be used`
        : `permission denied for the user ${hop.user} (tried ${tried.join(', ')})${notes}`;
    return connectionTrouble('auth', hop.name, message, authAdvice(this.lastAllowed, notes));
  }

  /** After a partial success the server wants something more; keys already offered are not offered again. */
  private startOver(): void {
    this.spent.clear();
    this.tries.clear();
    this.answered = false;
  }

  private async signDeferred(key: DeferredKey): Promise<boolean> {
    return key.sign().catch((error: unknown) => {
      this.noteNobody(error);
      return false;
    });
  }

  private attempt(method: AuthMethod): Promise<AnyAuthMethod | null> {
    switch (method) {
      case 'publickey':
        return this.publicKey();
      case 'keyboard-interactive':
        return this.keyboardInteractive();
      case 'password':
        return this.password();
      default:
        return method satisfies never;
    }
  }

  private async publicKey(): Promise<AnyAuthMethod | null> {
    const offer = await this.offers.next().catch((error: unknown) => {
      this.noteNobody(error);
      return { done: true as const, value: undefined };
    });
    if (offer.done || offer.value === undefined) return null;
    this.deferred = offer.value instanceof DeferredKey ? offer.value : null;
    const key = offer.value instanceof DeferredKey ? offer.value.key : offer.value;
    return { type: 'publickey', username: this.options.hop.user, key: key as never };
  }

  /** True while this method may be tried once more. */
  private another(method: AuthMethod): boolean {
    const count = this.tries.get(method) ?? 0;
    this.tries.set(method, count + 1);
    return count < this.options.hop.passwordPrompts && this.nobodyToAsk === null;
  }

  private async password(): Promise<AnyAuthMethod | null> {
    const { hop } = this.options;
    if (!this.another('password')) return null;
    const again = this.typed !== null;
    const password =
      this.recall() ??
      (await this.answer({ kind: 'password', host: hop.name, user: hop.user, again }))?.[0] ??
      null;
    if (password === null) return null;
    this.typed = password;
    return { type: 'password', username: hop.user, password };
  }

  private async keyboardInteractive(): Promise<AnyAuthMethod | null> {
    if (!this.another('keyboard-interactive')) return null;
    this.refused = this.answered;
    this.answered = false;
    return {
      type: 'keyboard-interactive',
      username: this.options.hop.user,
      prompt: (name, instruction, _language, prompts, finish) => {
        this.answerPrompts(name, instruction, prompts).then(
          answers => finish([...answers]),
          this.options.abort,
        );
      },
    };
  }

  private async answerPrompts(
    name: string,
    instruction: string,
    prompts: readonly ServerPrompt[],
  ): Promise<readonly string[]> {
    const { hop } = this.options;
    this.questions.add(prompts.length);
    const asksPassword = isPasswordPrompt(prompts);
    const known = asksPassword ? this.recall() : null;
    if (known !== null) {
      this.typed = known;
      return [known];
    }
    const answer = await this.answer({
      kind: 'keyboard-interactive',
      host: hop.name,
      user: hop.user,
      name: shortText(name, LONGEST_PROMPT),
      instruction: shortText(instruction, LONGEST_INSTRUCTION),
      again: this.refused,
      prompts: prompts.map(({ prompt, echo }) => ({
        text: shortText(prompt, LONGEST_PROMPT),
        echo: echo === true,
      })),
    });
    this.refused = false;
    this.answered = prompts.length > 0;
    if (answer === null) throw new TroubleError(this.nobodyToAsk ?? this.failure());
    if (asksPassword) this.typed = answer[0] ?? null;
    return answer;
  }

  /** A password that worked before; only once, in case it has changed since. */
  private recall(): string | null {
    const { hop, passwords } = this.options;
    const known = passwords.recall(hop);
    passwords.forget(hop);
    return known;
  }

  /** Null where nobody can be asked; a person who declines ends the login. */
  private async answer(question: Question): Promise<Answer> {
    try {
      const answer = await this.ask(question);
      if (answer === null) throw new TroubleError(this.declined());
      return answer;
    } catch (error) {
      if (this.noteNobody(error)) return null;
      this.options.abort(error as Error);
      throw error;
    }
  }

  private ask(question: Question): Promise<Answer> {
    return this.options.ask(question);
  }

  private declined(): Trouble {
    return connectionTrouble('cancelled', this.options.hop.name, 'the login was cancelled', null);
  }

  /** Notes that there is nobody to ask; rethrows any other failure of a question. */
  private noteNobody(error: unknown): true {
    if (!(error instanceof TroubleError) || error.trouble.kind !== 'no-terminal') throw error;
    this.nobodyToAsk = error.trouble;
    return true;
  }
}

const isPasswordPrompt = (prompts: readonly ServerPrompt[]): boolean => {
  const [only, ...more] = prompts;
  if (only === undefined || more.length > 0 || only.echo === true) return false;
  return ASKS_PASSWORD.test(only.prompt) && !ASKS_CODE.test(only.prompt);
};

const authAdvice = (allowed: readonly string[], notes: string): string => {
  if (/hardware token/.test(notes) || allowed.every(method => /^(gssapi|hostbased)/.test(method))) {
    return 'use --transport openssh, which knows hardware keys and Kerberos';
  }
  if (!allowed.includes('publickey')) return 'check the user name and the password or code';
  return 'check the user name, name the right key (`identity`), or add it to the agent (ssh-add)';
};
