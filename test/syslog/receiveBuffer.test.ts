import { expect, test } from 'vitest';
import { bufferNotice, growBuffer } from '../../src/syslog/receiveBuffer.ts';

const MB = 1024 * 1024;
const reported = process.platform === 'linux' ? 2 : 1;

test.each([
  ['as much as is useful, if the system allows it', 0.2, 1000, 'caps', 32],
  ['as much as Linux allows', 0.2, 16, 'caps', 16],
  ['little, if Linux allows no more', 0.2, 0.2, 'caps', 0.2],
  ['the largest size that another system accepts', 0.2, 8, 'rejects', 8],
  ['what it has, if another system accepts none', 0.5, 1, 'rejects', 0.5],
  ['what systemd has granted beyond the limit', 64, 4, 'caps', 64],
] as const)('a socket gets %s', (_title, before, limit, excess, granted) => {
  let size = before * MB;
  const socket = {
    getRecvBufferSize: () => size * reported,
    setRecvBufferSize: (wanted: number) => {
      if (wanted > limit * MB && excess === 'rejects') throw new Error('ENOBUFS');
      size = Math.min(wanted, limit * MB);
    },
  };
  expect(growBuffer(socket)).toBe(granted * MB);
  expect(bufferNotice(granted * MB)).toEqual(
    granted < 4 ? expect.stringContaining('rmem_max=33554432') : null,
  );
});
