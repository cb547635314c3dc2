import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { isOurHost, isOurPage } from '../access/hosts.ts';
import { cookiesNamed, type Person } from '../access/logins.ts';
import { addressOf, ownPath, type RoutesContext } from '../http/routes.ts';
import { ENDPOINTS } from '../protocol/http.ts';
import { CLOSE, MAX_MESSAGE_BYTES } from '../protocol/limits.ts';
import type { Peer, Wire } from './contract.ts';
import type { Conversation } from './conversation.ts';

export interface SocketsContext
  extends Pick<RoutesContext, 'rules' | 'logins' | 'cookie' | 'basePath' | 'identity'> {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  log(line: string): void;
  converse(wire: Wire, peer: Peer): Conversation;
}

/** A page that does not answer a ping for this long is gone. Milliseconds. */
const PING_MS = 15_000;
const SILENT_MS = 45_000;
/** Time limit for a farewell: a page that does not read will not answer it either. Milliseconds. */
const FAREWELL_MS = 2000;
/** Maximum number of sockets that have not sent `hello` yet. */
const MAX_STRANGERS = 64;

interface Kept {
  readonly conversation: Conversation;
  heardAt: number;
  pingedAt: number;
}

/** The WebSockets of pages: admits new ones, and checks which are still alive. */
export class Sockets {
  readonly #context: SocketsContext;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
  });
  readonly #kept = new Map<WebSocket, Kept>();

  constructor(context: SocketsContext) {
    this.#context = context;
  }

  /** Accepts a socket, or refuses it with a reason. The key follows with `hello`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const { logins, cookie } = this.#context;
    const known = logins.byCookies(cookiesNamed(request.headers.cookie, cookie));
    const refusal = this.#refusal(request, known?.person ?? null);
    if (refusal === null && known !== null) {
      const peer: Peer = { ...known, address: addressOf(request) };
      this.#server.handleUpgrade(request, socket, head, ws => this.#keep(ws, peer));
    } else socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }

  /** Pushes what is due to pages, and disconnects silent ones. */
  tick(): void {
    const now = this.#context.now();
    for (const [ws, kept] of this.#kept) {
      kept.conversation.tick();
      if (now - kept.heardAt > SILENT_MS) ws.terminate();
      else if (now - kept.pingedAt > PING_MS && ws.readyState === ws.OPEN) {
        kept.pingedAt = now;
        ws.ping();
      }
    }
  }

  /** Says goodbye to all pages; they may reconnect. */
  end(why: string): void {
    for (const { conversation } of [...this.#kept.values()]) conversation.end(why, CLOSE.ended, true);
  }

  terminate(): void {
    for (const ws of this.#kept.keys()) ws.terminate();
  }

  /**
   * Returns why a socket is refused: it must be for our host, from our page, with our cookie. Null if it is accepted.
   */
  #refusal(request: IncomingMessage, person: Person | null): string | null {
    const { rules, basePath, log } = this.#context;
    if (!isOurHost(rules, request.headers.host)) return '421 Misdirected Request';
    if (ownPath(request.url ?? '', basePath) !== ENDPOINTS.socket) return '404 Not Found';
    if (!isOurPage(rules, request.headers)) {
      const origin = JSON.stringify(request.headers.origin ?? 'nowhere');
      log(`a socket of ${addressOf(request)} refused: the page is from ${origin}`);
      return '403 Forbidden';
    }
    if (person === null || !this.#isStill(request, person)) return '401 Unauthorized';
    const strangers = [...this.#kept.values()].filter(({ conversation }) => !conversation.isGreeted);
    return strangers.length >= MAX_STRANGERS ? '503 Service Unavailable' : null;
  }

  /** Returns true if the session belongs to the person named by the proxy, if there is one. */
  #isStill(request: IncomingMessage, person: Person): boolean {
    const identity = this.#context.identity(request);
    return identity.kind === 'none' || (identity.kind === 'user' && identity.name === person.name);
  }

  #keep(ws: WebSocket, peer: Peer): void {
    const { now, converse } = this.#context;
    const conversation = converse(wireOf(ws), peer);
    const kept: Kept = { conversation, heardAt: now(), pingedAt: now() };
    this.#kept.set(ws, kept);
    ws.on('message', (data, isBinary) => {
      kept.heardAt = now();
      if (isBinary) conversation.end('binary frames are not supported', CLOSE.protocol, false);
      else conversation.heard(String(data));
    });
    ws.on('pong', () => {
      kept.heardAt = now();
    });
    ws.on('error', () => ws.terminate());
    ws.on('close', () => {
      this.#kept.delete(ws);
      conversation.gone();
    });
  }
}

const wireOf = (ws: WebSocket): Wire => ({
  send: text => ws.send(text),
  get buffered() {
    return ws.bufferedAmount;
  },
  pause: () => ws.pause(),
  resume: () => ws.resume(),
  close: (code, why) => {
    ws.resume();
    ws.close(code, why);
    setTimeout(() => ws.terminate(), FAREWELL_MS).unref();
  },
});
