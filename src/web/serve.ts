import { createHash } from 'node:crypto';
import { chmodSync, rmSync, statSync } from 'node:fs';
import { createServer as createHttp, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { sanitiseLine } from '../core/text/sanitise.ts';
import type { RemoteFilter } from '../session/live/contract.ts';
import type { Hub } from '../session/live/hub.ts';
import { hostRules, isAnyAddress } from './access/hosts.ts';
import { type ProxyIdentity, proxyIdentity, trustedProxies } from './access/identity.ts';
import { Attempts, Logins, newSecret, type Person } from './access/logins.ts';
import { answerText } from './http/answers.ts';
import { Downloads, type JsonLine } from './http/downloads.ts';
import type { PageFiles } from './http/pageFiles.ts';
import { addressOf, answer, type RoutesContext } from './http/routes.ts';
import { sendStream } from './http/stream.ts';
import { type Catalogue, Library, type Reader } from './library.ts';
import type { Role } from './protocol/http.ts';
import type { ViewSettings } from './protocol/view.ts';
import type { Peer, Wire } from './socket/contract.ts';
import { Conversation } from './socket/conversation.ts';
import { Sockets } from './socket/sockets.ts';
import { Turns } from './viewer/turns.ts';

/** Where a server listens: an address and port (0 for any free one), or a Unix socket. */
export type Listen =
  | { readonly kind: 'tcp'; readonly address: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

export interface ServeOptions {
  readonly hub: Hub;
  readonly catalogue: Catalogue;
  readonly reader: Reader;
  readonly files: PageFiles;
  readonly listen: Listen;
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null;
  readonly basePath: string;
  readonly hostNames: readonly string[];
  readonly origins: readonly string[];
  /** Networks whose `authHeader` is trusted. */
  readonly trustedProxies: readonly string[];
  readonly authHeader: string | null;
  /** User names from a proxy that are operators. */
  readonly operators: readonly string[];
  readonly tokens: Readonly<Record<Role, string>>;
  readonly once: boolean;
  readonly maxViewers: number;
  readonly graceMs: number;
  readonly version: string;
  readonly title: string;
  readonly hostFilter: RemoteFilter;
  readonly initial: ViewSettings | null;
  /** Questions waiting in the terminal. */
  readonly questions: () => readonly string[];
  readonly json: JsonLine;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

export interface RunningServer {
  /** The page's address without the token. */
  readonly url: string;
  /** The port in use; null for a Unix socket. */
  readonly port: number | null;
  readonly viewers: number;
  close(): Promise<void>;
}

/** How often conversations push what is due. Milliseconds. */
const TICK_MS = 50;
const SECOND_MS = 1000;
/** Time for a final message to pages before they are cut off. Milliseconds. */
const LAST_WORD_MS = 200;
const MAX_CONNECTIONS = 2048;

/** Starts a server; resolves when it is listening. Rejects if it cannot listen. */
export const startServer = async (options: ServeOptions): Promise<RunningServer> => {
  const server = new ViewServer(options);
  await server.listen();
  return server;
};

class ViewServer implements RunningServer {
  readonly #options: ServeOptions;
  readonly #server: Server;
  #sockets!: Sockets;
  readonly #library: Library;
  readonly #logins: Logins;
  readonly #attempts: Attempts;
  readonly #downloads: Downloads;
  readonly #turns: Turns;
  readonly #epoch = newSecret();
  readonly #isTrusted: (address: string | undefined) => boolean;
  readonly #timers: NodeJS.Timeout[] = [];
  #routes!: RoutesContext;
  #url = '';
  #viewers = 0;
  #nextViewer = 1;

  constructor(options: ServeOptions) {
    this.#options = options;
    const { hub, catalogue, reader, graceMs, now, tokens, once, tls, trustedProxies: proxies } = options;
    this.#library = new Library({ hub, catalogue, reader, graceMs });
    this.#logins = new Logins({ tokens, once, now });
    this.#attempts = new Attempts(now);
    this.#downloads = new Downloads(now, options.json);
    this.#turns = new Turns(() => performance.now());
    this.#isTrusted = trustedProxies(proxies);
    const limits = {
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      connectionsCheckingInterval: 5000,
      maxHeaderSize: 16_384,
    };
    this.#server = tls === null ? createHttp(limits) : createHttps({ ...limits, ...tls });
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.on('request', (request, response) => {
      answer(request, response, this.#routes).catch(error => {
        options.log(`a request failed: ${error instanceof Error ? error.message : String(error)}`);
        if (!response.headersSent) answerText(response, 500, 'Something went wrong.');
        else response.destroy();
      });
    });
    this.#server.on('upgrade', (request, socket, head) => this.#sockets.upgrade(request, socket, head));
    this.#server.on('clientError', (_error, socket) => socket.destroy());
  }

  get url(): string {
    return this.#url;
  }

  get port(): number | null {
    const address = this.#server.address();
    return typeof address === 'object' ? (address?.port ?? null) : null;
  }

  get viewers(): number {
    return this.#viewers;
  }

  async listen(): Promise<void> {
    const { listen, tls, basePath, hostNames, origins } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      const listening = (): void => {
        this.#server.off('error', reject);
        resolve();
      };
      if (listen.kind === 'tcp') this.#server.listen(listen.port, listen.address, listening);
      else {
        removeOldSocket(listen.path);
        this.#server.listen(listen.path, listening);
      }
    });
    if (listen.kind === 'unix') chmodSync(listen.path, 0o600);
    const { port } = this;
    const address = listen.kind === 'tcp' ? listen.address : null;
    const rules = hostRules({ address, port, tls: tls !== null, names: hostNames, origins });
    const own =
      address !== null && rules.hosts.has(address) && !isAnyAddress(address) ? address : 'localhost';
    const origin = [...rules.origins].find(one => new URL(one).hostname.replace(/[[\]]/g, '') === own);
    this.#url = `${origins[0] ?? origin ?? 'http://localhost'}${basePath}/`;
    this.#routes = this.#makeRoutes(rules);
    this.#sockets = new Sockets({
      ...this.#routes,
      now: this.#options.now,
      log: line => this.#log(line),
      converse: (wire, peer) => this.#conversation(wire, peer),
    });
    this.#timers.push(
      setInterval(() => this.#sockets.tick(), TICK_MS),
      setInterval(() => this.#options.hub.tick(), SECOND_MS),
    );
    this.#library.warmUp();
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#sockets.end('the server is shutting down');
    this.#library.close();
    const closed = new Promise<void>(resolve => this.#server.close(() => resolve()));
    setTimeout(() => {
      this.#server.closeAllConnections();
      this.#sockets.terminate();
    }, LAST_WORD_MS);
    await closed;
  }

  #makeRoutes(rules: RoutesContext['rules']): RoutesContext {
    const { files, tls, origins, basePath, operators, listen, log } = this.#options;
    // Use the actual port: two servers on arbitrary free ports share a browser's cookies.
    const place = listen.kind === 'tcp' ? `${listen.address}:${this.port}` : listen.path;
    const instance = createHash('sha256').update(`${place}${basePath}`).digest('hex').slice(0, 8);
    return {
      rules,
      logins: this.#logins,
      attempts: this.#attempts,
      files,
      cookie: `rtail-${instance}`,
      secure: tls !== null || (origins.length > 0 && origins.every(origin => origin.startsWith('https:'))),
      basePath,
      identity: request => this.#identity(request),
      personNamed: (name): Person => ({ name, role: operators.includes(name) ? 'operator' : 'viewer' }),
      download: (secret, response) => this.#downloads.send(secret, response),
      stream: async (query, person, request, response) => {
        const number = this.#admit();
        if (number === null)
          return answerText(response, 503, 'The maximum number of viewers is reached.', {
            'Retry-After': '30',
          });
        const who = `reader ${number} (${person.name}, ${addressOf(request)})`;
        try {
          await sendStream(query, person, request, response, {
            hub: this.#options.hub,
            library: this.#library,
            turns: this.#turns,
            json: this.#options.json,
            epoch: this.#epoch,
            log: line => this.#log(`${who}: ${line}`),
          });
        } catch (error) {
          if (response.headersSent) throw error;
          answerText(response, 404, error instanceof Error ? error.message : String(error));
        } finally {
          this.#viewers--;
        }
      },
      log: line => log(safe(line)),
    };
  }

  #identity(request: IncomingMessage): ProxyIdentity {
    const { authHeader } = this.#options;
    if (authHeader === null) return { kind: 'none' };
    const { rawHeaders, socket } = request;
    return proxyIdentity({ rawHeaders, address: socket.remoteAddress }, authHeader, this.#isTrusted);
  }

  #conversation(wire: Wire, peer: Peer): Conversation {
    const { hub, now, version, title, hostFilter, initial, questions } = this.#options;
    const { level, ignoreCase } = hostFilter;
    return new Conversation(wire, peer, {
      hub,
      library: this.#library,
      turns: this.#turns,
      now,
      welcome: {
        epoch: this.#epoch,
        version,
        title,
        hostFilters: { filters: hostFilter.filters.map(viewFilter), level, ignoreCase },
        initial,
      },
      admit: () => this.#admit(),
      left: () => void this.#viewers--,
      surrounding: () => ({ viewers: this.#viewers, questions: questions() }),
      log: line => this.#log(line),
      ticket: (viewer, stretch, form) => this.#downloads.ticket(viewer, stretch, form),
    });
  }

  #admit(): number | null {
    if (this.#viewers >= this.#options.maxViewers) return null;
    this.#viewers++;
    return this.#nextViewer++;
  }

  #log(line: string): void {
    this.#options.log(safe(line));
  }
}

const safe = (line: string): string =>
  sanitiseLine(line.replace(/[\r\n]+/g, ' '), { color: false, tabStop: 1 });

const viewFilter = ({ pattern, negate, enabled }: RemoteFilter['filters'][number]) => {
  const where = /^where\s+(\S.*)$/s.exec(pattern)?.[1];
  return {
    kind: where === undefined ? ('pattern' as const) : ('where' as const),
    text: where ?? pattern,
    negate,
    enabled,
  };
};

/** Removes a socket left behind by a killed server; anything else stays. */
const removeOldSocket = (path: string): void => {
  try {
    if (statSync(path).isSocket()) rmSync(path);
  } catch {
    // There is none.
  }
};
