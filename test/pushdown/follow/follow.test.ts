import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { cksum } from '../../../src/core/follow/checksum.ts';
import { byAge } from '../../../src/core/follow/draft.ts';
import { planResume, type ResumeStep } from '../../../src/core/follow/planResume.ts';
import { advance, type Position, startPosition } from '../../../src/core/follow/position.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import { splitFilter } from '../../../src/pushdown/filter/filterStages.ts';
import { planFollow } from '../../../src/pushdown/follow/plan.ts';
import { resumeCommand } from '../../../src/pushdown/follow/resume.ts';
import { isOwnRotation } from '../../../src/pushdown/follow/shell.ts';
import {
  readSurvey,
  type SurveyAnswer,
  type SurveyRequest,
  surveyCommand,
} from '../../../src/pushdown/follow/survey.ts';
import { pathBytes, pathFromBytes } from '../../../src/pushdown/script/pathBytes.ts';
import type { Stage } from '../../../src/pushdown/script/stage.ts';
import {
  BUSYBOX,
  GNU,
  groupOf,
  killRemote,
  type RunningRemote,
  runRemote,
  startRemote,
} from '../runRemote.ts';

const root = mkdtempSync(join(tmpdir(), 'rtail-follow-'));
const started: RunningRemote[] = [];
afterEach(() => started.splice(0).forEach(killRemote));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const TOOLS = 'tail head cat stat od tr wc gzip bzip2 xz sleep date cut md5sum dd grep awk sh'.split(' ');

/** A host: its `sh` and its tools. */
const hosts = [
  { name: 'dash and GNU', sh: 'dash', box: false, facts: GNU },
  { name: 'bash and GNU', sh: 'bash', box: false, facts: GNU },
  { name: 'BusyBox, without cksum', sh: 'busybox', box: true, facts: BUSYBOX },
].filter(({ sh }) => spawnSync('sh', ['-c', `command -v ${sh}`]).status === 0);

const which = (program: string): string =>
  spawnSync('sh', ['-c', `command -v ${program}`])
    .stdout.toString()
    .trim();

