import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { readSocketTable } from '../../src/syslog/dropCounter.ts';
import { type Listener, startListener } from './listener.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-syslog-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sendUdp = async (port: number, messages: readonly (string | Buffer)[]): Promise<void> => {
  const socket = createSocket('udp4');
  for (const message of messages)
    await new Promise<void>((resolve, reject) =>
      socket.send(message, port, '127.0.0.1', error => (error ? reject(error) : resolve())),
    );
  socket.close();
};

const openStream = async (target: number | string): Promise<Socket> => {
  const socket = typeof target === 'number' ? connect(target, '127.0.0.1') : connect(target);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
};

const line = (tag: string, text: string, host = 'vm'): string =>
  `<13>Nov 28 20:20:08 ${host} ${tag}: ${text}`;

const failureOf = ({ states }: Listener): string => {
  const [state] = [...states.values()].flatMap(one => (one.kind === 'failed' ? [one] : []));
  return state?.trouble.message ?? '';
};

describe('a syslog listener', () => {
  it('opens a source for each host and application over UDP, in the order of what each sent', async () => {
    await using listener = await startListener(['syslog://:0']);
    const port = listener.ports.get('udp')!;
    await sendUdp(port, [line('app', '1'), line('db', '1'), line('app', '2', 'web-1'), line('app', '2')]);
    await listener.holds('vm:app', `${line('app', '1')}\n${line('app', '2')}\n`);
    await listener.holds('vm:db', `${line('db', '1')}\n`);
    await listener.holds('web-1:app', `${line('app', '2', 'web-1')}\n`);
    expect(listener.sources.get('vm:app')?.format.syslog).toEqual({ peer: '127.0.0.1', isLocal: false });
  });

  it('listens only on loopback, for both address families, unless told otherwise', async () => {
    await using listener = await startListener(['syslog://:0', 'syslog+tcp://:0']);
    const texts = listener.markers.flatMap(marker => (marker.kind === 'notice' ? [marker.text] : []));
    for (const text of texts.filter(one => one.startsWith('listening')))
      expect(text).toMatch(/^listening on (udp|tcp) 127\.0\.0\.1:\d+( and (udp|tcp) \[::1\]:\d+)?$/);
  });

  it('preserves the bytes of messages, and drops only what ends a datagram', async () => {
    await using listener = await startListener(['syslog://:0']);
    const bytes = Buffer.from([0x3c, 0x31, 0x3e, 0xff, 0x00, 0x1b, 0x5b, 0x41, 0x0a]);
    await sendUdp(listener.ports.get('udp')!, [bytes, Buffer.alloc(0), '\n', 'no priority', '<999>x']);
    await listener.holds('127.0.0.1:syslog', '<1>\xff\0\x1b[A\n');
    await listener.holds('127.0.0.1:raw', 'no priority\n<999>x\n');
  });

  it('reads lines and counted messages on one connection; a line without a priority continues the previous one', async () => {
    await using listener = await startListener(['syslog+tcp://:0']);
    const socket = await openStream(listener.ports.get('tcp')!);
    const counted = line('app', 'two\nlines');
    socket.end(`first\n${line('app', 'one')}\n  at x\n${counted.length} ${counted}${line('db', 'last')}`);
    await listener.holds('vm:app', `${line('app', 'one')}\n  at x\n${counted}\n`);
    await listener.holds('vm:db', `${line('db', 'last')}\n`);
    await listener.holds('127.0.0.1:raw', 'first\n');
  });

  it('marks a gap in the sources of a broken connection, but not of one closed cleanly', async () => {
    await using listener = await startListener(['syslog+tcp://:0']);
    const clean = await openStream(listener.ports.get('tcp')!);
    clean.end(`${line('clean', 'x')}\n`);
    await listener.holds('vm:clean', `${line('clean', 'x')}\n`);
    const broken = await openStream(listener.ports.get('tcp')!);
    broken.write(`${line('broken', 'x')}\n`);
    await listener.holds('vm:broken', `${line('broken', 'x')}\n`);
    broken.resetAndDestroy();
    expect(await listener.marks(/was interrupted/)).toMatchObject({
      kind: 'gap',
      bytes: null,
      of: 'vm:broken',
    });
    expect(listener.markers.filter(({ kind }) => kind === 'gap')).toHaveLength(1);
  });

  it('truncates messages that are too long, reports how much, and continues after them', async () => {
    await using listener = await startListener(['syslog+tcp://:0']);
    const socket = await openStream(listener.ports.get('tcp')!);
    const long = line('app', 'x'.repeat(100_000));
    socket.write(`${long}\n${line('app', 'after')}\n`);
    await listener.holds('vm:app', `${long.slice(0, 65_536)}\n${line('app', 'after')}\n`);
    expect(await listener.marks(/too long/)).toMatchObject({ bytes: long.length - 65_536, of: 'vm:app' });
    const closed = once(socket.resume(), 'close');
    socket.write('999999999 <13>x');
    expect(await listener.marks(/announced a message of/)).toMatchObject({ kind: 'gap' });
    await closed;
  });

  it('reports a message whose sender disconnected inside it', async () => {
    await using listener = await startListener(['syslog+tcp://:0']);
    const socket = await openStream(listener.ports.get('tcp')!);
    socket.end(`100 ${line('app', 'part')}`);
    await listener.holds('vm:app', `${line('app', 'part')}\n`);
    expect(await listener.marks(/disconnected in the middle/)).toMatchObject({
      bytes: 100 - line('app', 'part').length,
    });
  });

  it('makes a TCP sender wait while its messages are not consumed, and loses none', async () => {
    let isBraked = true;
    const released = Promise.withResolvers<void>();
    await using listener = await startListener(['syslog+tcp://:0'], {}, () =>
      isBraked ? released.promise : null,
    );
    const socket = await openStream(listener.ports.get('tcp')!);
    const text = 'y'.repeat(1000);
    const many = Array.from({ length: 20_000 }, (_, index) => line('app', `${index} ${text}`)).join('\n');
    let isSent = false;
    socket.end(`${many}\n`, () => {
      isSent = true;
    });
    await expect.poll(() => listener.texts.get('vm:app')?.length ?? 0).toBeGreaterThan(0);
    await expect.poll(() => socket.writableLength).toBeGreaterThan(0);
    expect(isSent).toBe(false);
    isBraked = false;
    released.resolve();
    await expect.poll(() => listener.texts.get('vm:app')?.length, { timeout: 20_000 }).toBe(many.length + 1);
    expect(listener.texts.get('vm:app') === `${many}\n`).toBe(true);
  });

  it('marks what the kernel drops when datagrams arrive faster than they are read', async () => {
    await using listener = await startListener(['syslog://127.0.0.1:0']);
    const port = listener.ports.get('udp')!;
    const sent = 60_000;
    const socket = createSocket('udp4');
    socket.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const message = line('app', 'z'.repeat(400));
    // Sent in the same turn of the event loop in which they would be read, so that few are read meanwhile.
    await Promise.all(
      Array.from({ length: sent }, () => new Promise(resolve => socket.send(message, resolve))),
    );
    expect((await listener.marks(/dropped by the kernel/)).kind).toBe('gap');
    const dropped = (): number =>
      listener.markers.reduce(
        (sum, marker) => sum + Number((marker.kind === 'gap' && /at least (\d+)/.exec(marker.why)?.[1]) || 0),
        0,
      );
    const received = (): number => (listener.texts.get('vm:app')?.length ?? 0) / (message.length + 1);
    await expect.poll(() => received() + dropped()).toBe(sent);
    socket.close();
  });

  it('bounds the sources that a sender can open', async () => {
    await using listener = await startListener(['syslog+tcp://:0?sources=8']);
    const socket = await openStream(listener.ports.get('tcp')!);
    const lines = Array.from({ length: 500 }, (_, index) => `${line(`app${index}`, 'x')}\n`);
    socket.end(lines.join(''));
    await listener.holds('127.0.0.1:other', lines.slice(4).join(''));
    expect([...listener.sources.keys()].filter(name => name.startsWith('vm:'))).toHaveLength(4);
  });

  it('refuses more connections than a peer may have, but not because of those that never sent anything', async () => {
    await using listener = await startListener(['syslog+tcp://:0']);
    const port = listener.ports.get('tcp')!;
    const silent = await Promise.all(Array.from({ length: 249 }, () => openStream(port)));
    const used = await openStream(port);
    used.write(`${line('app', 'accepted')}\n`);
    // Connections are accepted in order, so the others have been, too.
    await listener.holds('vm:app', `${line('app', 'accepted')}\n`);
    vi.setSystemTime(Date.now() + 2000);
    try {
      const late = [await openStream(port), await openStream(port)];
      for (const socket of late) socket.write(`${line('late', 'in')}\n`);
      await listener.holds('vm:late', `${line('late', 'in')}\n`.repeat(2));
      await listener.marks(/closed an idle connection from 127\.0\.0\.1/);
      for (const socket of silent) socket.write(`${line('silent', 'x')}\n`);
      await expect.poll(() => listener.texts.get('vm:silent')?.split('\n').length).toBe(248);
      await openStream(port);
      await listener.marks(/refused a connection from 127\.0\.0\.1/);
      expect(listener.markers.filter(({ kind }) => kind === 'gap')).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
    for (const socket of [...silent, used]) socket.destroy();
  });

  it('filters locally, and no filter ends the listener', async () => {
    await using listener = await startListener(['syslog+tcp://:0'], {
      where: ["severity = 'err' and tag = 'app' and peer = '127.0.0.1'"],
    });
    const socket = await openStream(listener.ports.get('tcp')!);
    socket.write(`<11>Nov 28 20:20:08 vm app: bad\n${line('app', 'fine')}\n<11>Nov 28 20:20:08 vm db: bad\n`);
    await listener.holds('vm:app', '<11>Nov 28 20:20:08 vm app: bad\n');
    expect(listener.texts.get('vm:db')).toBeUndefined();
    socket.destroy();
  });

  it('takes over the Unix socket of a killed run, restricts it to its owner, and removes it', async () => {
    const path = join(folder, 'log.sock');
    const other = createServer().listen(path);
    await once(other, 'listening');
    {
      await using busy = await startListener([`syslog+unix:${path}`]);
      expect(failureOf(busy)).toMatch(/is in use/);
    }
    // Under another name, its socket remains when a server is closed, as after a kill.
    const stale = join(folder, 'stale.sock');
    renameSync(path, stale);
    other.close();
    {
      await using listener = await startListener([`syslog+unix:${stale}`]);
      expect(statSync(stale).mode & 0o777).toBe(0o600);
      const socket = await openStream(stale);
      socket.end('<13>Nov 28 20:20:08 app: local\n');
      await listener.holds(`${hostname()}:app`, '<13>Nov 28 20:20:08 app: local\n');
    }
    expect(() => statSync(stale)).toThrow(/ENOENT/);
  });

  it.each([
    ['syslog://:99999', /99999 is not an address and port/],
    ['syslog://:0?nonsense=1', /no option nonsense/],
    ['syslog://:0?sources=0', /not a valid number/],
    ['syslog://:0?timezone=Nowhere/At_All', /not a time zone/],
    ['syslog://192.0.2.1:0', /no such address/],
    ['syslog://no-such-host.invalid:0', /does not resolve/],
    ['syslog+tls://:0', /needs a certificate/],
    ['syslog+tls://:0?cert=/nowhere&key=/nowhere', /cert=\/nowhere/],
    ['syslog+tcp://:0?cert=/nowhere', /only to syslog\+tls/],
    ['syslog+unix:/nowhere/at/all', /\/nowhere\/at\/all: the folder does not exist/],
  ])('reports what is wrong with %s', async (word, problem) => {
    await using listener = await startListener([word]);
    expect(failureOf(listener)).toMatch(problem);
  });

  it('leaves a file at the path of a Unix socket alone', async () => {
    const path = join(folder, 'file');
    writeFileSync(path, 'precious');
    await using listener = await startListener([`syslog+unix:${path}`]);
    expect(failureOf(listener)).toMatch(/is not a socket/);
    expect(statSync(path).size).toBe(8);
  });
});

describe('readSocketTable', () => {
  it('reads ports, inodes and drops', () => {
    const table = [
      '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops',
      '  123: 0100007F:15B3 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4711 2 0000000000000000 42',
      '',
    ].join('\n');
    expect(readSocketTable(table)).toEqual([{ port: 0x15b3, inode: '4711', drops: 42 }]);
  });
});
