import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { encodeText } from '../../../src/core/bytes.ts';
import { reportReader } from '../../../src/pushdown/script/report.ts';
import { remoteCommand } from '../../../src/pushdown/script/script.ts';
import { stage } from '../../../src/pushdown/script/stage.ts';
import { createSandbox } from '../../helpers/sandbox.ts';
import { groupOf, killRemote, startRemote } from '../runRemote.ts';

test.runIf(process.platform === 'linux').each([
  ['from its start', 0, 100],
  ['from an offset', 40, 60],
])('reports how far a file has been read %s, and ends with the read', async (_, offset, read) => {
  using box = createSandbox();
  const path = box.write('log', `${'x'.repeat(99)}\n`.repeat(3));
  const go = `${box.dir}/go`;
  const slow = `head -c ${read} >/dev/null; while ! [ -e ${go} ]; do sleep .05; done; cat`;
  const running = startRemote(
    remoteCommand({
      path,
      stages: [stage(['sh', '-c', encodeText(slow)], { readsFile: true })],
      latest: null,
      endless: false,
      waits: false,
      sudo: false,
      from: { kind: 'fromLine', line: 1 },
      offset,
      trackSeconds: 0.05,
    }),
  );
  try {
    const subject = { nonce: running.nonce, host: 'web-1', log: 'the log' };
    const reports = () => reportReader(subject).push(running.err());
    await expect.poll(reports).toContainEqual({ kind: 'at', bytes: read, size: 300 - offset });
    writeFileSync(go, '');
    const { out, code } = await running.ended;
    expect([out, code]).toEqual([`${'x'.repeat(99)}\n`.repeat(2), 0]);
    await expect.poll(() => groupOf(running)).toEqual([]);
  } finally {
    killRemote(running);
  }
});
