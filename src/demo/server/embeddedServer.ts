import { type ChildProcess, spawn } from 'node:child_process';
import { createConnection } from 'node:net';
import type { Duplex } from 'node:stream';
import ssh2, { type AuthContext, type Connection, type ServerChannel, type Session } from 'ssh2';
import { keepCiphers } from '../../transport/ssh2/keepCiphers.ts';

/**
 * An SSH server inside this process: a jump host, a host that runs commands, or both; for the demo fleet and for tests.
 */
export interface EmbeddedServerOptions {
  /** Private host key, OpenSSH format. */
  readonly hostKey: string;
  /** The public key (OpenSSH one-line form) that may log in. */
  readonly authorizedKey: string;
  /** Checks the one-time code that the server requests after the key; returns true if it is correct. */
  readonly checkCode?: (code: string) => boolean;
  /** Where and how `exec` requests run; null: commands are not supported. */
  readonly commands: CommandFolder | null;
  /** Returns the target of a forwarded connection; null: the request is refused. */
  readonly forward: (host: string, port: number) => ForwardTarget | null;
}

/** Commands run under `/bin/sh` in this folder, which is also their HOME, with only this environment. */
export interface CommandFolder {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Another embedded server (without a socket in between), or an address on this machine. */
export type ForwardTarget = EmbeddedServer | { readonly address: string; readonly port: number };

export interface EmbeddedServer {
  /** Listens on a free loopback port and returns its number. */
  listen(): Promise<number>;
  /** Serves SSH on an existing stream. */
  serve(stream: Duplex): void;
  /** Logins accepted so far. */
  readonly logins: () => number;
  /** Closes every connection and stops every command. */
  close(): Promise<void>;
}

/** Creates an ed25519 key pair in OpenSSH's file formats. */
export const createKeyPair = (): { readonly private: string; readonly public: string } => {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    // ssh2 1.17 writes about one key in 250 in a form that it cannot read (a leading zero is lost).
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error))
      return { private: pair.private, public: pair.public };
  }
};

/** Creates the server; nothing listens until `listen` is called. */
export const createEmbeddedServer = (options: EmbeddedServerOptions): EmbeddedServer => {
  const connections = new Set<Connection>();
  const processes = new Set<ChildProcess>();
  let logins = 0;

  const server = new ssh2.Server({ hostKeys: [options.hostKey] }, connection => {
    connections.add(connection);
    keepCiphers(connection);
    connection.on('close', () => connections.delete(connection));
    connection.on('error', () => connection.end());
    connection.on('authentication', context => authenticate(context, options));
    connection.on('ready', () => {
      logins++;
      connection.on('session', accept => acceptSession(accept(), options.commands, processes));
      connection.on('tcpip', (accept, reject, info) => {
        const target = options.forward(info.destIP, info.destPort);
        if (target === null) reject();
        else joinForward(accept(), target);
      });
    });
  });

  return {
    logins: () => logins,
    serve: stream => server.injectSocket(stream as never),
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
      }),
    close: async () => {
      for (const process of processes) endGroup(process);
      for (const connection of connections) connection.end();
      await new Promise<void>(resolve => {
        server.close(() => resolve());
        // A server that never listened has nothing to close and reports it as an error.
        if (server.address() === null) resolve();
      });
    },
  };
};

const authenticate = (context: AuthContext, options: EmbeddedServerOptions): void => {
  if (context.method === 'keyboard-interactive' && options.checkCode) {
    context.prompt([{ prompt: 'One-time code: ', echo: false }], answers => {
      if (options.checkCode?.(answers[0] ?? '')) context.accept();
      else context.reject(['keyboard-interactive']);
    });
    return;
  }
  if (context.method !== 'publickey' || !ownsKey(context, options.authorizedKey)) {
    context.reject(['publickey']);
  } else if (context.signature && options.checkCode) {
    context.reject(['keyboard-interactive'], true);
  } else {
    context.accept();
  }
};

const ownsKey = (context: Extract<AuthContext, { method: 'publickey' }>, authorized: string): boolean => {
  const key = ssh2.utils.parseKey(authorized);
  if (key instanceof Error || !key.getPublicSSH().equals(context.key.data)) return false;
  // A request without a signature only asks whether the key is acceptable.
  if (!context.signature || !context.blob) return true;
  return key.verify(context.blob, context.signature, context.hashAlgo) === true;
};

const acceptSession = (
  session: Session,
  commands: CommandFolder | null,
  processes: Set<ChildProcess>,
): void => {
  session.on('exec', (accept, reject, info) => {
    if (commands === null) reject();
    else runCommand(accept(), info.command, commands, processes);
  });
};

/**
 * Runs a command as sshd does: in its own process group; the channel closes when the command and all processes holding
 * its output have ended.
 */
const runCommand = (
  channel: ServerChannel,
  command: string,
  at: CommandFolder,
  processes: Set<ChildProcess>,
): void => {
  const child = spawn('/bin/sh', ['-c', command], {
    cwd: at.folder,
    env: { ...at.env, HOME: at.folder },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  processes.add(child);
  child.stdin.on('error', () => {});
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  channel.on('error', () => child.stdin.end());
  channel.on('close', () => child.stdin.end());
  child.on('error', () => channel.close());
  child.on('close', (code, signal) => {
    processes.delete(child);
    if (signal === null) channel.exit(code ?? 255);
    else channel.exit(signal.replace(/^SIG/, ''));
    channel.end();
  });
};

const endGroup = (child: ChildProcess): void => {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  } catch {
    // It has already ended.
  }
};

const joinForward = (channel: ServerChannel, target: ForwardTarget): void => {
  if ('serve' in target) {
    target.serve(channel);
    return;
  }
  const socket = createConnection(target.port, target.address);
  socket.on('error', () => channel.close());
  channel.on('error', () => socket.destroy());
  channel.on('close', () => socket.destroy());
  channel.pipe(socket).pipe(channel);
};
