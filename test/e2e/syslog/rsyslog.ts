import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { until } from '../../helpers/fleet-process.ts';

const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];

/** The path of a program; null: it is not installed. */
export const programPath = (name: string): string | null =>
  folders.map(folder => join(folder, name)).find(path => existsSync(path)) ?? null;

/** An rsyslogd of our own. */
export interface Rsyslog extends AsyncDisposable {
  /** The socket that programs log to. */
  readonly socket: string;
}

/** Starts rsyslogd with its own configuration, socket and pid file in a folder; `rules` says where messages go. */
export const startRsyslog = async (folder: string, rules: string): Promise<Rsyslog> => {
  const socket = join(folder, 'in.sock');
  const config = join(folder, 'rsyslog.conf');
  writeFileSync(
    config,
    [
      `global(maxMessageSize="64k" workDirectory="${folder}")`,
      `module(load="imuxsock" SysSock.Use="off")`,
      `input(type="imuxsock" Socket="${socket}" CreatePath="on" RateLimit.Interval="0")`,
      rules,
      '',
    ].join('\n'),
  );
  const child: ChildProcess = spawn(
    programPath('rsyslogd')!,
    ['-n', '-f', config, '-i', join(folder, 'rsyslogd.pid')],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  child.stdout!.on('data', chunk => (output += chunk));
  child.stderr!.on('data', chunk => (output += chunk));
  const exited = once(child, 'exit');
  await until(
    () => (existsSync(socket) || child.exitCode !== null ? true : null),
    10_000,
    () => output,
  );
  if (child.exitCode !== null) throw new Error(`rsyslogd ended: ${output}`);
  return {
    socket,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await exited;
      clearTimeout(timer);
    },
  };
};

/** Makes a certificate authority and a certificate for 127.0.0.1 in a folder, valid for a day. */
export const makeCertificates = (folder: string): { ca: string; cert: string; key: string } => {
  const openssl = programPath('openssl')!;
  const [ca, caKey, cert, key, request] = ['ca.pem', 'ca.key', 'cert.pem', 'key.pem', 'request.pem'].map(
    name => join(folder, name),
  ) as [string, string, string, string, string];
  const run = (...args: readonly string[]): void => void execFileSync(openssl, args, { stdio: 'ignore' });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  run('req', '-x509', ...curve, '-keyout', caKey, '-out', ca, '-days', '1', '-subj', '/CN=test ca');
  run('req', ...curve, '-keyout', key, '-out', request, '-subj', '/CN=log.example');
  run(
    'x509',
    '-req',
    '-in',
    request,
    '-CA',
    ca,
    '-CAkey',
    caKey,
    '-CAcreateserial',
    '-out',
    cert,
    '-days',
    '1',
  );
  return { ca, cert, key };
};
