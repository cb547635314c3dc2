import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { childrenOf } from '../../test/ui/helpers/pty.ts';
import { entry } from '../fleet.ts';

export const rtopEntry = join(dirname(entry), 'rtop.js');

/** A command on a pseudo-terminal of 120×40, what it writes passed on as it comes. */
export interface BenchTerminal {
  readonly child: ChildProcess;
  /** All that was written since `forget`. */
  readonly written: () => string;
  forget(): void;
  onOutput(listener: () => void): void;
  /** The process id of the command itself. */
  readonly pid: () => number;
  type(text: string): void;
  close(): Promise<void>;
}

/** Starts a shell command line on a pseudo-terminal made by script(1). */
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

/** Megabytes of memory that a process has resident now, and had at most (Linux: /proc). */
export const residentMemory = (pid: number): { readonly now: number; readonly most: number } => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const read = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1000;
  return { now: read('VmRSS'), most: read('VmHWM') };
};

/** Milliseconds of processor time that a process has taken, to the hundredth of a second (Linux: proc(5), stat). */
export const processorTime = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
};