describe.each(hosts)('following on $name', ({ name, sh, box, facts }) => {
  const bin = join(root, `bin-${name.replaceAll(/\W/g, '-')}`);
  mkdirSync(bin);
  symlinkSync(which(sh), join(bin, 'sh'));
  for (const tool of box ? TOOLS.filter(tool => tool !== 'sh') : [])
    symlinkSync(which('busybox'), join(bin, tool));
  const env = { PATH: box ? bin : `${bin}:${process.env['PATH']}` };
  const tail = box ? 'passing' : 'stopping';
  let count = 0;
  const folder = (): string => {
    const made = join(root, `${name.replaceAll(/\W/g, '-')}-${count++}`);
    mkdirSync(made);
    return made;
  };

  const look = async (request: SurveyRequest): Promise<SurveyAnswer> => {
    const { out } = await runRemote(surveyCommand(request), { env });
    const answer = readSurvey(out, request);
    expect(answer).not.toBe(null);
    return answer!;
  };
  const asked = (path: string, at: SurveyRequest['at'], stages: readonly Stage[] = []): SurveyRequest => ({
    ...{ path, at, stages },
    zeroTerminated: false,
    waits: false,
  });
  const resume = (
    path: string,
    steps: readonly ResumeStep[],
    { listing }: SurveyAnswer['survey'],
    stages: readonly Stage[] = [],
  ): string =>
    resumeCommand({
      ...{ path, stages, steps, listing, tail },
      ...{ gnu: !box, watchesItself: true },
      descriptor: false,
      pid: null,
      sleepSeconds: null,
      zeroTerminated: false,
    });
  /** Returns what arrived, with frames in brackets instead of the nonce. */
  const shown = (out: string, nonce: string): string =>
    out
      .replaceAll(new RegExp(`${nonce} (?:open|head|next|successor|stopped|moved) .*\n`, 'g'), '')
      .replaceAll(new RegExp(`${nonce} (.*)\n`, 'g'), '[$1]');
  const run = async (command: string): Promise<string> => {
    const remote = startRemote(command, { env });
    started.push(remote);
    return shown((await remote.ended).out, remote.nonce);
  };
  const filter = splitFilter({ ...EVERYTHING, grep: ['7'], follow: 'name' }, facts, true).stages;

  test.each([
    [{ kind: 'lastLines', count: 2 }, 'b\nc\n'],
    [{ kind: 'lastLines', count: 0 }, ''],
    [{ kind: 'lastLines', count: 9 }, 'a\nb\nc\n'],
    [{ kind: 'fromLine', line: 3 }, 'c\n'],
    [{ kind: 'lastBytes', count: 3 }, '\nc\n'],
    [{ kind: 'fromByte', byte: 2 }, '\nb\nc\n'],
  ] as const)('starts where tail does: %j', async (from, wanted) => {
    const path = join(folder(), 'app.log');
    writeFileSync(path, 'a\nb\nc\n');
    const { start } = await look(asked(path, from));
    expect(readFileSync(path).subarray(start!).toString()).toBe(wanted);
  });

  test.skipIf(box)('sorts files rotated within the same second by when they were written', async () => {
    const path = join(folder(), 'app.log');
    const written = [
      'app.log.1',
      'app.log.2',
      'app.log.10',
      'app.log-20261120',
      'app.log-20261119',
      'app.log',
    ];
    for (const [index, name] of written.entries()) {
      const file = join(path, '..', name);
      writeFileSync(file, `${name}\n`);
      utimesSync(file, 1000, 1000 + index / 10);
    }
    const { survey } = await look(
      asked(path, startPosition({ inode: '0', head: { length: 0, crc: 0 } }, 0, [])),
    );
    expect(byAge(survey.rotated).map(({ name }) => basename(name))).toEqual(written.slice(0, -1));
  });

  test('surveys a file dated before 1970', async () => {
    const path = join(folder(), 'app.log');
    writeFileSync(path, 'a\n');
    const before1970 = new Date(-1e6);
    utimesSync(path, before1970, before1970);
    const { survey } = await look(asked(path, { kind: 'lastLines', count: 1 }));
    expect(survey.current?.size).toBe(2);
  });

  test('searches all of a file for the last matches, or no farther than requested', async () => {
    const path = join(folder(), 'app.log');
    writeFileSync(
      path,
      `7 first\n${'x'.repeat(99)}\n`.concat(`${'x'.repeat(99)}\n`.repeat(20_000), '7 last\n'),
    );
    const request = { ...asked(path, { kind: 'lastLines', count: 2 }), stages: filter };
    const firstMatch = async (change: Partial<SurveyRequest>): Promise<string> => {
      const { start } = await look({ ...request, ...change });
      return /7.*/.exec(readFileSync(path).subarray(start!).toString())![0];
    };
    expect(await firstMatch({})).toBe('7 first');
    expect(await firstMatch({ near: 1 << 20 })).toBe('7 last');
  });

  test.each([
    ['every line', (n: number) => `7 ${n}`],
    ['every 100th line', (n: number) => `${n % 100 === 0 ? '7' : 'x'} ${'y'.repeat(n % 50)}`],
    ['dense at first, rare at the end', (n: number) => `${n < 15_000 || n % 1000 === 0 ? '7' : 'x'} a line`],
    ['rare at first, dense at the end', (n: number) => `${n > 19_900 || n % 1000 === 0 ? '7' : 'x'} a line`],
    ['records with indented lines', (n: number) => (n % 3 === 0 ? `${n % 2 ? '7' : 'x'} head` : '  more')],
    ['lines of every length', (n: number) => `${n % 9 ? 'x' : '7'}${'z'.repeat((n * 7919) % 400)}`],
  ])('with reading back on demand, starts at the last matches and skips none: %s', async (_title, line) => {
    const path = join(folder(), 'app.log');
    const lines = Array.from({ length: 20_000 }, (_, n) => `${line(n).replaceAll(/(?<!^)7/g, '8')}\n`);
    writeFileSync(path, lines.join(''));
    for (const count of [1, 20]) {
      const request = { ...asked(path, { kind: 'lastLines', count }), stages: filter, near: 1 << 20 };
      const { start, skip } = await look(request);
      const text = readFileSync(path).subarray(start!).toString();
      expect([skip, text.match(/^7/gm)!.length]).toEqual([0, count]);
    }
  });

  test.runIf(facts.grep === 'gnu').each([
    ['no record', () => false],
    ['one record, far from the end', (n: number) => n === 300],
    ['the first record, and the last', (n: number) => n === 0 || n === 2999],
    ['rare records', (n: number) => n % 400 === 5],
    ['all records', () => true],
  ])('finds the last records with the help of a grep as without it: %s', async (_title, isWanted) => {
    const path = join(folder(), 'app.log');
    const record = (n: number): string =>
      [
        `${new Date(n * 1000).toISOString()} INFO ${n} ${'x'.repeat(400)}\n`,
        ...(isWanted(n) ? [`\tat needle ${n}\n`] : []),
        `\tat ${'y'.repeat(90)}\n`.repeat(n % 300 === 7 ? 300 : n % 3),
      ].join('');
    const log = Array.from({ length: 3000 }, (_, n) => record(n)).join('');
    writeFileSync(path, log);
    const start = { all: ['^[0-9]'], any: [], none: [], timed: true };
    const query: Query = {
      ...{ ...EVERYTHING, grep: ['needle'], record: true, follow: 'name' },
      findings: { start, span: null, size: null },
    };
    const planned = planFollow(query, { kind: 'file', path, glob: false }, facts, { sudo: false });
    const { stages, finder } = planned.kind === 'exact' ? planned.plan : { stages: [], finder: null };
    expect(finder).not.toBe(null);
    const request = { ...asked(path, { kind: 'lastLines', count: 30 }, stages), near: 2 << 20 };
    const [plain, found] = [await look(request), await look({ ...request, finder })];
    const wantedFrom = (at: number): string[] => log.slice(at).match(/needle \d+/g) ?? [];
    expect(wantedFrom(found.start!)).toEqual(wantedFrom(plain.start!));
    expect([found.skip, found.start! >= plain.start!]).toEqual([plain.skip, true]);
    if (found.start !== plain.start) expect(log.slice(found.start!)).toMatch(/^\d/);
  });

  test('finds rotated forms with arbitrary names and contents, and reports their heads', async () => {
    const dir = folder();
    const log = "it's $(odd)\n*.log";
    const content = Buffer.from([0, 255, 10, 39, 92, 0]);
    for (const form of [
      log,
      `${log}.1`,
      `${log}-20261120`,
      `${log}.old`,
      "it's $(odd)\n*-2026.log",
      `${log}.2\n'x`,
    ])
      writeFileSync(join(dir, form), content);
    writeFileSync(join(dir, `${log}.3`), content);
    spawnSync('gzip', [join(dir, `${log}.3`)]);
    writeFileSync(join(dir, 'other.log.1'), 'x');
    const { survey } = await look(asked(join(dir, log), EVERYTHING.from));
    const sum = { length: content.length, crc: cksum(content) };
    expect(survey.current).toMatchObject({ name: join(dir, log), size: 6, head: sum });
    expect(survey.current!.inode).toBe(String(statSync(join(dir, log)).ino));
    expect(survey.rotated.map(file => file.name.slice(dir.length + 1)).sort()).toEqual(
      [
        "it's $(odd)\n*-2026.log",
        `${log}-20261120`,
        `${log}.1`,
        `${log}.2\n'x`,
        `${log}.3.gz`,
        `${log}.old`,
      ].sort(),
    );
    for (const { head } of survey.rotated) expect(head).toEqual(sum);
  });

  test('handles a path that is not UTF-8', async () => {
    const dir = folder();
    const bytes = `${dir}/caf\xe9.log`;
    writeFileSync(Buffer.from(bytes, 'latin1'), 'x\n');
    const { survey } = await look(asked(pathFromBytes(bytes), EVERYTHING.from));
    expect(survey.current?.name).toBe(bytes);
    expect(pathBytes(pathFromBytes(bytes))).toBe(bytes);
  });

  /** Lines 1 to 99, whose output was consumed up to line 47. */
  const taken = (path: string, filtered: boolean): Position => {
    const all = Array.from({ length: 99 }, (_, index) => `line ${index + 1}\n`);
    writeFileSync(path, all.join(''));
    const head = readFileSync(path).subarray(0, 512);
    const inode = String(statSync(path).ino);
    const start = startPosition({ inode, head: { length: head.length, crc: cksum(head) } }, 0, []);
    const output = all.slice(0, 47).filter(line => !filtered || line.includes('7'));
    return advance(start, Buffer.from(output.join('')));
  };
  const rest = (from: number, to: number, filtered: boolean): string =>
    Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`)
      .filter(line => !filtered || line.includes('7'))
      .join('');

  /** Renames the log, and compresses it according to the new name. */
  const rotateTo = (path: string, rotated: string): void => {
    const [, form = ''] = /\.(gz|bz2|xz|zst)$/.exec(rotated) ?? [];
    const moved = join(path, '..', form === '' ? rotated : rotated.slice(0, -form.length - 1));
    renameSync(path, moved);
    const program = { gz: 'gzip', bz2: 'bzip2', xz: 'xz', zst: 'zstd' }[form];
    if (program) spawnSync(program, program === 'zstd' ? ['-q', '--rm', moved] : [moved]);
  };

  test.runIf(box)(
    'a file that it has no tool to decompress is a gap with a reason, reported once',
    async () => {
      const path = join(folder(), 'app.log');
      const position = taken(path, false);
      rotateTo(path, 'app.log.1.zst');
      writeFileSync(path, 'line 107\n');
      const { survey } = await look(asked(path, position));
      const { steps, notes } = planResume(position, survey);
      expect(steps.map(({ kind }) => kind)).toEqual(['follow']);
      expect(notes).toMatchObject([{ kind: 'gap', bytes: null, why: WITHOUT_ZSTD }]);
      const later = await look(asked(path, steps[0]!.position));
      expect(planResume(steps[0]!.position, later.survey).notes).toEqual([]);
    },
  );

  describe.each([
    ['unfiltered', false],
    ['filtered', true],
  ] as const)('%s', (_, filtered) => {
    const stages = filtered ? filter : [];

    const forms = ['app.log.1', 'app.log.1.gz', 'app-20261120.log.gz', 'app.log.1.bz2', 'app.log.1.xz'];
    test.each(box ? forms : [...forms, 'app.log.1.zst'])(
      'finishes %s, then follows the name',
      async rotated => {
        const path = join(folder(), 'app.log');
        const position = taken(path, filtered);
        rotateTo(path, rotated);
        writeFileSync(path, 'line 107\n');
        spawnSync('touch', ['-d', '10 seconds ago', join(path, '..', rotated)]);
        const { survey } = await look(asked(path, position, stages));
        const { steps } = planResume(position, survey);
        expect(steps.map(({ kind }) => kind)).toEqual(['finish', 'follow']);
        const remote = startRemote(resume(path, steps, survey, stages), { env });
        started.push(remote);
        const wanted = `[step 0]${rest(48, 99, filtered)}[step 1]line 107\nline 117\n`;
        appendFileSync(path, 'line 117\n');
        await expect.poll(() => shown(remote.out(), remote.nonce), { timeout: 10_000 }).toBe(wanted);
      },
    );

    test('finds the copy of a truncated file', async () => {
      const path = join(folder(), 'app.log');
      const position = taken(path, filtered);
      copyFileSync(path, `${path}.1`);
      writeFileSync(path, 'line 107\n');
      const { survey } = await look(asked(path, position, stages));
      const { steps, notes } = planResume(position, survey);
      expect(notes).toEqual([{ kind: 'truncated' }]);
      expect(await run(resume(path, steps.slice(0, 1), survey, stages))).toBe(
        `[step 0]${rest(48, 99, filtered)}[end]`,
      );
    });

    test('locates a truncation in the consumed output', async () => {
      const path = join(folder(), 'app.log');
      const before = taken(path, filtered);
      copyFileSync(path, `${path}.1`);
      writeFileSync(path, 'line 107\nline 117\n');
      const position = advance(before, Buffer.from('line 107\n'));
      const { survey } = await look(asked(path, position, stages));
      const { steps, notes } = planResume(position, survey);
      expect(notes.map(({ kind }) => kind)).toEqual(['late', 'truncated']);
      expect(steps.map(step => step.position.delivered)).toEqual([before.delivered, 9]);
    });
  });

  // BusyBox's shell runs its own tools, whatever is in PATH.
  describe.skipIf(box).each([
    ['tail', 'killed', 'kill -9 $$', '[killed 9]'],
    ['grep', 'killed', 'kill -9 $$', '[killed 9]'],
    ['grep', 'failed', 'exit 2', '[partial 2][end]'],
  ])('%s that is %s in the middle of a rotated file', (tool, _, dies, said) => {
    test('reports it after the output that was passed on', async () => {
      const path = join(folder(), 'app.log');
      const position = taken(path, true);
      renameSync(path, `${path}.1`);
      writeFileSync(path, 'new 7\n');
      const { survey } = await look(asked(path, position, filter));
      const { steps } = planResume(position, survey);
      const broken = folder();
      const real = `PATH=/usr/bin:/bin ${tool}`;
      writeFileSync(
        join(broken, tool),
        `#!/bin/sh\n${real} "$@" | PATH=/usr/bin:/bin head -c 300\n${dies}\n`,
        { mode: 0o755 },
      );
      const command = resume(path, [{ ...steps[0]!, kind: 'finish' }], survey, filter);
      const remote = startRemote(command, { env: { ...env, PATH: `${broken}:${env.PATH}` } });
      started.push(remote);
      const out = shown((await remote.ended).out, remote.nonce);
      expect(out).toMatch(/^\[step 0\]/);
      expect(out.endsWith(said)).toBe(true);
    });
  });

  test('a truncated compressed file is distinguished from a whole one', async () => {
    const path = join(folder(), 'app.log');
    const position = taken(path, false);
    renameSync(path, `${path}.1`);
    spawnSync('gzip', [`${path}.1`]);
    writeFileSync(path, 'new\n');
    const { survey } = await look(asked(path, position));
    const { steps } = planResume(position, survey);
    const whole = await run(resume(path, [{ ...steps[0]!, kind: 'finish' }], survey));
    expect(whole).toBe(`[step 0]${rest(48, 99, false)}[end]`);
    const bytes = readFileSync(`${path}.1.gz`);
    writeFileSync(`${path}.1.gz`, bytes.subarray(0, bytes.length - 8));
    expect(await run(resume(path, [{ ...steps[0]!, kind: 'finish' }], survey))).toMatch(
      /\[partial 2\]\[end\]$/,
    );
  });

  test('a file other than the surveyed one is not read', async () => {
    const path = join(folder(), 'app.log');
    const position = taken(path, false);
    const { survey } = await look(asked(path, position));
    const { steps } = planResume(position, survey);
    writeFileSync(path, 'another\n');
    expect(await run(resume(path, steps, survey))).toBe('[gone]');
  });

  // BusyBox's shell has its own sleep, which takes the whole minute.
  test.skipIf(box)(
    'leaves no process behind when a shell that does not lead its group is killed',
    async () => {
      const path = join(folder(), 'app.log');
      const position = taken(path, false);
      const { survey } = await look(asked(path, position));
      const quick = folder();
      // Makes a minute pass quickly.
      writeFileSync(join(quick, 'sleep'), '#!/bin/sh\n[ "$1" = 60 ] && set -- 0.2\nexec /bin/sleep "$1"\n', {
        mode: 0o755,
      });
      const command = resume(path, planResume(position, survey).steps, survey);
      const remote = startRemote(`${command.replace(/^exec /, '')}; :`, {
        env: { ...env, PATH: `${quick}:${env.PATH}` },
      });
      started.push(remote);
      await expect.poll(() => remote.out(), { timeout: 10_000 }).toContain('line 99');
      remote.child.stdin!.end();
      remote.child.stdout!.destroy();
      // A tail other than GNU's notices only when writing that nobody reads.
      const left = (): string[] => {
        appendFileSync(path, 'nobody reads this\n');
        return groupOf(remote);
      };
      await expect.poll(left, { timeout: 10_000 }).toEqual([]);
    },
  );

  test('leaves a renamed file once it is quiet, having read all of it', async () => {
    const path = join(folder(), 'app.log');
    const position = taken(path, false);
    const { survey } = await look(asked(path, position));
    const remote = startRemote(resume(path, planResume(position, survey).steps, survey), { env });
    started.push(remote);
    await expect.poll(() => remote.out(), { timeout: 10_000 }).toContain('line 99');
    renameSync(path, `${path}.1`);
    appendFileSync(`${path}.1`, 'late\n');
    writeFileSync(path, 'new\n');
    const { out, report } = await remote.ended;
    expect(shown(out, remote.nonce)).toBe(`[step 0]${rest(48, 99, false)}late\n[end]`);
    expect(report.trouble).toBe(null);
  });
});

const WITHOUT_ZSTD = 'app.log.1.zst cannot be read: the host has no zstd';

describe('names of rotated files', () => {
  test.each([
    ['app.log.1', true],
    ['app.log-20261120.gz', true],
    ['app-2026-11-20.log', true],
    ['app.2026-11-20.log.gz', true],
    ['app-1.log', false],
    ['app.12.log', false],
  ])('%s is certainly one of app.log: %s', (name, own) => {
    expect(isOwnRotation(`/var/log/${name}`, '/var/log/app.log')).toBe(own);
  });
});
