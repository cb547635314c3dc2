import { type Trouble, TroubleError } from '../../core/trouble.ts';
import { type Hop, type Route, routeKey } from '../hop.ts';
import type { Dialler } from './dialler.ts';
import type { Link } from './link.ts';
import { Shared } from './shared.ts';

/**
 * Hosts that need a jump host just after its login failed for good share that failure, so that the user is
 * not asked again.
 */
const FAILURE_SHARED_MS = 3_000;

/**
 * The connections to jump hosts: one login each, however many hosts are behind it; kept until everything is
 * closed.
 */
export class JumpHosts<L extends Link> {
  readonly #dialler: Dialler<L>;
  readonly #logins = new Map<string, Shared<L>>();
  readonly #links = new Set<L>();

  constructor(dialler: Dialler<L>) {
    this.#dialler = dialler;
  }

  /**
   * Returns the connection to the last of these jump hosts (each reached through the one before), or null for
   * none.
   */
  async link(jumps: readonly Hop[], signal: AbortSignal): Promise<L | null> {
    if (jumps.length === 0) return null;
    const key = routeKey(jumps);
    const known = this.#logins.get(key);
    const login =
      known && !known.abandoned
        ? known
        : new Shared<L>(given => this.#open(key, jumps as unknown as Route, given));
    this.#logins.set(key, login);
    return login.join(signal);
  }

  async #open(key: string, route: Route, signal: AbortSignal): Promise<L> {
    try {
      const link =
        (await this.#dialler.joinJump(route.at(-1)!, signal)) ?? (await this.#login(route, signal));
      this.#links.add(link);
      link.vitals.lost.then(() => {
        this.#links.delete(link);
        this.#logins.delete(key);
      });
      return link;
    } catch (error) {
      this.#forgetLater(key, error instanceof TroubleError ? error.trouble : null);
      throw error;
    }
  }

  async #login(route: Route, signal: AbortSignal): Promise<L> {
    const via = await this.link(route.slice(0, -1), signal);
    return this.#dialler.open({ route, via, role: 'jump', signal });
  }

  #forgetLater(key: string, trouble: Trouble | null): void {
    const shared = this.#logins.get(key);
    const forget = () => {
      if (this.#logins.get(key) === shared) this.#logins.delete(key);
    };
    if (trouble?.final && trouble.kind !== 'cancelled') setTimeout(forget, FAILURE_SHARED_MS).unref();
    else forget();
  }

  async close(reason: unknown): Promise<void> {
    for (const login of this.#logins.values()) login.abort(reason);
    await Promise.all([...this.#links].map(link => link.close()));
  }
}
