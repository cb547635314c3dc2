import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { LOCAL_HOST } from '../../../src/config/sources/select.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import type { Marker } from '../../../src/core/record.ts';
import { schemePlace } from '../../../src/core/sourceSchemes.ts';
import { markerText } from '../../../src/core/text/markerText.ts';
import { Run } from '../../../src/session/run/run.ts';
import { createLocalTransport } from '../../../src/transport/local.ts';
import { canRunDockerd, type Dockerd, startDockerd } from '../../helpers/dockerd.ts';
import { createSandbox } from '../../helpers/sandbox.ts';

vi.hoisted(() => {
  process.env['RTAIL_TEST_BACKOFF_MS'] = '50';
});

let dockerd: Dockerd;

const start = (address: string, query: Partial<Query>, path = process.env['PATH']!) => {
  const transport = createLocalTransport({ ...process.env, PATH: path, DOCKER_HOST: dockerd.socket });
  const parsed = schemePlace('docker', address);
  if (!parsed.ok) throw new Error(parsed.message);
  let text = '';
  const names = new Map<number, string>();
  const markers: Marker[] = [];
  const states: string[] = [];
  const run = new Run({
    query: { ...EVERYTHING, bare: true, ...query },
    transport,
    sudo: false,
    stdin: () => Readable.from([]),
    now: Date.now,
    sink: {
      opened: ({ id, log }) => void names.set(id, log),
      marker: (_source, marker) => void markers.push(marker),
      lines: (_source, chunk) => {
        text += chunk.toString();
      },
      state: (_source, { kind }) => void states.push(kind),
    },
  });
  const format = { format: null, start: null, timezone: null };
  run.add({ id: 0, host: LOCAL_HOST, log: `docker:${address}`, place: parsed.place, format });
  const lines = (): string[] => text.split('\n').slice(0, -1);
  return {
    lines,
    names: () => [...names.values()],
    bytes: () => run.outcomes().reduce((sum, { counts }) => sum + counts.bytesReceived, 0),
    said: () => markers.map(marker => markerText(marker, false)),
    isLive: () => expect.poll(() => states, { interval: 20 }).toContain('live'),
    sees: (line: string) => expect.poll(lines, { interval: 20, timeout: 20_000 }).toContain(line),
    async end() {
      run.cancel();
      await run.finished();
      await transport.close();
    },
    async toEnd() {
      const outcomes = await run.finished();
      await transport.close();
      return { lines: lines(), troubles: outcomes.flatMap(({ trouble }) => trouble?.kind ?? []) };
    },
  };
};

const LONG = 'x'.repeat(40_000);
const SPEAK = `echo one; sleep 0.1; echo two >&2; sleep 0.1; echo '<three> & "four"'; i=0; while [ $i -lt 5000 ]; do printf xxxxxxxx; i=$((i+1)); done; echo; echo end; sleep 600`;

