import type { Readable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import type { Trouble } from '../../core/trouble.ts';
import { connectionTrouble } from '../troubles.ts';

/** More than any window that ssh2 grants (2 MB per channel), plus what a stream buffers. */
const MAX_BUFFERED = 8 << 20;

/**
 * Calls `overflow` when the server sends more on a channel than its window allows: ssh2 would keep it all in
 * memory (RFC 4254, 5.2, allows ignoring data beyond the window).
 */
export const enforceWindow = (channel: ClientChannel, overflow: () => void): void => {
  for (const stream of [channel, channel.stderr] as unknown as Readable[]) {
    const push = stream.push.bind(stream);
    stream.push = (chunk: unknown, encoding?: BufferEncoding) => {
      if (chunk === null || stream.readableLength <= MAX_BUFFERED) return push(chunk, encoding);
      overflow();
      return false;
    };
  }
};

/** The server ignores its window. */
export const overflowTrouble = (host: string): Trouble =>
  connectionTrouble(
    'protocol',
    host,
    'it sent more than the channel window allows and was disconnected',
    'check what is listening there: it is not a regular sshd',
  );
