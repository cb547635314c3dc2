import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { cksum } from '../../../src/core/follow/checksum.ts';
import {
  unwatchLine,
  type WatchedLog,
  watchCommand,
  watchGlobLine,
  watchLine,
} from '../../../src/pushdown/follow/watch.ts';
import { pathFromBytes } from '../../../src/pushdown/script/pathBytes.ts';
import { killRemote, type RunningRemote, startRemote } from '../runRemote.ts';

const root = mkdtempSync(join(tmpdir(), "rtail-watch $(x)'\n"));
const started: RunningRemote[] = [];
const children: ChildProcess[] = [];
afterAll(() => {
  started.forEach(killRemote);
  for (const child of children) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

const SHELLS: readonly [name: string, words: readonly string[]][] = [
  ['dash', ['dash', '-c']],
  ['bash', ['bash', '-c']],
  ['BusyBox', ['busybox', 'sh', '-c']],
];
const shells = SHELLS.filter(([, words]) => spawnSync('sh', ['-c', `command -v ${words[0]}`]).status === 0);

/** `expect.poll` does not know to which of several concurrent tests it belongs. */
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 10_000 });

// Each test waits for a watcher's rounds, and all of them can wait at once.
describe.concurrent.each(shells)("a host's watcher under %s", (name, shell) => {
  let number = 0;
  const start = (leaseSeconds?: number, faceSeconds?: number) => {
    const remote = startRemote(watchCommand(leaseSeconds, faceSeconds), { shell });
    started.push(remote);
    return {
      remote,
      send: (line: string) => remote.child.stdin!.write(Buffer.from(line, 'latin1')),
      said: (words: string) => eventually(() => expect(remote.out()).toContain(words)),
    };
  };
  /** A log with a tail that has it open as descriptor 3, as in the resume script. */
  const followed = async (
    content: string,
  ): Promise<{ path: string; log: WatchedLog; tail: ChildProcess; ended: Promise<unknown> }> => {
    const path = join(root, `${name} ${++number}.log`);
    writeFileSync(path, content);
    const tail = spawn('tail', ['--follow=descriptor', '-s', '0.1', '-c', '+1', path], {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    children.push(tail);
    const opened = (): boolean =>
      existsSync(`/proc/${tail.pid}/fd/3`) && readlinkSync(`/proc/${tail.pid}/fd/3`) === path;
    await eventually(() => expect(opened()).toBe(true));
    const head = Buffer.from(content).subarray(0, 512);
    const processes = { tail: tail.pid!, descriptor: 3, shell: tail.pid!, reader: tail.pid! };
    const log: WatchedLog = {
      ...{ id: number, path: pathFromBytes(Buffer.from(path).toString('latin1')), processes },
      ...{ tail: 'gnu', descriptor: false, pid: null, reportsBytes: false, headLength: head.length },
      face: `${cksum(head)}.${head.length}`,
    };
    return { path, log, tail, ended: new Promise(resolve => tail.once('exit', resolve)) };
  };

  test('ends a blocked tail whose file is truncated and outgrows it', async () => {
    const { send } = start();
    // Nobody reads tail's output, so it is blocked with more to read than a pipe holds.
    const { path, log, tail, ended } = await followed('old line\n'.repeat(40_000));
    tail.stdout!.pause();
    send(watchLine(log));
    truncateSync(path, 0);
    appendFileSync(path, 'new line\n'.repeat(50_000));
    await ended;
  });

  test('ends a tail that continued in the middle of new content, even if nothing more is written', async () => {
    const { send } = start(undefined, 2);
    const { path, log, tail, ended } = await followed('old line\n'.repeat(100));
    const size = 9 * 150;
    const offset = (): number =>
      Number(/pos:\s*(\d+)/.exec(readFileSync(`/proc/${tail.pid}/fdinfo/3`, 'latin1'))?.[1]);
    await eventually(() => expect(offset()).toBe(900));
    tail.kill('SIGSTOP');
    truncateSync(path, 0);
    appendFileSync(path, 'new line\n'.repeat(150));
    tail.kill('SIGCONT');
    await eventually(() => expect(offset()).toBe(size));
    send(watchLine(log));
    await ended;
  });

  test('lets a tail finish whose name now belongs to another file with content, and reports which', async () => {
    const { send, said } = start();
    const { path, log, tail, ended } = await followed('line\n'.repeat(200));
    tail.stdout!.resume();
    send(watchLine(log));
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'next\n');
    await ended;
    await said(`next ${log.id} `);
  });

  test('reports the head of a young file as it grows', async () => {
    const { send, said } = start();
    const { path, log, tail } = await followed('young\n');
    tail.stdout!.resume();
    send(watchLine(log));
    appendFileSync(path, 'older\n');
    const head = Buffer.from('young\nolder\n');
    await said(`head ${log.id} ${cksum(head)}.${head.length}`);
  });

  test('reports when the set of a glob has changed, but not for one that is no longer watched', async () => {
    const { remote, send, said } = start();
    const glob = pathFromBytes(Buffer.from(join(root, `${name}-*.txt`)).toString('latin1'));
    send(watchGlobLine({ id: 90, path: glob }));
    await said('glob 90\n');
    const changes = () => remote.out().split('glob 90\n').length - 1;
    const before = changes();
    writeFileSync(join(root, `${name}-1.txt`), '');
    await eventually(() => expect(changes()).toBeGreaterThan(before));
  });

  test('ends what it watches when no heartbeat arrives during the lease', async () => {
    const { send } = start(1);
    const { log, tail, ended } = await followed('line\n');
    tail.stdout!.resume();
    send(watchLine(log));
    await ended;
  });

  test('leaves alone what is no longer watched', async () => {
    const { send, said } = start();
    const first = await followed('first\n'.repeat(200));
    const second = await followed('second\n'.repeat(200));
    for (const { log, tail } of [first, second]) {
      tail.stdout!.resume();
      send(watchLine(log));
    }
    send(unwatchLine(first.log.id));
    for (const { path } of [first, second]) {
      renameSync(path, `${path}.1`);
      writeFileSync(path, 'next\n');
    }
    await second.ended;
    await said(`next ${second.log.id} `);
    expect(first.tail.exitCode).toBe(null);
  });
});
