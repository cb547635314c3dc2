import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { HubError } from '../../src/relay/hub/hubError.ts';
import { HubLink } from '../../src/relay/hub/link.ts';
import { tlsFailure } from '../../src/relay/hub/tlsFailure.ts';
import type { TlsFiles } from '../../src/relay/hub/tlsOptions.ts';
import { programPath } from '../e2e/syslog/rsyslog.ts';
import { type Certificates, makeCertificates } from '../helpers/certificates.ts';
import { createSandbox, type Sandbox } from '../helpers/sandbox.ts';

const NO_FILES: TlsFiles = { ca: null, cert: null, key: null };
const servers: Server[] = [];

const listening = async (server: Server): Promise<number> => {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

/** Returns why a connection fails. */
const failureOf = async (port: number, files: TlsFiles, tls = true): Promise<HubError> => {
  const nodes = [{ host: '127.0.0.1', port }];
  const address = { tls, nodes, sentinel: null, database: 0, user: null, password: null };
  const link = new HubLink({ address, sentinelLogin: { user: null, password: null }, ...files });
  try {
    await link.send(['PING']);
    throw new Error('it was connected');
  } catch (error) {
    if (error instanceof HubError) return error;
    throw error;
  } finally {
    link.close();
  }
};

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe('alerts of the server, as Node reports them', () => {
  const wanted = /requires? a client certificate.*--redis-cert/s;
  const refused = /does not accept our certificate.*--redis-cert/s;
  test.each([
    [40, 'handshake failure', wanted, /refuses the handshake.*tls-ciphers/s],
    [42, 'bad certificate', wanted, refused],
    [43, 'unsupported certificate', wanted, refused],
    [44, 'certificate revoked', wanted, refused],
    [45, 'certificate expired', wanted, refused],
    [46, 'certificate unknown', wanted, refused],
    [47, 'illegal parameter', /aborted.*log/s, /aborted.*log/s],
    [48, 'unknown authority', wanted, refused],
    [49, 'access denied', wanted, refused],
    [51, 'decrypt error', wanted, refused],
    [70, 'protocol version', /no TLS version.*tls-protocols/s, /no TLS version.*tls-protocols/s],
    [71, 'insufficient security', /stronger ciphers/, /stronger ciphers/],
    [80, 'internal error', /aborted.*log/s, /aborted.*log/s],
    [86, 'inappropriate fallback', /no TLS version/, /no TLS version/],
    [112, 'unrecognized name', /no certificate for this name/, /no certificate for this name/],
    [116, 'certificate required', wanted, wanted],
    [120, 'no application protocol', /aborted/, /aborted/],
  ])('%i, %s: without and with a client certificate', async (alert, _name, without, withOne) => {
    const port = await listening(
      createServer(socket => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, alert])));
      }),
    );
    const failure = await failureOf(port, NO_FILES);
    expect(`${failure.message}\n${failure.advice}`).toMatch(without);
    expect(failure).toMatchObject({ kind: 'lost', message: expect.stringContaining(`127.0.0.1:${port}: `) });
    const { message, advice } = tlsFailure(failure.cause, true)!;
    expect(`${message}\n${advice}`).toMatch(withOne);
    expect(failure.message + message).not.toMatch(/OpenSSL|SSL routines|\.c:\d/i);
  });
});

const openssl = programPath('openssl');

