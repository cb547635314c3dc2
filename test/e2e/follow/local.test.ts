import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  renameSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { killAll, processesWith } from '../../helpers/fleet-process.ts';
import { startRtail } from '../../helpers/run.ts';
import { createSandbox } from '../../helpers/sandbox.ts';

const ROTATIONS: Record<string, (file: string) => void> = {
  renamed: file => renameSync(file, `${file}.1`),
  truncated: file => {
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
  },
  deleted: file => unlinkSync(file),
};

it.skipIf(process.platform !== 'linux')(
  'each line of local files arrives once, through rotations and a killed tail',
  async () => {
    using sandbox = createSandbox();
    const logs = Object.keys(ROTATIONS).map(name => ({ name, file: sandbox.write(`${name}.log`, '') }));
    let written = 0;
    const write = (): void => {
      written++;
      for (const { name, file } of logs) appendFileSync(file, `${name} ${written}\n`);
    };
    await using run = startRtail(['-F', '-n', '+1', '-o', 'raw', ...logs.map(({ file }) => file)], {
      home: sandbox.home,
      env: { RTAIL_TEST_BACKOFF_MS: '100' },
    });
    const seeAll = (): Promise<unknown> =>
      Promise.all(logs.map(({ name }) => run.sees(`${name} ${written}\n`)));

    write();
    await seeAll();
    for (const { name, file } of logs) ROTATIONS[name]!(file);
    // A few clock ticks, to prove that nothing existed between a deleted file and the next.
    await sleep(20);
    write();
    await seeAll();
    const tails = processesWith(`HOME=${sandbox.home}\0`).filter(({ name }) => name === 'tail');
    expect(tails).toHaveLength(logs.length);
    killAll(tails.map(({ pid }) => pid));
    write();
    await seeAll();
    for (const { name } of logs) {
      const lines = run.stdout().toString().split('\n');
      expect(lines.filter(line => line.startsWith(name))).toEqual([`${name} 1`, `${name} 2`, `${name} 3`]);
    }
    expect(run.stderr().toString()).not.toContain('gap');
  },
);

/** A `tail` that follows as usual but, when reading from a byte offset, is killed after this many bytes. */
const killedAfter = (bytes: number, scratch: string): string => `#!/bin/sh
PATH=/usr/bin:/bin
case "$*" in *--follow*) exec tail "$@";; esac
tail "$@" > ${scratch}.$$
if [ $(wc -c < ${scratch}.$$) -le ${bytes} ]; then cat ${scratch}.$$; rm ${scratch}.$$; exit 0; fi
head -c ${bytes} ${scratch}.$$
rm ${scratch}.$$
kill -9 $$
`;

it.skipIf(process.platform !== 'linux').each([
  { title: 'is read further from where it was left', bytes: 50_000, length: 20, said: '' },
  {
    title: 'is a failure if nothing of it arrives',
    bytes: 600,
    length: 2000,
    said: 'was killed by signal 9 3 times in a row',
  },
])('a rotated file whose reader is killed again and again $title', async ({ bytes, length, said }) => {
  using sandbox = createSandbox();
  const file = sandbox.write('app.log', 'line 0\n');
  const tool = sandbox.write('bin/tail', killedAfter(bytes, `${sandbox.dir}/scratch`));
  chmodSync(tool, 0o755);
  await using run = startRtail(['-F', '-n', '+1', '-o', 'raw', file], {
    home: sandbox.home,
    env: { RTAIL_TEST_BACKOFF_MS: '100', PATH: `${sandbox.dir}/bin:/usr/bin:/bin` },
  });
  await run.sees('line 0\n');
  const tails = processesWith(`HOME=${sandbox.home}\0`).filter(({ name }) => name === 'tail');
  for (const { pid } of tails) process.kill(pid, 'SIGSTOP');
  const lines = Array.from({ length: 6000 }, (_, i) => `line ${i + 1} ${'.'.repeat(length)}\n`);
  appendFileSync(file, lines.join(''));
  renameSync(file, `${file}.1`);
  // Last written a while ago, so it is read to its end and not followed.
  const past = Date.now() / 1000 - 60;
  utimesSync(`${file}.1`, past, past);
  writeFileSync(file, 'new\n');
  killAll(tails.map(({ pid }) => pid));
  if (said === '') {
    await run.sees('new\n');
    expect(run.stdout().toString()).toBe(`line 0\n${lines.join('')}new\n`);
    expect(run.stderr().toString()).not.toContain('gap');
  } else await expect.poll(() => run.stderr().toString(), { timeout: 20_000 }).toContain(said);
});

/**
 * A `stat` that, if a certain file exists, is killed when asked about the root (which tests whether a host has `stat`),
 * and removes the file.
 */
const killedOnce = (file: string): string => `#!/bin/sh
case "$*" in *"-- /") if /bin/rm ${file} 2>/dev/null; then kill -9 $$; fi;; esac
exec /usr/bin/stat "$@"
`;

it.skipIf(process.platform !== 'linux')('a killed tool is not mistaken for a missing one', async () => {
  using sandbox = createSandbox();
  const file = sandbox.write('app.log', 'line 1\n');
  const doomed = sandbox.write('doomed', '');
  chmodSync(sandbox.write('bin/stat', killedOnce(doomed)), 0o755);
  await using run = startRtail(['-F', '-n', '+1', '-o', 'raw', file], {
    home: sandbox.home,
    env: { RTAIL_TEST_BACKOFF_MS: '100', PATH: `${sandbox.dir}/bin:/usr/bin:/bin` },
  });
  await run.sees('line 1\n');
  expect(existsSync(doomed)).toBe(false);
  writeFileSync(doomed, '');
  killAll(
    processesWith(`HOME=${sandbox.home}\0`)
      .filter(({ name }) => name === 'tail')
      .map(({ pid }) => pid),
  );
  appendFileSync(file, 'line 2\n');
  await run.sees('line 2\n');
  expect(existsSync(doomed)).toBe(false);
  expect(run.stdout().toString()).toBe('line 1\nline 2\n');
  expect(run.stderr().toString()).toBe('');
});
