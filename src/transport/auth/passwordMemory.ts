import { type Hop, hopAddress } from '../hop.ts';

/**
 * Passwords that worked, reused for further connections to the same account on the same server in this run,
 * so each is asked once. Kept in memory only, and never used for another account or server.
 */
export class PasswordMemory {
  readonly #passwords = new Map<string, string>();

  recall(hop: Hop): string | null {
    return this.#passwords.get(account(hop)) ?? null;
  }

  remember(hop: Hop, password: string): void {
    this.#passwords.set(account(hop), password);
  }

  forget(hop: Hop): void {
    this.#passwords.delete(account(hop));
  }
}

const account = (hop: Hop) => `${hop.user}@${hopAddress(hop)}`;
