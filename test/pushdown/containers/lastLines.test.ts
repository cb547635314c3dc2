import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { lastLinesCommand, readLinesStart } from '../../../src/pushdown/containers/lastLines.ts';
import { createSandbox } from '../../helpers/sandbox.ts';
import { pathWith } from '../flavours.ts';
import { GNU, runRemote } from '../runRemote.ts';

const line = (log: string, stream = 'stdout'): string =>
  `${JSON.stringify({ log, stream, time: '2026-11-29T01:16:56.1Z' })}\n`;

/** A long line around one of the other stream, one whose piece ends like a newline, and one that looks like JSON. */
const LINES = [
  line('one\n'),
  line('P'.repeat(16_384)),
  line('err\n', 'stderr'),
  line('rest\n'),
  line('back\\n'),
  line('slash\\\n'),
  line('end","stream":"\n'),
];
const byteOf = (index: number): number => LINES.slice(0, index).join('').length;

const EXPECTED = [
  { byte: byteOf(6), earlier: 0 },
  { byte: byteOf(4), earlier: 0 },
  { byte: byteOf(1), earlier: 1 },
  { byte: byteOf(1), earlier: 0 },
  { byte: 0, earlier: 0 },
  { byte: 0, earlier: 0 },
];

const AWKS = ['gawk', 'mawk', 'busybox', 'original-awk'].filter(
  name => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0,
);

test.each(AWKS)('%s finds where the last lines start, whatever their pieces', async awk => {
  using box = createSandbox();
  const path = box.write('ab12-json.log', LINES.join(''));
  const PATH = pathWith(box.dir, { name: 'bin', facts: GNU, tools: { awk } });
  const runs = EXPECTED.map((_, index) => runRemote(lastLinesCommand(path, index + 1), { env: { PATH } }));
  expect((await Promise.all(runs)).map(({ out }) => readLinesStart(out))).toEqual(EXPECTED);
});
