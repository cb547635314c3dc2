import { readFileSync } from 'node:fs';
import type { ListenAddress } from './address.ts';
import { socketInode, socketTable } from './dropCounter.ts';

/** A socket opened for us by systemd or another parent process. */
export interface InheritedSocket {
  readonly fd: number;
  readonly kind: 'datagram' | 'stream';
}

/** The first inherited descriptor (sd_listen_fds(3)). */
const FIRST_FD = 3;
const MAX_FDS = 64;

/** Returns the inherited socket that listens at an address; null: none. */
export const inheritedSocket = (
  address: ListenAddress,
  { LISTEN_FDS, LISTEN_PID }: NodeJS.ProcessEnv = process.env,
): InheritedSocket | null => {
  const count = Math.min(Number(LISTEN_FDS ?? 0), MAX_FDS);
  if (!(count > 0) || (LISTEN_PID !== undefined && Number(LISTEN_PID) !== process.pid)) return null;
  const fds = Array.from({ length: count }, (_, index) => FIRST_FD + index);
  for (const fd of fds) {
    const inode = socketInode(fd);
    const kind = inode === null ? null : kindAt(address, inode);
    if (kind !== null) return { fd, kind };
  }
  return null;
};

const kindAt = ({ transport, path, port }: ListenAddress, inode: string): InheritedSocket['kind'] | null => {
  if (transport === 'unix') return unixKind(path, inode);
  const tables = transport === 'udp' ? (['udp', 'udp6'] as const) : (['tcp', 'tcp6'] as const);
  const row = tables.flatMap(socketTable).find(socket => socket.inode === inode);
  if (row?.port !== port) return null;
  return transport === 'udp' ? 'datagram' : 'stream';
};

/** Columns of /proc/net/unix: address, references, protocol, flags, type, state, inode, path. */
const unixKind = (path: string, inode: string): InheritedSocket['kind'] | null => {
  const rows = readFileSync('/proc/net/unix', 'utf8').split('\n');
  for (const row of rows) {
    const parts = /^\S+ \S+ \S+ \S+ (\d+) \S+ +(\d+) (.*)$/.exec(row);
    if (parts?.[2] === inode && parts[3] === path)
      return Number(parts[1]) === SOCK_DGRAM ? 'datagram' : 'stream';
  }
  return null;
};

const SOCK_DGRAM = 2;
