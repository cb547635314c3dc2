import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { TroubleError } from '../../core/trouble.ts';
import { type Hop, hopAddress } from '../hop.ts';
import { connectionTrouble, dialTrouble } from '../troubles.ts';

/** A raw connection to a server's SSH port from this machine: by TCP, or by the hop's ProxyCommand. */
export const dial = (hop: Hop, env: NodeJS.ProcessEnv): Promise<Duplex> =>
  hop.proxyCommand === null ? dialTcp(hop) : Promise.resolve(runProxy(hop, hop.proxyCommand, env));

const dialTcp = (hop: Hop): Promise<Duplex> =>
  new Promise((resolve, reject) => {
    // noDelay: ssh2 writes each packet in three pieces, which Nagle's algorithm would hold back.
    const socket = connect({ host: hop.hostName, port: hop.port, family: hop.family, noDelay: true });
    socket.once('connect', () => {
      socket.off('error', fail);
      resolve(socket);
    });
    const fail = (error: NodeJS.ErrnoException) => {
      const place = { host: hop.name, at: hopAddress(hop), from: null };
      reject(new TroubleError(dialTrouble(place, codeOf(error)), { cause: error }));
    };
    socket.once('error', fail);
  });

/** A name with several addresses fails with one error for each. */
const codeOf = (error: NodeJS.ErrnoException): string => {
  const errors = error instanceof AggregateError ? (error.errors as NodeJS.ErrnoException[]) : [error];
  return errors[0]?.code ?? error.message;
};

/** A ProxyCommand's stdin and stdout as one stream; its process group ends with it. */
const runProxy = (hop: Hop, command: string, env: NodeJS.ProcessEnv): Duplex => {
  const child = spawn('/bin/sh', ['-c', `exec ${command}`], {
    env,
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  child.once('error', error => stream.destroy(error));
  child.once('exit', code => {
    if (code === 0 || stream.destroyed) return;
    const message = `its ProxyCommand ended with status ${code}: ${command}`;
    stream.destroy(
      new TroubleError(
        connectionTrouble('unreachable', hop.name, message, 'run the command by hand to see why'),
      ),
    );
  });
  stream.once('close', () => killGroup(child));
  return stream;
};

const killGroup = (child: ChildProcess): void => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch {
    // It ended in the meantime.
  }
};
