import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { ByteString } from '../core/bytes.ts';
import type { Host } from '../core/target.ts';
import { type Trouble, TroubleError } from '../core/trouble.ts';
import { openLocalFile, readLocalEnds } from './localFile.ts';
import { startHeartbeat } from './pool/heartbeat.ts';
import { Progress } from './pool/progress.ts';
import type {
  Channel,
  ChannelEnd,
  Connection,
  EndSizes,
  ExecOptions,
  FileEnds,
  OpenFile,
  Transport,
} from './transport.ts';
import { connectionTrouble } from './troubles.ts';

/** Runs commands on this machine, each with `/bin/sh` in a process group of its own that ends with its channel. */
export const createLocalTransport = (env: NodeJS.ProcessEnv = process.env): Transport => {
  const progress = new Progress();
  const channels = new Set<LocalChannel>();
  return {
    connect: async (host, signal) => {
      signal?.throwIfAborted();
      progress.report(host.name, 'connected');
      return new LocalConnection(host, env, channels);
    },
    onProgress: listener => progress.listen(listener),
    close: async () => {
      for (const channel of channels) channel.close();
      await Promise.all([...channels].map(channel => channel.end));
    },
  };
};

class LocalConnection implements Connection {
  readonly host: Host;
  /** This machine is never lost. */
  readonly lost = new Promise<Trouble>(() => {});
  readonly #env: NodeJS.ProcessEnv;
  readonly #channels: Set<LocalChannel>;

  constructor(host: Host, env: NodeJS.ProcessEnv, channels: Set<LocalChannel>) {
    this.host = host;
    this.#env = env;
    this.#channels = channels;
  }

  async exec(command: string, options: ExecOptions = {}): Promise<Channel> {
    options.signal?.throwIfAborted();
    const child = spawn('/bin/sh', ['-c', command], { env: this.#env, stdio: 'pipe', detached: true });
    await started(child, this.host.name);
    const channel = new LocalChannel(child, options);
    this.#channels.add(channel);
    channel.end.then(() => this.#channels.delete(channel));
    return channel;
  }

  openFile(path: ByteString): Promise<OpenFile | null> {
    return openLocalFile(path);
  }

  readEnds(path: ByteString, sizes: EndSizes): Promise<FileEnds | null> {
    return readLocalEnds(path, sizes);
  }

  close(): void {}
}

const started = (child: ChildProcess, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', error => {
      reject(
        new TroubleError(
          connectionTrouble('remote', host, `no shell could be started: ${error.message}`, null),
        ),
      );
    });
  });

/** Wraps a child process as a channel; also used for the openssh transport's `ssh` processes. */
export class LocalChannel implements Channel {
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly end: Promise<ChannelEnd>;
  readonly #child: ChildProcess;
  #closing = false;

  constructor(child: ChildProcess, options: ExecOptions) {
    const { stdin, stdout, stderr } = child;
    if (stdin === null || stdout === null || stderr === null) throw new TypeError('the child has no pipes');
    this.#child = child;
    this.stdout = stdout;
    this.stderr = stderr;
    // A child that has ended accepts no more input; its `close` event reports the rest.
    stdin.on('error', () => {});
    if (options.input !== undefined && options.input !== '')
      stdin.write(Buffer.from(options.input, 'latin1'));
    const stopHeartbeat = options.heartbeatMs
      ? startHeartbeat(() => stdin.write('\n'), options.heartbeatMs)
      : () => {};
    this.end = new Promise(resolve => {
      child.once('close', (code, signal) => {
        stopHeartbeat();
        resolve({ code, signal, lost: null });
      });
    });
    const abort = () => this.close();
    options.signal?.addEventListener('abort', abort, { once: true });
    this.end.then(() => options.signal?.removeEventListener('abort', abort));
  }

  send(bytes: string): void {
    if (this.#child.stdin?.writable) this.#child.stdin.write(Buffer.from(bytes, 'latin1'));
  }

  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#child.stdin?.end();
    killGroup(this.#child, 'SIGTERM');
    const killer = setTimeout(() => this.#cut(), CLOSE_PATIENCE_MS).unref();
    this.#child.once('close', () => clearTimeout(killer));
    this.stdout.resume();
    this.stderr.resume();
  }

  /**
   * An ssh that shares a connection passes its pipes to the master, which keeps them open until the server
   * answers.
   */
  #cut(): void {
    killGroup(this.#child, 'SIGKILL');
    this.stdout.destroy();
    this.stderr.destroy();
  }
}

/** How long a process may take to end after SIGTERM. */
const CLOSE_PATIENCE_MS = 700;

/**
 * The group outlives its first process while other members run, so it is signalled even after that has
 * exited.
 */
const killGroup = (child: ChildProcess, signal: NodeJS.Signals): void => {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is empty.
  }
};
