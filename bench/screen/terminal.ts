import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { childrenOf } from '../../test/ui/helpers/pty.ts';
import { entry } from '../fleet.ts';

export const rtopEntry = join(dirname(entry), 'rtop.js');

/** A command on a pseudo-terminal of 120×40, whose output is passed on as it arrives. */
export interface BenchTerminal {
  readonly child: ChildProcess;
  /** Returns everything written since `forget`. */
  readonly written: () => string;
  forget(): void;
  onOutput(listener: () => void): void;
  /** Returns the process id of the command itself. */
  readonly pid: () => number;
  type(text: string): void;
  close(): Promise<void>;
}

/** Starts a shell command line on a pseudo-terminal created by script(1). */
export const onBenchTerminal = (command: string, env: NodeJS.ProcessEnv, cwd: string): BenchTerminal => {
  let written = '';
  const listeners: (() => void)[] = [];
  const child = spawn('script', ['-qfec', `stty cols 120 rows 40; exec ${command}`, '/dev/null'], {
    cwd,
    env: { TERM: 'xterm-256color', LANG: 'C.UTF-8', TZ: 'UTC', PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    written += text;
    for (const listener of listeners) listener();
  });
  const exited = new Promise<void>(resolve => child.on('exit', () => resolve()));
  return {
    child,
    written: () => written,
    forget: () => {
      written = '';
    },
    onOutput: listener => void listeners.push(listener),
    pid: () => childrenOf(child.pid!)[0]!,
    type: text => void child.stdin!.write(text),
    async close() {
      child.stdin!.write('\x03Q');
      await exited;
    },
  };
};

/** Returns a process's current and peak resident memory in megabytes (Linux: /proc). */
export const residentMemory = (pid: number): { readonly now: number; readonly most: number } => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const read = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1000;
  return { now: read('VmRSS'), most: read('VmHWM') };
};

/** Returns the CPU time of a process in milliseconds, with a resolution of 10 ms (Linux: proc(5), stat). */
export const processorTime = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
};
