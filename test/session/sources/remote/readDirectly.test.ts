import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { EVERYTHING, type Query } from '../../../../src/core/query.ts';
import type { Source } from '../../../../src/core/target.ts';
import type { SourceSink } from '../../../../src/session/events.ts';
import { Run, type SourceOutcome } from '../../../../src/session/run/run.ts';
import { createLocalTransport } from '../../../../src/transport/local.ts';
import type { Connection } from '../../../../src/transport/transport.ts';
import { countedCommands } from '../../../helpers/countedCommands.ts';
import { sampleSource } from '../../../print/samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-direct-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const written = (name: string, text: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const source = (path: string): Source => {
  const sample = sampleSource(0, 'localhost', path);
  return { ...sample, host: { ...sample.host, kind: 'local' } };
};

interface Outcome extends SourceOutcome {
  readonly bytes: Buffer;
  /** Number of commands executed. */
  readonly commands: number;
  readonly notices: readonly string[];
}

interface Choice {
  readonly query?: Query;
  /** Changes the local connection. */
  readonly by?: (connection: Connection) => Partial<Connection>;
  /** Called for each chunk. */
  readonly taken?: (run: Run) => void | Promise<void>;
}

const read = async (path: string, { query = EVERYTHING, by, taken }: Choice = {}): Promise<Outcome> => {
  const chunks: Buffer[] = [];
  const notices: string[] = [];
  const sink: SourceSink = {
    opened() {},
    lines(_, chunk) {
      chunks.push(chunk);
      return taken?.(run);
    },
    marker(_, marker) {
      if (marker.kind === 'notice') notices.push(marker.text);
    },
    state() {},
  };
  const { transport, commands } = countedCommands(createLocalTransport(), by);
  const run = new Run({ query, transport, sink, sudo: false, stdin: () => Readable.from([]), now: Date.now });
  run.add(source(path));
  const [outcome] = await run.finished();
  await transport.close();
  return { ...outcome!, bytes: Buffer.concat(chunks), commands: commands(), notices };
};

const withoutFiles = (): Partial<Connection> => ({ openFile: () => Promise.resolve(null) });

const lines = (count: number): string =>
  Array.from({ length: count }, (_, line) => `2026-11-20T14:02:11Z INFO line ${line}\n`).join('');

describe('a local file is read without a command, as with one', () => {
  test.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['an empty line', '\n'],
    ['lines', lines(30_000)],
    ['a last line without an end', `${lines(3)}end`],
    ['a line of five megabytes', `${'x'.repeat(5_000_000)}\n${lines(10)}`],
    ['only the start of such a line', 'x'.repeat(5_000_000)],
    ['all bytes', Buffer.from(Array.from({ length: 70_000 }, (_, at) => (at * 7) % 256))],
  ])('%s', async (name, text) => {
    const path = written(name, text);
    const direct = await read(path);
    const usual = await read(path, { by: withoutFiles });
    expect([direct.commands, usual.commands > 0]).toEqual([0, true]);
    expect(direct.bytes.equals(Buffer.from(text))).toBe(true);
    expect(usual.bytes.equals(direct.bytes)).toBe(true);
    const { firstLineMs, ...counts } = direct.counts;
    expect(usual.counts).toMatchObject({ ...counts, position: usual.counts.position });
    expect(counts).toMatchObject({ bytesRead: direct.bytes.length, bytesReceived: direct.bytes.length });
    expect([direct.trouble, usual.trouble]).toEqual([null, null]);
  });

  test('a link', async () => {
    const path = join(folder, 'link');
    symlinkSync(written('linked', lines(3)), path);
    expect(await read(path)).toMatchObject({ commands: 0, bytes: Buffer.from(lines(3)), trouble: null });
  });
});

describe('a command reports why a log cannot be read', () => {
  test.each([
    ['missing', join(folder, 'missing'), 'missing'],
    ['a folder', folder, 'directory'],
    ['below a file', join(written('file', ''), 'log'), 'missing'],
  ])('%s', async (_, path, kind) => {
    const { trouble, commands } = await read(path);
    expect(trouble).toMatchObject({ kind, log: path });
    expect(commands).toBeGreaterThan(0);
  });
});

