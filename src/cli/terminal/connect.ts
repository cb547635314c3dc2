import { createWriteStream, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { absolutePath, type Surroundings } from '../../config/files/paths.ts';
import { FILE_NAME, isSshFile } from '../../core/loginText.ts';
import type { Progress } from '../../print/progress.ts';
import { createTransport } from '../../transport/createTransport.ts';
import { createLocalTransport } from '../../transport/local.ts';
import { routeTransports } from '../../transport/routeTransports.ts';
import type { Prompter, Transport } from '../../transport/transport.ts';
import type { Request } from '../request/request.ts';
import { withoutProgress } from './console.ts';
import { createTerminalPrompter } from './terminalPrompter.ts';
import { openFor, UnusablePathError } from './unusablePath.ts';

/** Opens the file for `--debug` lines, each with the time it was written. Throws an UnusablePathError. */
export const openDebugLog = (file: string): ((line: string) => void) => {
  const fd = openFor('--debug', file, () => openSync(file, 'a', 0o600));
  const stream = createWriteStream(file, { fd });
  // A full disk is no reason to stop.
  stream.on('error', () => undefined);
  return line => void stream.write(`${new Date().toISOString()} ${line}\n`);
};

/**
 * Returns an absolute path, because ssh resolves relative ones differently. The working directory may have a name that
 * ssh misinterprets. As for ssh, `none` stands for no configuration at all.
 */
const sshConfigPath = (file: string, cwd: string, home: string): string => {
  if (file.toLowerCase() === 'none') return '/dev/null';
  const path = absolutePath(file, cwd, home);
  if (isSshFile(path)) return path;
  throw new UnusablePathError(`--ssh-config: expected ${FILE_NAME}, not ${JSON.stringify(path)}`);
};

/**
 * Connects the transports for all hosts: SSH as requested, and the local machine. `waiting` is called whenever there is
 * nothing to do but to wait for an answer. Throws an UnusablePathError.
 */
export const connectTransports = (
  { connect, output }: Pick<Request, 'connect' | 'output'>,
  { cwd, home }: Surroundings,
  prompter: Prompter,
  waiting: () => void = () => {},
): Transport =>
  routeTransports(
    createLocalTransport(process.env),
    createTransport({
      env: process.env,
      home,
      kind: connect.transport,
      share: connect.share,
      prompter,
      connectTimeoutMs: connect.connectTimeoutMs,
      timings: connect.timings,
      concurrency: connect.concurrency,
      sshConfigFile: connect.sshConfig === null ? null : sshConfigPath(connect.sshConfig, cwd, home),
      debug: output.debug === null ? null : openDebugLog(output.debug),
      waiting,
    }),
  );

/** Asks questions on the terminal, pausing other output during a question. */
export const promptOnTerminal = (progress: Progress): Prompter =>
  withoutProgress(createTerminalPrompter({ interactive: isatty(0) }), progress);

/** Connects the transports and asks questions on the terminal. */
export const connectOnTerminal = (request: Request, where: Surroundings, progress: Progress): Transport =>
  connectTransports(request, where, promptOnTerminal(progress));
