import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/bundled.ts';
import { createSandbox, type Sandbox } from '../helpers/sandbox.ts';
import { builtRtop } from './helpers/builtRtop.ts';
import { childrenOf, onTerminal, type PtySession, RESTORED } from './helpers/pty.ts';

const DEMO = `node ${builtRtop} --demo --seed 7`;
const LIVE = /1 web-1 app ● [\s\S]*FOLLOW +●6/;

const SECOND = '14:02:12 E second';

let sandbox: Sandbox;
let open: PtySession | null = null;

beforeEach(() => {
  sandbox = createSandbox();
});

afterEach(async () => {
  await open?.close();
  open = null;
  sandbox[Symbol.dispose]();
});

const start = (command: string, env: NodeJS.ProcessEnv = {}): PtySession => {
  const { home, dir } = sandbox;
  const own = { HOME: home, XDG_CONFIG_HOME: home, XDG_STATE_HOME: home, TMPDIR: dir };
  open = onTerminal(command, { ...own, ...env }, 120, 40);
  return open;
};

/** Starts the command on a file of two lines, which is cheaper than a fleet. */
const startOnFile = async (env: NodeJS.ProcessEnv = {}): Promise<PtySession> => {
  const log = sandbox.write('app.log', '2026-11-20 14:02:11 INFO first\n2026-11-20 14:02:12 ERROR second\n');
  const session = start(`exec node ${builtRtop} ${log}`, env);
  await session.sees(SECOND);
  return session;
};

/** Returns what a demo fleet has left where it kept its hosts' logs and keys. */
const leftBehind = (): string[] => readdirSync(sandbox.dir).filter(name => name.startsWith('rtail-demo-'));

/** Returns the state letter in /proc/PID/stat: `T` for stopped. */
const stateOf = (pid: number): string => / ([A-Z]) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))![1]!;

