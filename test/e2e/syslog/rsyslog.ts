import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { until } from '../../helpers/fleet-process.ts';

const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];

/** Returns the path of a program; null: it is not installed. */
export const programPath = (name: string): string | null =>
  folders.map(folder => join(folder, name)).find(path => existsSync(path)) ?? null;

/** A private rsyslogd. */
export interface Rsyslog extends AsyncDisposable {
  /** The socket that programs log to. */
  readonly socket: string;
}

/**
 * Starts rsyslogd with its own configuration, socket and pid file in a folder; `rules` determines where
 * messages go.
 */
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
