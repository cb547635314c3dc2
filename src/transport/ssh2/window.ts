import type { Readable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import type { Trouble } from '../../core/trouble.ts';
import { connectionTrouble } from '../troubles.ts';

/** More than the windows that ssh2 ever gives (2 MB for a channel), with what a stream holds besides. */
const MAX_BUFFERED = 8 << 20;

/**
 * Calls `overflow` when the server sends more on a channel than its window allows: ssh2 takes it all into memory (RFC 4254, 5.2,
 * leaves what is sent beyond the window to be ignored).
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

/** The server does not keep to its window. */
export const overflowTrouble = (host: string): Trouble =>
  connectionTrouble(
    'protocol',
    host,
    'it sent more than the channel window allows and was disconnected',
    'check what is listening there: it is not a regular sshd',
  );