describe.skipIf(!canRunDockerd)('containers of a real daemon', () => {
  beforeAll(async () => {
    dockerd = await startDockerd('max-size=1m', 'max-file=3');
    dockerd.run('json', SPEAK);
    dockerd.run('local', SPEAK, '--log-driver', 'local');
    await vi.waitFor(
      () => {
        for (const name of ['json', 'local']) expect(dockerd.docker('logs', name)).toContain('end');
      },
      { timeout: 10_000 },
    );
  });
  afterAll(() => dockerd?.stop());

  const ALL = ['one', 'two', '<three> & "four"', LONG, 'end'];

  test.each<[string, Partial<Query>, readonly string[]]>([
    ['everything', {}, ALL],
    ['the last', { from: { kind: 'lastLines', count: 1 } }, ['end']],
    ['literal text', { grep: ['e'] }, ['one', '<three> & "four"', 'end']],
    ['characters that JSON escapes', { grep: ['<three>'], fixed: true }, ['<three> & "four"']],
    ['in a long line', { grep: ['xxx'] }, [LONG]],
    ['all but', { exclude: ['x', 'o'] }, ['end']],
    ['the latest', { last: 1, grep: ['o'] }, ['<three> & "four"']],
    ['the first', { head: 1 }, ['one']],
    ['with context', { grep: ['two'], before: 1 }, ['one', 'two']],
    ['a regular expression', { grep: ['^t.o$'] }, ['two']],
    ['a stream', { where: ['stream=stderr'], bare: true }, ['two']],
  ])('are read once by file and by docker logs: %s', async (_, query, expected) => {
    for (const name of ['json', 'local'])
      expect(await start(name, query).toEnd()).toEqual({ lines: expected, troubles: [] });
  });

  test('distinguish stdout from stderr, also in the text, if the engine does', async () => {
    dockerd.run('tty', SPEAK, '-t');
    const streams = async (name: string, path = process.env['PATH']!) => {
      const { lines } = await start(name, { bare: false, head: 2 }, path).toEnd();
      return lines.map(line => line.replace(/^\d{4}-\S+Z /, ''));
    };
    await vi.waitFor(() => expect(dockerd.docker('logs', 'tty')).toContain('two'), { timeout: 10_000 });
    for (const name of ['json', 'local'])
      expect(await streams(name)).toEqual(['stdout F one', 'stderr F two']);
    expect(await streams('tty')).toEqual(['stdout F one', 'stdout F two']);
    using tools = toolsWithoutCurl();
    expect(await streams('local', tools.path)).toEqual(['one', 'two']);
    const { lines, troubles } = await start('json', { bare: false, where: ['stream=stderr'] }).toEnd();
    expect({ lines: lines.map(line => line.slice(-3)), troubles }).toEqual({ lines: ['two'], troubles: [] });
  });

  test('-n counts lines of a log file, not the pieces of long ones', async () => {
    const from = (count: number) => ({ from: { kind: 'lastLines', count } }) as const;
    expect((await start('json', from(2)).toEnd()).lines).toEqual([LONG, 'end']);
    expect((await start('json', from(3)).toEnd()).lines).toEqual(['<three> & "four"', LONG, 'end']);
    expect((await start('json', from(99)).toEnd()).lines).toEqual(ALL);
    const following = start('json', { ...from(2), follow: 'name' });
    await following.sees('end');
    await following.end();
    expect(following.lines()).toEqual([LONG, 'end']);
  });

  test('reports that no container has this name', async () => {
    expect(await start('nosuch', {}).toEnd()).toEqual({ lines: [], troubles: ['missing'] });
    expect(await start('nosuch-*', {}).toEnd()).toEqual({ lines: [], troubles: ['missing'] });
  });

  const SLOW = (label: string) =>
    `i=0; while [ $i -lt 400 ]; do i=$((i+1)); echo "${label} $i"; sleep 0.01; done; sleep 600`;
  const numbered = (label: string): string[] => Array.from({ length: 400 }, (_, i) => `${label} ${i + 1}`);

  test.each(['json-file', 'local'])(
    'are followed by %s through disconnects and a new container with the same name',
    async driver => {
      const name = `again-${driver}`;
      dockerd.run(name, SLOW('a'), '--log-driver', driver);
      const following = start(name, { follow: 'name' });
      for (const line of ['a 50', 'a 150', 'a 250']) {
        await following.sees(line);
        breakReaders(name);
      }
      await following.sees('a 400');
      dockerd.docker('rm', '-f', name);
      dockerd.run(name, SLOW('b'), '--log-driver', driver);
      await following.sees('b 400');
      await following.end();
      expect(following.lines()).toEqual([...numbered('a'), ...numbered('b')]);
      expect(following.said().join('\n')).toContain('was created again');
      expect(following.said().join('\n')).not.toContain('gap');
    },
  );

  const levels = (to: string): string =>
    `i=0; while [ $i -lt 300 ]; do i=$((i+1)); echo "INFO $i ok"; echo "WARN $i slow" ${to}; [ $((i%10)) -eq 0 ] && { echo "ERROR $i failed"; echo "  at line $i"; }; sleep 0.01; done; echo ERROR end; sleep 600`;

  test.each<[string, Partial<Query>, (i: number) => readonly string[]]>([
    ['a level', { level: 'error' }, i => [`ERROR ${i} failed`, `  at line ${i}`]],
    ['a pattern', { grep: ['^ERROR'] }, i => [`ERROR ${i} failed`]],
  ])('are followed through disconnects with %s selected on the host', async (_, query, expected) => {
    const all = Array.from({ length: 30 }, (__, i) => expected((i + 1) * 10)).flat();
    // Without curl, it is unknown which lines between those of a record are another stream's.
    const ways = [
      [process.env['PATH']!, '>&2'],
      [toolsWithoutCurl().path, ''],
    ] as const;
    for (const [path, to] of ways) {
      const name = `levels-${Object.keys(query)[0]}-${path.length}`;
      dockerd.run(name, levels(to), '--log-driver', 'local');
      const following = start(name, { follow: 'name', ...query }, path);
      for (const i of [50, 130, 220]) {
        await following.sees(`ERROR ${i} failed`);
        breakReaders(name);
      }
      await following.sees('ERROR end');
      await following.end();
      expect(following.lines()).toEqual([...all, 'ERROR end']);
      expect(following.said().join('\n')).not.toContain('gap');
      // At first the log is too short to be examined.
      expect(following.bytes()).toBeLessThan(25_000);
    }
  });

  test('a glob picks up new containers, and drops those that are gone', async () => {
    const following = start('glob-*', { follow: 'name' });
    await expect.poll(following.said).toEqual([expect.stringContaining('waiting for one')]);
    dockerd.run('glob-1', 'echo from one; sleep 600');
    await following.sees('from one');
    dockerd.run('glob-2', 'echo from two; sleep 600');
    await following.sees('from two');
    await following.end();
    expect(following.names()).toEqual(['docker:glob-*', 'docker:glob-1', 'docker:glob-2']);
  });
});

/** Creates a folder with links to every tool except curl. */
const toolsWithoutCurl = (): { readonly path: string; [Symbol.dispose](): void } => {
  const box = createSandbox();
  const linked = new Set(['curl']);
  for (const folder of process.env['PATH']!.split(':').filter(existsSync))
    for (const name of readdirSync(folder)) {
      if (linked.has(name)) continue;
      linked.add(name);
      symlinkSync(join(folder, name), join(box.dir, name));
    }
  return { path: box.dir, [Symbol.dispose]: () => box[Symbol.dispose]() };
};

/** Ends the process that reads a container's log: the file's tail, curl, or docker logs. */
const breakReaders = (name: string): void => {
  const path = dockerd.docker('inspect', '-f', '{{.Id}}', name).trim();
  const pids = execFileSync('sh', ['-c', `pgrep -f "^(tail|docker|curl) .*${path}" || true`], {
    encoding: 'utf8',
  });
  for (const pid of pids.split('\n').filter(Boolean)) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has already ended.
    }
  }
};
