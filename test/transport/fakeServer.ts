import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import ssh2, { type AuthContext, type Connection, type ServerChannel } from 'ssh2';
import { keepCiphers } from '../../src/transport/ssh2/keepCiphers.ts';

export interface FakeServerOptions {
  /** A private key file. */
  readonly hostKey: string;
  /** Accepts or rejects each attempt; by default everything is accepted. */
  readonly auth?: (context: AuthContext, client: Connection) => void;
  readonly exec?: (command: string, channel: ServerChannel) => void;
  /** Sent before the protocol starts. */
  readonly greeting?: string;
  readonly banner?: string;
  readonly algorithms?: ssh2.ServerConfig['algorithms'];
  /** The software version that it states; default: ssh2's own. */
  readonly ident?: string;
  /** Receives ssh2's own account of every message. */
  readonly debug?: (line: string) => void;
  /** Does not answer session requests at all. */
  readonly mute?: boolean;
  /** Refuses every session and every forwarding. */
  readonly closed?: boolean;
  /** Called for each connection before anything is sent on it. */
  readonly connected?: (client: Connection) => void;
  /** The actual target of forwarded connections, whatever was requested. */
  readonly forwardTo?: number;
}

/** A server based on ssh2, for behaviour that sshd cannot be made to show. Forwards like a jump host. */
export class FakeServer {
  readonly port: number;
  /** Connections made so far. */
  connections = 0;
  private readonly server: ssh2.Server;
  private readonly clients = new Set<Connection>();

  private constructor(server: ssh2.Server) {
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  static async start(options: FakeServerOptions): Promise<FakeServer> {
    const { greeting, banner, algorithms, ident, debug } = options;
    const server = new ssh2.Server({
      hostKeys: [readFileSync(options.hostKey)],
      ...(greeting === undefined ? {} : { greeting }),
      ...(banner === undefined ? {} : { banner }),
      ...(algorithms === undefined ? {} : { algorithms }),
      ...(ident === undefined ? {} : { ident }),
      ...(debug === undefined ? {} : { debug }),
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const fake = new FakeServer(server);
    server.on('connection', client => {
      keepCiphers(client);
      fake.serve(client, options);
    });
    return fake;
  }

  async close(): Promise<void> {
    for (const client of this.clients) client.end();
    await new Promise<void>(resolve => this.server.close(() => resolve()));
  }

  private serve(client: Connection, options: FakeServerOptions): void {
    this.connections += 1;
    this.clients.add(client);
    client.on('error', () => {});
    client.on('close', () => this.clients.delete(client));
    client.on('authentication', context => (options.auth ?? (each => each.accept()))(context, client));
    options.connected?.(client);
    client.on('session', (accept, reject) => {
      if (options.mute) return;
      if (options.closed) return void reject();
      accept().on('exec', (acceptExec, _rejectExec, { command }) => {
        (options.exec ?? echo)(command, acceptExec());
      });
    });
    client.on('tcpip', (accept, reject, { destIP, destPort }) => {
      if (options.closed) return void reject();
      const socket = options.forwardTo ? connect(options.forwardTo, '127.0.0.1') : connect(destPort, destIP);
      socket.once('error', () => reject());
      socket.once('connect', () => {
        const channel = accept();
        socket.removeAllListeners('error').on('error', () => channel.end());
        channel.on('error', () => {});
        channel.pipe(socket).pipe(channel);
      });
    });
  }
}

/** Echoes the command. */
const echo = (command: string, channel: ServerChannel) => {
  channel.write(`${command}\n`);
  channel.exit(0);
  channel.end();
};
