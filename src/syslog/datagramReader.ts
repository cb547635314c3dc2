import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { datagramFrames } from '../core/syslog/framing.ts';
import type { Inbox, Inlet } from './inlet.ts';

/**
 * The program of a reader process. Node has no Unix datagram sockets, and a read blocked in its thread pool would keep
 * this process from exiting. The reader process reads the inherited descriptor, one datagram per read, and passes each
 * on with its length as a prefix. It exits when its standard input closes, as it does when this process ends.
 */
const READER = `
const { Worker, isMainThread } = require('node:worker_threads');
if (isMainThread) {
  const end = () => process.kill(process.pid, 'SIGKILL');
  process.stdin.on('end', end).on('error', end).resume();
  new Worker(process.argv[1], { eval: true }).on('error', end).on('exit', end);
} else {
  const fs = require('node:fs');
  const waiting = new Int32Array(new SharedArrayBuffer(4));
  const retry = action => {
    for (;;) {
      try {
        return action();
      } catch (error) {
        if (error.code !== 'EAGAIN' && error.code !== 'EINTR') throw error;
        Atomics.wait(waiting, 0, 0, 5);
      }
    }
  };
  const buffer = Buffer.alloc(4 + (1 << 20));
  for (;;) {
    const length = retry(() => fs.readSync(3, buffer, 4, buffer.length - 4, null));
    buffer.writeUInt32LE(length, 0);
    for (let at = 0; at < length + 4; ) at += retry(() => fs.writeSync(1, buffer, at, length + 4 - at));
  }
}
`;

/**
 * Reads a Unix datagram socket that was inherited as a descriptor. Senders block until it is read, so nothing is
 * dropped.
 */
export const openUnixDatagram = async (
  fd: number,
  text: string,
  peer: string,
  inbox: Inbox,
): Promise<Inlet> => {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, ['-e', READER, READER], {
    stdio: ['pipe', 'pipe', 'ignore', fd],
    env,
  });
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new TypeError('its pipes are missing');
  stdin.on('error', () => {});
  await once(child, 'spawn');
  const cut = lengthPrefixed(datagram => inbox.take(peer, datagramFrames(datagram), null));
  stdout.on('data', cut);
  const unlisten = inbox.onPressure({
    pause: () => stdout.pause(),
    resume: () => stdout.resume(),
  });
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  const exited = once(child, 'exit');
  exited.then(() => failed.reject(new Error('the socket can no longer be read')));
  return {
    text,
    failed: failed.promise,
    close: async () => {
      unlisten();
      stdin.end();
      await exited;
      stdout.destroy();
    },
  };
};

/** Splits a stream of chunks into pieces prefixed with their length (4 bytes, little endian). */
export const lengthPrefixed = (take: (piece: Buffer) => void): ((chunk: Buffer) => void) => {
  let parts: Buffer[] = [];
  let held = 0;
  let wanted = 4;
  return chunk => {
    parts.push(chunk);
    held += chunk.length;
    if (held < wanted) return;
    let data = parts.length === 1 ? chunk : Buffer.concat(parts);
    while (data.length >= 4 && data.length >= 4 + data.readUInt32LE(0)) {
      const end = 4 + data.readUInt32LE(0);
      take(data.subarray(4, end));
      data = data.subarray(end);
    }
    parts = [data];
    held = data.length;
    wanted = data.length < 4 ? 4 : 4 + data.readUInt32LE(0);
  };
};
