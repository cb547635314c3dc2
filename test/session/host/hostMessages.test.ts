import { expect, it } from 'vitest';
import { HostRemarks } from '../../../src/session/host/hostMessages.ts';

const NO_INOTIFY = 'tail: inotify cannot be used, reverting to polling: Too many open files';

it.each([
  ['a message about a host is printed once, whichever log it came with', ['a', 'a', 'b'], NO_INOTIFY, [0, 2]],
  ['a message about a log is printed each time', ['a', 'a'], 'tail: /x: file truncated', [0, 1]],
  ['and so is one that only mentions it', ['a', 'a'], 'error: tail: inotify cannot be used', [0, 1]],
])('%s', (_, hosts, line, said) => {
  const remarks = new HostRemarks();
  const passed: [number, string][] = [];
  for (const [index, host] of hosts.entries()) remarks.pass(host, line, text => passed.push([index, text]));
  expect(passed).toEqual(said.map(index => [index, `message from the host: ${line}`]));
});
