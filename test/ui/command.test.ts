import { appendFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../helpers/sandbox.ts';
import { builtRtop } from './helpers/builtRtop.ts';
import { onTerminal, type PtySession, RESTORED } from './helpers/pty.ts';

let sandbox: Sandbox | null = null;
let open: PtySession | null = null;

afterEach(async () => {
  await open?.close();
  open = null;
  sandbox?.[Symbol.dispose]();
  sandbox = null;
});

const rtop = (args: string, columns: number, rows: number): { session: PtySession; sandbox: Sandbox } => {
  sandbox = createSandbox();
  const env = { HOME: sandbox.home, XDG_CONFIG_HOME: sandbox.home, XDG_STATE_HOME: sandbox.home };
  open = onTerminal(`cd ${sandbox.dir} && exec node ${builtRtop} ${args}`, env, columns, rows);
  return { session: open, sandbox };
};

describe('rtop', () => {
  it('shows the demo fleet live, and obeys keys', async () => {
    const { session } = rtop('--demo', 120, 40);
    await session.sees(/1 \w+-\d \w+ ● [\s\S]*4 \w+-\d \w+ ● /);
    session.type('v');
    await session.sees(/─ merged \d+ logs[\s\S]*\d\d:\d\d:\d\d [A-Z] /);
    session.type('E');
    await session.sees(/PAUSED[\s\S]*$/);
    session.type('\r');
    await session.sees(/─ record ─[\s\S]*level {4}(error|fatal)/);
    session.type('\x1b');
    await expect.poll(session.text).not.toContain('─ record ─');
    session.type('G&Exception\r');
    await session.sees(/&Exception \d+\/\d/);
    session.type('?');
    await session.sees('─ keys ─');
    session.type('qQ');
    expect(await session.exited).toBe(0);
    await expect.poll(() => session.emulator.modes()).toEqual(RESTORED);
  });

  it('follows a local file: appended lines are visible, searchable and counted', async () => {
    sandbox = createSandbox();
    const log = sandbox.write(
      'app.log',
      '2026-11-20 14:02:11 INFO first\n2026-11-20 14:02:12 ERROR second\n',
    );
    const env = { HOME: sandbox.home, XDG_CONFIG_HOME: sandbox.home, XDG_STATE_HOME: sandbox.home };
    open = onTerminal(`exec node ${builtRtop} ${log}`, env, 80, 12);
    await open.sees(/14:02:11 I first[\s\S]*14:02:12 E second/);
    appendFileSync(log, '2026-11-20 14:02:13 WARN third one\n2026-11-20 14:02:14 WARN third two\n');
    await open.sees(/14:02:14 W third two/);
    open.type('/third\r');
    await open.sees(/\/third 2 matches/);
    open.type('k');
    await open.sees('PAUSED');
    appendFileSync(
      log,
      Array.from({ length: 20 }, (_, i) => `2026-11-20 14:03:${i + 10} INFO later ${i}\n`).join(''),
    );
    await open.sees(/‖ \+20 [\s\S]*paused, \+20 new/);
    open.type('G');
    await open.sees(/14:03:29 I later 19/);
    open.type('\x03');
    expect(await open.exited).toBe(0);
    await expect.poll(() => open!.emulator.modes()).toEqual(RESTORED);
  });
});
