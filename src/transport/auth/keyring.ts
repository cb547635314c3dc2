import type { ParsedKey } from 'ssh2';
import type { Ask } from '../knownHosts/verifier.ts';
import { type KeyFile, parseKey, readKeyFile } from './keyFile.ts';

/** Like ssh: after three wrong passphrases, the key is skipped. */
const PASSPHRASE_TRIES = 3;

/**
 * The private key files of a run: each is read once, decrypted once (which takes 240 ms), and its passphrase
 * is requested once, however many hosts need it at the same time.
 */
export class Keyring {
  readonly #files = new Map<string, Promise<KeyFile>>();
  readonly #unlocked = new Map<string, Promise<ParsedKey | null>>();

  file(path: string): Promise<KeyFile> {
    const known = this.#files.get(path) ?? readKeyFile(path);
    this.#files.set(path, known);
    return known;
  }

  /**
   * Returns the decrypted key, or null if the user declined or entered wrong passphrases. A failed question
   * may be asked again.
   */
  unlock(path: string, pem: string, host: string, ask: Ask): Promise<ParsedKey | null> {
    const known = this.#unlocked.get(path);
    if (known) return known;
    const key = askPassphrase(path, pem, host, ask);
    this.#unlocked.set(path, key);
    key.catch(() => this.#unlocked.delete(path));
    return key;
  }
}

const askPassphrase = async (
  keyFile: string,
  pem: string,
  host: string,
  ask: Ask,
): Promise<ParsedKey | null> => {
  for (let tries = 0; tries < PASSPHRASE_TRIES; tries++) {
    const answer = await ask({ kind: 'passphrase', host, keyFile, again: tries > 0 });
    if (answer === null || !answer[0]) return null;
    const key = parseKey(pem, answer[0]);
    if (!(key instanceof Error)) return key;
  }
  return null;
};
