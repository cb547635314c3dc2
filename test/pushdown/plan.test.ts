import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { HostFacts } from '../../src/core/facts.ts';
import { EVERYTHING, type Query } from '../../src/core/query.ts';
import type { LogPlace } from '../../src/core/target.ts';
import { explain, isAbridged } from '../../src/pushdown/explain.ts';
import { type Plan, planSource } from '../../src/pushdown/plan.ts';
import { remoteCommand } from '../../src/pushdown/script/script.ts';
import { BUSYBOX, GNU, runRemote } from './runRemote.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-plan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FILE: LogPlace = { kind: 'file', path: '/var/log/app.log', glob: false };
const named = (path: string): LogPlace => ({ kind: 'file', path, glob: false });
const LAST_TEN = { kind: 'lastLines', count: 10 } as const;

const plan = (query: Partial<Query>, place: LogPlace = FILE, facts: HostFacts = GNU, sudo = false): Plan => {
  const planned = planSource({ ...EVERYTHING, ...query }, place, facts, { sudo });
  if (!planned.ok) throw new Error(planned.refusal.message);
  return planned.plan;
};

describe('explained', () => {
  test.each<[string, Partial<Query>, LogPlace, HostFacts, string]>([
    ['the whole file', {}, FILE, GNU, 'host:  cat </var/log/app.log'],
    ['its end', { from: LAST_TEN }, FILE, GNU, 'host:  tail -n 10 </var/log/app.log'],
    [
      'grep opens the file itself',
      { grep: ['Exception'], head: 100 },
      FILE,
      GNU,
      'host:  grep -m 100 -a -E -e Exception </var/log/app.log',
    ],
    [
      'several patterns',
      { grep: ['a', 'b'], exclude: ['c', 'd'], ignoreCase: true, maxCount: 2 },
      FILE,
      GNU,
      'host:  grep -a -i -E -e a </var/log/app.log | grep -a -i -E -e b | grep -m 2 -a -i -v -E -e c -e d',
    ],
    [
      'fixed text',
      { grep: ['a.b', 'c'], fixed: true },
      FILE,
      GNU,
      'host:  grep -a -F -e a.b </var/log/app.log | grep -a -F -e c',
    ],
    [
      'following',
      { from: LAST_TEN, follow: 'name', retry: true, grep: ['x'] },
      FILE,
      GNU,
      'host:  tail -n 10 -F /var/log/app.log | grep -a --line-buffered -E -e x',
    ],
    [
      'following a descriptor',
      { from: LAST_TEN, follow: 'descriptor', pid: 7, sleepSeconds: 0.5 },
      FILE,
      GNU,
      'host:  tail -n 10 -f --pid=7 -s 0.5 /var/log/app.log',
    ],
    [
      'the latest',
      { grep: ['x'], last: 3 },
      FILE,
      GNU,
      'host:  grep -a -E -e x </var/log/app.log | tail -n 3   (backwards from the end of the file)',
    ],
    [
      'the latest matches with context',
      { grep: ['x'], last: 3, before: 1 },
      FILE,
      GNU,
      // Line numbers show locally which lines are matches.
      'host:  grep -n -B 1 -a -E -e x </var/log/app.log | tail -n 9   (backwards from the end of the file)\nlocal: the last 3 of the matches, each with its context',
    ],
    [
      'compressed',
      { from: LAST_TEN, grep: ['x'] },
      named('/l/app.1.gz'),
      GNU,
      'host:  gzip -cd </l/app.1.gz | tail -n 10 | grep -a -E -e x',
    ],
    ['at home', {}, named('~/my app.log'), GNU, "host:  cat <~'/my app.log'"],
    [
      'a command',
      { from: LAST_TEN, grep: ['x'] },
      { kind: 'command', command: 'journalctl -n {lines}' },
      GNU,
      'host:  (journalctl -n 10) | grep -a --line-buffered -E -e x',
    ],
    [
      'records',
      { zeroTerminated: true, from: LAST_TEN, head: 2 },
      FILE,
      GNU,
      'host:  tail -z -n 10 </var/log/app.log | head -z -n 2',
    ],
    [
      'BusyBox',
      { from: LAST_TEN, grep: ['x'] },
      FILE,
      BUSYBOX,
      'host:  tail -n 10 </var/log/app.log | grep -E -e x',
    ],
    [
      'BusyBox following',
      { from: LAST_TEN, follow: 'name', retry: true, sleepSeconds: 0.5 },
      FILE,
      BUSYBOX,
      'host:  tail -n 10 -F -s 1 /var/log/app.log',
    ],
  ])('%s', (_, query, place, facts, there) => {
    const whole = there.includes('\nlocal:') ? there : `${there}\nlocal: nothing`;
    expect(explain(plan(query, place, facts))).toBe(whole);
  });

  test.each([
    ['an empty log', 0, 'none', []],
    ['a log that the sample covers', 16_384, 'none', []],
    ['a longer log', 16_385, 'none', ['the host cannot tell reliably where its records start']],
    [
      'an empty log that is followed',
      0,
      'name',
      ['it is empty so far, so the host cannot know where its records start'],
    ],
    ['a followed log', 1, 'name', ['the host cannot tell reliably where its records start']],
  ] as const)('why records are selected locally: %s', (_, size, follow, reasons) => {
    const findings = { start: null, span: null, size };
    const { notes } = plan({ level: 'error', follow, findings });
    expect(notes).toEqual(reasons.map(reason => `filtered locally: ${reason}`));
  });

  test('what runs locally, and why', () => {
    const words = plan({ grep: ['\\<x', 'y'], exclude: ['z'], head: 3 }, FILE, BUSYBOX);
    expect(explain(words).split('\n')).toEqual([
      'host:  grep -E -e y </var/log/app.log | grep -v -E -e z',
      "local: grep -E -e '\\<x' | head -n 3",
      "note:  filtered locally for \\<x: the host's tools do not support it",
    ]);
    expect(explain(plan({ grep: ['x'], pushdown: false })).split('\n')).toEqual([
      'host:  cat </var/log/app.log',
      'local: grep -E -e x',
    ]);
    const span = { start: 99, end: 500 };
    const since = { time: { since: 0, until: 1000 }, findings: { start: null, span, size: null } };
    expect(explain(plan({ ...since, grep: ['x'] })).split('\n')).toEqual([
      'host:  head -c 401 </var/log/app.log   (from byte 100 of the file)',
      'local: lines of records since 1970-01-01T00:00:00.000Z until 1970-01-01T00:00:01.000Z | grep -E -e x',
      'note:  filtered locally: the host cannot tell reliably where its records start',
    ]);
    expect(
      explain(plan({ record: true, level: 'warn', head: 3 }, FILE, { ...GNU, awk: 'none' })).split('\n'),
    ).toEqual([
      'host:  cat </var/log/app.log',
      'local: whole records of level warn or worse | head -n 3',
      'note:  filtered locally: without awk the host cannot tell records apart',
    ]);
    expect(explain(plan({ from: LAST_TEN, grep: ['x'] }, { kind: 'stdin' })).split('\n')).toEqual([
      'host:  nothing',
      'local: tail -n 10 | grep -E -e x',
    ]);
  });

  test('a program too long to read is summarised, or printed in full', () => {
    const start = { all: [], any: ['^[0-9]{4}-'], none: ['^ '], timed: true };
    const findings = { start, span: null, size: null };
    const asked = plan({ record: true, level: 'warn', grep: ['x'], before: 2, findings });
    expect(explain(asked).split('\n')).toEqual([
      'host:  awk PROGRAM </var/log/app.log',
      expect.stringMatching(/^ {7}PROGRAM \(\d+ bytes\): passes on whole records, each from a line /),
      "         begins: a line that matches '^[0-9]{4}-'",
      "                 and does not match '^ '",
      '         wanted: at least one of its lines contains a mark of warn or worse in any format',
      "         wanted: at least one of its lines matches 'x'",
      '         around: 2 records before these and 0 after',
      "         looks only around lines that grep finds: 'x'",
      'local: whole records of level warn or worse | grep -B 2 -E -e x',
    ]);
    expect(isAbridged(asked)).toBe(true);
    const whole = explain(asked, { whole: true });
    expect(whole).toMatch(
      /^host: {2}AWKBUFSIZE=65536 C='grep -n -a -E -e x <[^']*' awk '.*\[Ww\]\[Aa\]\[Rr\].*' <\/var\/log\/app.log\nlocal:/,
    );
    const levels = { kind: 'pattern', pattern: '^(\\w)', names: {} } as const;
    expect(explain(plan({ level: 'warn', findings: { ...findings, levels } }))).toContain(
      'wanted: at least one of its lines matches ^(\\w) with a mark of warn or worse',
    );
  });

  test.each([
    ['few lines are marked', 'accepted', 4, false],
    ['most are', 'accepted', 1, true],
    ['few are, but most may continue a record', 'accepted ', 4, true],
  ])('of several programs, awk looks at few lines only: %s', (_, text, every, isLocal) => {
    const sample = Array.from(
      { length: 100 },
      (_, n) => `Nov 20 14:02:11 web-1 sshd[${n}]: ${n % every === 0 ? 'error: x' : text}`,
    );
    const start = {
      all: [],
      any: ['^[A-Z][a-z][a-z] '],
      none: [' $'],
      streams: true,
      streamKey: 'tag',
      timed: true,
    } as const;
    const asked = plan({ level: 'error', findings: { start, span: null, size: null, sample } });
    const shown = explain(asked);
    expect(shown.includes('awk')).toBe(!isLocal);
    expect(shown.includes('note:  filtered locally: most of its lines may belong to')).toBe(isLocal);
  });

  test('missing features of a tail are reported', () => {
    expect(plan({ follow: 'name' }, FILE, BUSYBOX).notes).toHaveLength(1);
    expect(plan({ follow: 'name', retry: true }, FILE, BUSYBOX).notes).toEqual([]);
    expect(plan({ follow: 'name' }, named('/x.gz')).notes).toEqual([
      '/x.gz is compressed, so it is read once and not followed',
    ]);
  });
});

