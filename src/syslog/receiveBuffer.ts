import type { Socket } from 'node:dgram';

const MB = 1024 * 1024;

/**
 * Sizes to request, in bytes. The kernel counts about 800 bytes for each message of 200, so 32 MB hold 1.4 s of 60,000
 * messages a second, for as long as this process is not scheduled or collects garbage; 4 MB hold 0.18 s.
 */
const SIZES = [32 * MB, 8 * MB, 4 * MB];

/** With less, a notice says how to allow more. */
const ENOUGH = 4 * MB;

/** Linux reports twice the granted size, as it counts its own overhead. */
const REPORTED = process.platform === 'linux' ? 2 : 1;

/** The part of a socket that sets the size of its receive buffer in the kernel. */
export type BufferedSocket = Pick<Socket, 'getRecvBufferSize' | 'setRecvBufferSize'>;

/**
 * Enlarges the receive buffer of a socket as far as the system allows, and returns its size in bytes. Linux grants at
 * most `net.core.rmem_max`, silently; other systems reject a size that is too large. A socket from systemd keeps what
 * `ReceiveBuffer=` granted, which can be more than the limit.
 */
export const growBuffer = (socket: BufferedSocket): number => {
  const size = (): number => socket.getRecvBufferSize() / REPORTED;
  if (size() >= ENOUGH) return size();
  for (const wanted of SIZES) {
    try {
      socket.setRecvBufferSize(wanted);
      break;
    } catch {
      // The next size is smaller.
    }
  }
  return size();
};

/** Returns a notice about a receive buffer that is too small, without its socket. */
export const bufferNotice = (size: number): string | null =>
  size >= ENOUGH
    ? null
    : `the system grants a receive buffer of only ${Math.floor(size / 1024)} KB, so bursts may be dropped; ` +
      `to allow more: sysctl -w net.core.rmem_max=${SIZES[0]}`;
