import { Semaphore } from './semaphore.ts';

/** sshd drops handshakes at random from the tenth on (`MaxStartups 10:30:100`). */
const HANDSHAKES_PER_SSHD = 8;

/** Limits simultaneous handshakes: in total, and per sshd. */
export class DialLimits {
  readonly #all: Semaphore;
  readonly #perSshd = new Map<string, Semaphore>();

  constructor(concurrency: number) {
    this.#all = new Semaphore(concurrency);
  }

  /**
   * Waits for a slot at this sshd, then for one of the total slots, so that a busy sshd does not delay other
   * hosts.
   */
  async acquire(sshd: string, signal?: AbortSignal): Promise<() => void> {
    const releaseSshd = await this.#sshd(sshd).acquire(signal);
    try {
      const releaseAll = await this.#all.acquire(signal);
      return () => {
        releaseAll();
        releaseSshd();
      };
    } catch (error) {
      releaseSshd();
      throw error;
    }
  }

  #sshd(key: string): Semaphore {
    const known = this.#perSshd.get(key);
    if (known) return known;
    const semaphore = new Semaphore(HANDSHAKES_PER_SSHD);
    this.#perSshd.set(key, semaphore);
    return semaphore;
  }
}
