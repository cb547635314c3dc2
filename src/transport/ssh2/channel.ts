import type { Readable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import type { Trouble } from '../../core/trouble.ts';
import { StreamChannel } from '../pool/streamChannel.ts';
import type { ChannelEnd, ExecOptions } from '../transport.ts';

/** Wraps an exec channel of ssh2 as a Channel. `whyLost`: why its connection was lost, or null while it is up. */
export const ssh2Channel = (
  channel: ClientChannel,
  options: ExecOptions,
  whyLost: () => Trouble | null,
): StreamChannel => {
  const stderr = channel.stderr as unknown as Readable;
  const abandon = () => {
    channel.push(null);
    stderr.push(null);
  };
  return new StreamChannel(channel, { stderr, closed: closing(channel, stderr), abandon, whyLost }, options);
};

/** Resolves on ssh2's `close`, because `exit` arrives before all of the data. */
const closing = async (
  channel: ClientChannel,
  stderr: Readable,
): Promise<Pick<ChannelEnd, 'code' | 'signal'>> => {
  const stderrDone = onceEnded(stderr);
  const end = await new Promise<Pick<ChannelEnd, 'code' | 'signal'>>(resolve => {
    channel.once('close', (code?: number | null, signal?: string) => {
      resolve({ code: code ?? null, signal: signal ?? null });
    });
  });
  await stderrDone;
  return end;
};

const onceEnded = (stream: Readable): Promise<void> =>
  new Promise(resolve => {
    if (stream.readableEnded) resolve();
    else stream.once('end', resolve).once('close', resolve);
  });
