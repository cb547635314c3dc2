import type { EventEmitter } from 'node:events';

/** Native parts of current and earlier ciphers: a few hundred bytes each. */
const kept: unknown[] = [];

/**
 * Keeps the native ciphers of a connection (a client's or a server's) from ever being collected, from each key exchange on. Node 24's
 * `ObjectWrap` removes a clean-up hook when it is destroyed, which aborts the process ("env != nullptr") if the collector runs
 * while no JavaScript does, as it may when a socket's buffer is allocated. ssh2 frees their keys itself when it is done with them.
 */
export const keepCiphers = (connection: EventEmitter): void => {
  connection.on('handshake', () => {
    const { _cipher, _decipher } = (connection as unknown as Connection)._protocol ?? {};
    for (const cipher of [_cipher, _decipher]) if (cipher?._instance) kept.push(cipher._instance);
  });
};

/** Internals of ssh2. */
interface Connection {
  readonly _protocol?: { readonly _cipher?: Cipher; readonly _decipher?: Cipher };
}

interface Cipher {
  /** From the native addon, if it was built. */
  readonly _instance?: object;
}
