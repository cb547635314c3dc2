import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AuthContext, Connection, KeyboardAuthContext, ServerChannel } from 'ssh2';
import ssh2 from 'ssh2';
import { FakeServer, type FakeServerOptions } from '../transport/fakeServer.ts';

/**
 * What hostile text must never do to a terminal: colours, title, clipboard, cursor, 8-bit CSI, and lines that
 * pretend to be ours.
 */
export const EVIL = '\x1b[31mred\x1b]0;title\x07\x1b]52;c;aGk=\x07\x1b[2J\x9b5A\u202eevil';

/** The servers of one test file, stopped together. */
export class HostileServers {
  private readonly raw: Server[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly fakes: FakeServer[] = [];

  /** Starts a TCP server that does this to each connection; returns its port. */
  async tcp(handle: (socket: Socket) => void): Promise<number> {
    const server = createServer(socket => {
      this.sockets.add(socket);
      socket.on('error', () => {}).on('close', () => this.sockets.delete(socket));
      handle(socket);
    });
    this.raw.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as { port: number }).port;
  }

  /** Starts an SSH server that speaks the protocol and misuses it; returns its port. */
  async ssh(options: FakeServerOptions): Promise<number> {
    const fake = await FakeServer.start(options);
    this.fakes.push(fake);
    return fake.port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    for (const server of this.raw) server.close();
    await Promise.all(this.fakes.map(fake => fake.close()));
  }
}

/** Enough to count as "without end": far more than may be buffered. After that, there is silence. */
const FLOOD_BYTES = 300 << 20;

/** Writes the bytes again and again, as fast as they are read. */
export const endlessly =
  (bytes: string, before = '', most = FLOOD_BYTES) =>
  (socket: Pick<NodeJS.WritableStream, 'write' | 'once' | 'on'>): void => {
    let over = false;
    socket.on('close', () => {
      over = true;
    });
    socket.on('error', () => {
      over = true;
    });
    const chunk = Buffer.from(bytes.repeat(Math.ceil(65_536 / bytes.length)), 'latin1');
    if (before !== '') socket.write(Buffer.from(before, 'latin1'));
    let sent = 0;
    const more = (): void => {
      let room = true;
      while (!over && room && sent < most) {
        room = socket.write(chunk);
        sent += chunk.length;
      }
      if (!over && sent < most) socket.once('drain', () => setImmediate(more));
    };
    more();
  };

/**
 * Relays a client's version line to the server, and nothing after it: the server sends its key exchange and
 * then nothing.
 */
export const stuckInKeyExchange =
  (port: number) =>
  (socket: Socket): void => {
    const server = connect(port, '127.0.0.1');
    server.on('error', () => {});
    socket.on('close', () => server.destroy());
    socket.once('data', bytes => void server.write(bytes.subarray(0, bytes.indexOf(10) + 1)));
    server.on('data', bytes => void socket.write(bytes));
  };

/** Sends such prompts endlessly, whatever the answers. */
export const asking =
  (prompts: readonly string[], instruction = '') =>
  (context: AuthContext): void => {
    if (context.method !== 'keyboard-interactive') {
      context.reject(['keyboard-interactive']);
      return;
    }
    const again = (): void => {
      const asked = prompts.map(prompt => ({ prompt, echo: true }));
      (context as KeyboardAuthContext).prompt(asked, '', instruction, again);
    };
    again();
  };

/**
 * What a real host does: runs the command, with these changes to what it answers: to the probe, or once a log is read,
 * which may happen in one command.
 */
export const running =
  (spoil: Partial<Record<'probe' | 'read', (channel: ServerChannel) => void>> = {}) =>
  (command: string, channel: ServerChannel): void => {
    const isProbe = command.includes('uname');
    const isRead = !isProbe || command.includes('echo go');
    const spoilProbe = isProbe ? spoil.probe : undefined;
    const spoilt = spoilProbe ?? (isRead ? spoil.read : undefined);
    const child = spawn('/bin/sh', ['-c', command], { stdio: 'pipe' });
    child.stdin.on('error', () => {});
    channel.on('error', () => {});
    channel.on('close', () => child.kill());
    channel.pipe(child.stdin);
    const output: Buffer[] = [];
    child.stdout.on('data', chunk => output.push(chunk));
    child.on('close', code => {
      if (spoilt) {
        const whole = Buffer.concat(output);
        const end = spoilProbe ? whole.indexOf('\ngo\n') : -1;
        channel.write(end < 0 ? whole : whole.subarray(0, end));
        return spoilt(channel);
      }
      // Sends the status before the data: nothing may be lost because of that.
      channel.exit(code ?? 1);
      channel.write(Buffer.concat(output));
      return void channel.end();
    });
  };

/** Presents another host key from the second key exchange on, which it initiates. */
export const changingKey =
  (otherKey: string) =>
  (client: Connection): void => {
    client.on('ready', () => {
      const parsed = ssh2.utils.parseKey(readFileSync(otherKey));
      if (parsed instanceof Error) throw parsed;
      const key = Array.isArray(parsed) ? parsed[0]! : parsed;
      const { _protocol } = client as unknown as { _protocol: { _hostKeys: Record<string, unknown> } };
      _protocol._hostKeys = { [key.type]: key };
      client.rekey();
    });
  };

/** Confirms channels with this window and packet size. */
export const confirmingChannels =
  (window: number, packet: number) =>
  (client: Connection): void => {
    const { _protocol } = client as unknown as {
      _protocol: { channelOpenConfirm(theirs: number, ours: number, window: number, packet: number): void };
    };
    const confirm = _protocol.channelOpenConfirm.bind(_protocol);
    _protocol.channelOpenConfirm = (theirs, ours) => confirm(theirs, ours, window, packet);
  };

/** Sends data on a channel regardless of the window granted by the client. */
export const ignoringWindow = (channel: ServerChannel): void => {
  const inner = channel as unknown as {
    outgoing: { id: number; window: number };
    _client: { _protocol: { channelData(id: number, data: Buffer): void } };
  };
  const chunk = Buffer.alloc(16_001, 'x\n');
  let over = false;
  let sent = 0;
  channel.on('close', () => {
    over = true;
  });
  const more = (): void => {
    if (over) return;
    for (let turn = 0; turn < 64; turn++) inner._client._protocol.channelData(inner.outgoing.id, chunk);
    sent += 64 * chunk.length;
    if (sent < FLOOD_BYTES) setImmediate(more);
  };
  more();
};