describe.skipIf(openssl === null)(
  `TLS that fails${openssl === null ? ' (skipped: no openssl here)' : ''}`,
  () => {
    let box: Sandbox;
    let pem: Certificates;
    let others: Certificates;

    const sign = (
      name: string,
      ...more: readonly string[]
    ): { readonly cert: string; readonly key: string } => {
      const [cert, key, request] = ['cert', 'key', 'request'].map(kind =>
        join(box.dir, `${name}.${kind}`),
      ) as [string, string, string];
      const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
      const run = (...args: readonly string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
      run('req', ...curve, '-keyout', key, '-out', request, '-subj', '/CN=127.0.0.1');
      const authority = ['-CA', pem.ca, '-CAkey', pem.ca.replace(/pem$/, 'key'), '-CAcreateserial'];
      run('x509', '-req', '-in', request, ...authority, '-out', cert, ...more);
      return { cert, key };
    };
    /** Starts a server that requires nothing of its clients; returns its port. */
    const serve = (files: { readonly cert: string; readonly key: string }, more: TlsOptions = {}) =>
      listening(
        createTlsServer({ cert: readFileSync(files.cert), key: readFileSync(files.key), ...more }, socket => {
          socket.on('error', () => undefined);
          socket.on('data', () => socket.write('+PONG\r\n'));
        }),
      );
    const asking = (): TlsOptions => ({
      ca: readFileSync(pem.ca),
      requestCert: true,
      rejectUnauthorized: true,
    });

    beforeAll(() => {
      box = createSandbox();
      pem = makeCertificates(join(box.dir, 'ours'));
      others = makeCertificates(join(box.dir, 'others'));
    });
    afterAll(() => box[Symbol.dispose]());

    const anyone = (): TlsFiles => ({ ...NO_FILES, ca: pem.ca });
    const TRUST = /not trusted.*--redis-ca/s;
    const WANTED = /requires? a client certificate|closed.*require|ECONNRESET.*require/s;

    test.each<[title: string, () => Promise<number>, () => TlsFiles, RegExp]>([
      ['an unknown authority', () => serve(pem), () => NO_FILES, TRUST],
      ['another authority', () => serve(pem), () => ({ ...NO_FILES, ca: others.ca }), TRUST],
      [
        'a self-signed certificate',
        () => serve({ cert: pem.ca, key: pem.ca.replace(/pem$/, 'key') }),
        () => NO_FILES,
        TRUST,
      ],
      ['expired', () => serve(sign('old', '-days', '-1')), anyone, /has expired.*clock/s],
      [
        'a certificate for other names',
        () => serve(sign('other', '-days', '1')),
        anyone,
        /other names.*127\.0\.0\.1.*use the host name/s,
      ],
      ['no certificate, TLS 1.3', () => serve(pem, asking()), anyone, WANTED],
      ['no certificate, TLS 1.2', () => serve(pem, { ...asking(), maxVersion: 'TLSv1.2' }), anyone, WANTED],
      [
        'a certificate that the server does not know',
        () => serve(pem, asking()),
        () => ({ ...others, ca: pem.ca }),
        /(not accept|rejected) our certificate.*--redis-cert/s,
      ],
      [
        'versions',
        () => serve(pem, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' }),
        anyone,
        /no TLS version/,
      ],
    ])('%s', async (_title, start, files, expected) => {
      const { message, advice, kind } = await failureOf(await start(), files());
      expect(`${message}\n${advice}`).toMatch(expected);
      expect(message).not.toMatch(/SSL routines|\.c:\d|Node\.js/);
      expect(kind).toBe('lost');
    });

    test.each<[title: string, () => TlsFiles, RegExp]>([
      ['a missing file', () => ({ ...NO_FILES, ca: '/nowhere.pem' }), /--redis-ca: .*\/nowhere\.pem/],
      ['no authority', () => ({ ...NO_FILES, ca: pem.key }), /--redis-ca: .*contains no certificate/],
      ['no certificate', () => ({ ...pem, cert: pem.key }), /--redis-cert: .*contains no certificate/],
      ['no key', () => ({ ...pem, key: pem.cert }), /--redis-key: .*contains no private key/],
      ["another's key", () => ({ ...pem, key: others.key }), /--redis-key: key values mismatch/],
    ])('an unusable file: %s', async (_title, files, expected) => {
      const { message, advice, kind } = await failureOf(1, files());
      expect(message).toMatch(expected);
      expect(advice).toContain('PEM');
      expect(kind).toBe('denied');
    });

    test('a port that speaks only TLS', async () => {
      const { advice } = await failureOf(await serve(pem), NO_FILES, false);
      expect(advice).toContain('rediss:// instead of redis://');
    });
  },
);

test.each([
  ['Redis without TLS, with TLS requested', '-ERR Protocol error\r\n', true, /redis:\/\/ instead of rediss:/],
  [
    'a TLS alert where plain Redis is expected',
    '\x15\x03\x01\0\x02\x02\x46',
    false,
    /rediss:\/\/ instead of redis:/,
  ],
  ['a web server', 'HTTP/1.1 400 Bad Request\r\n\r\n', false, /another service/],
  ['an SSH server', 'SSH-2.0-OpenSSH_9.2\r\n', false, /another service/],
])('what the server answers: %s', async (_title, answer, tls, expected) => {
  const port = await listening(
    createServer(socket => {
      socket.on('error', () => undefined);
      socket.on('data', () => socket.write(answer, 'latin1'));
    }),
  );
  expect((await failureOf(port, NO_FILES, tls)).advice).toMatch(expected);
});
