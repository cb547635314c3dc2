import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The inodes of the sockets that this process has open. */
export const ownSockets = (): ReadonlyMap<string, number> => {
  const inodes = new Map<string, number>();
  for (const name of readdirSync('/proc/self/fd')) {
    const inode = socketInode(Number(name));
    if (inode !== null) inodes.set(inode, Number(name));
  }
  return inodes;
};

/** The inode of a descriptor's socket; null if it is not one. */
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
  /** UDP: datagrams that the kernel has dropped at it. */
  readonly drops: number;
}

/**
 * Reads a table of sockets as the kernel prints it (Documentation/networking/proc_net_tcp.rst; udp4_format_sock): the columns are split by
 * blanks, the second is the local address and port in hexadecimal, the tenth the inode, and of UDP the last the drops.
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

/** Counts what the kernel drops at one of our own UDP sockets because its buffer is full; null if this system does not tell. */
export const dropCounter = (port: number, family: 'IPv4' | 'IPv6'): (() => number) | null => {
  const table = family === 'IPv6' ? 'udp6' : 'udp';
  const rows = (): readonly SocketRow[] => socketTable(table).filter(row => row.port === port);
  try {
    // Other sockets may have the same port at another address, or as the other end.
    const own = ownSockets();
    const found = rows().find(({ inode }) => own.has(inode));
    if (!found) return null;
    return () => rows().find(({ inode }) => inode === found.inode)?.drops ?? found.drops;
  } catch {
    return null;
  }
};
