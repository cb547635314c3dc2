import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { toByteString } from '../../src/core/bytes.ts';
import { readSample, SAMPLE, sampleCommand, sampleText } from '../../src/pushdown/probes/recordSample.ts';
import { readLocalEnds } from '../../src/transport/localFile.ts';
import { runRemote } from '../pushdown/runRemote.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-ends-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lines = (bytes: number): string => 'one line of a log\n'.repeat(Math.ceil(bytes / 18)).slice(0, bytes);

test.each([0, 1, 17, 18, 2047, 2048, 2049, 16_383, 16_384, 16_385, 18_432, 40_000])(
  'a file of %d bytes is sampled as by a script',
  async size => {
    const path = join(folder, `${size}`);
    writeFileSync(path, lines(size));
    const ends = (await readLocalEnds(path, SAMPLE))!;
    const text = sampleText(ends.size, toByteString(ends.head), toByteString(ends.tail));
    const script = await runRemote(sampleCommand(path, { sudo: false }));
    expect(script.code).toBe(0);
    expect(text).toBe(script.out);
    expect(readSample(text).size).toBe(size);
  },
);

test.each([
  ['a missing file', join(folder, 'missing')],
  ['a folder', folder],
  ['a device', '/dev/null'],
  ['a relative path', 'package.json'],
])('%s has no ends', async (_, path) => {
  expect(await readLocalEnds(path, SAMPLE)).toBeNull();
});
