import type { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { lendChunks } from './lentBytes.ts';

/** Makes a forwarded channel behave like a socket, so that another SSH connection can run inside it. */
export const forwardedSocket = (channel: ClientChannel): Duplex => {
  // Otherwise, if a target's sshd dies, we get `end`, no `close`, and a leaked channel.
  channel.allowHalfOpen = false;
  deferWrites(channel);
  lendChunks(channel);
  closeOnDestroy(channel);
  return channel;
};

/**
 * Without its native addon, ssh2 shares one nonce buffer between all chacha20 ciphers, and an inner packet written while an
 * outer one is being handled would garble it: each write waits for the next tick.
 */
const deferWrites = (channel: ClientChannel): void => {
  const write = channel._write.bind(channel);
  channel._write = (chunk, encoding, done) => {
    process.nextTick(() => {
      // ssh2 never calls back for a write to a channel that is closed.
      if (sendingState(channel) === 'open') write(chunk, encoding, done);
      else done();
    });
  };
};

/** Returns true if our side may still send; missing in ssh2's types. */
const sendingState = (channel: ClientChannel): string =>
  (channel as unknown as { readonly outgoing: { readonly state: string } }).outgoing.state;

/** ssh2 emits `close` on a channel only when the server answers; a destroyed socket does so at once. */
const closeOnDestroy = (channel: ClientChannel): void => {
  const destroy = channel.destroy.bind(channel);
  let closed = false;
  channel.once('close', () => {
    closed = true;
  });
  channel.destroy = () => {
    destroy();
    if (!closed) channel.emit('close');
    return channel;
  };
};
