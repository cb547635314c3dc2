import { createWriteStream, openSync } from 'node:fs';
import { createTransport } from '../transport/createTransport.ts';
import { createLocalTransport } from '../transport/local.ts';
import { routeTransports } from '../transport/routeTransports.ts';
import type { Prompter, Transport } from '../transport/transport.ts';
import type { ConnectOptions } from './request.ts';
import { openFor } from './unusablePath.ts';

/** Where `--debug` lines go: a file, each line with the moment it was written. Throws an UnusablePathError. */
export const openDebugLog = (file: string): ((line: string) => void) => {
  const fd = openFor('--debug', file, () => openSync(file, 'a', 0o600));
  const stream = createWriteStream(file, { fd });
  // A disk that fills up later is no reason to stop.
  stream.on('error', () => undefined);
  return line => void stream.write(`${new Date().toISOString()} ${line}\n`);
};

/** The ways to all hosts: SSH as asked for, and this machine itself. */
export const connectTransports = (
  connect: ConnectOptions,
  where: { readonly env: NodeJS.ProcessEnv; readonly home: string },
  prompter: Prompter,
  debug: ((line: string) => void) | null,
): Transport =>
  routeTransports(
    createLocalTransport(where.env),
    createTransport({
      ...where,
      kind: connect.transport,
      prompter,
      connectTimeoutMs: connect.connectTimeoutMs,
      concurrency: connect.concurrency,
      sshConfigFile: connect.sshConfig,
      debug,
    }),
  );
