import { chmodSync, lstatSync, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import type { ListenAddress } from './address.ts';
import { openUnixDatagram } from './datagramReader.ts';
import { inheritedSocket } from './inherited.ts';
import type { Inbox, Inlet } from './inlet.ts';
import { plainServer, StreamConnections, startServer } from './stream.ts';

/** The peer of local sockets, instead of an address. */
export const LOCAL_PEER = 'unix';

/**
 * Listens on a Unix socket: an inherited one of either type, or a stream socket of our own. Rejects with the system's
 * error.
 */
export const openUnix = async (address: ListenAddress, inbox: Inbox): Promise<Inlet> => {
  const { path } = address;
  const inherited = inheritedSocket(address);
  const text = `unix ${path}`;
  if (inherited?.kind === 'datagram') return openUnixDatagram(inherited.fd, text, LOCAL_PEER, inbox);
  const connections = new StreamConnections(inbox, text);
  const server = plainServer(socket => connections.take(socket, LOCAL_PEER));
  if (inherited)
    return startServer(
      server,
      one => one.listen({ fd: inherited.fd }),
      connections,
      () => text,
    );
  await removeStale(path);
  const inlet = await startServer(
    server,
    one => one.listen(path),
    connections,
    () => text,
  );
  chmodSync(path, address.options.mode);
  return inlet;
};

/** Removes a socket left behind by a killed run. Anything else at the path is kept, and causes a failure later. */
const removeStale = async (path: string): Promise<void> => {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat?.isSocket() || stat.uid !== process.getuid?.()) return;
  const code = await new Promise<string | null>(resolve => {
    const probe = connect(path, () => resolve(null));
    probe.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    probe.on('connect', () => probe.destroy());
  });
  if (code === 'ECONNREFUSED') unlinkSync(path);
};
