import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { whenBannerCame } from '../../../src/transport/ssh2/banner.ts';

const BANNER = 'SSH-2.0-OpenSSH_9.2\r\n';

test.each<[string, readonly string[]]>([
  ['alone', [BANNER]],
  ['with a long key exchange after it', [BANNER + 'k'.repeat(3000)]],
  ['after other lines', [`welcome\r\n${'x'.repeat(5000)}\r\n${BANNER}`]],
  ['in pieces', ['SSH-2.0-Open', 'SSH_9.2\r', '\n']],
])('a banner %s is noticed once, and nothing is examined afterwards', async (_title, pieces) => {
  const socket = new PassThrough();
  let times = 0;
  whenBannerCame(socket, () => times++);
  for (const piece of pieces) socket.write(piece);
  await expect.poll(() => times).toBe(1);
  expect(socket.listenerCount('data')).toBe(0);
  socket.destroy();
});
