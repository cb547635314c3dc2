import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Role } from '../protocol/http.ts';

/** A person using the page. */
export interface Person {
  /** The user name from a proxy; otherwise the role's name. */
  readonly name: string;
  readonly role: Role;
}

/** The login of a person. */
export interface Login {
  readonly person: Person;
  /** The cookie's value. */
  readonly cookie: string;
  /** Stored by the page and sent in `hello`. */
  readonly key: string;
}

/** Returns 128 random bits, for URLs and cookies. */
export const newSecret = (): string => randomBytes(16).toString('base64url');

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares in constant time. */
const same = (a: Buffer, b: Buffer): boolean => timingSafeEqual(a, b);

interface Session {
  readonly person: Person;
  readonly key: Buffer;
  lastUsed: number;
}

export interface LoginsOptions {
  readonly tokens: Readonly<Record<Role, string>>;
  /** Whether the viewers' token works only once. */
  readonly once: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Time after which an unused session is forgotten. Milliseconds. */
const IDLE_MS = 24 * 3600_000;
const MAX_SESSIONS = 10_000;

/** Tokens, and the sessions opened with them. */
export class Logins {
  readonly #tokens: ReadonlyMap<Role, Buffer>;
  readonly #options: LoginsOptions;
  /** Keyed by the digest of the cookie. */
  readonly #sessions = new Map<string, Session>();
  #spent = false;

  constructor(options: LoginsOptions) {
    this.#options = options;
    this.#tokens = new Map(
      Object.entries(options.tokens).map(([role, token]) => [role as Role, digest(token)]),
    );
  }

  /** Returns the role of a token, or null. Always compares both. */
  roleOf(token: string): Role | null {
    const asked = digest(token);
    let role: Role | null = null;
    for (const [one, known] of this.#tokens) if (same(known, asked)) role = one;
    return role === 'viewer' && this.#spent ? null : role;
  }

  /** Opens a session with a token; returns null if the token is wrong. */
  withToken(token: string): Login | null {
    const role = this.roleOf(token);
    if (role === null) return null;
    if (role === 'viewer' && this.#options.once) this.#spent = true;
    return this.open({ name: role, role });
  }

  /** Opens a session for a person who was identified in some other way. */
  open(person: Person): Login {
    const cookie = newSecret();
    const key = newSecret();
    this.#forgetIdle();
    this.#sessions.set(digest(cookie).toString('base64'), {
      person,
      key: digest(key),
      lastUsed: this.#options.now(),
    });
    return { person, cookie, key };
  }

  /**
   * Returns the owner of one of these cookies; null if there is none. A cookie alone grants nothing, because other
   * ports of the same host get it, too.
   */
  byCookies(cookies: readonly string[]): { readonly person: Person; hasKey(key: string): boolean } | null {
    for (const cookie of cookies) {
      const session = this.#sessions.get(digest(cookie).toString('base64'));
      if (!session) continue;
      session.lastUsed = this.#options.now();
      return { person: session.person, hasKey: key => same(session.key, digest(key)) };
    }
    return null;
  }

  close(cookies: readonly string[]): void {
    for (const cookie of cookies) this.#sessions.delete(digest(cookie).toString('base64'));
  }

  #forgetIdle(): void {
    const before = this.#options.now() - IDLE_MS;
    for (const [cookie, { lastUsed }] of this.#sessions) {
      const isOver = this.#sessions.size >= MAX_SESSIONS;
      if (lastUsed < before || isOver) this.#sessions.delete(cookie);
    }
  }
}

/** Maximum number of failed attempts per minute, from one address and in total. */
const TRIES = 10;
const TRIES_IN_ALL = 200;
const MINUTE_MS = 60_000;

/** Counts failed logins. */
export class Attempts {
  readonly #now: () => number;
  #since = 0;
  #all = 0;
  readonly #byAddress = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Returns true if an address may try to log in now. */
  mayTry(address: string): boolean {
    this.#turn();
    return this.#all < TRIES_IN_ALL && (this.#byAddress.get(address) ?? 0) < TRIES;
  }

  failed(address: string): void {
    this.#turn();
    this.#all++;
    this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1);
  }

  #turn(): void {
    if (this.#now() - this.#since < MINUTE_MS) return;
    this.#since = this.#now();
    this.#all = 0;
    this.#byAddress.clear();
  }
}

/** How many values to check: another port of the same host may have set cookies of the same name. */
const MAX_COOKIES = 8;

/** Returns the values of a cookie in a `Cookie` header. */
export const cookiesNamed = (header: string | undefined, name: string): readonly string[] =>
  (header ?? '')
    .split(';')
    .map(one => one.trim())
    .filter(one => one.startsWith(`${name}=`))
    .map(one => one.slice(name.length + 1))
    .slice(0, MAX_COOKIES);
