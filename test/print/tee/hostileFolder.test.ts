import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ReplayError, replaySources } from '../../../src/cli/commands/replay.ts';
import { createTee, type Tee } from '../../../src/print/tee/tee.ts';
import { LOCK_FILE } from '../../../src/print/tee/teeLock.ts';
import { createTeeResume, RESUME_FILE } from '../../../src/print/tee/teeResume.ts';
import type { SourceSink } from '../../../src/session/events.ts';
import { sampleSource } from '../samples.ts';

let root = '';
let folder = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rtail-hostile-'));
  folder = join(root, 'tee');
  mkdirSync(folder);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const silent: SourceSink = { opened: () => {}, lines: () => {}, marker: () => {}, state: () => {} };
const A = sampleSource(0, 'web-01');
const NAME = 'web-01--app.log';

const inFolder = (name: string): string => join(folder, name);

/** Opens a source and delivers a line to it. */
const save = async (tee: Tee): Promise<void> => {
  const sink = tee.through(silent);
  sink.opened(A);
  await sink.lines(A, Buffer.from('line\n'));
};

const resumed = (): Tee => createTee(folder, { end: '\n', resume: true });

/** What someone else may have placed where a log is to be saved, and the expected message. */
const IN_THE_WAY: readonly (readonly [what: string, put: () => void, said: RegExp])[] = [
  ['a symbolic link', () => symlinkSync(join(root, 'victim'), inFolder(NAME)), /is a symbolic link/],
  ['a dangling link', () => symlinkSync(join(root, 'none'), inFolder(NAME)), /is a symbolic link/],
  ['a hard link', () => linkSync(join(root, 'victim'), inFolder(NAME)), /has another name/],
  ['a FIFO', () => execFileSync('mkfifo', [inFolder(NAME)]), /not a regular file/],
  ['a folder', () => mkdirSync(inFolder(NAME)), /directory/],
  ['a device', () => symlinkSync('/dev/full', inFolder(NAME)), /is a symbolic link/],
];

describe('a saved log is written to a file of our own, or not at all', () => {
  test.each(IN_THE_WAY)('%s', async (_what, put, said) => {
    writeFileSync(join(root, 'victim'), 'precious\n');
    put();
    const tee = resumed();
    await save(tee);
    await tee.finish();
    expect(tee.failed.aborted).toBe(true);
    expect(tee.failure()).toMatch(said);
    expect(readFileSync(join(root, 'victim'), 'utf8')).toBe('precious\n');
    expect(readdirSync(root).sort()).toEqual(['tee', 'victim']);
  });

  test('nobody else can read it, whatever its mode and the umask were', async () => {
    writeFileSync(inFolder(NAME), 'old\n');
    chmodSync(inFolder(NAME), 0o666);
    const tee = resumed();
    const resume = createTeeResume(folder, tee, { resumes: true, say: () => {} });
    await save(tee);
    await resume.finish();
    await tee.finish();
    const made = createTee(join(root, 'new', 'tee'), { end: '\n', resume: false });
    await save(made);
    await made.finish();
    const modes = [inFolder(NAME), inFolder(RESUME_FILE), join(root, 'new/tee', NAME), join(root, 'new/tee')];
    expect(modes.map(file => (statSync(file).mode & 0o777).toString(8))).toEqual([
      '600',
      '600',
      '600',
      '700',
    ]);
  });
});

