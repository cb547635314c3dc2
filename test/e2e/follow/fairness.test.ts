import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../../helpers/fleet.ts';
import { compiledKept, entry } from '../../helpers/run.ts';
import { createSandbox } from '../../helpers/sandbox.ts';

const QUIET = Array.from({ length: 24 }, (_, i) => `quiet-${i}.log`);
/** Maximum growth of the noisy log, because others need disk space, too. */
const MAX_BYTES = 1 << 30;

test('a log written at full speed does not delay others: their lines arrive in the meantime', async () => {
  using sandbox = createSandbox();
  for (const name of ['noisy.log', ...QUIET]) sandbox.write(name, 'begin\n');
  const client = spawn(
    process.execPath,
    [
      entry({}),
      '-F',
      '-n',
      '+1',
      '-o',
      'raw',
      '--sort',
      'arrival',
      ...['noisy.log', ...QUIET].map(name => `./${name}`),
    ],
    {
      cwd: sandbox.dir,
      env: { HOME: sandbox.home, PATH: '/usr/bin:/bin', ...compiledKept() },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const seen = new Map<string, number>();
  let left = '';
  client.stdout.setEncoding('latin1').on('data', (text: string) => {
    const lines = `${left}${text}`.split('\n');
    left = lines.pop()!;
    for (const line of lines) seen.set(line, (seen.get(line) ?? 0) + 1);
  });
  const times = (line: string): number => seen.get(line) ?? 0;
  const sees = (line: string, count: number): Promise<true> =>
    until(
      () => (times(line) >= count ? true : null),
      20_000,
      () => `${count} times "${line}", but saw it ${times(line)} times`,
    );
  const path = join(sandbox.dir, 'noisy.log');
  const writer = spawn('sh', ['-c', `yes noise | head -c ${MAX_BYTES} >>'${path}'`], { detached: true });
  try {
    await sees('begin', QUIET.length + 1);
    await sees('noise', 100_000);
    for (const round of ['first', 'second']) {
      const before = times('noise');
      for (const name of QUIET) appendFileSync(join(sandbox.dir, name), `${round}\n`);
      await sees(round, QUIET.length);
      await sees('noise', before + 100_000);
      expect(times(round)).toBe(QUIET.length);
    }
  } finally {
    if (writer.exitCode === null) process.kill(-writer.pid!, 'SIGKILL');
    client.kill('SIGTERM');
    await new Promise(resolve => client.once('exit', resolve));
  }
});
