import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runScript, runShortScript } from '../../../src/session/host/remoteScript.ts';
import type { ChannelEnd, Connection, ExecOptions } from '../../../src/transport/transport.ts';
import { source } from '../../ui/helpers/feed.ts';

/** One script on the host: its nonce, and what it does next. */
interface Script {
  say(text: string): void;
  report(text: string): void;
  end(): void;
}

/** A host whose scripts do nothing on their own. */
const host = (): { readonly connection: Connection; readonly scripts: Script[] } => {
  const scripts: Script[] = [];
  const connection: Connection = {
    host: source(0, 'web-01', 'app').host,
    lost: new Promise(() => {}),
    exec: async (_command: string, { input }: ExecOptions = {}) => {
      const stdout = new Readable({ read: () => {} });
      const stderr = new Readable({ read: () => {} });
      const end = Promise.withResolvers<ChannelEnd>();
      const close = (): void => {
        stdout.push(null);
        stderr.push(null);
        end.resolve({ code: 0, signal: null, lost: null });
      };
      stdout.push(input);
      scripts.push({
        say: text => stdout.push(text),
        report: text => stderr.push(`\n${input!.trim()} ${text}\n`),
        end: close,
      });
      return { stdout, stderr, end: end.promise, send: () => {}, close };
    },
    close: () => {},
  };
  return { connection, scripts };
};

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Lets everything happen that needs no time. */
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1);

const run = { command: 'x', log: 'app', signal: new AbortController().signal, output: () => {} };
const LIMIT = 16;

it.each<[string, typeof runScript | typeof runShortScript, (script: Script) => unknown, number]>([
  ['one that has started makes room for another', runScript, script => script.say('line\n'), LIMIT + 1],
  ['so does one that reports something', runScript, script => script.report('read 5'), LIMIT + 1],
  ['so does one that ended', runScript, script => script.end(), LIMIT + 1],
  ['a short one counts as starting until it ends', runShortScript, script => script.say('part'), LIMIT],
  ['a short one that has ended makes room', runShortScript, script => script.end(), LIMIT + 1],
  [
    'one that waits makes room after a second',
    runShortScript,
    () => vi.advanceTimersByTimeAsync(1000),
    2 * LIMIT,
  ],
])('of many scripts on a host, only some start at once: %s', async (_title, start, act, expected) => {
  const { connection, scripts } = host();
  for (let count = 0; count < 3 * LIMIT; count++) void start(connection, run);
  await settle();
  expect(scripts).toHaveLength(LIMIT);
  await act(scripts[0]!);
  await settle();
  expect(scripts).toHaveLength(expected);
});

it('one that is cancelled while it waits does not start, and the next one does', async () => {
  const { connection, scripts } = host();
  for (let count = 0; count < LIMIT; count++) void runScript(connection, run);
  const own = new AbortController();
  const cancelled = runScript(connection, { ...run, signal: own.signal });
  void runScript(connection, run);
  await settle();
  own.abort(new Error('cancelled'));
  await expect(cancelled).rejects.toThrow('cancelled');
  scripts[0]!.end();
  await settle();
  expect(scripts).toHaveLength(LIMIT + 1);
});

it('hosts do not wait for one another', async () => {
  const hosts = [host(), host()];
  for (const { connection } of hosts)
    for (let count = 0; count < 2 * LIMIT; count++) void runScript(connection, run);
  await settle();
  expect(hosts.map(({ scripts }) => scripts.length)).toEqual([LIMIT, LIMIT]);
});
