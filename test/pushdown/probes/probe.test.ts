import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { probeCommand, readProbe } from '../../../src/pushdown/probes/probe.ts';
import { runRemote } from '../runRemote.ts';

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

describe('probing a host’s tools', () => {
  test('GNU', async () => {
    const facts = await probe('gnu', {});
    expect(facts).toMatchObject({
      tail: 'gnu',
      grep: 'gnu',
      grepLineBuffered: true,
      tac: true,
      stdbuf: true,
    });
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
      stdbuf: false,
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

  test('handles a host with hardly any tools', async () => {
    const facts = await probe('bare', { sh: 'sh', sleep: 'sleep' }, true);
    expect(facts).toEqual({
      system: process.platform === 'linux' ? 'Linux' : '',
      tail: 'none',
      grep: 'none',
      awk: 'none',
      grepLineBuffered: false,
      tac: false,
      gzip: false,
      sudo: false,
      stdbuf: false,
      clockSkewMs: null,
    });
  });
});

describe('the clock', () => {
  /** Sent at 1,700,000,000.000 s by our clock; the answer arrived 200 ms later. */
  const times = { sent: 1_700_000_000_000, received: 1_700_000_000_200 };

  test.each([
    ['in nanoseconds', '1700000002123456789 1700000002', 2023],
    ['BusyBox, in seconds', '1700000010N 1700000010', 10_400],
    ['BSD, in seconds', '1699999990N 1699999990', -9600],
    ['read during the exchange: no skew is known', '1700000000199000000 1700000000', 0],
    ['read just before it', '1699999999999000000 1699999999', -101],
    ['read just after it', '1700000000201000000 1700000000', 101],
    ['a whole second that overlaps the exchange', '1700000000N 1700000000', 0],
    ['a whole second that ends before it', '1699999998N 1699999998', -1600],
    ['not told', ' ', null],
  ])('%s', (_, clock, expected) => {
    expect(readProbe(`clock ${clock}\n`, times).clockSkewMs).toBe(expected);
  });
});
