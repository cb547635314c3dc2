import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { serverSettings } from '../../../src/cli/commands/serve/settings.ts';
import type { ServeRequest } from '../../../src/cli/request/request.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-serve-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const asked: ServeRequest = {
  listen: '127.0.0.1:7070',
  open: false,
  tlsCert: null,
  tlsKey: null,
  plainHttp: false,
  hostNames: [],
  origins: [],
  basePath: null,
  trustedProxies: [],
  authHeader: null,
  operators: [],
  tokenFile: null,
  once: false,
  maxViewers: 20,
  graceMs: 30_000,
};
const settings = (change: Partial<ServeRequest>) =>
  serverSettings({ ...asked, ...change }, { cwd: folder, home: folder, env: {} });

describe('what serve listens on', () => {
  test.each([
    ['127.0.0.1:7070', { kind: 'tcp', address: '127.0.0.1', port: 7070 }],
    ['8080', { kind: 'tcp', address: '127.0.0.1', port: 8080 }],
    [':0', { kind: 'tcp', address: '127.0.0.1', port: 0 }],
    ['[::1]:80', { kind: 'tcp', address: '::1', port: 80 }],
    ['unix:s.sock', { kind: 'unix', path: join(folder, 's.sock') }],
  ])('%s', (listen, expected) => {
    expect(settings({ listen }).listen).toEqual(expected);
  });
});

describe('what serve refuses, with advice', () => {
  test.each<[string, Partial<ServeRequest>, RegExp]>([
    [
      'an address that others can reach, over http',
      { listen: '0.0.0.0:80' },
      /other machines can reach.*--tls-cert.*--plain-http/,
    ],
    ['the same for IPv6', { listen: '[::]:80' }, /other machines can reach/],
    ['a name', { listen: 'example.com:80' }, /expected ADDRESS:PORT/],
    ['a port that is out of range', { listen: '65536' }, /expected ADDRESS:PORT/],
    ['a certificate without its key', { tlsCert: 'c.pem' }, /--tls-cert needs --tls-key/],
    ['a missing certificate', { tlsCert: 'c.pem', tlsKey: 'k.pem' }, /--tls-cert: ENOENT/],
    ['a header that anyone can send', { authHeader: 'Remote-User' }, /--trusted-proxy/],
    ['a proxy that names nobody', { trustedProxies: ['10.0.0.0/8'] }, /--auth-header/],
    ['an invalid network', { authHeader: 'X', trustedProxies: ['10.0.0.0/33'] }, /expected a network/],
    ['everyone by mistake', { authHeader: 'X', trustedProxies: ['*'] }, /expected a network/],
    ['an origin with a path', { origins: ['https://x.example/logs'] }, /expected a scheme and host/],
    ['an origin with another scheme', { origins: ['file:///'] }, /expected a scheme and host/],
    ['a host name with a port', { hostNames: ['x.example:80'] }, /without scheme, port or path/],
    ['a base path with ..', { basePath: '/../x' }, /expected a path such as/],
  ])('%s', (_title, change, message) => {
    expect(() => settings(change)).toThrow(message);
  });

  test('--plain-http, a certificate or a socket make it acceptable', () => {
    expect(settings({ listen: '0.0.0.0:80', plainHttp: true }).listen).toMatchObject({ address: '0.0.0.0' });
    expect(settings({ listen: 'unix:x' }).tls).toBeNull();
  });
});

describe('tokens', () => {
  test('are new at each start, and different for operators', () => {
    const [one, other] = [settings({}).tokens, settings({}).tokens];
    expect(new Set([one.viewer, one.operator, other.viewer, other.operator]).size).toBe(4);
    expect(one.viewer).toMatch(/^[\w-]{22}$/);
  });

  test('are stored in a private file', () => {
    const tokenFile = join(folder, 'state', 'tokens');
    const { tokens } = settings({ tokenFile });
    expect(settings({ tokenFile }).tokens).toEqual(tokens);
    expect(statSync(tokenFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(tokenFile, 'utf8')).toBe(`viewer ${tokens.viewer}\noperator ${tokens.operator}\n`);
    chmodSync(tokenFile, 0o644);
    expect(() => settings({ tokenFile })).toThrow(/other users can read it/);
  });
});
