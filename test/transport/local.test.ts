import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createLocalTransport } from '../../src/transport/local.ts';
import type { OpenFile } from '../../src/transport/transport.ts';
import { hostAt, readAll } from './scene.ts';

/** A process that has ended but was not reaped is not running. */
const runs = (pid: number): boolean =>
  existsSync(`/proc/${pid}/stat`) && !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

describe('the local transport', () => {
  const transport = createLocalTransport({ PATH: process.env['PATH'] });
  const here = hostAt('localhost', { port: 0 }, { kind: 'local' });
  const exec = async (command: string, options = {}) =>
    (await transport.connect(here)).exec(command, options);
  afterAll(() => transport.close());

  it('returns output, errors and exit status', async () => {
    expect(await readAll(await exec('echo out; echo err >&2; exit 3'))).toEqual({
      stdout: 'out\n',
      stderr: 'err\n',
      end: { code: 3, signal: null, lost: null },
    });
  });

  it('sends the input, then a heartbeat', async () => {
    const channel = await exec('read a; read b; echo "$a|$b|"', { input: 'first\n', heartbeatMs: 30_000 });
    expect((await readAll(channel)).stdout).toBe('first||\n');
  });

  it('ends the whole process group when closed', async () => {
    const channel = await exec('sleep 1000 & echo $!; wait');
    const [pid] = await new Promise<string[]>(resolve =>
      channel.stdout.once('data', chunk => resolve(String(chunk).split('\n'))),
    );
    channel.close();
    expect((await channel.end).lost).toBeNull();
    // A process that is ending closes its pipes first.
    await expect.poll(() => runs(Number(pid)), { interval: 5 }).toBe(false);
  });

  it('ends what is running when the transport is closed', async () => {
    const own = createLocalTransport({ PATH: process.env['PATH'] });
    const channel = await (await own.connect(here)).exec('sleep 1000');
    await own.close();
    expect((await channel.end).signal).toBe('SIGTERM');
  });

  it('reads a file in pieces that are smaller if many are open', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rtail-local-'));
    const path = join(folder, 'log');
    writeFileSync(path, 'x'.repeat(100_000));
    const open = async (): Promise<OpenFile> => (await (await transport.connect(here)).openFile!(path))!;
    const lengths = async (file: OpenFile): Promise<number[]> => {
      const all: number[] = [];
      for (let chunk = await file.read(); chunk !== null; chunk = await file.read()) all.push(chunk.length);
      await file.close();
      return all;
    };
    expect(await lengths(await open())).toEqual([65_536, 100_000 - 65_536]);
    const many = await Promise.all(Array.from({ length: 512 }, open));
    expect(await lengths(many[0]!)).toEqual([32_768, 32_768, 32_768, 100_000 - 3 * 32_768]);
    await Promise.all(many.slice(1).map(file => file.close()));
    expect(await lengths(await open())).toHaveLength(2);
    rmSync(folder, { recursive: true });
  });
});
