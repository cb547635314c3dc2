import { lookup } from 'node:dns/promises';
import { existsSync, lstatSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname } from 'node:path';
import { type Trouble, TroubleError, type TroubleKind } from '../core/trouble.ts';
import { endpointText, type ListenAddress } from './address.ts';
import { inheritedSocket } from './inherited.ts';
import type { Inbox, Inlet } from './inlet.ts';
import { plainServer, StreamConnections, startServer } from './stream.ts';
import { openUdp } from './udp.ts';

/** Opens all sockets of an address. If it rejects with a TroubleError, none is open. */
export const listen = async (address: ListenAddress, inbox: Inbox): Promise<readonly Inlet[]> => {
  const inlets: Inlet[] = [];
  try {
    if (address.transport === 'unix') return [await (await import('./unix.ts')).openUnix(address, inbox)];
    const inherited = inheritedSocket(address)?.fd ?? null;
    if (inherited !== null) return [await open(address, address.hosts[0]!, address.port, inherited, inbox)];
    let { port } = address;
    for (const host of address.hosts) {
      try {
        const inlet = await open(address, await ipOf(host), port, null, inbox);
        inlets.push(inlet);
        // Port 0 selects any free port: both families use the first one found.
        if (port === 0) port = Number(inlet.text.split(':').at(-1));
      } catch (error) {
        if (inlets.length === 0 || !isWithoutFamily(error)) throw error;
      }
    }
    return inlets;
  } catch (error) {
    await Promise.allSettled(inlets.map(inlet => inlet.close()));
    throw error instanceof TroubleError
      ? error
      : new TroubleError(troubleOf(error as NodeJS.ErrnoException, address));
  }
};

/** Returns true if the machine lacks IPv6, in which case it listens only on IPv4. */
const isWithoutFamily = (error: unknown): boolean =>
  ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? '');

const ipOf = async (host: string): Promise<string> => (isIP(host) ? host : (await lookup(host)).address);

const open = async (
  address: ListenAddress,
  host: string,
  port: number,
  fd: number | null,
  inbox: Inbox,
): Promise<Inlet> => {
  if (address.transport === 'udp') return openUdp(host, port, fd, inbox);
  const connections = new StreamConnections(inbox, address.transport);
  const server =
    address.transport === 'tls'
      ? (await import('./tls.ts')).tlsServer(address, inbox, socket => connections.take(socket, null))
      : plainServer(socket => connections.take(socket, null));
  const text = (): string => {
    const bound = server.address();
    const where =
      bound === null || typeof bound === 'string' ? bound : endpointText(bound.address, bound.port);
    return `${address.transport} ${where}`;
  };
  const start = fd === null ? { host, port } : { fd };
  return startServer(server, one => one.listen(start), connections, text);
};

const troubleOf = (error: NodeJS.ErrnoException, { text, port, path, transport }: ListenAddress): Trouble => {
  const where = transport === 'unix' ? path : `port ${port}`;
  const because = (kind: TroubleKind, message: string, advice: string | null): Trouble => ({
    kind,
    host: 'local',
    log: text,
    message,
    advice,
    final: true,
  });
  switch (error.code) {
    case 'EADDRINUSE':
      return transport === 'unix' && !lstatSync(path, { throwIfNoEntry: false })?.isSocket()
        ? because('config', `${path} exists and is not a socket`, 'choose another path')
        : because(
            'config',
            `${where} is in use`,
            'another program is listening on it: stop it, or choose another',
          );
    case 'EACCES':
    case 'EPERM':
      if (transport === 'unix' && !existsSync(dirname(path)))
        return because('config', `${path}: the folder does not exist`, 'create it, or choose another');
      return transport === 'unix'
        ? because('unreadable', `${path}: permission denied`, 'choose a folder that you can write to')
        : because(
            'unreadable',
            `${where}: permission denied`,
            'ports below 1024 need root: choose a higher one, or let systemd open it (docs/syslog.md)',
          );
    case 'EADDRNOTAVAIL':
      return because(
        'config',
        `${text}: this machine has no such address`,
        'use 0.0.0.0 or [::] for all addresses',
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return because('dns', `${text}: the name does not resolve`, 'use an address of this machine');
    default:
      return because('config', `${text}: ${error.message}`, null);
  }
};
