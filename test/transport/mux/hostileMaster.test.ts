import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { MuxConnection, OpenRefused } from '../../../src/transport/mux/connection.ts';
import { FrameReader } from '../../../src/transport/mux/frames.ts';
import { enterProxyMode, NoMaster } from '../../../src/transport/mux/proxyMode.ts';
import { encode, ValueReader } from '../../../src/transport/mux/values.ts';

const dir = mkdtempSync(join(tmpdir(), 'rtail-mux-'));
const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
  rmSync(join(dir, 's'), { force: true });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const GREETING = encode(encode(1, 4));
const ALLOWED = encode(encode(0x8000000f, 1));
const packet = (type: number, payload: Buffer): Buffer =>
  encode(Buffer.concat([Buffer.from([0, type]), payload]));

/** Listens like a master; `reply` receives each message of the client. */
const listen = async (
  reply: (socket: Socket, frame: Buffer) => void,
  greeting = GREETING,
): Promise<string> => {
  const server = createServer(socket => {
    sockets.push(socket);
    const frames = new FrameReader();
    socket.on('error', () => {});
    socket.on('data', chunk => frames.feed(chunk as Buffer, frame => reply(socket, frame)));
    socket.write(greeting);
  });
  servers.push(server);
  const path = join(dir, 's');
  await new Promise<void>(resolve => server.listen(path, resolve));
  return path;
};

const enter = (path: string, allowMs = 1000) =>
  enterProxyMode(path, { allowMs, waits: () => {}, signal: new AbortController().signal });

/** Allows proxy mode, then answers the messages of SSH's connection protocol. */
const allowing = (answer: (type: number, message: ValueReader) => Buffer | null) => {
  return (socket: Socket, frame: Buffer) => {
    const message = new ValueReader(frame);
    if (frame[0] === 0x10) socket.write(ALLOWED);
    else if (frame.readUInt32BE(0) !== 1) {
      message.byte();
      const reply = answer(message.byte(), message);
      if (reply) socket.write(reply);
    }
  };
};

const connectTo = async (path: string) => {
  const broken = Promise.withResolvers<string>();
  const connection = new MuxConnection(await enter(path), { alive: () => {}, broken: broken.resolve });
  return { connection, broken: broken.promise };
};

const CONFIRMED = packet(91, encode(0, 7, 1 << 20, 32_768));

describe('what listens at the socket', () => {
  test.each<[string, Buffer, (socket: Socket, frame: Buffer) => void, RegExp]>([
    [
      'speaks another protocol',
      Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'),
      () => {},
      /does not speak the protocol/,
    ],
    ['speaks another version', encode(encode(1, 5)), () => {}, /does not speak the protocol/],
    ['hangs up', GREETING, socket => socket.destroy(), /closed the connection/],
    [
      'is too old',
      GREETING,
      (socket, frame) =>
        frame[0] === 0x10 && socket.write(encode(encode(0x80000003, 1, 'unsupported request'))),
      /^it refused: unsupported request$/,
    ],
    ['never allows it', GREETING, () => {}, /nobody allowed it in time/],
  ])('%s', async (_, greeting, reply, expected) => {
    const path = await listen(reply, greeting);
    await expect(enter(path, 20)).rejects.toThrow(expected);
  });

  test('is gone', async () => {
    await expect(enter(join(dir, 'none'))).rejects.toBeInstanceOf(NoMaster);
  });
});

describe('a server behind a master', () => {
  test('that sends more than its window ends the connection', async () => {
    const data = packet(94, encode(0, Buffer.alloc(32_768)));
    const path = await listen(
      allowing(type => (type === 90 ? Buffer.concat([CONFIRMED, ...Array<Buffer>(65).fill(data)]) : null)),
    );
    const { connection, broken } = await connectTo(path);
    const stream = await connection.open('session');
    expect(await broken).toBe('it sent more than the channel window allows');
    expect(stream.isOpen).toBe(false);
  });

  test('that sends nonsense ends it too', async () => {
    const path = await listen(allowing(type => (type === 90 ? packet(94, encode(0, 99)) : null)));
    const { connection, broken } = await connectTo(path);
    const stream = connection.open('session').catch(error => error as Error);
    // Data of an unknown channel does not matter; a confirmation that is cut short does.
    sockets[0]!.write(packet(91, encode(0)));
    expect(await broken).toBe('it sent a message that is too short');
    expect(await stream).toBeInstanceOf(Error);
  });

  test('that refuses says why', async () => {
    const path = await listen(
      allowing(type => (type === 90 ? packet(92, encode(0, 2, 'open failed', 'en')) : null)),
    );
    const { connection } = await connectTo(path);
    await expect(connection.open('session')).rejects.toEqual(new OpenRefused(2, 'open failed'));
  });

  test('gets no message about a channel that is closed', async () => {
    const types: number[] = [];
    const path = await listen(
      allowing(type => {
        types.push(type);
        if (type === 90) return CONFIRMED;
        return type === 98 ? Buffer.concat([packet(97, encode(0)), packet(93, encode(0, 9))]) : null;
      }),
    );
    const { connection } = await connectTo(path);
    const stream = await connection.open('session');
    stream.resume();
    stream.stderr.resume();
    expect(await stream.request('exec', 'true')).toBe(false);
    await stream.finished;
    stream.close();
    stream.write('late');
    connection.ping();
    const left = once(sockets[0]!, 'close');
    connection.end();
    await connection.closed();
    await left;
    expect(types).toEqual([90, 98, 97]);
  });
});
