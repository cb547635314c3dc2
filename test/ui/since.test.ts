import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../helpers/sandbox.ts';
import { onTerminal, type PtySession } from './helpers/pty.ts';

const RTOP = join(import.meta.dirname, '../../dist/rtop.js');

let sandbox: Sandbox | null = null;
let open: PtySession | null = null;

afterEach(async () => {
  await open?.close();
  sandbox?.[Symbol.dispose]();
});

it('shows the history since a time, by its level and with its traces, then new lines', async () => {
  sandbox = createSandbox();
  const log = sandbox.write(
    'app.log',
    '2026-11-20 14:02:11 ERROR early\n2026-11-20 14:02:12 INFO quiet\n2026-11-20 14:02:13 ERROR second\n\tat trace\n',
  );
  const env = { HOME: sandbox.home, XDG_CONFIG_HOME: sandbox.home, XDG_STATE_HOME: sandbox.home };
  open = onTerminal(`exec node ${RTOP} ${log} --since 2026-11-20T14:02:12Z --level warn`, env, 80, 12);
  await open.sees(/14:02:13 E second/);
  appendFileSync(log, '2026-11-20 14:02:14 WARN third\n2026-11-20 14:02:15 INFO hidden\n');
  await open.sees(/14:02:14 W third/);
  expect(open.text()).not.toMatch(/early|quiet|hidden/);
  open.type('Q');
  expect(await open.exited).toBe(0);
});
