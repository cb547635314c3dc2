import { appendFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { EVERYTHING, type Query } from '../../src/core/query.ts';
import { isRecord } from '../../src/core/store/entry.ts';
import type { Source } from '../../src/core/target.ts';
import { filtersOf } from '../../src/session/live/remoteFilter.ts';
import { createLiveSession, type LiveSession } from '../../src/session/live/session.ts';
import { RunControl } from '../../src/session/live/sourceControl.ts';
import { createLocalTransport } from '../../src/transport/local.ts';
import type { ScriptedSession } from './helpers/feed.ts';
import { openScreen, type TestScreen } from './helpers/screen.ts';

const root = mkdtempSync(join(tmpdir(), 'rtop-past-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Ten seconds apart, the last one ten minutes ago: some are errors, a few are rare. */
const COUNT = 6000;
const STEP_MS = 10_000;
const END = Date.now() - 600_000;
const timeOf = (n: number): Date => new Date(END - (COUNT - 1 - n) * STEP_MS);
const lineOf = (n: number): string =>
  `${timeOf(n).toISOString()} ${n % 101 === 0 ? 'ERROR' : 'INFO'} line-${n}. ${n % 499 === 0 ? 'boom' : 'fine'}\n`;

/** The log in three generations, the oldest compressed. */
const writeLog = (): string => {
  const path = join(mkdtempSync(join(root, 'log-')), 'app.log');
  const text = (from: number, to: number): string =>
    Array.from({ length: to - from }, (_, i) => lineOf(from + i)).join('');
  for (const [from, to, end] of [
    [0, 2000, '.2.gz'],
    [2000, 4000, '.1'],
    [4000, COUNT, ''],
  ] as const) {
    writeFileSync(`${path}${end}`, end.endsWith('gz') ? gzipSync(text(from, to)) : text(from, to));
    utimesSync(`${path}${end}`, timeOf(to - 1), timeOf(to - 1));
  }
  return path;
};

const PATH = writeLog();

const sourceAt = (path: string, id: number): Source => ({
  id,
  host: {
    name: `web-${id + 1}`,
    address: '',
    port: null,
    user: null,
    identities: [],
    knownHosts: [],
    team: null,
    jump: null,
    kind: 'local',
    timezone: null,
  },
  log: 'app',
  place: { kind: 'file', path, glob: false },
  format: { format: null, start: null, timezone: null },
});

/** Milliseconds that the session's clock is ahead. */
let later = 0;

/** `rtop -n 50` on logs of this machine. */
const openLogs = async (
  paths: readonly string[],
  change: Partial<Query> = {},
  rows = 24,
): Promise<{ readonly screen: TestScreen; readonly session: LiveSession }> => {
  const query: Query = {
    ...EVERYTHING,
    from: { kind: 'lastLines', count: 50 },
    follow: 'name',
    retry: true,
    ...change,
  };
  const transport = createLocalTransport();
  const filter = { filters: filtersOf(query), level: query.level, ignoreCase: false };
  const control = new RunControl({
    query,
    filter,
    resolve: () => [],
    bufferBytes: 64e6,
    sudo: false,
    answerMs: 30_000,
    stdin: new PassThrough(),
    now: Date.now,
  });
  const session = createLiveSession({
    bufferBytes: 64e6,
    control,
    now: () => Date.now() + later,
    initial: filter,
  });
  control.start(
    session.hub,
    transport,
    paths.map((path, id) => sourceAt(path, id)),
  );
  const script = { session, clock: { now: Date.now() } } as unknown as ScriptedSession;
  const screen = await openScreen(script, 100, rows, { now: Date.now, pick: false });
  onTestFinished(async () => {
    await screen.close();
    control.cancel();
    session.close();
    await transport.close();
  });
  return { screen, session };
};

const openLog = async (change: Partial<Query> = {}, rows?: number): Promise<TestScreen> =>
  (await openLogs([PATH], change, rows)).screen;

const sees = async (screen: TestScreen, what: string | RegExp): Promise<void> => {
  const text = async (): Promise<string> => {
    await screen.settle();
    return screen.text();
  };
  const check = expect.poll(text, { timeout: 15_000, interval: 30 });
  await (typeof what === 'string' ? check.toContain(what) : check.toMatch(what));
};

/** Returns the numbers of the visible lines, from the top. */
const numbers = (screen: TestScreen): number[] =>
  screen
    .lines()
    .flatMap(line => Number(/line-(\d+)\./.exec(line)?.[1] ?? Number.NaN))
    .filter(n => !Number.isNaN(n));

const clock = (n: number): string => timeOf(n).toISOString().slice(0, 19);

describe('the past of a log', { timeout: 60_000 }, () => {
  it('can be scrolled into, line by line, across rotated and compressed files to its start', async () => {
    const screen = await openLog({}, 72);
    await sees(screen, 'line-5999.');
    await screen.press('PgUp', 'PgUp');
    for (let expected = numbers(screen)[0]!; expected > 0; ) {
      const before = numbers(screen);
      expect(before).toEqual(before.map((_, i) => before[0]! + i));
      await screen.press('PgUp');
      const page = async (): Promise<number> => {
        await screen.press('PgUp');
        return numbers(screen)[0]!;
      };
      await expect.poll(page, { timeout: 10_000 }).toBeLessThan(expected);
      expected = numbers(screen)[0]!;
    }
    await screen.press('g');
    await sees(screen, 'the log starts here');
    await screen.press('G');
    await sees(screen, 'line-5999.');
  });

  it('describes itself at its edge, without moving the visible rows', async () => {
    const screen = await openLog();
    await sees(screen, 'line-5999.');
    await screen.press('g');
    await sees(screen, /line-5950\./);
    const at = (): number => screen.lines().findIndex(line => line.includes('line-5950.'));
    await sees(screen, /line-5949\.[\s\S]*line-5950\./);
    expect(at()).toBe(2);
  });

  it('is reached by time, and read further from there', async () => {
    const screen = await openLog();
    await sees(screen, 'line-5999.');
    await screen.press(`:goto ${clock(1234)}Z`, 'Enter');
    await sees(screen, /▌.*line-1234\./);
    expect(screen.text()).not.toContain('line-5999.');
    await screen.press('G');
    await sees(screen, 'line-5999.');
  });

  it('is reached by time after the part that was read before, and while that is being read', async () => {
    const screen = await openLog();
    await sees(screen, 'line-5999.');
    await screen.press(`:goto ${clock(123)}Z`, 'Enter');
    await sees(screen, /▌.*line-123\./);
    await screen.press(`:goto ${clock(4567)}Z`, 'Enter');
    await sees(screen, /▌.*line-4567\./);
    await screen.press(`:goto ${clock(234)}Z`, 'Enter', `:goto ${clock(5432)}Z`, 'Enter');
    await sees(screen, /▌.*line-5432\./);
    // What was shown before is not kept above what is there now.
    await screen.press('g', `:goto ${clock(-9999)}Z`, 'Enter');
    await sees(screen, /the log starts here[^\n]*\n▌.*line-0\./);
    expect(screen.text()).not.toContain('left the buffer');
  });

  it('is reached by time as soon as it can be read', async () => {
    const { screen, session } = await openLogs([PATH]);
    await screen.press(`:goto ${clock(1234)}Z`, 'Enter');
    await sees(screen, 'line-');
    session.tick();
    await sees(screen, /▌.*line-1234\./);
  });

  it('says at the start of a range of all logs that it is, not in the name of one', async () => {
    const { screen } = await openLogs([PATH, PATH]);
    await sees(screen, 'line-5999.');
    await screen.press('v', `:range ${clock(2100)}Z ${clock(2110)}Z`, 'Enter');
    await sees(screen, 'line-2109.');
    await screen.press('g');
    await sees(screen, /^[^\w\n]*the time range starts here/m);
    expect(screen.text()).toMatch(/\w+ *│.*line-2109\./);
  });

  it('is shown for a range, and nothing unread is reported as absent', async () => {
    const screen = await openLog();
    await sees(screen, 'line-5999.');
    await screen.press(`:range ${clock(2100)}Z ${clock(2110)}Z`, 'Enter');
    expect(screen.text()).not.toContain('Nothing happened');
    await sees(screen, 'line-2109.');
    expect(numbers(screen)).toEqual([2100, 2101, 2102, 2103, 2104, 2105, 2106, 2107, 2108, 2109]);
    // All of it was read, so nothing is offered; what is around a record still is on the host.
    await screen.press('k');
    await sees(screen, 'the time range starts here');
    await screen.press('x');
    expect(screen.text()).toContain('Not now: this row is not from the log');
    await screen.press('j', 'x');
    await sees(screen, /line-2099\./);
    expect(screen.text()).not.toContain('cannot be read back');
    await screen.press('Esc');
    await sees(screen, 'the time range starts here');
    await screen.press('Esc', ':range 2020-01-01 2020-01-02', 'Enter');
    await sees(screen, 'No records in this time range');
    expect(screen.text()).toMatch(/^ *2020-01-01 00:00:00-2020-01-02 00:00:00 *$/m);
  });

  it('is searched by a filter for as many matching lines as are read initially', async () => {
    const screen = await openLog();
    await sees(screen, 'line-5999.');
    await screen.press('&boom', 'Enter');
    const shown = async (): Promise<number[]> => {
      await screen.settle();
      return numbers(screen);
    };
    await expect
      .poll(shown, { timeout: 15_000 })
      .toEqual([0, 499, 998, 1497, 1996, 2495, 2994, 3493, 3992, 4491, 4990, 5489, 5988]);
  });

  it('is searched for something that only an old line contains', async () => {
    const screen = await openLog();
    await sees(screen, 'line-5999.');
    await screen.press('&line-42[.]', 'Enter');
    await sees(screen, 'line-42. fine');
  });

  it('is searched from the start with a filter of the command line', async () => {
    const screen = await openLog({ grep: ['boom'], record: true });
    await sees(screen, /line-0\.[\s\S]*line-5988\./);
  });

  it('provides a filtered line’s neighbours from its file', async () => {
    const screen = await openLog();
    await sees(screen, 'line-5999.');
    await screen.press('&boom', 'Enter');
    await sees(screen, /line-998\./);
    await screen.press('k', 'k', 'k');
    const selected = Number(/▌.*line-(\d+)\./.exec(screen.text())![1]);
    await screen.press('x');
    await sees(
      screen,
      new RegExp(`line-${selected - 1}\\.[\\s\\S]*▌.*line-${selected}\\.[\\s\\S]*line-${selected + 1}\\.`),
    );
    await screen.press('x');
    await sees(screen, /line-0\.[\s\S]*line-5988\./);
    expect(/▌.*line-(\d+)\./.exec(screen.text())![1]).toBe(`${selected}`);
  });

  it('is not reported as missing if it was left, or a filter set, before it was read', async () => {
    const { screen, session } = await openLogs([PATH]);
    await sees(screen, 'line-5999.');
    const id = session.held.view(0, 'all').at(3);
    const around = { type: 'readAround', id, others: [] } as const;
    session.dispatch(around);
    session.dispatch({ type: 'leaveAround', id });
    session.dispatch(around);
    session.dispatch({ type: 'addFilter', pattern: 'line', negate: false });
    session.dispatch({ type: 'leaveAround', id });
    session.dispatch(around);
    await expect.poll(() => session.held.rows(0, 'all').length, { timeout: 15_000 }).toBeGreaterThan(80);
    expect(session.snapshot().toasts.map(({ text }) => text)).toEqual([]);
  });

  it('around a record is that of all logs in the merged log, in order and complete', async () => {
    const other = join(mkdtempSync(join(root, 'other-')), 'other.log');
    const quiet = join(mkdtempSync(join(root, 'quiet-')), 'quiet.log');
    const untimed = join(mkdtempSync(join(root, 'untimed-')), 'untimed.log');
    writeFileSync(
      other,
      Array.from({ length: COUNT }, (_, n) => lineOf(n).replace('line', 'other')).join(''),
    );
    writeFileSync(quiet, `${timeOf(7).toISOString()} INFO quiet-7. last words\n`);
    writeFileSync(untimed, 'no time\n'.repeat(5000));
    const { screen, session } = await openLogs([PATH, other, quiet, untimed]);
    await sees(screen, 'line-5999.');
    await screen.press('v', '&line.*boom', 'Enter');
    await sees(screen, /line-998\./);
    await screen.press('k', 'k', 'x');
    const told = (): string => session.snapshot().toasts.at(-1)?.text ?? '';
    await expect
      .poll(told, { timeout: 15_000 })
      .toBe(
        'In context: what 2 other logs wrote around that time; without web-4:app (that time was not found in it)',
      );
    await screen.settle();
    const selected = Number(/▌.*line-(\d+)\./.exec(screen.text())![1]);
    const ids = session.held.rows(null, 'all');
    const texts = Array.from({ length: ids.length }, (_, i) => session.held.get(ids.at(i))!).flatMap(entry =>
      isRecord(entry) ? [entry.text] : [],
    );
    const around = Array.from({ length: 90 }, (_, i) => selected - 45 + i);
    const expected = around.flatMap(n => [lineOf(n), lineOf(n).replace('line', 'other')]);
    const at = texts.indexOf(expected[0]!.trimEnd());
    expect(texts.slice(at, at + expected.length)).toEqual(expected.map(line => line.trimEnd()));
    expect(new Set(texts).size).toBe(texts.length);
    await screen.press('x');
    await sees(screen, /line-998\./);
    expect(screen.text()).not.toContain('other-');
  });

  it('is not stepped over where it has not been read', async () => {
    const screen = await openLog();
    await sees(screen, 'line-5999.');
    await screen.press(`:goto ${clock(123)}Z`, 'Enter');
    await sees(screen, /▌.*line-123\./);
    await screen.press('/line-5990[.]', 'Enter', 'n');
    await sees(screen, 'No later match up to');
    expect(screen.text()).not.toContain('line-5990.');
    await screen.press('G', ':no-search', 'Enter', '/line-123[.]', 'Enter', 'N', 'N');
    await sees(screen, 'No match back to');
    expect(screen.text()).not.toContain('line-123.');
  });

  it('is searched by a filter where a pane is, or back from the end if it follows', async () => {
    const screen = await openLog();
    await sees(screen, 'line-5999.');
    await screen.press(`:goto ${clock(123)}Z`, 'Enter');
    await sees(screen, /▌.*line-123\./);
    await screen.press('&boom', 'Enter');
    await sees(screen, /line-499\.[\s\S]*line-5489\./);
    await screen.press(':no-filters', 'Enter', 'G', '&line-5[.]|line-5999', 'Enter');
    await sees(screen, /line-5\.[\s\S]*line-5999\./);
  });

  it('stays in place in the merged log, which then reads the other logs there', async () => {
    const { screen } = await openLogs([PATH, PATH]);
    await sees(screen, 'line-5999.');
    await screen.press('z', `:goto ${clock(123)}Z`, 'Enter');
    await sees(screen, /▌.*line-123\./);
    await screen.press('v');
    await sees(screen, /▌.*web-1.*line-123\.[\s\S]*web-2.*line-123\.[\s\S]*web-2.*line-125\./);
  });

  it('is read to the end of a time range without an end, under any filter', async () => {
    const { screen, session } = await openLogs([PATH]);
    const errors = Array.from({ length: COUNT }, (_, n) => n).filter(n => n % 101 === 0 && n >= 150);
    const shown = (): number[] => {
      const ids = session.held.view(null, 'shown');
      return Array.from({ length: ids.length }, (_, i) => session.held.get(ids.at(i))!).flatMap(entry =>
        isRecord(entry) ? [Number(/line-(\d+)/.exec(entry.text)![1])] : [],
      );
    };
    await sees(screen, 'line-5999.');
    await screen.press(`:goto ${clock(123)}Z`, 'Enter');
    await sees(screen, /▌.*line-123\./);
    await screen.press(':level error', 'Enter', `:range ${clock(150)}Z`, 'Enter');
    await expect.poll(shown, { timeout: 15_000 }).toEqual(errors);
    await screen.press('g');
    await sees(screen, 'the time range starts here');
    expect(screen.text()).not.toContain('the log starts here');
    await screen.press(':level fatal', 'Enter');
    await sees(screen, 'Nothing is of level fatal or worse');
    expect(screen.text()).not.toContain('has not been read');
  });

  it('stays at the selected record when a filter is removed', async () => {
    const screen = await openLog();
    await sees(screen, 'line-5999.');
    await screen.press('&boom', 'Enter');
    await sees(screen, /line-0\.[\s\S]*line-5988\./);
    await screen.press('k', 'k', 'k', ':no-filters', 'Enter');
    await sees(screen, /line-4489\.[\s\S]*▌.*line-4491\.[\s\S]*line-4495\./);
  });

  it('of a file without a whole line says so, and times that are not its own are marked', async () => {
    const folder = mkdtempSync(join(root, 'odd-'));
    const [torn, untimed] = [join(folder, 'torn.log'), join(folder, 'untimed.log')];
    writeFileSync(torn, 'abc');
    writeFileSync(untimed, 'no time here\n');
    const { screen } = await openLogs([torn, untimed]);
    await sees(screen, /the first line is not complete yet[\s\S]*3B without a line end so far/);
    await sees(screen, /\(\d\d:\d\d\) +no time here/);
    appendFileSync(torn, 'def\n');
    await sees(screen, 'abcdef');
  });

  it('of several logs is in order, and shown only as far back as all of them are available', async () => {
    const slow = join(mkdtempSync(join(root, 'slow-')), 'slow.log');
    const rare = Array.from(
      { length: COUNT / 20 },
      (_, i) => `${timeOf(i * 20).toISOString()} INFO slow-${i}.\n`,
    );
    writeFileSync(slow, rare.join(''));
    const { screen, session } = await openLogs([PATH, slow]);
    const texts = (): string[] => {
      const ids = session.held.view(null, 'all');
      return Array.from({ length: ids.length }, (_, i) => {
        const entry = session.held.get(ids.at(i))!;
        return 'text' in entry ? entry.text : '';
      });
    };
    await sees(screen, 'line-5999.');
    session.tick();
    later = 5000;
    onTestFinished(() => {
      later = 0;
    });
    session.tick();
    await screen.press('v');
    await sees(screen, 'merged');
    for (const least of [100, 2000, 5000]) {
      const older = async (): Promise<number> => {
        await screen.press('g');
        return texts().length;
      };
      await expect.poll(older, { timeout: 15_000 }).toBeGreaterThan(least);
      const shown = texts();
      const first = Date.parse(shown[0]!.slice(0, 24));
      const all = [
        ...Array.from({ length: COUNT }, (_, n) => lineOf(n).trimEnd()),
        ...rare.map(line => line.trimEnd()),
      ];
      const expected = all.filter(line => Date.parse(line.slice(0, 24)) >= first);
      expect(shown.map(line => line.slice(0, 24))).toEqual(shown.map(line => line.slice(0, 24)).toSorted());
      expect(shown.toSorted()).toEqual(expected.toSorted());
    }
  });

  it('reports when a removed filter has left lines out', async () => {
    const screen = await openLog({ grep: ['boom'], record: true });
    await sees(screen, 'line-5988.');
    await screen.press(':no-filters', 'Enter');
    await sees(screen, 'up to here, only lines that pass &boom were read');
  });

  it('reports it once in the merged log, and in each pane', async () => {
    const { screen } = await openLogs([PATH, PATH], { grep: ['boom'], record: true });
    await sees(screen, /line-5988\.[\s\S]*line-5988\./);
    await screen.press(':no-filters', 'Enter');
    const times = (): number => screen.text().split('up to here, only').length - 1;
    await sees(screen, 'up to here, only');
    expect(times()).toBe(2);
    await screen.press('v');
    await sees(screen, '─ merged');
    expect(times()).toBe(1);
  });

  it('reports it if nothing passed, until the log is read again', async () => {
    const screen = await openLog({ grep: ['no such word'], record: true });
    await sees(screen, 'Nothing matches &no such word');
    await screen.press(':no-filters', 'Enter');
    await sees(screen, 'up to here, only lines that pass &no such word were read');
    await screen.press('R');
    await sees(screen, 'line-5999.');
    expect(screen.text()).not.toContain('up to here, only');
  });

  it('is not reported as being on the host if a file was read from its first line', async () => {
    const path = join(mkdtempSync(join(root, 'short-')), 'short.log');
    writeFileSync(path, lineOf(0) + lineOf(1) + lineOf(2));
    const { screen } = await openLogs([path]);
    await sees(screen, 'line-2.');
    expect(screen.text()).toContain('the file starts here: press k or g to look for rotated ones');
    expect(screen.text()).not.toContain('older lines');
    await screen.press('g');
    await sees(screen, 'the log starts here');
  });

  it('is searched for in a rotated file, before the start of the current one', async () => {
    const path = join(mkdtempSync(join(root, 'fresh-')), 'fresh.log');
    writeFileSync(`${path}.1`, lineOf(0) + lineOf(1));
    writeFileSync(path, lineOf(2) + lineOf(3));
    const { screen } = await openLogs([path]);
    await sees(screen, /the file starts here[\s\S]*line-2\./);
    await screen.press('g');
    await sees(screen, /the log starts here[\s\S]*line-0\.[\s\S]*line-3\./);
  });

  it('of a hidden log is not counted at the edge of the merged log', async () => {
    const { screen, session } = await openLogs([PATH, PATH]);
    const counted = (): number[] => [...session.held.edgeLogs(null)].toSorted();
    await sees(screen, /line-5999\.[\s\S]*line-5999\./);
    await screen.press('v');
    expect(counted()).toEqual([0, 1]);
    await screen.press('k', 'H');
    await sees(screen, /merged web-(\d):app alone/);
    const alone = Number(/merged web-(\d):app alone/.exec(screen.text())![1]) - 1;
    expect(counted()).toEqual([alone]);
    // Nor is it read when scrolling back in what is left.
    await screen.press('g');
    await sees(screen, 'line-5949.');
    expect(session.held.view(1 - alone, 'all').length).toBe(50);
  });
});
