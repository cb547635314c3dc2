import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Returns the inodes of this process's open sockets. */
export const ownSockets = (): ReadonlyMap<string, number> => {
  const inodes = new Map<string, number>();
  for (const name of readdirSync('/proc/self/fd')) {
    const inode = socketInode(Number(name));
    if (inode !== null) inodes.set(inode, Number(name));
  }
  return inodes;
};

/** Returns the inode of a descriptor's socket; null if it is not one. */
export const socketInode = (fd: number): string | null => {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`))?.[1] ?? null;
  } catch {
    return null;
  }
};

/** A row of /proc/net/udp, udp6 or tcp: a socket of this machine. */
export interface SocketRow {
  readonly port: number;
  readonly inode: string;
  /** UDP: the number of datagrams that the kernel dropped. */
  readonly drops: number;
}

/**
 * Parses a table of sockets as printed by the kernel (Documentation/networking/proc_net_tcp.rst; udp4_format_sock): the
 * columns are separated by blanks, the second is the local address and port in hexadecimal, the tenth is the inode, and
 * the last one, for UDP, the drops.
 */
export const readSocketTable = (text: string): readonly SocketRow[] =>
  text
    .split('\n')
    .slice(1)
    .map(line => line.trim().split(/\s+/))
    .filter(columns => columns.length >= 10)
    .map(columns => ({
      port: Number.parseInt(columns[1]!.split(':')[1] ?? '', 16),
      inode: columns[9]!,
      drops: Number(columns.at(-1)),
    }));

/** Returns a table of /proc/net; empty if this system has none. */
export const socketTable = (name: 'udp' | 'udp6' | 'tcp' | 'tcp6'): readonly SocketRow[] => {
  try {
    return readSocketTable(readFileSync(`/proc/net/${name}`, 'latin1'));
  } catch {
    return [];
  }
};

/**
 * Counts the datagrams that the kernel drops at one of our UDP sockets because its buffer is full; null if this system
 * does not report it.
 */
export const dropCounter = (port: number, family: 'IPv4' | 'IPv6'): (() => number) | null => {
  const table = family === 'IPv6' ? 'udp6' : 'udp';
  const rows = (): readonly SocketRow[] => socketTable(table).filter(row => row.port === port);
  try {
    // Other sockets may use the same port at another address, or at the remote end.
    const own = ownSockets();
    const found = rows().find(({ inode }) => own.has(inode));
    if (!found) return null;
    return () => rows().find(({ inode }) => inode === found.inode)?.drops ?? found.drops;
  } catch {
    return null;
  }
};