describe('the built rtop on a terminal', () => {
  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGQUIT', 131],
  ] as const)(
    'restores the terminal on %s and ends with %i, leaving nothing behind',
    async (signal, status) => {
      const session = start(`exec ${DEMO}`);
      await session.sees(LIVE);
      expect(leftBehind()).toHaveLength(1);
      process.kill(session.pid(), signal);
      expect(await session.exited).toBe(status);
      await expect.poll(() => session.emulator.modes()).toEqual(RESTORED);
      expect(leftBehind()).toEqual([]);
    },
  );

  it('fills its frame after a storm of resizes, and restores the terminal at its end', async () => {
    const session = start(`exec ${DEMO}`);
    await session.sees(LIVE);
    for (let i = 0; i < 40; i++) session.resize(20 + ((i * 37) % 150), 3 + ((i * 23) % 50));
    session.resize(124, 31);
    await expect
      .poll(() => {
        const lines = session.emulator.lines();
        return [
          /^┌1 web-1 app ● .*┬2 web-2 app .*┐$/.test(lines[0]!) && lines[0]!.length,
          lines.slice(1, -2).filter(line => !/^[│├].*[│┤]$/.test(line) || line.length !== 124),
          /^└─+┴─+┘$/.test(lines.at(-2)!) && lines.at(-2)!.length,
          /^ FOLLOW +●6 /.test(lines.at(-1)!),
        ];
      })
      .toEqual([124, [], 124, true]);
    session.type('\x03Q');
    expect(await session.exited).toBe(0);
    await expect.poll(() => session.emulator.modes()).toEqual(RESTORED);
    expect(leftBehind()).toEqual([]);
  });

  it('is suspended by ^Z and resumes with fg, while the shell has its terminal in between', async () => {
    const session = start('exec bash --norc --noprofile -i');
    await session.sees('shell>');
    session.type(`${DEMO}\n`);
    await session.sees(LIVE);
    session.type('\x1a');
    await session.sees(/Stopped[\s\S]*shell>/);
    expect(session.emulator.modes()).toMatchObject({ alternate: false, wrap: true, mouse: 'none' });
    session.type('echo $((6 * 7)) is the answer\n');
    await session.sees('42 is the answer');
    session.type('fg\n');
    await session.sees(LIVE);
    expect(session.emulator.modes().alternate).toBe(true);
    session.type('Q');
    await session.sees('42 is the answer');
    expect(session.emulator.modes().alternate).toBe(false);
    session.type('exit\n');
    expect(await session.exited).toBe(0);
  });

  it.each([
    ['suspended by ^Z', null],
    // A ^Z that the shell's terminal receives would discard what the shell says.
    ['stopped from outside', 'SIGSTOP'],
  ] as const)('ends when the shell kills it: %s', async (_, signal) => {
    const session = start('exec bash --norc --noprofile -i');
    await session.sees('shell>');
    session.type(`${DEMO}\n`);
    await session.sees(LIVE);
    const [pid] = childrenOf(session.pid());
    if (signal === null) session.type('\x1a');
    else process.kill(pid!, signal);
    await session.sees(/Stopped[\s\S]*shell>/);
    session.type('kill %1\n');
    await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 10_000 }).toBe(false);
    session.type('echo $((6 * 7)) is the answer\n');
    await session.sees('42 is the answer');
    expect(session.emulator.modes().alternate).toBe(false);
    session.type('exit\n');
    await session.exited;
  });

  it('leaves the terminal to the shell while it continues in the background', async () => {
    const session = start('exec bash --norc --noprofile -i');
    await session.sees('shell>');
    session.type(`${DEMO}\n`);
    await session.sees(LIVE);
    session.type('\x1a');
    await session.sees(/Stopped[\s\S]*shell>/);
    session.type('bg\n');
    session.type('echo $((6 * 7)) is the answer\n');
    await session.sees('42 is the answer');
    await sleep(1200);
    expect(session.text()).not.toMatch(/FOLLOW|Stopped[\s\S]*Stopped/);
    session.type('fg\n');
    await session.sees(LIVE);
    session.type('Q');
    await session.sees('42 is the answer');
    session.type('exit\n');
    expect(await session.exited).toBe(0);
  });

  it('lends the terminal to $PAGER, passes it what the pane shows, and resumes', async () => {
    const pager = sandbox.write(
      'pager',
      '#!/bin/sh\nhead -n 1 "$2"\necho "this is the pager, $1"\nread -r line\n',
    );
    const session = await startOnFile({ PAGER: `sh ${pager} -x` });
    session.type('|');
    await session.sees(/2026-11-20 14:02:11.* first\s+this is the pager, -x/);
    expect(session.emulator.modes().alternate).toBe(false);
    session.type('\n');
    await session.sees(SECOND);
    session.type('?');
    await session.sees('─ keys ─');
  });

  it('redraws itself when it resumes after being stopped from outside', async () => {
    const session = await startOnFile();
    const pid = session.pid();
    process.kill(pid, 'SIGSTOP');
    await session.emulator.write('\x1b[?1049l\x1b[2Jrubbish of the shell');
    await expect.poll(() => stateOf(pid)).toBe('T');
    // script(1) stops together with what it runs.
    await expect.poll(() => stateOf(session.child.pid!)).toBe('T');
    process.kill(pid, 'SIGCONT');
    process.kill(session.child.pid!, 'SIGCONT');
    await session.sees(SECOND);
    expect(session.emulator.modes().alternate).toBe(true);
    expect(session.text()).not.toContain('rubbish');
  });

  it('records what it reads (--tee), reports that, and refuses a folder that contains files', async () => {
    const log = sandbox.write('app.log', '2026-11-20 14:02:12 ERROR second\n');
    const folder = `${sandbox.dir}/recorded`;
    const command = `exec node ${builtRtop} ${log} --tee ${folder}`;
    const session = start(command);
    await session.sees(SECOND);
    await session.sees(`Recording to ${folder}`);
    appendFileSync(log, '2026-11-20 14:02:13 ERROR third\n');
    await session.sees('14:02:13 E third');
    session.type('Q');
    expect(await session.exited).toBe(0);
    const name = readdirSync(folder).find(each => each.endsWith('.log'));
    expect(readFileSync(`${folder}/${name}`, 'utf8')).toBe(readFileSync(log, 'utf8'));
    expect(statSync(`${folder}/${name}`).mode & 0o777).toBe(0o600);
    const again = start(command);
    await again.sees(/--tee: .* contains files .*--resume/s);
    expect(await again.exited).toBe(2);
  });

  it('ends when its terminal goes away, leaving nothing behind', async () => {
    const session = start(`exec ${DEMO}`);
    await session.sees(LIVE);
    const pid = session.pid();
    process.kill(session.child.pid!, 'SIGKILL');
    await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 10_000 }).toBe(false);
    expect(leftBehind()).toEqual([]);
  });

  it('continues by itself after ^Z if no shell could resume it', async () => {
    const session = await startOnFile();
    session.type('\x1a');
    session.type('?');
    await session.sees('─ keys ─');
    session.type('\x03Q');
    expect(await session.exited).toBe(0);
    await expect.poll(() => session.emulator.modes()).toEqual(RESTORED);
  });
});

describe('the screen in a program that crashes', () => {
  let program = '';

  beforeAll(async () => {
    program = await bundle('test/ui/helpers/program.ts');
  });

  afterAll(() => rmSync(program, { force: true }));

  it.each([
    ['throw', 'Error: nobody caught this'],
    ['break', 'TypeError'],
  ])('restores the terminal after a crash (%s) and prints the error', async (how, message) => {
    const session = start(`exec node ${program} ${how}`);
    await session.sees('web-01 app');
    process.kill(session.pid(), 'SIGUSR2');
    expect(await session.exited).not.toBe(0);
    await expect.poll(() => session.emulator.modes()).toEqual(RESTORED);
    await session.sees(message);
    expect(session.emulator.lines().join('\n')).not.toContain('web-01 app');
  });
});
