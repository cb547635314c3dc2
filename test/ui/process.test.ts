import { existsSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/bundled.ts';
import { createSandbox } from '../helpers/sandbox.ts';
import { childrenOf, onTerminal, type PtySession, RESTORED } from './helpers/pty.ts';

let program = '';

beforeAll(async () => {
  program = await bundle('test/ui/helpers/program.ts');
});

afterAll(() => rmSync(program, { force: true }));

let open: PtySession | null = null;

afterEach(async () => {
  await open?.close();
  open = null;
});

/** The state letter of /proc/PID/stat: `T` for stopped. */
const stateOf = (pid: number): string => / ([A-Z]) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))![1]!;

const start = (command: string): PtySession => {
  open = onTerminal(command);
  return open;
};

describe('the screen in a process of its own', () => {
  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGQUIT', 131],
  ] as const)('puts the terminal back on %s and ends with %i', async (signal, status) => {
    const session = start(`exec node ${program}`);
    await session.sees('web-01 app');
    process.kill(childrenOf(session.child.pid!).at(-1)!, signal);
    expect(await session.exited).toBe(status);
    await expect.poll(() => session.emulator.modes()).toEqual(RESTORED);
  });

  it.each([
    ['throw', 'Error: nobody caught this'],
    ['break', 'TypeError'],
  ])('puts the terminal back after a crash (%s) and prints the error there', async (how, message) => {
    const session = start(`exec node ${program} ${how}`);
    await session.sees('web-01 app');
    process.kill(childrenOf(session.child.pid!).at(-1)!, 'SIGUSR2');
    expect(await session.exited).not.toBe(0);
    await expect.poll(() => session.emulator.modes()).toEqual(RESTORED);
    await session.sees(message);
    expect(session.emulator.lines().join('\n')).not.toContain('web-01 app');
  });

  it('is suspended by ^Z and comes back with fg, the shell in between having its terminal', async () => {
    const session = start('exec bash --norc --noprofile -i');
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

  it('lends the terminal to $PAGER, gives it what the pane shows, and comes back', async () => {
    using sandbox = createSandbox();
    const pager = sandbox.write(
      'pager',
      '#!/bin/sh\nhead -n 1 "$2"\necho "this is the pager, $1"\nread -r line\n',
    );
    open = onTerminal(`exec node ${program}`, { PAGER: `sh ${pager} -x` });
    await open.sees('web-01 app');
    open.type('|');
    await open.sees(/2026-11-20 \d\d:\d\d:\d\d\.\d{3} [A-Z] [\s\S]*this is the pager, -x/);
    expect(open.emulator.modes().alternate).toBe(false);
    open.type('\n');
    await open.sees('web-01 app');
    open.type('?');
    await open.sees('─ keys ─');
  });

  it('draws itself anew when it goes on after being stopped from outside', async () => {
    const session = start(`exec node ${program}`);
    await session.sees('web-01 app');
    const pid = childrenOf(session.child.pid!).at(-1)!;
    process.kill(pid, 'SIGSTOP');
    await session.emulator.write('\x1b[?1049l\x1b[2Jrubbish of the shell');
    await expect.poll(() => stateOf(pid)).toBe('T');
    // script(1) stops with what it runs.
    await expect.poll(() => stateOf(session.child.pid!)).toBe('T');
    process.kill(pid, 'SIGCONT');
    process.kill(session.child.pid!, 'SIGCONT');
    await session.sees('web-01 app');
    expect(session.emulator.modes().alternate).toBe(true);
    expect(session.text()).not.toContain('rubbish');
  });

  it('ends when its terminal goes away', async () => {
    const session = start(`exec node ${program}`);
    await session.sees('web-01 app');
    const pid = childrenOf(session.child.pid!).at(-1)!;
    process.kill(session.child.pid!, 'SIGKILL');
    await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 10_000 }).toBe(false);
  });

  it('goes on by itself after ^Z where no shell could bring it back', async () => {
    const session = start(`exec node ${program}`);
    await session.sees('web-01 app');
    session.type('\x1a');
    session.type('?');
    await session.sees('─ keys ─');
    session.type('\x03Q');
    expect(await session.exited).toBe(0);
    await expect.poll(() => session.emulator.modes()).toEqual(RESTORED);
  });
});
