import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeCertificates } from '../../helpers/certificates.ts';
import { startListener } from '../../syslog/listener.ts';
import { startInherited } from './inherited.ts';
import { programPath, startRsyslog } from './rsyslog.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-syslog-'));
afterAll(() => rmSync(folder, { recursive: true }));

const vm = hostname();
const needs = (...programs: readonly string[]): string =>
  programs
    .filter(program => programPath(program) === null)
    .map(program => ` (skipped: no ${program} here)`)
    .join('');
const logger = needs('logger');
const rsyslogd = needs('logger', 'rsyslogd', 'openssl');
const perl = needs('logger', 'perl');

/** Returns the text of all sources after their heads, with varying parts normalised. */
const shown = (texts: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries(
    [...texts].map(([name, text]) => [
      name.replace(`${vm}:`, 'vm:'),
      text
        .replaceAll(/[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d/g, 'TIME')
        .replaceAll(/\d{4}-\d\d-\d\dT\S+/g, 'ISO')
        .replaceAll(/ \[timeQuality [^\]]*\]/g, ' [QUALITY]')
        .replaceAll(` ${vm} `, ' vm '),
    ]),
  );

describe.skipIf(logger !== '')(`logger, in every form${logger}`, () => {
  it('arrives as sent', async () => {
    const path = join(folder, 'logger.sock');
    await using listener = await startListener(['syslog://:0', 'syslog+tcp://:0', `syslog+unix:${path}`]);
    const udp = ['-n', '127.0.0.1', '-P', `${listener.ports.get('udp')}`, '-d'];
    const tcp = ['-n', '127.0.0.1', '-P', `${listener.ports.get('tcp')}`, '-T'];
    const send = (target: readonly string[], tag: string, text: string, ...more: readonly string[]): void =>
      void execFileSync('logger', [...target, '-t', tag, ...more, text]);
    send(udp, 'u1', 'plain');
    send(udp, 'u2', 'bare', '--rfc5424=notime,notq,nohost');
    send(udp, 'u3', 'old', '--rfc3164', '-p', 'local0.warning');
    send(udp, 'u4', 'pid', '--id=77');
    send(udp, 'tag with space', 'odd', '-p', 'kern.emerg', '--rfc3164');
    send(udp, 'u5', 'é \x1b[31m', '--rfc3164');
    send(udp, 'u6', 'x'.repeat(9000), '--size', '20000', '--rfc3164');
    send(udp, 'u7', 'data', '--rfc5424', '--sd-id', 'a@1', '--sd-param', 'b="c"');
    send(tcp, 't1', 'line', '--rfc3164');
    send(tcp, 't2', 'two\nlines', '--rfc3164');
    send(tcp, 't3', 'two\nlines', '--rfc3164', '--octet-count');
    send(['-u', path], 'local', 'stream');
    await expect.poll(() => listener.texts.size, { interval: 5 }).toBe(12);
    await expect
      .poll(() => shown(listener.texts), { interval: 5 })
      .toEqual({
        'vm:u1': '<13>1 ISO vm u1 - - [QUALITY] plain\n',
        '127.0.0.1:u2': '<13>1 - - u2 - - - bare\n',
        'vm:u3': '<132>TIME vm u3: old\n',
        'vm:u4': '<13>1 ISO vm u4 77 - [QUALITY] pid\n',
        // logger may not send as the kernel; a tag with blanks can only be told from text by a process id.
        'vm:syslog': '<8>TIME vm tag with space: odd\n',
        'vm:u5': '<13>TIME vm u5: \xc3\xa9 \x1b[31m\n',
        'vm:u6': `<13>TIME vm u6: ${'x'.repeat(9000)}\n`,
        'vm:u7': '<13>1 ISO vm u7 - - [QUALITY][a@1 b="c"] data\n',
        'vm:t1': '<13>TIME vm t1: line\n',
        'vm:t2': '<13>TIME vm t2: two\nlines\n',
        'vm:t3': '<13>TIME vm t3: two\nlines\n',
        'vm:local': '<13>TIME local: stream\n',
      });
  });
});

describe.skipIf(rsyslogd !== '')(`rsyslogd forwarding${rsyslogd}`, () => {
  it('arrives over UDP, TCP, TLS, counted and in the format of RFC 5424', async () => {
    const { ca, cert, key } = makeCertificates(folder);
    await using listener = await startListener([
      'syslog://:0',
      'syslog+tcp://:0',
      `syslog+tls://127.0.0.1:0?cert=${cert}&key=${key}`,
    ]);
    const [udp, tcp, tls] = ['udp', 'tcp', 'tls'].map(name => listener.ports.get(name));
    const forward = (tag: string, action: string): string =>
      `if $programname == '${tag}' then { action(type="omfwd" target="127.0.0.1" ${action}) }`;
    await using rsyslog = await startRsyslog(
      folder,
      [
        `if $programname == 'at' then @127.0.0.1:${udp}`,
        `if $programname == 'atat' then @@127.0.0.1:${tcp}`,
        forward('fwd', `port="${tcp}" protocol="tcp" template="RSYSLOG_ForwardFormat"`),
        forward('new', `port="${tcp}" protocol="tcp" template="RSYSLOG_SyslogProtocol23Format"`),
        forward(
          'counted',
          `port="${tcp}" protocol="tcp" TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format"`,
        ),
        forward(
          'tls',
          `port="${tls}" protocol="tcp" TCP_Framing="octet-counted" StreamDriver="gtls" StreamDriverMode="1" ` +
            `StreamDriverAuthMode="anon" StreamDriver.CAFile="${ca}"`,
        ),
      ].join('\n'),
    );
    const log = (tag: string, text: string): void => {
      const sent = spawnSync('logger', [
        '-u',
        rsyslog.socket,
        '-t',
        tag,
        '-p',
        'local3.err',
        '--id=77',
        text,
      ]);
      expect(sent.status).toBe(0);
    };
    for (const tag of ['at', 'atat', 'fwd', 'new', 'counted', 'tls']) {
      for (const text of ['one', 'two\ttabs', 'three é']) log(tag, text);
    }
    const all = (head: string, gap = ' '): string =>
      [...['one', 'two#011tabs', 'three \xc3\xa9'].map(text => `${head}${gap}${text}\n`)].join('');
    await expect
      .poll(() => shown(listener.texts), { interval: 10 })
      .toEqual({
        'vm:at': all('<155>TIME vm at[77]:'),
        'vm:atat': all('<155>TIME vm atat[77]:'),
        'vm:fwd': all('<155>ISO vm fwd[77]:'),
        'vm:new': all('<155>1 ISO vm new 77 - -', '  '),
        'vm:counted': all('<155>1 ISO vm counted 77 - -', '  '),
        'vm:tls': all('<155>TIME vm tls[77]:'),
      });
    expect(listener.markers.filter(({ kind }) => kind === 'gap')).toEqual([]);
  });
});

describe.skipIf(perl !== '')(`a Unix datagram socket by an inherited descriptor${perl}`, () => {
  it('preserves each datagram, makes senders wait, and ends with the program', async () => {
    const path = join(folder, 'datagram.sock');
    await using rtail = await startInherited(folder, path, ['-o', 'raw']);
    const send = (text: string, ...more: readonly string[]): void =>
      void execFileSync('logger', ['-d', '-u', path, '-t', 'app', ...more, text]);
    for (let index = 0; index < 5; index++) send(`message ${index}`);
    send('y'.repeat(50_000), '--size', '60000');
    await rtail.sees(/y{50000}\n/);
    const text = rtail
      .stdout()
      .toString()
      .replaceAll(/[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d/g, 'TIME');
    expect(text.match(/TIME app: message \d\n/g)).toHaveLength(5);
    rtail.kill('SIGINT');
    expect((await rtail.done).code).toBe(130);
  });
});
