import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { HostFacts } from '../../src/core/facts.ts';
import { newNonce, nonceGate } from '../../src/pushdown/script/nonceGate.ts';
import { parseReport } from './parseReport.ts';

export const GNU: HostFacts = {
  system: 'Linux',
  tail: 'gnu',
  grep: 'gnu',
  awk: 'gawk',
  grepLineBuffered: true,
  tac: true,
  gzip: true,
  sudo: true,
  stdbuf: true,
  clockSkewMs: 0,
};

export const BUSYBOX: HostFacts = {
  ...GNU,
  tail: 'busybox',
  grep: 'busybox',
  awk: 'busybox',
  grepLineBuffered: false,
};

export interface RemoteRun {
  /** The log's output: stdout after the nonce line, one character per byte. */
  readonly out: string;
  readonly code: number | null;
  readonly signal: string | null;
  readonly report: ReturnType<typeof parseReport>;
}

export interface RunningRemote {
  readonly child: ChildProcess;
  readonly nonce: string;
  /** What has arrived so far. */
  out(): string;
  /** What has arrived on stderr so far, including reports. */
  err(): string;
  readonly ended: Promise<RemoteRun>;
}

export interface RemoteOptions {
  /** The login shell and its option for a command. */
  readonly shell?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** The user who runs it. */
  readonly uid?: number;
}

/** Starts a command line like sshd: with a login shell that leads its own process group, stdin kept open. */
export const startRemote = (command: string, options: RemoteOptions = {}): RunningRemote => {
  const [program, ...words] = options.shell ?? ['sh', '-c'];
  const child = spawn(program!, [...words, command], {
    detached: true,
    cwd: options.cwd,
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    env: { ...process.env, ...options.env },
  });
  const nonce = newNonce();
  const gate = nonceGate(nonce, 'web-01');
  let out = '';
  let err = '';
  child.stdin.on('error', () => {});
  child.stdin.write(`${nonce}\n\n`);
  child.stdout.on('data', (chunk: Buffer) => {
    out += gate.push(chunk).toString('latin1');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString('latin1');
  });
  const ended = new Promise<RemoteRun>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ out, code, signal, report: parseReport(err, { nonce, host: 'web-1', log: 'the log' }) });
    });
  });
  return { child, nonce, out: () => out, err: () => err, ended };
};

export const runRemote = (command: string, options: RemoteOptions = {}): Promise<RemoteRun> =>
  startRemote(command, options).ended;

/** Ends a run's process group, for a test that failed before the run ended. */
export const killRemote = ({ child }: RunningRemote): void => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has already ended.
  }
};

/** Returns the command lines of live processes in a run's group. */
export const groupOf = (running: RunningRemote): string[] =>
  readdirSync('/proc').flatMap(name => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const [, state, , group] =
        /^\d+ \(.*\) (\S) (\d+) (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, 'latin1')) ?? [];
      if (Number(group) !== running.child.pid || state === 'Z') return [];
      return [readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ')];
    } catch {
      return [];
    }
  });
