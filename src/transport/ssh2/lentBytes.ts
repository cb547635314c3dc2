import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';

/**
 * Holds what is read from TCP sockets. It is lent to their connections until the next read: allocating a new
 * buffer each time would keep the collector busy, although nearly everything is decrypted and passed on at
 * once. Whatever keeps bytes for longer has to copy them (`kept`). Windows would read into it at any time, so
 * it is not used there.
 */
const LENT = Buffer.allocUnsafeSlow(128 * 1024);

/** The connections that know how to treat lent bytes, by what they read from. */
const BORROWERS = new WeakMap<Duplex, Client>();

const isLent = (bytes: Uint8Array): boolean => bytes.buffer === LENT.buffer;

/** Returns bytes that may be kept. */
const kept = (bytes: Buffer): Buffer => (isLent(bytes) ? Buffer.from(bytes) : bytes);

/** Options for `net.connect`; `socket` returns the socket. */
export const readLent = (socket: () => Duplex): object =>
  process.platform === 'win32'
    ? {}
    : {
        onread: {
          buffer: LENT,
          callback: (count: number): boolean => {
            const stream = socket();
            return lend(stream, LENT.subarray(0, count), bytes => stream.push(bytes));
          },
        },
      };

/** Lends bytes to the connection that reads from a stream if it takes them at once and can borrow; otherwise, pushes a copy. */
const lend = (to: Duplex, bytes: Buffer, push: (bytes: Buffer) => boolean): boolean => {
  const client = BORROWERS.get(to);
  const isTaken = to.readableFlowing === true && to.readableLength === 0;
  if (client === undefined || !isTaken) return push(kept(bytes));
  const result = push(bytes);
  keepUnfinished(internalsOf(client)._protocol?._decipher);
  return result;
};

/** The channels that lend what arrives on them. */
const LENDING = new WeakSet<object>();

/** Lends what arrives on a forwarded channel, which is decrypted a second time, to the connection inside it. */
export const lendChunks = (channel: ClientChannel): void => {
  const push = channel.push.bind(channel);
  channel.push = (chunk: unknown, encoding?: BufferEncoding) =>
    chunk instanceof Buffer ? lend(channel, chunk, push) : push(chunk, encoding);
  LENDING.add(channel);
};

/**
 * Makes a connection keep all messages but data for channels that lend it. That is decided per message: data may arrive in
 * the same read as the answer that opens its channel, before anyone could prepare it.
 */
export const keepMessages = (client: Client): void => {
  client.on('handshake', () => {
    const decipher = internalsOf(client)._protocol?._decipher;
    if (decipher === undefined) return;
    const keeping = (take: Take): Take => {
      return payload => take(isLentOn(client, payload) ? payload : kept(payload));
    };
    let take = keeping(decipher._onPayload);
    // ssh2 replaces it for the duration of a key exchange.
    Object.defineProperty(decipher, '_onPayload', {
      get: () => take,
      set: (next: Take) => {
        take = keeping(next);
      },
    });
  });
};

/** From now on, bytes from this stream are lent to the connection, which was prepared by `keepMessages`. */
export const borrow = (client: Client, from: Duplex): void => {
  BORROWERS.set(from, client);
};

/**
 * Keeps a packet of which only the authentication tag is missing; deciphers have their own copy of any other
 * packet.
 */
const keepUnfinished = (decipher: Decipher | undefined): void => {
  const packet = decipher?._packet;
  if (packet && isLent(packet)) decipher._packet = Buffer.from(packet);
};

/** SSH_MSG_CHANNEL_DATA, followed by the number of our channel (RFC 4254, 5.2). */
const CHANNEL_DATA = 94;

const isLentOn = (client: Client, payload: Buffer): boolean => {
  if (payload[0] !== CHANNEL_DATA || payload.length < 5) return false;
  const channel = internalsOf(client)._chanMgr?.get(payload.readUInt32BE(1));
  return typeof channel === 'object' && channel !== null && LENDING.has(channel);
};

type Take = (payload: Buffer) => unknown;

/** Internals of ssh2. */
interface Decipher {
  _onPayload: Take;
  _packet?: Uint8Array | null;
}

interface Internals {
  readonly _protocol?: { readonly _decipher?: Decipher };
  /** Returns the channel of a number; -1 while it is being opened. */
  readonly _chanMgr?: { get(number: number): unknown };
}

const internalsOf = (client: Client): Internals => client as unknown as Internals;
