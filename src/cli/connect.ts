import { createWriteStream } from 'node:fs';
import { createTransport } from '../transport/createTransport.ts';
import { createLocalTransport } from '../transport/local.ts';
import { routeTransports } from '../transport/routeTransports.ts';
import type { Prompter, Transport } from '../transport/transport.ts';
import type { ConnectOptions } from './request.ts';

/** Where `--debug` lines go: a file, each line with the moment it was written. */
export const openDebugLog = (file: string): ((line: string) => void) => {
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 });
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