describe('refused', () => {
  test.each<[string, Partial<Query>, HostFacts, boolean, string]>([
    ['--last while following', { last: 3, follow: 'name' }, GNU, false, '--last reads to the end of a log'],
    ['-z without GNU tail', { zeroTerminated: true }, BUSYBOX, false, 'does not support -z'],
    ['--pid without GNU tail', { pid: 1, follow: 'name' }, BUSYBOX, false, 'has no --pid'],
    ['no tail at all', {}, { ...GNU, tail: 'none' }, false, 'has no tail'],
    ['--sudo without sudo', {}, { ...GNU, sudo: false }, true, 'has no sudo'],
  ])('%s', (_, query, facts, sudo, message) => {
    const planned = planSource({ ...EVERYTHING, ...query }, FILE, facts, { sudo });
    if (planned.ok) throw new Error('not refused');
    expect(planned.refusal.message).toContain(message);
    expect(planned.refusal.advice).not.toBe('');
  });
});

const run = (query: Partial<Query>, path: string, sudo = false) => {
  const { remote } = plan(query, named(path), GNU, sudo);
  if (!remote) throw new Error('nothing remote');
  return runRemote(remoteCommand(remote));
};

describe('reading backwards', () => {
  const path = join(folder, 'long');
  const lines = Array.from(
    { length: 200_000 },
    (_, index) => `line ${index} ${index % 50_000 === 7 ? 'rare' : 'plain'}`,
  );
  writeFileSync(path, lines.join('\n'));

  test('finds the latest matches, however far back they are', async () => {
    const rare = lines.filter(line => line.endsWith('rare'));
    for (const last of [1, 2, 4, 9]) {
      const { out, code } = await run({ grep: ['rare'], last }, path);
      expect({ out, code }).toEqual({
        out: rare
          .slice(-last)
          .map(line => `${line}\n`)
          .join(''),
        code: 0,
      });
    }
  });

  test('reads only the end if that is enough, and terminates an unfinished last line', async () => {
    const { out, report } = await run({ grep: ['plain'], last: 2 }, path);
    expect(out).toBe('line 199998 plain\nline 199999 plain\n');
    expect(report.bytesRead).toBeLessThanOrEqual(2 << 20);
  });

  test('a search from the start stops at its limit', async () => {
    const { out, report } = await run({ grep: ['rare'], head: 1 }, path);
    expect(out).toBe('line 7 rare\n');
    expect(report.bytesRead).toBeLessThanOrEqual(200_000);
  });
});

