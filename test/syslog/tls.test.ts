import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect as connectPlain } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programPath } from '../e2e/syslog/rsyslog.ts';
import { type Certificates, makeCertificates } from '../helpers/certificates.ts';
import { startListener } from './listener.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-syslog-'));
afterAll(() => rmSync(folder, { recursive: true }));
const problem = programPath('openssl') === null ? ' (skipped: no openssl here)' : '';

const MESSAGE = '<13>Nov 28 20:20:08 vm app: hello';

describe.skipIf(problem !== '')(`syslog over TLS with client certificates${problem}`, () => {
  let ours: Certificates;
  let others: Certificates;
  beforeAll(() => {
    ours = makeCertificates(join(folder, 'ours'));
    others = makeCertificates(join(folder, 'others'));
  });

  /** Starts a listener that demands certificates of our authority. */
  const listen = (more = '') =>
    startListener([`syslog+tls://127.0.0.1:0?cert=${ours.cert}&key=${ours.key}&ca=${ours.ca}${more}`]);

  const send = (port: number, certificates: Certificates | null): void => {
    const { cert, key } = certificates ?? {};
    const own = cert && key ? { cert: readFileSync(cert), key: readFileSync(key) } : {};
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...own }, () =>
      socket.end(`${MESSAGE}\n`),
    );
    socket.on('error', () => {}).resume();
  };

  it.each([
    ['none', null, /TLS handshake failed with 127\.0\.0\.1: .*certificate/],
    [
      'one of another authority',
      () => others,
      /TLS handshake failed with a client: its certificate is not signed by ca=/,
    ],
  ])('refuses %s and says why', async (_title, certificates, said) => {
    await using listener = await listen();
    send(listener.ports.get('tls')!, certificates?.() ?? null);
    await listener.marks(said);
    expect(listener.texts.size).toBe(0);
  });

  it('refuses plain text', async () => {
    await using listener = await listen();
    const socket = connectPlain(listener.ports.get('tls')!, '127.0.0.1', () => socket.write(`${MESSAGE}\n`));
    socket.on('error', () => {}).resume();
    await listener.marks(/TLS handshake failed with 127\.0\.0\.1/);
    socket.destroy();
  });

  it.each([
    ['one of ours', () => ''],
    ['one that is named in peers=', () => '&peers=other,log.example'],
    [
      'one whose fingerprint is in peers=',
      () => `&peers=${new X509Certificate(readFileSync(ours.cert)).fingerprint256}`,
    ],
  ])('accepts %s', async (_title, more) => {
    await using listener = await listen(more());
    send(listener.ports.get('tls')!, ours);
    await listener.holds('vm:app', `${MESSAGE}\n`);
  });

  it('refuses one of ours that is not in peers=', async () => {
    await using listener = await listen('&peers=other');
    send(listener.ports.get('tls')!, ours);
    await listener.marks(/refused 127\.0\.0\.1 \(log\.example\): not among peers=/);
    expect(listener.texts.size).toBe(0);
  });
});
