import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { Duplex, type Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { TroubleError } from '../../core/trouble.ts';
import { type Hop, hopAddress } from '../hop.ts';
import { dialTrouble } from '../troubles.ts';
import { readLent } from './lentBytes.ts';

/**
 * Opens a raw connection from this machine to a server's SSH port: with TCP, or with the hop's ProxyCommand.
 */
export const dial = async (hop: Hop, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Duplex> => {
  if (hop.proxyCommand !== null) return runProxy(hop.proxyCommand, env);
  for (let left = hop.connectionAttempts; ; left--) {
    try {
      return await dialTcp(hop, signal);
    } catch (error) {
      if (left <= 1 || signal.aborted) throw error;
    }
    await sleep(BETWEEN_ATTEMPTS_MS, undefined, { signal });
  }
};

/** ssh waits as long. */
const BETWEEN_ATTEMPTS_MS = 1_000;

/** Timeout per address of a name with several; Node's 250 ms is too short for a distant one. */
const PER_ADDRESS_MS = 3_000;

const dialTcp = (hop: Hop, signal: AbortSignal): Promise<Duplex> =>
  new Promise((resolve, reject) => {
    const place = { host: hop.name, at: hopAddress(hop), from: null };
    if (hop.family !== 0 && isIP(hop.hostName) !== 0 && isIP(hop.hostName) !== hop.family)
      return reject(new TroubleError(dialTrouble(place, 'not an address of the AddressFamily')));
    const socket: Socket = connect({
      host: hop.hostName,
      port: hop.port,
      family: hop.family,
      autoSelectFamilyAttemptTimeout: PER_ADDRESS_MS,
      ...readLent(() => socket),
      ...(hop.bindAddress !== null && { localAddress: hop.bindAddress }),
    });
    // The system would keep trying for minutes.
    const abort = () => socket.destroy(signal.reason);
    const fail = (error: NodeJS.ErrnoException) => {
      signal.removeEventListener('abort', abort);
      reject(new TroubleError(dialTrouble(place, codeOf(error)), { cause: error }));
    };
    socket.once('error', fail).once('connect', () => {
      socket.off('error', fail);
      signal.removeEventListener('abort', abort);
      // ssh2 writes each packet in three pieces, which Nagle's algorithm would delay.
      socket.setNoDelay(true);
      resolve(socket);
    });
    return signal.addEventListener('abort', abort, { once: true });
  });

/** A name with several addresses fails with one error per address. */
const codeOf = (error: NodeJS.ErrnoException): string => {
  const errors = error instanceof AggregateError ? (error.errors as NodeJS.ErrnoException[]) : [error];
  return errors[0]?.code ?? error.message;
};

/** The programs behind streams. */
const PROXIES = new WeakMap<Duplex, { readonly stderr: Readable; readonly said: () => string }>();

/** Number of last characters to keep of a ProxyCommand's stderr. */
const MAX_SAID = 300;

/** How long to wait for a ProxyCommand's stderr after its stdout ended; its children may keep stderr open. */
const LAST_WORDS_MS = 300;

/**
 * Returns what the ProxyCommand behind this stream printed to stderr, on one line; empty if there is none.
 */
export const proxySaid = (stream: Duplex): string =>
  (PROXIES.get(stream)?.said() ?? '')
    .trim()
    .split(/\s*\n\s*/)
    .join(' / ');

/** Resolves when its output is complete. */
export const proxyDone = async (stream: Duplex): Promise<void> => {
  const stderr = PROXIES.get(stream)?.stderr;
  if (!stderr || stderr.closed) return;
  await Promise.race([once(stderr, 'close'), sleep(LAST_WORDS_MS)]).catch(() => {});
};

/** Combines a ProxyCommand's stdin and stdout into one stream; its process group ends with it. */
const runProxy = (command: string, env: NodeJS.ProcessEnv): Duplex => {
  const child = spawn(env['SHELL'] || '/bin/sh', ['-c', `exec ${command}`], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  child.once('error', error => stream.destroy(error));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-MAX_SAID);
  });
  PROXIES.set(stream, { stderr: child.stderr, said: () => said });
  stream.once('close', () => killGroup(child));
  return stream;
};

const killGroup = (child: ChildProcess): void => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch {
    // It has already exited.
  }
};
