import type { ParsedKey } from 'ssh2';

/** What ssh2 reports when the signature does not exist yet. */
export const SIGNATURE_DEFERRED = 'signature deferred';

export type Sign = (data: Buffer, hash: string | undefined) => Promise<Buffer | null>;

/**
 * A key whose signature takes time (an agent, a passphrase to be asked). ssh2 signs at once or not at all,
 * and forgets a partial success when an agent signs, so such a key is offered twice. The first time, if the
 * server accepts the key, the data to sign is stored and the attempt is abandoned; the data is then signed,
 * however long that takes, and the key is offered again with the signature.
 */
export class DeferredKey {
  /** Pass this to ssh2 as the key of a `publickey` attempt. */
  readonly key: ParsedKey;
  #wanted: { readonly data: Buffer; readonly hash: string | undefined } | null = null;
  #signature: Buffer | null = null;
  readonly #signer: Sign;

  constructor(publicKey: ParsedKey, signer: Sign) {
    this.#signer = signer;
    this.key = Object.create(publicKey) as ParsedKey;
    this.key.isPrivateKey = () => true;
    this.key.sign = ((data: Buffer, hash?: string) => {
      if (this.#signature !== null) return this.#signature;
      this.#wanted = { data: Buffer.from(data), hash };
      return new Error(SIGNATURE_DEFERRED);
    }) as ParsedKey['sign'];
  }

  /** True once the server has accepted the key and a signature is needed. */
  get accepted(): boolean {
    return this.#wanted !== null && this.#signature === null;
  }

  /** Creates the signature; false on failure, which makes the key useless. */
  async sign(): Promise<boolean> {
    if (this.#wanted === null) return false;
    const { data, hash } = this.#wanted;
    this.#wanted = null;
    this.#signature = await this.#signer(data, hash);
    return this.#signature !== null;
  }
}
