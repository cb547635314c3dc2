import type { ServerMessage } from '../../protocol/answers.ts';
import { ENDPOINTS, PROTOCOL } from '../../protocol/http.ts';
import { CLOSE } from '../../protocol/limits.ts';
import type { Welcome } from '../../protocol/pushes.ts';
import type { ClientMessage, Hello } from '../../protocol/requests.ts';
import { forgetKey, logIn, storedKey } from './login.ts';

/** The state of the connection. */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  /** `at`: when the next attempt starts, by the browser's clock. */
  | { readonly kind: 'lost'; readonly at: number; readonly why: string }
  /** The connection is over until the person does something. */
  | { readonly kind: 'refused'; readonly message: string; readonly advice: string };

export interface ConnectionListener {
  state(state: ConnectionState): void;
  welcome(message: Welcome): void;
  message(message: ServerMessage): void;
  /** Returns the view and the tails to send with `hello`. */
  resume(): Pick<Hello, 'view' | 'tail'>;
}

type RequestType = Extract<ClientMessage, { q: number }>['type'];

/** A request without its number. */
export type Question = { [T in RequestType]: Omit<Extract<ClientMessage, { type: T }>, 'q'> }[RequestType];

export type Answer = Extract<ServerMessage, { q: number | null }>;

const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 15_000;
/** If a ping is still unanswered at the next one, the connection is dead. */
const PING_MS = 15_000;

const NOT_LOGGED_IN = 'This browser is no longer logged in.';
const OPEN_THE_LINK = 'Open the link that rtail serve printed when it started.';

interface Asked {
  readonly question: Question;
  readonly answered: (answer: Answer | null) => void;
}

/** The page's only WebSocket: reconnects automatically, and matches answers with requests. */
export class Connection {
  readonly #listener: ConnectionListener;
  #socket: WebSocket | null = null;
  #isWelcome = false;
  #wait = FIRST_WAIT_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether anything has arrived since the last ping. */
  #isHeard = true;
  #nextQ = 1;
  #limit = 8;
  #bye: { readonly why: string; readonly back: boolean } | null = null;
  readonly #open = new Map<number, Asked>();
  readonly #queue: Asked[] = [];

  constructor(listener: ConnectionListener) {
    this.#listener = listener;
    setInterval(() => this.#keepAlive(), PING_MS);
    addEventListener('online', () => this.retry());
  }

  /** Logs in with the token, if there is one; otherwise with the stored key or as identified by a proxy. */
  async start(token: string | null): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#socket !== null) this.#leave(this.#socket);
    this.#listener.state({ kind: 'connecting' });
    const key = token === null ? storedKey() : null;
    if (key !== null) {
      this.#connect(key);
      return;
    }
    const login = await logIn(token);
    if (login.ok) this.#connect(login.key);
    else this.#listener.state({ kind: 'refused', message: login.message, advice: login.advice });
  }

  /** Retries at once. */
  retry(): void {
    if (this.#socket !== null) return;
    clearTimeout(this.#timer);
    void this.start(null);
  }

  /** Sends a message; without a connection, `resume` will cover it once there is one again. */
  send(message: ClientMessage): void {
    if (this.#isWelcome) this.#socket?.send(JSON.stringify(message));
  }

  /** Sends a request, queueing it if too many are pending. Resolves to null if the connection is lost meanwhile. */
  ask(question: Question): Promise<Answer | null> {
    return new Promise(answered => {
      this.#queue.push({ question, answered });
      this.#askNext();
    });
  }

  #askNext(): void {
    while (this.#isWelcome && this.#open.size < this.#limit) {
      const asked = this.#queue.shift();
      if (!asked) return;
      const q = this.#nextQ++;
      this.#open.set(q, asked);
      this.send({ ...asked.question, q } as ClientMessage);
    }
  }

  #connect(key: string): void {
    const address = new URL(ENDPOINTS.socket, document.baseURI);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address);
    this.#socket = socket;
    this.#isHeard = true;
    let isOpen = false;
    socket.onopen = () => {
      isOpen = true;
      const hello: Hello = { type: 'hello', protocol: PROTOCOL, key, ...this.#listener.resume() };
      socket.send(JSON.stringify(hello));
    };
    socket.onmessage = event => this.#received(JSON.parse(event.data as string));
    socket.onclose = event => {
      if (isOpen) this.#closed(event.code, event.reason);
      else void this.#refused(socket);
    };
  }

  #received(message: ServerMessage): void {
    this.#isHeard = true;
    if (message.type === 'welcome') {
      this.#isWelcome = true;
      this.#wait = FIRST_WAIT_MS;
      this.#limit = message.limits.requests;
      this.#listener.welcome(message);
      this.#listener.state({ kind: 'open' });
      this.#askNext();
    } else if ('q' in message && message.q !== null) {
      const asked = this.#open.get(message.q);
      this.#open.delete(message.q);
      this.#askNext();
      asked?.answered(message);
    } else if (message.type === 'bye') this.#bye = message;
    else if (message.type !== 'pong') this.#listener.message(message);
  }

  /**
   * Browsers do not report why a socket was refused; logging in distinguishes a server that no longer knows us from one
   * that is unreachable.
   */
  async #refused(socket: WebSocket): Promise<void> {
    const login = await logIn(null);
    if (this.#socket !== socket) return;
    if (login.ok) this.#connect(login.key);
    else if (!login.isAnswer) this.#closed(0, login.message);
    else {
      this.#forget();
      this.#refuse(NOT_LOGGED_IN, OPEN_THE_LINK);
    }
  }

  /** Abandons a socket and ignores its events. */
  #leave(socket: WebSocket): void {
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
    this.#forget();
  }

  #forget(): void {
    this.#socket = null;
    this.#isWelcome = false;
    const unanswered = [...this.#open.values(), ...this.#queue.splice(0)];
    this.#open.clear();
    for (const { answered } of unanswered) answered(null);
  }

  #closed(code: number, reason: string): void {
    const bye = this.#bye;
    this.#bye = null;
    this.#forget();
    const why = bye?.why || reason;
    if (code === CLOSE.login) {
      forgetKey();
      this.#refuse(why || NOT_LOGGED_IN, OPEN_THE_LINK);
    } else if (bye?.back === false) this.#refuse(why, 'Reload the page to connect again.');
    else this.#connectLater(why || 'The connection to rtail serve was lost.');
  }

  #refuse(message: string, advice: string): void {
    this.#listener.state({ kind: 'refused', message, advice });
  }

  #connectLater(why: string): void {
    const wait = this.#wait * (0.75 + Math.random() / 2);
    this.#wait = Math.min(MAX_WAIT_MS, this.#wait * 2);
    this.#listener.state({ kind: 'lost', at: Date.now() + wait, why });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.start(null), wait);
  }

  #keepAlive(): void {
    if (this.#socket === null) return;
    // Counted in pings instead of by the clock, because browsers throttle the timers of hidden tabs.
    if (!this.#isHeard) this.#giveUp(this.#socket);
    else {
      this.#isHeard = false;
      this.send({ type: 'ping' });
    }
  }

  /** Abandons a silent connection: a browser would wait a minute for the other end to close it as well. */
  #giveUp(socket: WebSocket): void {
    this.#leave(socket);
    this.#closed(0, 'rtail serve is not responding.');
  }
}
