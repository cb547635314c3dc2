import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOCAL_HOST } from '../../../src/config/sources/select.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import type { Marker } from '../../../src/core/record.ts';
import type { SourceState } from '../../../src/session/events.ts';
import { Run } from '../../../src/session/run/run.ts';
import { createLocalTransport } from '../../../src/transport/local.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rtail-command-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const start = (command: string, query: Partial<Query>) => {
  const transport = createLocalTransport();
  let text = '';
  const states: SourceState[] = [];
  const markers: Marker[] = [];
  const run = new Run({
    query: { ...EVERYTHING, ...query },
    transport,
    sudo: false,
    stdin: () => Readable.from([]),
    now: Date.now,
    sink: {
      opened: () => {},
      marker: (_source, marker) => void markers.push(marker),
      lines: (_source, chunk) => {
        text += chunk.toString();
      },
      state: (_source, state) => void states.push(state),
    },
  });
  run.add({
    id: 0,
    host: LOCAL_HOST,
    log: 'job',
    place: { kind: 'command', command: command.replaceAll('DIR', folder) },
    format: { format: null, start: null, timezone: null },
  });
  return { run, transport, states, markers, text: () => text };
};

/** Runs a log to its end: returns the failure, the output and the notices. */
const toEnd = async (command: string, query: Partial<Query>) => {
  const { run, transport, markers, text } = start(command, query);
  const [outcome] = await run.finished();
  await transport.close();
  const notices = markers
    .flatMap(marker => (marker.kind === 'notice' ? [marker.text] : []))
    .filter(text => !text.includes('no positions'));
  return { trouble: outcome!.trouble?.message ?? null, text: text(), notices: notices.join('\n') };
};

const ONCE: Partial<Query> = { follow: 'descriptor' };

describe('a command that ends while its log is followed', () => {
  test.each<[command: string, trouble: string | null, notice: RegExp]>([
    ['echo a', null, /the command of job ended with status 0; add --retry/],
    ['echo a; exit 3', 'the command of job failed with status 3', /^$/],
    [
      'echo a; sh -c "kill -KILL \\$\\$"',
      'the command of job was killed by signal SIGKILL',
      /^(message from the host: Killed)?$/,
    ],
    [
      'echo a; sh -c "kill -TERM \\$\\$"',
      'the command of job was killed by signal SIGTERM',
      /^(message from the host: Terminated)?$/,
    ],
    ['echo a; no-such-program', 'the command of job cannot be run on the host', /not found/],
  ])('%s', async (command, trouble, notice) => {
    for (const query of [ONCE, { ...ONCE, grep: ['a'] }]) {
      const ended = await toEnd(command, query);
      expect(ended.text).toBe('a\n');
      expect(ended.trouble).toBe(trouble);
      expect(ended.notices).toMatch(notice);
    }
  });

  test('is not reported if enough was read', async () => {
    const ended = await toEnd('while :; do echo a; done', { ...ONCE, head: 3 });
    expect(ended).toEqual({ trouble: null, text: 'a\na\na\n', notices: '' });
  });

  test('is also reported when read once, if it was killed by a signal', async () => {
    const ended = await toEnd('echo a; sh -c "kill -SEGV \\$\\$"', {});
    expect(ended).toMatchObject({ trouble: 'the command of job was killed by signal SIGSEGV', text: 'a\n' });
  });

  test.each<[string, Partial<Query>]>([
    ['--retry', { follow: 'descriptor', retry: true }],
    ['-F', { follow: 'name', retry: true }],
    ['the screen', { follow: 'name' }],
  ])('is restarted with %s, with its exit status and a marked gap', async (_title, query) => {
    const command =
      'echo x >>DIR/runs; echo run $(wc -l <DIR/runs); [ $(wc -l <DIR/runs) -lt 3 ] || sleep 60';
    const { run, transport, states, markers, text } = start(command, query);
    while (!text().includes('run 3')) await sleep(20);
    run.cancel();
    await run.finished();
    await transport.close();
    const retries = states.flatMap(state => (state.kind === 'retrying' ? [state.trouble.message] : []));
    expect(text().replaceAll(' ', '')).toBe('run1\nrun2\nrun3\n');
    expect(retries).toEqual(Array(2).fill('the command of job ended with status 0'));
    expect(markers.map(({ kind }) => kind)).toEqual(['notice', 'gap', 'gap']);
  });
});
