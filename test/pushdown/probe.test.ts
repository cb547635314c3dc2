import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { probeCommand, readProbe } from '../../src/pushdown/probe.ts';
import { runRemote } from './runRemote.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-probe-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const which = (program: string): string =>
  spawnSync('sh', ['-c', `command -v ${program}`])
    .stdout.toString()
    .trim();

const probe = async (name: string, links: Readonly<Record<string, string>>, only = false) => {
  const bin = join(folder, name);
  mkdirSync(bin);
  for (const [tool, program] of Object.entries(links)) symlinkSync(which(program), join(bin, tool));
  const run = await runRemote(probeCommand(), {
    shell: [which('sh'), '-c'],
    env: { PATH: only ? bin : `${bin}:${process.env['PATH']}` },
  });
  expect(run.code).toBe(0);
  const now = Date.now();
  return readProbe(run.out, { sent: now, received: now });
};

describe('a host’s tools are found out', () => {
  test('GNU', async () => {
    const facts = await probe('gnu', {});
    expect(facts).toMatchObject({ tail: 'gnu', grep: 'gnu', grepLineBuffered: true, tac: true });
    expect(Math.abs(facts.clockSkewMs!)).toBeLessThan(60_000);
  });

  test.runIf(which('busybox') !== '')('BusyBox', async () => {
    const tools = ['tail', 'grep', 'awk', 'head', 'date', 'uname', 'sh', 'sleep', 'gzip'];
    const facts = await probe('busybox', Object.fromEntries(tools.map(tool => [tool, 'busybox'])), true);
    expect(facts).toMatchObject({
      tail: 'busybox',
      grep: 'busybox',
      awk: 'busybox',
      grepLineBuffered: false,
      gzip: true,
      sudo: false,
    });
  });

  test.each([
    ['gawk', 'gawk'],
    ['mawk', 'mawk'],
    ['original-awk', 'bwk'],
  ])('%s', async (program, awk) => {
    if (which(program) === '') return;
    expect(await probe(program, { awk: program })).toMatchObject({ awk });
  });

  test('a host with hardly anything', async () => {
    const facts = await probe('bare', { sh: 'sh', sleep: 'sleep' }, true);
    expect(facts).toEqual({
      system: '',
      tail: 'none',
      grep: 'none',
      awk: 'none',
      grepLineBuffered: false,
      tac: false,
      gzip: false,
      sudo: false,
      clockSkewMs: null,
    });
  });
});

describe('the clock', () => {
  const skew = (clock: string) =>
    readProbe(`clock ${clock}\n`, { sent: 1_000_000, received: 1_000_200 }).clockSkewMs;

  test.each([
    ['in nanoseconds', '1700000000123456789 1700000000', 1_700_000_000_123 - 1_000_100],
    ['BusyBox, in seconds', '1000N 1000', 1_000_500 - 1_000_100],
    ['BSD, in seconds', '1000N 1000', 400],
    ['not told', ' ', null],
  ])('%s', (_, clock, expected) => {
    expect(skew(clock)).toBe(expected);
  });
});
