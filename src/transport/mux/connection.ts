import type { Socket } from 'node:net';
import { sendFrames } from './frames.ts';
import {
  CLOSE,
  DATA,
  EOF,
  EXTENDED_DATA,
  FAILURE,
  OPEN,
  OPEN_CONFIRMATION,
  OPEN_FAILURE,
  REQUEST,
  SUCCESS,
  WINDOW_ADJUST,
} from './messages.ts';
import type { ProxySocket } from './proxyMode.ts';
import { MAX_PACKET, MuxStream, type StreamOwner, WINDOW } from './stream.ts';
import { encode, type Value, ValueReader } from './values.ts';

/** An error for a channel that the server does not open. */
export class OpenRefused extends Error {
  readonly reason: number;

  constructor(reason: number, message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface ConnectionEvents {
  /** Something was received. */
  readonly alive: () => void;
  /** The master or the server ended it, or broke the protocol. */
  readonly broken: (reason: string) => void;
}

interface Opening {
  readonly resolve: (stream: MuxStream) => void;
  readonly reject: (error: Error) => void;
  readonly halfOpen: boolean;
}

/** How long to wait for a server to confirm the end of channels. */
const CLOSE_PATIENCE_MS = 700;

/**
 * How long to wait for channels that are being opened. An OpenSSH master exits if a client leaves meanwhile, and with it
 * all that share it.
 */
const OPEN_PATIENCE_MS = 5_000;

/**
 * The client's side of SSH's connection protocol (RFC 4254), over a connection that an ssh master shares. Whatever is
 * wrong with our messages, the server would end the connection of all its users: nothing is sent about a channel that
 * does not exist yet or any more.
 */
export class MuxConnection {
  readonly #socket: Socket;
  readonly #events: ConnectionEvents;
  readonly #opening = new Map<number, Opening>();
  readonly #open = new Map<number, MuxStream>();
  #next = 0;
  #over = false;
  #gathering = false;

  constructor({ socket, frames }: ProxySocket, events: ConnectionEvents) {
    this.#socket = socket;
    this.#events = events;
    socket.on('data', chunk => {
      events.alive();
      try {
        frames.feed(chunk as Buffer, frame => this.#receive(frame));
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        this.#break(`it sent ${error.message}`);
      }
    });
    socket.on('error', error => this.#break(error.message));
    socket.on('close', () => this.#break('the ssh that shares it ended'));
    socket.resume();
  }

  /** The number of channels that are open. */
  get channels(): number {
    return this.#open.size;
  }

  /** Opens a channel; `values` follow its kind (RFC 4254, 6.1 and 7.2). Rejects with `OpenRefused` if the server refuses. */
  open(kind: 'session' | 'direct-tcpip', ...values: readonly Value[]): Promise<MuxStream> {
    if (this.#over) return Promise.reject(new Error('the connection was closed'));
    const number = this.#next++;
    this.#send(OPEN, encode(kind, number, WINDOW, MAX_PACKET, ...values));
    return new Promise((resolve, reject) => {
      // A command keeps its stdin when it has printed everything.
      this.#opening.set(number, { resolve, reject, halfOpen: kind === 'session' });
    });
  }

  /** Sends a request that every server answers, though only to refuse it. */
  ping(): void {
    const [stream] = this.#open.values();
    void stream?.request('keepalive@openssh.com');
  }

  /** Ends all channels at once; the socket is closed when the server has confirmed that. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    for (const { reject } of this.#opening.values()) reject(new Error('the connection was closed'));
    for (const stream of [...this.#open.values()]) {
      stream.close();
      stream.cut();
    }
    this.#leave();
  }

  /** Resolves when the socket is closed, after `end`. */
  async closed(): Promise<void> {
    if (this.#socket.destroyed) return;
    await new Promise<void>(resolve => {
      const whenIdle = setTimeout(() => {
        if (this.#opening.size === 0) this.#socket.destroy();
      }, CLOSE_PATIENCE_MS);
      const anyway = setTimeout(() => this.#socket.destroy(), OPEN_PATIENCE_MS);
      this.#socket.once('close', () => {
        clearTimeout(whenIdle);
        clearTimeout(anyway);
        resolve();
      });
    });
  }

  #send(type: number, payload: Buffer): void {
    if (this.#socket.destroyed) return;
    this.#gather();
    // Without padding.
    sendFrames(this.#socket, Buffer.concat([Buffer.from([0, type]), payload]));
  }

  /** Sends everything of one turn with one system call: each would wake up ssh, and the server. */
  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    this.#socket.cork();
    process.nextTick(() => {
      this.#gathering = false;
      this.#socket.uncork();
    });
  }

  #receive(frame: Buffer): void {
    const message = new ValueReader(frame);
    message.byte();
    const type = message.byte();
    if (type < OPEN_CONFIRMATION || type > FAILURE) return;
    const number = message.uint32();
    if (type === OPEN_CONFIRMATION) this.#confirmed(number, message);
    else if (type === OPEN_FAILURE) this.#refused(number, message);
    else this.#pass(type, this.#open.get(number), message);
    this.#leave();
  }

  #pass(type: number, stream: MuxStream | undefined, message: ValueReader): void {
    if (stream === undefined) return;
    if (type === WINDOW_ADJUST) stream.enlarge(message.uint32());
    else if (type === DATA) stream.receive(message.string(), false);
    else if (type === EXTENDED_DATA) stream.receive(message.after(4).string(), true);
    else if (type === EOF) stream.receiveEnd();
    else if (type === CLOSE) stream.receiveClose();
    else if (type === REQUEST) stream.serverRequest(message);
    else stream.reply(type === SUCCESS);
  }

  #confirmed(number: number, message: ValueReader): void {
    const opening = this.#opening.get(number);
    if (opening === undefined) return;
    const remote = { number: message.uint32(), window: message.uint32(), packet: message.uint32() };
    this.#opening.delete(number);
    const owner: StreamOwner = {
      send: (type, payload) => this.#send(type, payload),
      overflow: () => this.#break('it sent more than the channel window allows'),
      closed: () => this.#open.delete(number),
    };
    const stream = new MuxStream(owner, remote, opening.halfOpen);
    this.#open.set(number, stream);
    if (this.#over) {
      stream.close();
      stream.cut();
    } else opening.resolve(stream);
  }

  #refused(number: number, message: ValueReader): void {
    const refusal = new OpenRefused(message.uint32(), message.text());
    const opening = this.#opening.get(number);
    this.#opening.delete(number);
    opening?.reject(refusal);
  }

  /** Closes the socket if it is not needed any more. */
  #leave(): void {
    if (this.#over && this.#opening.size === 0 && this.#open.size === 0) this.#socket.destroySoon();
  }

  /** Nothing more can be sent or received. */
  #break(reason: string): void {
    const wasOver = this.#over;
    this.#over = true;
    this.#socket.destroy();
    if (!wasOver) this.#events.broken(reason);
    for (const { reject } of this.#opening.values()) reject(new Error(reason));
    this.#opening.clear();
    for (const stream of [...this.#open.values()]) stream.cut();
    this.#open.clear();
  }
}
