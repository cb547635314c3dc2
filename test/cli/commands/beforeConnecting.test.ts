import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rtail } from '../../helpers/run.ts';

let home: string;
let server: Server;
let connections = 0;

/** Writes an inventory of one host behind a jump host; both are this server, which is too old. */
const writeConfig = (more: object): void => {
  const { port } = server.address() as AddressInfo;
  const jump = { host: '127.0.0.1', port };
  const config = {
    hosts: { web: { address: '127.0.0.2', port, jump } },
    logs: { app: '/var/log/app.log' },
    ...more,
  };
  writeFileSync(join(home, '.rtailrc'), JSON.stringify(config));
};

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'rtail-before-'));
  mkdirSync(join(home, 'full'));
  writeFileSync(join(home, 'full', 'a file'), '');
  server = createServer(socket => {
    connections++;
    socket.on('error', () => {});
    socket.end('SSH-1.0-Old\r\n');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
  rmSync(home, { recursive: true });
});

const run = async (args: readonly string[], more: object = {}) => {
  writeConfig(more);
  connections = 0;
  const { code, stderr } = await rtail([...args, 'web:app'], { home });
  return { code, stderr: stderr.toString(), connections };
};

test('a valid command line connects, so the tests below would notice', async () => {
  const { code, connections } = await run([]);
  expect(code).toBe(4);
  expect(connections).toBeGreaterThan(0);
});

test.each<readonly [readonly string[], object, RegExp]>([
  [['--nothing'], {}, /--nothing/],
  [['-g', '('], {}, /-g '\('|-g "\("/],
  [['--format', '{'], {}, /--format/],
  [['--where', 'status>'], {}, /--where/],
  [['--sql', 'SELEKT'], {}, /--sql/],
  [['--view', 'none'], {}, /--view/],
  [['--tee', 'full'], {}, /--tee/],
  [['--debug', 'no/such/folder'], {}, /--debug/],
  [['--ssh-config', 'a\nb'], {}, /ssh-config/],
  [['db:app'], {}, /db/],
  [['web:other'], {}, /other/],
  [[], { defaults: { format: '{' } }, /\.rtailrc|format/],
  [[], { defaults: { lines: 'many' } }, /lines/],
  [[], { teams: 3 }, /teams/],
])('%j with %j is reported, with exit code 2, before anything is connected', async (args, more, said) => {
  const result = await run(args, more);
  expect(result).toMatchObject({ code: 2, connections: 0 });
  expect(result.stderr).toMatch(said);
});
