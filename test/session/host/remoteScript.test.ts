import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { runScript } from '../../../src/session/host/remoteScript.ts';
import type { ChannelEnd, Connection } from '../../../src/transport/transport.ts';
import { source } from '../../ui/helpers/feed.ts';

/** A connection whose commands print nothing and end like this. */
const endingWith = (end: Partial<ChannelEnd>): Connection => ({
  host: source(0, 'web-01', 'app').host,
  lost: new Promise(() => {}),
  exec: async () => ({
    stdout: Readable.from([]),
    stderr: Readable.from([]),
    end: Promise.resolve({ code: null, signal: null, lost: null, ...end }),
    send: () => {},
    close: () => {},
  }),
  close: () => {},
});

it.each<[string, Partial<ChannelEnd>, { final: boolean; message: RegExp }]>([
  [
    'a login shell that refuses is not tried again',
    { code: 1 },
    { final: true, message: /did not run the command, status 1:/ },
  ],
  [
    'a shell that was killed is tried again',
    { signal: 'KILL' },
    { final: false, message: /did not run the command, signal KILL:/ },
  ],
  [
    'an ssh that lost its connection is tried again',
    { code: 255 },
    { final: false, message: /^the connection or the login shell ended with status 255 before/ },
  ],
  [
    'a channel without a status is tried again',
    {},
    { final: false, message: /did not run the command, status unknown:/ },
  ],
])('%s', async (_title, end, { final, message }) => {
  const run = { command: 'true', log: 'app', signal: new AbortController().signal, output: () => {} };
  const { trouble } = await runScript(endingWith(end), run);
  expect(trouble).toMatchObject({ kind: 'remote', host: 'web-01', log: 'app', final });
  expect(trouble!.message).toMatch(message);
});