describe('a folder that another process records into', () => {
  const lock = () => inFolder(LOCK_FILE);
  const left = (owner: object): void => writeFileSync(lock(), JSON.stringify(owner));

  test('is refused while that process is alive, and free once it has finished', async () => {
    const first = createTee(folder, { end: '\n', resume: false });
    expect(() => resumed()).toThrow(`process ${process.pid} is recording into it`);
    await first.finish();
    expect(readdirSync(folder)).toEqual([]);
    await resumed().finish();
  });

  test.each([
    ['a process that is gone', { pid: 2 ** 22 + 1, started: '1', host: hostname() }],
    ['a process whose number was reused', { pid: process.pid, started: '1', host: hostname() }],
    ['something that no process wrote', { pid: 'x' }],
  ])('is taken over from %s', async (_title, owner) => {
    left(owner);
    const tee = createTee(folder, { end: '\n', resume: false });
    expect(JSON.parse(readFileSync(lock(), 'utf8')).pid).toBe(process.pid);
    await tee.finish();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('on another host is refused, with the file to remove', () => {
    left({ pid: 1, started: null, host: 'another.example' });
    expect(() => resumed()).toThrow(/process 1 on another\.example .* remove .*\.rtail-lock\.json/);
  });

  test('a lock that is a symbolic link is not followed', () => {
    symlinkSync('/etc/passwd', lock());
    expect(() => resumed()).toThrow(/symbolic link/);
  });
});

describe('a folder that contains files', () => {
  test.each([[NAME], ['.hidden'], ['notes.txt']])('is refused for %s without --resume', name => {
    writeFileSync(inFolder(name), 'old\n');
    expect(() => createTee(folder, { end: '\n', resume: false })).toThrow(/contains files .*--resume/);
    expect(readFileSync(inFolder(name), 'utf8')).toBe('old\n');
  });
});

test('a source that is read again after its end gets another file', async () => {
  const tee = createTee(folder, { end: '\n', resume: false });
  const sink = tee.through(silent);
  for (const id of [0, 0, 7]) {
    const source = { ...A, id };
    sink.opened(source);
    await sink.lines(source, Buffer.from('line\n'));
    sink.state(source, { kind: 'done' });
  }
  await tee.finish();
  const names = readdirSync(folder);
  expect(names).toHaveLength(3);
  expect(names.map(name => readFileSync(inFolder(name), 'utf8'))).toEqual(Array(3).fill('line\n'));
});

const POSITION = {
  generation: { inode: '1', head: { length: 0, crc: 0 } },
  base: 0,
  delivered: 5,
  recent: '',
  known: [],
};
const entry = (changes: object): string =>
  JSON.stringify({ files: { [NAME]: { length: 5, pipeline: 'p', position: POSITION, ...changes } } });

/** What a saved state may have become, and the expected message; none: it is as good as new. */
const STATES: readonly (readonly [what: string, put: () => void, said: RegExp | null])[] = [
  ['nothing', () => {}, /position was not saved/],
  ['an empty file', () => writeFileSync(inFolder(RESUME_FILE), ''), /damaged/],
  ['half of it', () => writeFileSync(inFolder(RESUME_FILE), entry({}).slice(0, 40)), /damaged/],
  ['null', () => writeFileSync(inFolder(RESUME_FILE), 'null'), /damaged/],
  ['null for files', () => writeFileSync(inFolder(RESUME_FILE), '{"files":null}'), /damaged/],
  [
    'null for a file',
    () => writeFileSync(inFolder(RESUME_FILE), `{"files":{"${NAME}":null}}`),
    /position was not saved/,
  ],
  [
    'text for a length',
    () => writeFileSync(inFolder(RESUME_FILE), entry({ length: '5' })),
    /position was not saved/,
  ],
  [
    'a negative length',
    () => writeFileSync(inFolder(RESUME_FILE), entry({ length: -1 })),
    /position was not saved/,
  ],
  [
    'half a byte',
    () => writeFileSync(inFolder(RESUME_FILE), entry({ length: 1.5 })),
    /position was not saved/,
  ],
  ['more than the file has', () => writeFileSync(inFolder(RESUME_FILE), entry({ length: 500 })), /shorter/],
  [
    'no position',
    () => writeFileSync(inFolder(RESUME_FILE), entry({ position: [] })),
    /position was not saved/,
  ],
  [
    'another pipeline',
    () => writeFileSync(inFolder(RESUME_FILE), entry({ pipeline: 'q' })),
    /another filter/,
  ],
  ['a million brackets', () => writeFileSync(inFolder(RESUME_FILE), '['.repeat(1e6)), /damaged/],
  ['bytes', () => writeFileSync(inFolder(RESUME_FILE), Buffer.alloc(1000, 0xff)), /damaged/],
  ['a terabyte of nothing', () => writeHuge(inFolder(RESUME_FILE)), /larger than/],
  ['a FIFO', () => execFileSync('mkfifo', [inFolder(RESUME_FILE)]), /not a regular file/],
  ['a folder', () => mkdirSync(inFolder(RESUME_FILE)), /not a regular file/],
  ['a link to a device', () => symlinkSync('/dev/zero', inFolder(RESUME_FILE)), /symbolic link/],
  ['a link to itself', () => symlinkSync(RESUME_FILE, inFolder(RESUME_FILE)), /symbolic link/],
  ['itself', () => writeFileSync(inFolder(RESUME_FILE), entry({})), null],
];

const writeHuge = (file: string): void => {
  writeFileSync(file, '');
  truncateSync(file, 2 ** 40);
};

describe('what --resume finds from an earlier run', () => {
  test.each(STATES)('%s', async (_what, put, said) => {
    writeFileSync(inFolder(NAME), 'line\n');
    put();
    const told: string[] = [];
    const tee = resumed();
    tee.through(silent).opened(A);
    const resume = createTeeResume(folder, tee, { resumes: true, say: text => void told.push(text) });
    const position = resume.recall(A, 'p');
    if (said === null) {
      expect(told).toEqual([`${NAME}: continuing where it stopped (5 B kept)`]);
      expect(position?.delivered).toBe(5);
    } else {
      expect(told.join('\n')).toMatch(said);
      expect(position).toBeNull();
    }
    const isFolder = lstatSync(inFolder(RESUME_FILE), { throwIfNoEntry: false })?.isDirectory() ?? false;
    const end = resume.finish();
    await (isFolder ? expect(end).rejects.toThrow() : end);
    await tee.finish();
    expect(readFileSync(inFolder(NAME), 'utf8')).toBe('line\n');
    expect(readdirSync(folder).sort()).toEqual([RESUME_FILE, NAME].sort());
  });

  test('files left behind by a killed process are removed, and nothing else', async () => {
    for (const name of [`${RESUME_FILE}.0123456789ab.new`, `${RESUME_FILE}.new`, 'other.0123456789ab.new'])
      writeFileSync(inFolder(name), '');
    const tee = resumed();
    await createTeeResume(folder, tee, { resumes: true, say: () => {} }).finish();
    await tee.finish();
    expect(readdirSync(folder).sort()).toEqual(
      [RESUME_FILE, `${RESUME_FILE}.new`, 'other.0123456789ab.new'].sort(),
    );
  });
});

describe('a folder to replay', () => {
  test.each<[string, () => void]>([
    ['a FIFO', () => void execFileSync('mkfifo', [inFolder(NAME)])],
    ['a folder', () => mkdirSync(inFolder(NAME))],
    ['a device', () => symlinkSync('/dev/zero', inFolder(NAME))],
    ['a dangling link', () => symlinkSync('/nowhere', inFolder(NAME))],
  ])('with %s among its logs is refused, with its name', (_what, put) => {
    put();
    expect(() => replaySources(folder, '/')).toThrow(ReplayError);
    expect(() => replaySources(folder, '/')).toThrow(/web-01--app\.log is not a regular file/);
  });
});

/** Files cannot grow beyond a few blocks, as on a full disk. */
test('a disk that fills up contains whole lines, and the saved state matches them', () => {
  const program = `
    import { createTee } from './src/print/tee/tee.ts';
    import { createTeeResume } from './src/print/tee/teeResume.ts';
    import { sampleSource } from './test/print/samples.ts';
    const tee = createTee(${JSON.stringify(folder)}, { end: '\\n', resume: true });
    const resume = createTeeResume(${JSON.stringify(folder)}, tee, { resumes: true, say: () => {} });
    const A = sampleSource(0, 'web-01');
    const sink = tee.through({ opened() {}, lines() {}, marker() {}, state() {} });
    sink.opened(A);
    resume.keep(A, 'p', () => ({ generation: { inode: '1', head: { length: 0, crc: 0 } }, base: 0, delivered: 0, recent: Buffer.alloc(0), known: [], finished: false, successor: null, extent: null, since: 0, next: [], ahead: null }));
    await new Promise(done => setTimeout(done, 50));
    for (let i = 0; i < 300; i++) await sink.lines(A, Buffer.from('a line of some forty bytes, number ' + i + '\\n'));
    await resume.finish();
    await tee.finish();
    console.log(tee.failure());`;
  const done = spawnSync(
    'bash',
    ['-c', 'ulimit -f 8; exec "$0" --input-type=module-typescript -e "$1"', process.execPath, program],
    { encoding: 'utf8' },
  );
  expect(done.stdout + done.stderr).toMatch(/cannot be written: EFBIG/);
  const text = readFileSync(inFolder(NAME), 'utf8');
  expect(text.length).toBeGreaterThan(4000);
  expect(text.split('\n').slice(0, -1)).toEqual(
    Array.from({ length: text.split('\n').length - 1 }, (_, i) => `a line of some forty bytes, number ${i}`),
  );
  expect(text.endsWith('\n')).toBe(true);
  expect(JSON.parse(readFileSync(inFolder(RESUME_FILE), 'utf8')).files[NAME].length).toBeLessThanOrEqual(
    text.length,
  );
});
