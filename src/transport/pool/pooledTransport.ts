import type { Host } from '../../core/target.ts';
import { type Trouble, TroubleError } from '../../core/trouble.ts';
import type { RouteResolver } from '../config/resolver.ts';
import { type Route, routeKey } from '../hop.ts';
import type { Channel, Connection, ConnectProgress, ExecOptions, Transport } from '../transport.ts';
import { abortedTrouble, connectionTrouble } from '../troubles.ts';
import type { Dialler } from './dialler.ts';
import { HostLinks } from './hostLinks.ts';
import { JumpHosts } from './jumpHosts.ts';
import type { Link } from './link.ts';
import type { Progress } from './progress.ts';
import { orAborted, Shared } from './shared.ts';

/** A host someone is connected to, or is connecting to. */
interface Entry {
  readonly login: Shared<HostLinks>;
  links: HostLinks | null;
  users: number;
}

export interface TransportHooks {
  /**
   * Called while the route of a login is being resolved. `saved`: most logins will be saved, because ssh has connections
   * that can be shared; otherwise, it is time to load what a login needs.
   */
  readonly resolving?: (saved: boolean) => void;
  /** Called when the last connection is closed. */
  readonly afterClose?: () => Promise<void>;
}

/** The transport over one kind of connection: one login per jump host and per host, as many connections as channels need. */
export class PooledTransport<L extends Link> implements Transport {
  readonly #resolver: RouteResolver;
  readonly #dialler: Dialler<L>;
  readonly #jumpHosts: JumpHosts<L>;
  readonly #progress: Progress;
  readonly #entries = new Map<string, Entry>();
  readonly #hooks: TransportHooks;
  #closed = false;

  constructor(resolver: RouteResolver, dialler: Dialler<L>, progress: Progress, hooks: TransportHooks = {}) {
    this.#hooks = hooks;
    this.#resolver = resolver;
    this.#dialler = dialler;
    this.#jumpHosts = new JumpHosts(dialler);
    this.#progress = progress;
  }

  async connect(host: Host, signal?: AbortSignal): Promise<Connection> {
    if (this.#closed) throw new TroubleError(abortedTrouble(host.name));
    this.#progress.report(host.name, 'waiting');
    const route = await this.#route(host);
    const key = JSON.stringify([host.name, routeKey(route)]);
    const entry = this.#entry(key, host.name, route);
    entry.users += 1;
    try {
      const links = await entry.login.join(signal);
      return new HostConnection(host, links, () => this.#release(key, entry));
    } catch (error) {
      this.#release(key, entry);
      if (signal?.aborted) throw new TroubleError(abortedTrouble(host.name), { cause: error });
      throw error;
    }
  }

  onProgress(listener: (progress: ConnectProgress) => void): () => void {
    return this.#progress.listen(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const reason = new TroubleError(abortedTrouble('all hosts'));
    const entries = [...this.#entries.values()];
    for (const { login } of entries) login.abort(reason);
    await Promise.all(entries.map(({ links }) => links?.close()));
    await this.#jumpHosts.close(reason);
    await this.#hooks.afterClose?.();
  }

  async #route(host: Host): Promise<Route> {
    try {
      const route = this.#resolver.route(host);
      // Deferred, so that ssh starts to resolve first.
      setImmediate(() => this.#hooks.resolving?.(this.#resolver.mayShare));
      return await route;
    } catch (error) {
      if (error instanceof TroubleError) this.#progress.report(host.name, 'failed', error.trouble);
      throw error;
    }
  }

  #entry(key: string, name: string, route: Route): Entry {
    const known = this.#entries.get(key);
    if (known && !known.login.abandoned) return known;
    const entry: Entry = {
      login: new Shared(signal => this.#login(key, entry, name, route, signal)),
      links: null,
      users: 0,
    };
    this.#entries.set(key, entry);
    return entry;
  }

  async #login(
    key: string,
    entry: Entry,
    name: string,
    route: Route,
    signal: AbortSignal,
  ): Promise<HostLinks> {
    try {
      const first =
        (await this.#dialler.joinTarget(route.at(-1)!, signal)) ?? (await this.#open(name, route, signal));
      const links = new HostLinks(
        first,
        () => this.#open(name, route, new AbortController().signal),
        since => this.#progress.silence(name, since),
      );
      entry.links = links;
      links.lost.then(trouble => {
        this.#forget(key, entry);
        this.#progress.report(name, 'closed', trouble);
      });
      // All users may have left at the last moment.
      if (entry.users === 0) await links.close();
      return links;
    } catch (error) {
      this.#forget(key, entry);
      throw error;
    }
  }

  async #open(name: string, route: Route, signal: AbortSignal): Promise<L> {
    let via: L | null;
    try {
      via = await this.#jumpHosts.link(route.slice(0, -1), signal);
    } catch (error) {
      const trouble = error instanceof TroubleError ? error.trouble : abortedTrouble(name);
      this.#progress.report(name, 'failed', trouble);
      throw error;
    }
    const link = await this.#dialler.open({ route, via, role: 'target', signal });
    if (!this.#closed) return link;
    await link.close();
    throw new TroubleError(abortedTrouble(name));
  }

  #forget(key: string, entry: Entry): void {
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
  }

  /** Closes the host's connections when nobody uses them any more. */
  #release(key: string, entry: Entry): void {
    entry.users -= 1;
    if (entry.users > 0 || entry.links === null) return;
    this.#forget(key, entry);
    void entry.links.close();
  }
}

/** One user's hold on a host's connections. */
class HostConnection implements Connection {
  readonly host: Host;
  readonly lost: Promise<Trouble>;
  readonly #links: HostLinks;
  readonly #release: () => void;
  #open = true;

  constructor(host: Host, links: HostLinks, release: () => void) {
    this.host = host;
    this.#links = links;
    this.lost = links.lost;
    this.#release = release;
  }

  async exec(command: string, options: ExecOptions = {}): Promise<Channel> {
    const { signal } = options;
    if (!this.#open) {
      const message = 'the connection was closed locally';
      throw new TroubleError(connectionTrouble('lost', this.host.name, message, null));
    }
    if (signal === undefined) return this.#links.exec(command, options);
    try {
      return await orAborted(this.#links.exec(command, options), signal, late => late.close());
    } catch (error) {
      throw signal.aborted ? new TroubleError(abortedTrouble(this.host.name), { cause: error }) : error;
    }
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#release();
  }
}
