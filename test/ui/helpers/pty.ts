import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { createEmulator, type Emulator } from './emulator.ts';

/** A command on a pseudo-terminal, seen through an emulator. */
export interface PtySession {
  readonly emulator: Emulator;
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  type(text: string): void;
  /** Waits until the screen says so. */
  sees(text: string | RegExp): Promise<void>;
  text(): string;
  /** Ends it, if it has not ended. */
  close(): Promise<void>;
}

/** The terminal's modes as a program must leave them. */
export const RESTORED = { alternate: false, wrap: true, bracketedPaste: false, mouse: 'none' };

/** Runs a command on a pseudo-terminal of its own, made by script(1), with no more environment than it needs. */
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
      ...env,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdout!.on('data', chunk => void emulator.write(chunk.toString()));
  const exited = new Promise<number | null>(resolve => child.on('exit', resolve));
  const text = (): string => emulator.lines().join('\n');
  return {
    emulator,
    child,
    exited,
    text,
    type: typed => void child.stdin!.write(typed),
    sees: pattern => expect.poll(text, { timeout: 25_000 }).toMatch(pattern),
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
    // It has ended meanwhile.
  }
};

/** The pids below a process, from /proc. */
export const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(text => text.trim() !== '')
    .map(Number)
    .flatMap(child => [child, ...childrenOf(child)]);
