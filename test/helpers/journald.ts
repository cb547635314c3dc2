import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const JOURNALD = '/lib/systemd/systemd-journald';

/** Whether a private journald can run, which requires root and namespaces. */
export const canRunJournald =
  process.getuid?.() === 0 && existsSync(JOURNALD) && spawnSync('unshare', ['-m', 'true']).status === 0;

/** A real journald with its own `/run` in its own mount namespace. */
export interface Journald {
  /** A folder for PATH with a `journalctl` that reads this journal. */
  readonly bin: string;
  /** Writes each line as an entry of a program, like a service's stdout. */
  print(name: string, lines: readonly string[]): void;
  /** Wraps a program and its arguments so that they run in the journal's namespace. */
  within(...words: string[]): [program: string, args: string[]];
  /** Writes an entry with these fields. */
  log(fields: Readonly<Record<string, string>>): void;
  journalctl(...words: string[]): string;
  /** Waits until the journal contains an entry with this message. */
  has(message: string): Promise<void>;
  /** Kills every `journalctl` that reads it, as a break does. */
  interrupt(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/** Starts a journald limited to this size. Its files are small, so that old ones are removed early. */
export const startJournald = async (maxUse = '64M'): Promise<Journald> => {
  const folder = mkdtempSync(join(tmpdir(), 'rtail-journal-'));
  const run = join(folder, 'run');
  const bin = join(folder, 'bin');
  for (const path of [bin, `${run}/systemd/journal`, `${run}/log/journal`, `${run}/systemd/journald.conf.d`])
    mkdirSync(path, { recursive: true });
  writeFileSync(
    `${run}/systemd/journald.conf.d/rtail.conf`,
    `[Journal]\nStorage=volatile\nRateLimitIntervalSec=0\nRateLimitBurst=0\nRuntimeMaxUse=${maxUse}\nForwardToSyslog=no\nReadKMsg=no\n`,
  );
  const script = `mount --make-rprivate / && mount --bind '${run}' /run && exec ${JOURNALD}`;
  const daemon = spawn('unshare', ['-m', 'sh', '-c', script], { stdio: 'ignore' });
  const inside = ['-t', String(daemon.pid), '-m', '--'];
  const pids = join(folder, 'pids');
  writeFileSync(
    join(bin, 'journalctl'),
    `#!/bin/sh\necho $$ >>'${pids}'\nexec nsenter ${inside.join(' ')} /usr/bin/journalctl "$@"\n`,
  );
  chmodSync(join(bin, 'journalctl'), 0o755);
  const within = (words: readonly string[], input = ''): string =>
    execFileSync('nsenter', [...inside, ...words], { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  const journalctl = (...words: string[]): string => within(['journalctl', '--no-pager', ...words]);
  await ready(daemon, () => existsSync(`${run}/systemd/journal/stdout`));
  return {
    bin,
    journalctl,
    within: (...words) => ['nsenter', [...inside, ...words]],
    print: (name, lines) => void within(['systemd-cat', '-t', name], lines.map(line => `${line}\n`).join('')),
    log: fields =>
      void within(
        ['logger', '--journald'],
        Object.entries(fields)
          .map(([name, value]) => `${name}=${value}\n`)
          .join(''),
      ),
    async has(message) {
      // Vacuuming a file while it is being read causes a "Bad message" or an "Invalid argument", or makes journalctl abort.
      const messages = (): readonly string[] => {
        try {
          return journalctl('-o', 'cat').split('\n');
        } catch (error) {
          if (/Bad message|Invalid argument|Assertion .* failed/.test(String(error))) return [];
          throw error;
        }
      };
      for (let tries = 0; !messages().includes(message); tries++) {
        if (tries > 200) throw new Error(`the journal has not got ${message}`);
        await sleep(20);
      }
    },
    interrupt(signal) {
      for (const pid of existsSync(pids) ? readFileSync(pids, 'utf8').split('\n') : []) {
        try {
          if (pid !== '') process.kill(Number(pid), signal);
        } catch {
          // It has exited.
        }
      }
    },
    async stop() {
      const ended = new Promise(resolve => daemon.once('exit', resolve));
      daemon.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const ready = async (daemon: ChildProcess, isReady: () => boolean): Promise<void> => {
  for (let tries = 0; !isReady(); tries++) {
    if (tries > 500 || daemon.exitCode !== null) throw new Error('journald has not started');
    await sleep(20);
  }
};