test('a named pipe is left to a command: to open it would wake its writers', async () => {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  let asked = 0;
  const reading = read(path, {
    by: connection => ({
      openFile: async file => {
        const opened = await connection.openFile!(file);
        asked++;
        expect(opened).toBeNull();
        setTimeout(() => writeFileSync(path, 'written\n'), 50);
        return opened;
      },
    }),
  });
  expect(String((await reading).bytes)).toBe('written\n');
  expect(asked).toBe(1);
});

test('what a process has open is left to a command', async () => {
  const { commands } = await read(`/proc/${process.pid}/cmdline`);
  expect(commands).toBeGreaterThan(0);
});

test('a filter is left to the tools', async () => {
  const path = written('filtered', lines(100));
  const { bytes, commands } = await read(path, { query: { ...EVERYTHING, grep: ['line 42'] } });
  expect(String(bytes)).toBe('2026-11-20T14:02:11Z INFO line 42\n');
  expect(commands).toBeGreaterThan(0);
});

describe('records of a level are selected alike by whoever reads the file', () => {
  const record = (n: number, level: string): string =>
    `2026-11-20T14:02:11.${100 + (n % 900)}Z ${level} [main] order ${n}\n`;
  const trace = 'java.lang.IllegalStateException: x\n\tat a.b.C.d(C.java:1)\nCaused by: y\n';
  const logs: Readonly<Record<string, string>> = {
    'one error in eight': Array.from({ length: 9000 }, (_, n) =>
      record(n, n % 8 === 7 ? 'ERROR' : 'INFO'),
    ).join(''),
    'errors with traces': Array.from({ length: 9000 }, (_, n) =>
      n % 8 === 7 ? record(n, 'ERROR') + trace : record(n, 'INFO'),
    ).join(''),
    'no error': Array.from({ length: 9000 }, (_, n) => record(n, 'INFO')).join(''),
    'a last line without an end': `${record(1, 'INFO').repeat(20)}${record(2, 'ERROR').trimEnd()}`,
    'lines of other programs': Array.from(
      { length: 3000 },
      (_, n) => `Nov 20 14:02:11 web app[${n % 3}]: ${n % 5 === 0 ? 'ERROR x' : 'done'}\n`,
    ).join(''),
    'hardly any line': record(1, 'ERROR'),
  };

  test.each(Object.entries(logs))(
    '%s',
    async (name, text) => {
      const path = written(`level ${name}`, text);
      for (const level of ['error', 'warn', 'info'] as const)
        for (const more of [{}, { head: 3 }, { grep: ['order 1'] }, { pushdown: false }]) {
          const query: Query = { ...EVERYTHING, level, ...more };
          const near = (connection: Connection): Partial<Connection> => ({
            readEnds: (file, sizes) => connection.readEnds!(file, sizes),
          });
          const direct = await read(path, { query, by: near });
          const usual = await read(path, { query, by: withoutFiles });
          expect(String(direct.bytes)).toBe(String(usual.bytes));
          expect([direct.trouble, usual.trouble]).toEqual([null, null]);
          expect(direct.counts.lines).toBe(usual.counts.lines);
        }
    },
    60_000,
  );

  test('without a command, if their form is known', async () => {
    const path = written('known', logs['one error in eight']!);
    const { commands, bytes } = await read(path, {
      query: { ...EVERYTHING, level: 'error' },
      by: connection => ({ readEnds: (file, sizes) => connection.readEnds!(file, sizes) }),
    });
    expect([commands, String(bytes).split('\n').length - 1]).toEqual([0, 1125]);
  });
});

test('an error while it is read is reported, after what was read before', async () => {
  const path = written('failing', lines(3));
  const { bytes, trouble } = await read(path, {
    by: connection => ({
      openFile: async file => {
        const opened = (await connection.openFile!(file))!;
        const parts = ['one\nrest'];
        const read = async (): Promise<Buffer> => {
          const part = parts.shift();
          if (part === undefined) throw new Error('EIO: i/o error, read');
          return Buffer.from(part);
        };
        return { size: opened.size, read, close: () => opened.close() };
      },
    }),
  });
  expect(String(bytes)).toBe('one\nrest');
  expect(trouble).toMatchObject({ kind: 'remote', host: 'localhost', log: path });
  expect(trouble!.message).toContain('EIO: i/o error, read');
});

