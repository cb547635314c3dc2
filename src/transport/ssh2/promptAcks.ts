import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';

/** Number of answers to acknowledge for each thing that is opened: a login through a forwarded connection has most. */
const MAX_ACKS = 16;

/** SSH_MSG_IGNORE with an empty string (RFC 4253, 11.2): five bytes. */
const IGNORE = Buffer.from([2, 0, 0, 0, 0]);

/** The connections that carry others, by the streams that they forward. */
const CARRIERS = new WeakMap<Duplex, PromptAcks>();

/**
 * Makes a server send its answers without delay. sshd uses Nagle's algorithm until a connection runs a command (on those
 * that only forward: always): if two small messages follow one another, the second waits until the first is acknowledged,
 * which our system delays by 40 ms unless we send something. So we send an empty message, if we have nothing else to send.
 */
export class PromptAcks {
  readonly #protocol: Protocol | null;
  readonly #socket: Duplex;
  readonly #carrier: PromptAcks | null;
  #left = 0;
  #planned = false;

  /** `socket`: what the connection runs over. */
  constructor(client: Client, socket: Duplex) {
    this.#protocol = protocolOf(client);
    this.#socket = socket;
    this.#carrier = CARRIERS.get(socket) ?? null;
    // Before ssh2 reads the bytes: what it sends while it does so acknowledges them.
    if (this.#protocol !== null) socket.prependListener('data', () => this.#plan());
  }

  /** Call it when the server is about to be asked for something. */
  expect(): void {
    this.#left = MAX_ACKS;
    this.#carrier?.expect();
  }

  /** This stream is forwarded by the connection. */
  carries(stream: Duplex): void {
    CARRIERS.set(stream, this);
  }

  #plan(): void {
    if (this.#left === 0 || this.#planned) return;
    this.#planned = true;
    const sent = this.#sent;
    setImmediate(() => {
      this.#planned = false;
      if (this.#sent === sent && !this.#socket.destroyed) this.#acknowledge();
    });
  }

  get #sent(): number | undefined {
    return this.#protocol?._cipher?.outSeqno;
  }

  #acknowledge(): void {
    const { _kexinit, _cipher, _packetRW } = this.#protocol ?? {};
    if (_kexinit !== undefined || _cipher === undefined || _packetRW === undefined) return;
    this.#left -= 1;
    const packet = _packetRW.write.alloc(IGNORE.length);
    packet.set(IGNORE, _packetRW.write.allocStart);
    _cipher.encrypt(_packetRW.write.finalize(packet));
  }
}

/** Returns the protocol of a connection to OpenSSH; null for other servers, some of which end it at such messages. */
const protocolOf = (client: Client): Protocol | null => {
  const { _remoteVer, _protocol } = client as unknown as Internals;
  return _remoteVer?.startsWith('OpenSSH') ? (_protocol ?? null) : null;
};

/** Internals of ssh2. */
interface Internals {
  readonly _remoteVer?: string;
  readonly _protocol?: Protocol;
}

interface Protocol {
  /** Defined during a key exchange, when only its own messages may be sent. */
  readonly _kexinit?: unknown;
  readonly _cipher?: { readonly outSeqno: number; encrypt(packet: Uint8Array): void };
  readonly _packetRW?: {
    readonly write: {
      readonly allocStart: number;
      alloc(size: number): Uint8Array;
      finalize(packet: Uint8Array): Uint8Array;
    };
  };
}
