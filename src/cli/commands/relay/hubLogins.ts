import type { HubAddress } from '../../../core/relay/hubUrl.ts';

/** Remembers the passwords in URLs of this run: names of published logs do not contain them. */
export class HubLogins {
  readonly #passwords = new Map<string, string>();

  /** Returns an address with the password of an earlier one for the same user and servers, unless it has its own. */
  complete(address: HubAddress): HubAddress {
    const key = JSON.stringify([address.tls, address.nodes, address.sentinel, address.user]);
    if (address.password === null) return { ...address, password: this.#passwords.get(key) ?? null };
    this.#passwords.set(key, address.password);
    return address;
  }
}
