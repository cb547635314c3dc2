import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/bundled.ts';
import { createEmulator, type Emulator } from './helpers/emulator.ts';

let program = '';

beforeAll(async () => {
  program = await bundle('test/ui/helpers/program.ts');
});

afterAll(() => rmSync(program, { force: true }));

interface Session {
  readonly emulator: Emulator;
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  type(text: string): void;
  /** Waits until the screen says so. */
  sees(text: string | RegExp): Promise<void>;
}

let open: Session | null = null;

afterEach(async () => {
  if (!open) return;
  if (open.child.exitCode === null) open.child.kill('SIGKILL');
  await open.exited;
  open.emulator.dispose();
  open = null;
});

/** Runs a command on a pseudo-terminal of its own, made by script(1). */
const onTerminal = (command: string): Session => {
  const emulator = createEmulator(90, 24);
  const child = spawn('script', ['-qfec', `stty cols 90 rows 24; ${command}`, '/dev/null'], {
    env: {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      NODE_ENV: 'production',
      PS1: 'shell> ',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdout!.on('data', chunk => void emulator.write(chunk.toString()));
  const exited = new Promise<number | null>(resolve => child.on('exit', resolve));
  open = {
    emulator,
    child,
    exited,
    type: text => void child.stdin!.write(text),
    sees: text => expect.poll(() => emulator.lines().join('\n'), { timeout: 20_000 }).toMatch(text),
  };
  return open;
};

const RESTORED = { alternate: false, wrap: true, bracketedPaste: false, mouse: 'none' };

/** The pids below a process, from /proc. */
const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(text => text.trim() !== '')
    .map(Number)
    .flatMap(child => [child, ...childrenOf(child)]);

describe('the screen in a process of its own', () => {
  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGQUIT', 131],
  ] as const)('puts the terminal back on %s and ends with %i', async (signal, status) => {
    const session = onTerminal(`exec node ${program}`);
    await session.sees('web-01 app');
    process.kill(childrenOf(session.child.pid!).at(-1)!, signal);
    expect(await session.exited).toBe(status);
    expect(session.emulator.modes()).toEqual(RESTORED);
  });

  it.each([
    ['throw', 'Error: nobody caught this'],
    ['break', 'TypeError'],
  ])('puts the terminal back after a crash (%s) and prints the error there', async (how, message) => {
    const session = onTerminal(`exec node ${program} ${how}`);
    await session.sees('web-01 app');
    expect(await session.exited).not.toBe(0);
    expect(session.emulator.modes()).toEqual(RESTORED);
    await session.sees(message);
    expect(session.emulator.lines().join('\n')).not.toContain('web-01 app');
  });

  it('is suspended by ^Z and comes back with fg, the shell in between having its terminal', async () => {
    const session = onTerminal('exec bash --norc --noprofile -i');
    await session.sees('shell>');
    session.type(`node ${program}\n`);
    await session.sees('web-01 app');
    session.type('\x1a');
    await session.sees(/Stopped[\s\S]*shell>/);
    expect(session.emulator.modes()).toMatchObject({ alternate: false, wrap: true, mouse: 'none' });
    session.type('echo $((6 * 7)) is the answer\n');
    await session.sees('42 is the answer');
    session.type('fg\n');
    await session.sees('web-01 app');
    expect(session.emulator.modes().alternate).toBe(true);
    session.type('q');
    await session.sees('42 is the answer');
    session.type('exit\n');
    expect(await session.exited).toBe(0);
  });

  it('goes on by itself after ^Z where no shell could bring it back', async () => {
    const session = onTerminal(`exec node ${program}`);
    await session.sees('web-01 app');
    session.type('\x1a');
    session.type('?');
    await session.sees('─ keys ─');
    session.type('\x03Q');
    expect(await session.exited).toBe(0);
    expect(session.emulator.modes()).toEqual(RESTORED);
  });
});
