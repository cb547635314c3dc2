import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { compiledKept } from '../../helpers/run.ts';
import { createEmulator, type Emulator } from './emulator.ts';

/** A command on a pseudo-terminal, seen through an emulator. */
export interface PtySession {
  readonly emulator: Emulator;
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  /** The process that script(1) started: the command itself, if it is run with `exec`. */
  pid(): number;
  type(text: string): void;
  /** Resizes the terminal, and notifies its programs. */
  resize(columns: number, rows: number): void;
  /** Waits until the screen meets a condition. */
  sees(text: string | RegExp | ((text: string) => boolean)): Promise<void>;
  text(): string;
  /** Ends it, if it is still running. */
  close(): Promise<void>;
}

/** How long something may take to become visible. */
const PATIENCE_MS = 25_000;

/** The terminal's modes as a program must leave them. */
export const RESTORED = { alternate: false, wrap: true, bracketedPaste: false, mouse: 'none' };

/** Runs a command on a separate pseudo-terminal created by script(1), with a minimal environment. */
export const onTerminal = (
  command: string,
  env: NodeJS.ProcessEnv = {},
  columns = 90,
  rows = 24,
): PtySession => {
  const emulator = createEmulator(columns, rows);
  const child = spawn('script', ['-qfec', `stty cols ${columns} rows ${rows}; ${command}`, '/dev/null'], {
    env: {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      NODE_ENV: 'production',
      PS1: 'shell> ',
      ...compiledKept(),
      ...env,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // Whole characters only: a chunk may end inside one.
  child.stdout!.setEncoding('utf8').on('data', (text: string) => void emulator.write(text));
  const exited = new Promise<number | null>(resolve => child.on('exit', resolve));
  const text = (): string => emulator.lines().join('\n');
  return {
    emulator,
    child,
    exited,
    text,
    pid: () => childrenOf(child.pid!)[0]!,
    type: typed => void child.stdin!.write(typed),
    resize(columns, rows) {
      emulator.resize(columns, rows);
      const terminal = readlinkSync(`/proc/${childrenOf(child.pid!)[0]}/fd/0`);
      execFileSync('stty', ['-F', terminal, 'cols', `${columns}`, 'rows', `${rows}`]);
    },
    async sees(pattern) {
      const end = Date.now() + PATIENCE_MS;
      const wanted = (): boolean => {
        if (typeof pattern === 'function') return pattern(text());
        return typeof pattern === 'string' ? text().includes(pattern) : pattern.test(text());
      };
      while (!wanted()) {
        if (Date.now() > end) throw new Error(`${pattern} is not to be seen:\n${text()}`);
        await sleep(30);
      }
    },
    async close() {
      if (child.exitCode === null && child.signalCode === null)
        for (const pid of [...childrenOf(child.pid!), child.pid!]) kill(pid);
      await exited;
      emulator.dispose();
    },
  };
};

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended in the meantime.
  }
};

/** Returns the pids of a process's descendants, from /proc; none if it has ended. */
export const childrenOf = (pid: number): number[] => {
  let children: string;
  try {
    children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  } catch {
    return [];
  }
  return children
    .split(' ')
    .filter(text => text.trim() !== '')
    .map(Number)
    .flatMap(child => [child, ...childrenOf(child)]);
};
