import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { type Frame, SyslogFraming } from '../core/syslog/framing.ts';
import { peerText } from './address.ts';
import type { Connection, Inbox, Inlet } from './inlet.ts';

/** Maximum number of open connections, in total and per peer. */
const MAX_CONNECTIONS = 1000;
const MAX_OF_PEER = 250;
/** A connection idle for this long may be closed for a new one, in milliseconds. */
const IDLE_MS = 60_000;
/** The same for one that has never sent anything, if its peer has at least as many as the new one's. */
const UNUSED_MS = 1_000;
/** Time limit for receiving a message once it has started, in milliseconds. */
const MESSAGE_MS = 120_000;
/** A lost peer is detected after about this long, in milliseconds. */
const KEEPALIVE_MS = 60_000;

interface OpenConnection extends Connection {
  readonly socket: Socket;
  /** When it was opened or last read from. */
  lastRead: number;
  isUsed: boolean;
}

/** Accepts the connections of a stream socket (TCP, TLS or Unix), within limits, and reads their messages. */
export class StreamConnections {
  readonly #inbox: Inbox;
  readonly #text: string;
  readonly #open = new Set<OpenConnection>();
  #isClosing = false;

  constructor(inbox: Inbox, text: string) {
    this.#inbox = inbox;
    this.#text = text;
  }

  /** Accepts a connection. `name`: the peer's name, if it has no address. */
  take(socket: Socket, name: string | null): void {
    const peer = name ?? peerText(socket.remoteAddress);
    // A peer that has already disconnected is detected on reading.
    socket.on('error', () => {});
    if (!this.#hasRoom(peer)) {
      socket.destroy();
      return;
    }
    const connection: OpenConnection = { peer, socket, lastRead: Date.now(), isUsed: false };
    this.#open.add(connection);
    if (name === null) socket.setKeepAlive(true, KEEPALIVE_MS);
    this.#read(connection);
  }

  /** Closes all connections. */
  close(): void {
    this.#isClosing = true;
    for (const { socket } of this.#open) socket.destroy();
  }

  #read(connection: OpenConnection): void {
    const { socket, peer } = connection;
    const framing = new SyslogFraming();
    const unlisten = this.#inbox.onPressure({ pause: () => socket.pause(), resume: () => socket.resume() });
    let ended = false;
    const pass = (frames: readonly Frame[]): void => this.#inbox.take(peer, frames, connection);
    socket.setTimeout(MESSAGE_MS, () => {
      if (framing.isInside) socket.destroy();
    });
    socket.on('data', chunk => {
      connection.lastRead = Date.now();
      connection.isUsed = true;
      pass(framing.push(chunk));
      if (framing.isOver) socket.destroy();
    });
    socket.on('end', () => {
      ended = true;
    });
    socket.on('close', () => {
      unlisten();
      // Closed to make room, and it has never sent anything.
      if (!this.#open.delete(connection) && !connection.isUsed) return;
      const isRefused = framing.isOver;
      pass(framing.end());
      if (ended || isRefused || this.#isClosing) return;
      const why = `the connection of ${peer} to ${this.#text} was interrupted: messages in flight are lost`;
      this.#inbox.lost({ since: connection.lastRead, why, connection });
    });
  }

  #hasRoom(peer: string): boolean {
    const counts = new Map<string, number>();
    for (const one of this.#open) counts.set(one.peer, (counts.get(one.peer) ?? 0) + 1);
    const ofPeer = counts.get(peer) ?? 0;
    if (this.#open.size < MAX_CONNECTIONS && ofPeer < MAX_OF_PEER) return true;
    const candidates = [...this.#open].filter(one => ofPeer < MAX_OF_PEER || one.peer === peer);
    const dispensable = leastNeeded(candidates, counts, ofPeer, Date.now());
    if (dispensable === null) {
      this.#inbox.notice(`refused a connection from ${peer}: it already has ${ofPeer} open`);
      return false;
    }
    this.#inbox.notice(`closed an idle connection from ${dispensable.peer} to make room`);
    this.#open.delete(dispensable);
    dispensable.socket.destroy();
    return true;
  }
}

/**
 * Returns the connection to close for a new one of a peer that has `ofPeer`, or null. One that has never sent anything
 * is closed soon, from the peer that has the most: otherwise anybody could keep all others out without a byte.
 */
const leastNeeded = (
  candidates: readonly OpenConnection[],
  counts: ReadonlyMap<string, number>,
  ofPeer: number,
  now: number,
): OpenConnection | null => {
  const countOf = ({ peer }: OpenConnection): number => counts.get(peer) ?? 0;
  const unused = candidates.filter(
    one => !one.isUsed && now - one.lastRead >= UNUSED_MS && countOf(one) >= ofPeer,
  );
  if (unused.length > 0)
    return unused.toSorted((a, b) => countOf(b) - countOf(a) || a.lastRead - b.lastRead)[0]!;
  const longest = candidates.reduce((idle, one) => (one.lastRead < idle.lastRead ? one : idle));
  return now - longest.lastRead < IDLE_MS ? null : longest;
};

/** Starts a server. Rejects with the system's error. */
export const startServer = async (
  server: Server,
  listen: (server: Server) => void,
  connections: StreamConnections,
  text: () => string,
): Promise<Inlet> => {
  const listening = once(server, 'listening');
  listen(server);
  await listening;
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  server.on('error', error => failed.reject(error));
  return {
    text: text(),
    failed: failed.promise,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      connections.close();
      await closed;
    },
  };
};

/** Creates a server of plain streams that passes connections to `take`. */
export const plainServer = (take: (socket: Socket) => void): Server =>
  createServer({ allowHalfOpen: false, noDelay: true }, take);
