import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/bundled.ts';
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
    expect(session.emulator.modes()).toEqual(RESTORED);
  });

  it.each([
    ['throw', 'Error: nobody caught this'],
    ['break', 'TypeError'],
  ])('puts the terminal back after a crash (%s) and prints the error there', async (how, message) => {
    const session = start(`exec node ${program} ${how}`);
    await session.sees('web-01 app');
    expect(await session.exited).not.toBe(0);
    expect(session.emulator.modes()).toEqual(RESTORED);
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

  it('goes on by itself after ^Z where no shell could bring it back', async () => {
    const session = start(`exec node ${program}`);
    await session.sees('web-01 app');
    session.type('\x1a');
    session.type('?');
    await session.sees('─ keys ─');
    session.type('\x03Q');
    expect(await session.exited).toBe(0);
    expect(session.emulator.modes()).toEqual(RESTORED);
  });
});
