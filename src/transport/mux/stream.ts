import { Duplex, Readable } from 'node:stream';
import { CLOSE, DATA, EOF, FAILURE, REQUEST, WINDOW_ADJUST } from './messages.ts';
import { encode, type Value, type ValueReader } from './values.ts';

/** How much the server may send before we allow more: the same as with ssh2. */
export const WINDOW = 2 << 20;

/** The largest message with data that we accept. */
export const MAX_PACKET = 32 * 1024;

/** The window is enlarged in steps of at least this. */
const GRANT = 256 * 1024;

export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** What a channel needs to know of the connection. */
export interface StreamOwner {
  send(type: number, payload: Buffer): void;
  /** The server sent more than its window allows. */
  overflow(): void;
  /** Both sides have closed it. */
  closed(stream: MuxStream): void;
}

/** An open channel: what the server sends can be read from it and from `stderr`, and what is written to it is sent. */
export class MuxStream extends Duplex {
  readonly stderr: Readable;
  /** The exit status or signal of the command, once the server has reported it. */
  exit: Exit = { code: null, signal: null };
  /** Resolves when both sides have closed it, or the connection is gone, and everything has been read. */
  readonly finished: Promise<void>;
  readonly #owner: StreamOwner;
  readonly #remote: number;
  /** How much the server may still send. */
  #window = WINDOW;
  /** Bytes that were read from each stream since its window was last enlarged, and whether it is full. */
  readonly #out = { owed: 0, full: false };
  readonly #err = { owed: 0, full: false };
  /** How much the server accepts, in all and in one message. */
  #remoteWindow: number;
  readonly #remotePacket: number;
  #unsent: { bytes: Buffer; done: () => void } | null = null;
  readonly #replies: ((succeeded: boolean) => void)[] = [];
  #gone: () => void = () => {};
  #closeSent = false;
  #closeReceived = false;
  #ended = false;

  /** `allowHalfOpen`: it stays open for writing when the server has sent everything. */
  constructor(
    owner: StreamOwner,
    remote: { number: number; window: number; packet: number },
    allowHalfOpen: boolean,
  ) {
    super({ allowHalfOpen });
    this.on('error', () => {});
    this.#owner = owner;
    this.#remote = remote.number;
    this.#remoteWindow = remote.window;
    this.#remotePacket = remote.packet;
    this.stderr = new Readable({ read: () => this.#hungry(this.#err) });
    this.stderr.on('error', () => {});
    this.finished = Promise.all([
      new Promise<void>(resolve => {
        this.#gone = resolve;
      }),
      ended(this),
      ended(this.stderr),
    ]).then(() => {});
  }

  /** False as soon as one side has closed it. */
  get isOpen(): boolean {
    return !this.#closeSent && !this.#closeReceived;
  }

  /** Sends a request about this channel; resolves to whether the server accepts it. */
  request(kind: string, ...values: readonly Value[]): Promise<boolean> {
    if (!this.isOpen) return Promise.resolve(false);
    this.#send(REQUEST, encode(this.#remote, kind, true, ...values));
    return new Promise(resolve => this.#replies.push(resolve));
  }

  /** Asks the server to close it. It answers when everything has been sent. */
  close(): void {
    if (this.#closeSent) return;
    this.#send(CLOSE, encode(this.#remote));
    this.#closeSent = true;
    this.#drop();
    if (this.#closeReceived) this.#owner.closed(this);
  }

  /** Ends both streams for whoever reads them. */
  abandon(): void {
    this.receiveEnd();
  }

  /** Everything is over for whoever uses it: both streams end, and nothing is sent any more. */
  cut(): void {
    this.#closeSent = true;
    this.#finish();
  }

  reply(succeeded: boolean): void {
    this.#replies.shift()?.(succeeded);
  }

  /** A request of the server, such as one that reports the exit status. */
  serverRequest(message: ValueReader): void {
    const kind = message.text();
    const wantsReply = message.byte() !== 0;
    if (kind === 'exit-status') this.exit = { code: message.uint32(), signal: null };
    else if (kind === 'exit-signal') this.exit = { code: null, signal: `SIG${message.text()}` };
    // Without an answer to its keepalives, the server would end the user's connection.
    if (wantsReply && !this.#closeSent) this.#send(FAILURE, encode(this.#remote));
  }

  receive(bytes: Buffer, isStderr: boolean): void {
    this.#window -= bytes.length;
    if (this.#window < 0) this.#owner.overflow();
    // After we closed it, nobody reads.
    if (this.#ended || this.#closeSent) return;
    const side = isStderr ? this.#err : this.#out;
    side.owed += bytes.length;
    side.full = !(isStderr ? this.stderr : this).push(bytes);
    this.#grant(side);
  }

  enlarge(bytes: number): void {
    this.#remoteWindow += bytes;
    this.#flush();
  }

  receiveEnd(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.push(null);
    this.stderr.push(null);
  }

  receiveClose(): void {
    this.#closeReceived = true;
    this.#finish();
    if (this.#closeSent) this.#owner.closed(this);
    else this.close();
  }

  override _read(): void {
    this.#hungry(this.#out);
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.#unsent = { bytes: chunk, done };
    if (this.isOpen) this.#flush();
    else this.#drop();
  }

  override _final(done: () => void): void {
    if (this.isOpen) this.#send(EOF, encode(this.#remote));
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.close();
    done(error);
  }

  #send(type: number, payload: Buffer): void {
    if (!this.#closeSent) this.#owner.send(type, payload);
  }

  /** Sends as much of the unsent bytes as the server's window allows. */
  #flush(): void {
    while (this.#unsent !== null) {
      const { bytes, done } = this.#unsent;
      const count = Math.min(bytes.length, this.#remoteWindow, this.#remotePacket);
      if (count === 0 && bytes.length > 0) return;
      this.#send(DATA, encode(this.#remote, bytes.subarray(0, count)));
      this.#remoteWindow -= count;
      this.#unsent = count === bytes.length ? null : { bytes: bytes.subarray(count), done };
      if (this.#unsent === null) done();
    }
  }

  #hungry(side: { owed: number; full: boolean }): void {
    side.full = false;
    this.#grant(side);
  }

  #grant(side: { owed: number; full: boolean }): void {
    if (side.full || side.owed < GRANT || !this.isOpen) return;
    this.#window += side.owed;
    this.#send(WINDOW_ADJUST, encode(this.#remote, side.owed));
    side.owed = 0;
  }

  #finish(): void {
    this.#gone();
    this.receiveEnd();
    this.#drop();
    this.end();
  }

  /** Forgets what waits for the server. */
  #drop(): void {
    for (const resolve of this.#replies.splice(0)) resolve(false);
    const { done } = this.#unsent ?? {};
    this.#unsent = null;
    done?.();
  }
}

const ended = (stream: Readable): Promise<void> =>
  new Promise(resolve => stream.once('end', resolve).once('close', resolve));
