import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { SshSandbox } from '../../helpers/sshd.ts';
import { hostAt, know, loginAt, readAll, transportIn } from '../scene.ts';

const NEWKEYS = 21;
/** The length of the tag that AES-GCM appends to each packet. */
const TAG = 16;

/** Determines where each of the server's packets starts and ends, as far as they have arrived (RFC 4253; RFC 5647). */
class Packets {
  #bytes = Buffer.alloc(0);
  #encrypted = false;
  #started = false;

  /** Takes what arrived; returns pieces of it that end just before, or with, a packet's tag. */
  push(chunk: Buffer): Buffer[] {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    const pieces: Buffer[] = [];
    if (!this.#started) {
      const end = this.#bytes.indexOf('\n') + 1;
      if (end === 0) return [];
      this.#started = true;
      pieces.push(this.#take(end));
    }
    while (this.#bytes.length >= 6) {
      const length = 4 + this.#bytes.readUInt32BE(0);
      if (this.#bytes.length < length + (this.#encrypted ? TAG : 0)) break;
      const isLast = !this.#encrypted && this.#bytes[5] === NEWKEYS;
      pieces.push(this.#take(length));
      if (this.#encrypted) pieces.push(this.#take(TAG));
      this.#encrypted ||= isLast;
    }
    return pieces;
  }

  #take(count: number): Buffer {
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }
}

/**
 * Relays to a server, passing its answers on so that every packet arrives before its tag. Returns its own
 * port.
 */
const splitting = async (port: number, servers: Server[]): Promise<number> => {
  const server = createServer((client: Socket) => {
    const upstream = connect(port, '127.0.0.1');
    const packets = new Packets();
    client.setNoDelay(true).on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
    client.on('data', bytes => void upstream.write(bytes)).on('close', () => upstream.destroy());
    let turn = Promise.resolve();
    upstream.on('data', bytes => {
      for (const piece of packets.push(bytes))
        turn = turn.then(() => void client.write(piece)).then(() => nextTurn());
    });
    upstream.on('close', () => void turn.then(() => client.end()));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

/** Relays to a server; holds back its packets after the first `passed` ones from a moment on, to send them in one piece. */
class Holding {
  #client: Socket | null = null;
  readonly #packets = new Packets();
  #passes = Number.POSITIVE_INFINITY;
  held: Buffer[] = [];

  async open(port: number, servers: Server[]): Promise<number> {
    const server = createServer((client: Socket) => {
      this.#client = client;
      const upstream = connect(port, '127.0.0.1');
      client.setNoDelay(true).on('error', () => upstream.destroy());
      upstream.on('error', () => client.destroy());
      client.on('data', bytes => void upstream.write(bytes)).on('close', () => upstream.destroy());
      upstream.on('data', bytes => {
        for (const piece of this.#packets.push(bytes)) this.#pass(piece);
      });
      upstream.on('close', () => client.end());
    });
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  #pass(piece: Buffer): void {
    if (this.#passes-- > 0) this.#client!.write(piece);
    else this.held.push(piece);
  }

  /** Each packet is two pieces: it, and its tag. */
  hold(passed: number): void {
    this.#passes = 2 * passed;
  }

  release(): void {
    this.#passes = Number.POSITIVE_INFINITY;
    this.#client!.write(Buffer.concat(this.held.splice(0)));
  }
}

test('what arrives together with the answer to its request stays the same until it is read', async () => {
  const box = new SshSandbox();
  const servers: Server[] = [];
  onTestFinished(async () => {
    for (const server of servers) server.close();
    await box.close();
  });
  const key = box.key('user');
  const target = await box.sshd('web', [box.publicKey(key)], 'Ciphers aes128-gcm@openssh.com');
  const relay = new Holding();
  const port = await relay.open(target.port, servers);
  know(box, { knownHostsLine: target.knownHostsLine.replace(`${target.port}`, `${port}`) });
  const transport = transportIn(box);
  const connection = await transport.connect(hostAt('web', { port }, { identities: [key] }));
  await readAll(await connection.exec('true'));
  // All but the confirmation of the channel: that the command was started, its output and its end.
  relay.hold(1);
  const opening = connection.exec('echo logged-in');
  await expect.poll(() => relay.held.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(2 * 5);
  relay.release();
  const channel = await opening;
  await readAll(await connection.exec('seq 1 20000'));
  expect((await readAll(channel)).stdout).toBe('logged-in\n');
  await transport.close();
});

describe('what is read from a socket is the same, wherever packets are cut', () => {
  const box = new SshSandbox();
  const key = box.key('user');
  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) server.close();
    box.close();
  });
  const command = 'seq 1 300000';
  const expected = execFileSync('sh', ['-c', command], { maxBuffer: 10_000_000 });

  test.each(['directly', 'through a jump host'])('%s', async way => {
    const cipher = 'Ciphers aes128-gcm@openssh.com';
    const target = await box.sshd(`target-${way[0]}`, [box.publicKey(key)], cipher);
    const jump = await box.sshd(`jump-${way[0]}`, [box.publicKey(key)], cipher);
    const identities = [key];
    const isDirect = way === 'directly';
    const split = { port: await splitting(isDirect ? target.port : jump.port, servers) };
    const outer = isDirect ? target : jump;
    const knownHostsLine = outer.knownHostsLine.replace(`${outer.port}`, `${split.port}`);
    know(box, target, { knownHostsLine });
    const transport = transportIn(box);
    const host = isDirect
      ? hostAt('web', split, { identities })
      : hostAt('web', target, { identities, jump: [loginAt(split, { identities })] });
    const connection = await transport.connect(host);
    const channel = await connection.exec(command);
    channel.stderr.resume();
    const chunks: Buffer[] = [];
    // A reader that is behind keeps chunks for longer.
    for await (const chunk of channel.stdout) {
      chunks.push(chunk as Buffer);
      await nextTurn();
    }
    expect(Buffer.concat(chunks).equals(expected)).toBe(true);
    await transport.close();
  });
});