test('it is read no further than its consumer accepts', async () => {
  const path = written('slow', lines(60_000));
  const reads: number[] = [];
  let taken = 0;
  const { bytes } = await read(path, {
    by: connection => ({
      openFile: async file => {
        const opened = (await connection.openFile!(file))!;
        return {
          size: opened.size,
          read: () => {
            reads.push(taken);
            return opened.read();
          },
          close: () => opened.close(),
        };
      },
    }),
    taken: () =>
      new Promise<void>(resolve =>
        setTimeout(() => {
          taken++;
          resolve();
        }, 5),
      ),
  });
  expect(bytes.length).toBe(lines(60_000).length);
  expect(reads.length).toBeGreaterThan(4);
  // One chunk is processed while the next is read.
  for (const [index, done] of reads.entries()) expect(index - done).toBeLessThanOrEqual(2);
});

test('it ends when the run is cancelled', async () => {
  const path = written('cancelled', lines(200_000));
  let open = 0;
  const { bytes, trouble } = await read(path, {
    by: connection => ({
      openFile: async file => {
        const opened = (await connection.openFile!(file))!;
        open++;
        return {
          size: opened.size,
          read: () => opened.read(),
          close: () => opened.close().then(() => void open--),
        };
      },
    }),
    taken: run => run.cancel(),
  });
  expect(trouble).toBeNull();
  expect(bytes.length).toBeLessThan(lines(200_000).length / 2);
  await expect.poll(() => open, { interval: 5 }).toBe(0);
});

test('it ends when the run is cancelled, although a read never returns', async () => {
  const path = written('stuck', lines(3));
  const { bytes, trouble } = await read(path, {
    by: connection => ({
      openFile: async file => {
        const opened = (await connection.openFile!(file))!;
        const parts = [Buffer.from('one\n')];
        const stuck = new Promise<Buffer>(() => {});
        const next = (): Promise<Buffer> => {
          const part = parts.shift();
          return part === undefined ? stuck : Promise.resolve(part);
        };
        return { size: opened.size, read: next, close: () => opened.close() };
      },
    }),
    taken: run => void setTimeout(() => run.cancel(), 20),
  });
  expect([String(bytes), trouble]).toEqual(['one\n', null]);
});

describe.each([
  ['directly', undefined],
  ['by a command', withoutFiles],
])('what happens to a log while it is read %s', (_, by) => {
  const path = join(folder, 'changing');
  test.each<[what: string, change: () => void, isReported: boolean]>([
    ['is truncated', () => truncateSync(path), true],
    ['becomes shorter', () => truncateSync(path, 7), true],
    ['is truncated and written again', () => writeFileSync(path, 'x\n'), true],
    ['becomes longer', () => appendFileSync(path, 'x\n'), false],
    ['is rotated', () => renameSync(path, `${path}.1`), false],
    [
      'is rotated, and has little in it',
      () => [renameSync(path, `${path}.1`), writeFileSync(path, 'x\n')],
      false,
    ],
    ['is deleted', () => rmSync(path), false],
    ['does not change', () => {}, false],
  ])('it %s', async (_what, change, isReported) => {
    // More than pipes and sockets hold.
    written('changing', lines(200_000));
    let isChanged = false;
    const { notices, trouble } = await read(path, {
      ...(by && { by }),
      taken: () => {
        if (!isChanged) change();
        isChanged = true;
      },
    });
    expect(trouble).toBeNull();
    expect(notices).toEqual(
      isReported ? [`${path} was truncated while it was read: lines may be missing; read it again`] : [],
    );
  });

  test.each(['/proc/meminfo', '/sys/kernel/mm/transparent_hugepage/enabled'])('%s', async pseudo => {
    expect((await read(pseudo, { ...(by && { by }) })).notices).toEqual([]);
  });
});
