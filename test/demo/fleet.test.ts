import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import ssh2, { type Client } from 'ssh2';
import { afterEach, describe, expect, test } from 'vitest';
import { type DemoFleet, startDemoFleet } from '../../src/demo/fleet.ts';
import { DEMO_HOSTS } from '../../src/demo/fleetPlan.ts';
import { HISTORY_MS, playLog } from '../../src/demo/play.ts';

const START = Date.UTC(2026, 10, 20, 9, 41, 7);

const past = (hostName: string, logName: string, seed: number): string => {
  const host = DEMO_HOSTS.find(({ name }) => name === hostName)!;
  const log = host.logs.find(({ name }) => name === logName)!;
  let text = '';
  for (const event of playLog(host, log, seed, START)) {
    if (event.offset > 0) break;
    text += event.text;
  }
  return text;
};

describe('the demo logs', () => {
  test.each(DEMO_HOSTS.flatMap(host => host.logs.map(log => [host.name, log.name] as const)))(
    '%s:%s has the same past for the same seed and a different one for another',
    (host, log) => {
      const text = past(host, log, 7);
      expect(text).toBe(past(host, log, 7));
      expect(text).not.toBe(past(host, log, 8));
      expect(text.endsWith('\n')).toBe(true);
    },
  );

  test('events are in time order and start with the history', () => {
    const host = DEMO_HOSTS[0]!;
    const events = playLog(host, host.logs[0]!, 1, START);
    const offsets = Array.from({ length: 500 }, () => events.next().value.offset);
    expect(offsets.toSorted((a, b) => a - b)).toEqual(offsets);
    expect(offsets[0]).toBeGreaterThan(-HISTORY_MS);
  });

  test.each([
    ['web-1', 'app', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ERROR .*\n\S+Exception: .*\n\tat .+/m],
    ['web-1', 'access', /" 200 \d+ "-"/],
    ['api-1', 'app', /"level":"error".*Exception/],
    ['db-1', 'pg', / UTC \[\d+\] shop@orders LOG: {2}duration: .*SELECT/],
    ['queue-1', 'app', /level=error .*Exception/],
    ['db-1', 'sys', /^Nov 20 \d\d:\d\d:\d\d db-1 sshd\[\d+\]: /m],
  ])('%s:%s looks like its kind', (host, log, shape) => {
    expect(past(host, log, 1)).toMatch(shape);
  });
});

describe('the demo fleet', () => {
  let fleet: DemoFleet | null = null;
  const clients: Client[] = [];
  afterEach(async () => {
    for (const client of clients.splice(0)) client.end();
    await fleet?.stop();
    fleet = null;
  });

  type Team = { demo: { identity: string; jump: { port: number } } };

  const login = async (started: DemoFleet, codes: string[]): Promise<Client> => {
    const { demo } = started.configuration['teams'] as Team;
    const { readFileSync } = await import('node:fs');
    const client = new ssh2.Client();
    clients.push(client);
    await new Promise<void>((resolve, reject) => {
      client.on('ready', resolve).on('error', reject);
      client.on('keyboard-interactive', (_name, _instructions, _language, _prompts, finish) =>
        finish([codes.shift() ?? '']),
      );
      client.connect({
        host: '127.0.0.1',
        port: demo.jump.port,
        username: 'demo',
        privateKey: readFileSync(demo.identity),
        tryKeyboard: true,
      });
    });
    return client;
  };

  const run = async (
    bastion: Client,
    host: string,
    command: string,
  ): Promise<{ out: string; code: number }> => {
    const { demo } = fleet!.configuration['teams'] as Team;
    const { readFileSync } = await import('node:fs');
    const sock = await new Promise<import('ssh2').ClientChannel>((resolve, reject) =>
      bastion.forwardOut('127.0.0.1', 1, host, 22, (error, channel) =>
        error ? reject(error) : resolve(channel),
      ),
    );
    const client = new ssh2.Client();
    clients.push(client);
    await new Promise<void>((resolve, reject) => {
      client.on('ready', resolve).on('error', reject);
      client.connect({ sock, username: 'demo', privateKey: readFileSync(demo.identity) });
    });
    return new Promise((resolve, reject) => {
      client.exec(command, (error, channel) => {
        if (error) return reject(error);
        let out = '';
        let code = -1;
        channel.on('data', (chunk: Buffer) => (out += chunk.toString()));
        channel.on('exit', (status: number) => (code = status));
        channel.on('close', () => resolve({ out, code }));
        channel.end();
      });
    });
  };

  test('hosts behind the bastion run real commands in their own folders, and everything is cleaned up', async () => {
    fleet = await startDemoFleet({ seed: 3, code: null });
    const bastion = await login(fleet, []);
    expect(await run(bastion, 'web-1.demo', 'ls ~/log; echo x | grep y')).toEqual({
      out: 'access.log\napp.log\nsys.log\n',
      code: 1,
    });
    expect((await run(bastion, 'db-1.demo', 'tail -n 3 log/pg.log | wc -l')).out.trim()).toBe('3');
    await expect(run(bastion, 'nobody.demo', 'true')).rejects.toThrow(/Channel open failure/);
    const folder = dirname((fleet.configuration['teams'] as Team).demo.identity);
    expect(fleet.logins()).toBe(1);
    await fleet.stop();
    fleet = null;
    expect(existsSync(folder)).toBe(false);
  });

  test('a bastion with a code lets nobody in without it', async () => {
    fleet = await startDemoFleet({ seed: 3, code: '246810' });
    await expect(login(fleet, ['1', '2', '3'])).rejects.toThrow(/authentication/i);
    await login(fleet, ['246810']);
    expect(fleet.logins()).toBe(1);
  });
});