describe('compressed files', () => {
  const tools = [
    ['gzip', 'gz'],
    ['bzip2', 'bz2'],
    ['xz', 'xz'],
    ['zstd', 'zst'],
  ].filter(([tool]) => spawnSync(tool!, ['--version']).error === undefined);

  test.each(tools)('%s', async (tool, end) => {
    const path = join(folder, `log.${end}`);
    writeFileSync(path, spawnSync(tool!, ['-c'], { input: 'one\ntwo\nthree\n' }).stdout);
    expect(await run({ grep: ['t'], last: 1 }, path)).toMatchObject({ out: 'three\n', code: 0 });
    expect(await run({ from: { kind: 'lastLines', count: 2 } }, path)).toMatchObject({
      out: 'two\nthree\n',
      code: 0,
    });
  });
});

const rootBySudo = spawnSync('sudo', ['-n', 'true']).status === 0;

describe.runIf(rootBySudo)('with sudo', () => {
  test('files are read with the tools that sudoers allow', async () => {
    const path = join(folder, 'root log');
    writeFileSync(path, 'a\nb\nc\n');
    expect(await run({ grep: ['b'] }, path, true)).toMatchObject({
      out: 'b\n',
      code: 0,
      report: { trouble: null },
    });
    expect(await run({ from: { kind: 'lastLines', count: 1 } }, path, true)).toMatchObject({
      out: 'c\n',
      code: 0,
    });
    expect(await run({ follow: 'name', retry: true, head: 2 }, path, true)).toMatchObject({
      out: 'a\nb\n',
      code: 0,
    });
  });

  test.each([
    ['nothing', 'missing'],
    ['.', 'directory'],
  ])('%s is reported as %s', async (name, kind) => {
    expect((await run({}, join(folder, name), true)).report.trouble?.kind).toBe(kind);
  });
});
