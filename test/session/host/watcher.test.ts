import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Host } from '../../../src/core/target.ts';
import type { Trouble } from '../../../src/core/trouble.ts';
import type { WatchedLog } from '../../../src/pushdown/follow/watch.ts';
import { HostWatcher } from '../../../src/session/host/watcher.ts';
import type { Channel, ChannelEnd, Connection } from '../../../src/transport/transport.ts';

const LOST = {
  kind: 'unreachable',
  host: 'web-1',
  log: null,
  message: 'lost',
  advice: null,
  final: false,
} as Trouble;

/** A channel whose other end is the test. */
class FakeChannel implements Channel {
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly sent: string[] = [];
  readonly nonce: string;
  readonly #ended = Promise.withResolvers<ChannelEnd>();
  closed = false;

  constructor(nonce: string) {
    this.nonce = nonce;
    this.stdout.write(`motd\n${nonce}\n`);
  }

  get end(): Promise<ChannelEnd> {
    return this.#ended.promise;
  }

  send(bytes: string): void {
    this.sent.push(bytes);
  }

  say(words: string): void {
    this.stdout.write(`${this.nonce} ${words}\n`);
  }

  finish(lost: Trouble | null): void {
    this.stdout.end();
    this.stderr.end();
    this.#ended.resolve({ code: lost ? null : 1, signal: null, lost });
  }

  close(): void {
    this.closed = true;
    this.finish(null);
  }
}

const scene = () => {
  const channels: FakeChannel[] = [];
  let now = 0;
  const connection = {
    host: { name: 'web-1' } as Host,
    lost: new Promise<Trouble>(() => {}),
    close: () => {},
    exec: async (_command: string, options: { input?: string } = {}) => {
      const channel = new FakeChannel(options.input!.trim());
      channels.push(channel);
      return channel;
    },
  } as unknown as Connection;
  const watcher = new HostWatcher(
    async () => connection,
    () => now,
  );
  return { channels, watcher, pass: (ms: number) => (now += ms) };
};

const LOG: Omit<WatchedLog, 'id'> = {
  ...{ path: '/var/log/app.log', tail: 'gnu', descriptor: false, pid: null, reportsBytes: false },
  ...{ processes: { tail: 1, descriptor: 3, shell: 2, reader: 4 }, headLength: 0, face: '0.0' },
};

const settled = () => new Promise(resolve => setImmediate(resolve));

describe("a host's watcher, seen from the client", () => {
  test('is shared by all logs, passes on its reports, and ends with the last log', async () => {
    const { channels, watcher } = scene();
    const heard: string[] = [];
    const first = watcher.watchLog(
      LOG,
      report => heard.push(`first ${report.kind}`),
      () => {},
    );
    const second = watcher.watchLog(
      LOG,
      report => heard.push(`second ${report.kind}`),
      () => {},
    );
    await settled();
    expect(channels).toHaveLength(1);
    expect(channels[0]!.sent.join('').match(/ids="/g)).toHaveLength(2);
    channels[0]!.say('late 2');
    channels[0]!.say('late 1');
    channels[0]!.stdout.write('late 1\n');
    await settled();
    expect(heard).toEqual(['second late', 'first late']);
    first();
    expect(channels[0]!.closed).toBe(false);
    second();
    await settled();
    expect(channels[0]!.closed).toBe(true);
    expect(watcher.usable).toBe(true);
  });

  test('runs while it is held, before and after anything is watched', async () => {
    const { channels, watcher } = scene();
    const [release, releaseToo] = [watcher.hold(), watcher.hold()];
    await settled();
    expect(channels).toHaveLength(1);
    const unwatch = watcher.watchLog(
      LOG,
      () => {},
      () => {},
    );
    expect(channels[0]!.sent.join('')).toContain('ids="');
    release();
    release();
    unwatch();
    await settled();
    expect(channels[0]!.closed).toBe(false);
    releaseToo();
    await settled();
    expect(channels[0]!.closed).toBe(true);
    expect(channels).toHaveLength(1);
  });

  test('is restarted if it exits by itself, and abandoned after three failures', async () => {
    const { channels, watcher, pass } = scene();
    let abandoned = 0;
    watcher.watchLog(
      LOG,
      () => {},
      () => abandoned++,
    );
    for (let failure = 1; failure <= 2; failure++) {
      await settled();
      channels.at(-1)!.finish(null);
      await settled();
      expect(channels).toHaveLength(failure + 1);
    }
    // A watcher that ran for a while has not failed.
    pass(60_000);
    channels.at(-1)!.finish(null);
    await settled();
    expect([watcher.usable, abandoned, channels.length]).toEqual([true, 0, 4]);
    for (let failure = 1; failure <= 3; failure++) {
      channels.at(-1)!.finish(null);
      await settled();
      await settled();
    }
    expect([watcher.usable, abandoned]).toEqual([false, 1]);
  });

  test('abandons what it watches if the connection is lost, which does not count as a failure', async () => {
    const { channels, watcher } = scene();
    let abandoned = 0;
    for (let round = 0; round < 5; round++) {
      watcher.watchGlob(
        '/var/log/*.log',
        () => {},
        () => abandoned++,
      );
      await settled();
      channels.at(-1)!.finish(LOST);
      await settled();
      await settled();
    }
    expect([abandoned, watcher.usable, channels.length]).toEqual([5, true, 5]);
  });
});
