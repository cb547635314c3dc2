import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Row, readRow } from '../../src/web/page/list/row.ts';
import { readLink } from '../../src/web/page/model/link.ts';
import { LinkFollower, type LinkHost } from '../../src/web/page/model/linkFollower.ts';
import { INITIAL, logNames, type PageState, withSnap } from '../../src/web/page/model/state.ts';
import { MAX_NAME } from '../../src/web/protocol/limits.ts';
import type { SourceInfo, Welcome } from '../../src/web/protocol/pushes.ts';

const log = (source: number, name: string, openedAs = name): SourceInfo => ({
  source,
  host: name.split(':')[0]!,
  team: null,
  log: name.split(':')[1]!,
  name,
  openedAs,
  state: 'live',
  detail: null,
  at: null,
  trouble: null,
  records: 0,
  warnings: 0,
  errors: 0,
  rate: 0,
  evicted: 0,
});

const APP = log(0, 'web-01:app');
const [A, B] = [log(1, 'web-01:/srv/a.log', 'web-01:all'), log(2, 'web-01:/srv/b.log', 'web-01:all')];

/**
 * Opens a page of the server `one` with these logs and rows, and records the effects of a link on it.
 */
const follower = (fragment: string, held: readonly Row[] = [], logs: readonly SourceInfo[] = [APP]) => {
  const done: string[] = [];
  const late: Row[] = [];
  const hidden: Row[] = [];
  let state: PageState = {
    ...INITIAL,
    ...withSnap(INITIAL, { type: 'snap', sources: logs, order: logs.map(({ source }) => source) }),
    welcome: { epoch: 'one' } as Welcome,
  };
  const host: LinkHost = {
    state: () => state,
    set: change => {
      state = { ...state, ...change };
      done.push(`set ${JSON.stringify(change)}`);
    },
    setSettings: change => void done.push(`settings ${JSON.stringify(change)}`),
    say: (_tone, text) => void done.push(text),
    ask: async question => {
      done.push(
        question.type === 'open' ? `open ${question.names}` : `${question.type} ${JSON.stringify(question)}`,
      );
      return null;
    },
    goToRow: async (pane, id) => {
      done.push(`go to ${id} of ${pane}`);
      return held.find(row => row.id === id) ?? null;
    },
    goToTime: async (pane, time) => {
      done.push(`go to the time ${time} in ${pane}`);
      return held.filter(({ ms }) => ms === time);
    },
    findHidden: async (_pane, time, isIt) => hidden.find(row => row.ms === time && isIt(row)) ?? null,
    awaitRow: async (pane, isIt) => {
      done.push(`wait for a row in ${pane}`);
      return late.find(isIt) ?? null;
    },
  };
  const link = new LinkFollower(host);
  link.take(fragment);
  link.follow();
  return {
    done,
    link,
    /** Rows that are read after the page has gone to their time. */
    late,
    /** Rows that do not pass the filters. */
    hidden,
    names: () => logNames(state),
    /** The server announces logs. */
    told: (...sources: readonly SourceInfo[]): void => {
      const order = [...new Set([...state.order, ...sources.map(({ source }) => source)])];
      state = { ...state, ...withSnap(state, { type: 'snap', sources, order }) };
      link.follow();
    },
  };
};

describe('following a link', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('opens a glob by its own name, and waits for its files', async () => {
    const { done, link, told, names } = follower('log=web-01%3Aall&hide=web-01%3A%2Fsrv%2Fb.log');
    await vi.advanceTimersByTimeAsync(0);
    expect(done).toEqual(['open web-01:all', 'close {"type":"close","source":0}']);
    told(A);
    expect(link.isUnderWay).toBe(true);
    told(B);
    expect(link.isUnderWay).toBe(false);
    expect(done.at(-1)).toBe('settings {"hidden":[2],"solo":null}');
    expect(names()).toEqual(['web-01:app', 'web-01:all']);
  });

  test('closes logs that the server opens by default, even if they are announced last', async () => {
    const { done, told } = follower('log=web-01%3Aall&pane=web-01%3A%2Fsrv%2Fa.log', [], []);
    await vi.advanceTimersByTimeAsync(0);
    expect(done).toEqual(['open web-01:all']);
    told(APP);
    told(A, B);
    expect(done.slice(1)).toEqual(['close {"type":"close","source":0}', 'set {"zoom":1,"focus":1}']);
  });

  test('waits for a log until its host has answered, which may need a code', async () => {
    const { done, told, link } = follower(`log=web-01%3Aall&record=one~7~50~web-01%3A%2Fsrv%2Fa.log`);
    await vi.advanceTimersByTimeAsync(20_000);
    told({ ...A, state: 'connecting' });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(link.isUnderWay).toBe(true);
    told(A);
    await vi.advanceTimersByTimeAsync(0);
    expect(link.isUnderWay).toBe(false);
    expect(done).toContain('go to 7 of 1');
  });

  test('has a time range read on the hosts', async () => {
    const { done, told } = follower('from=2026-11-29T03:00:00Z&to=2026-11-29T03:00:30Z', [], []);
    await vi.advanceTimersByTimeAsync(0);
    expect(done).toEqual([]);
    told(APP);
    const what = { kind: 'at', pane: null, time: Date.UTC(2026, 10, 29, 3) };
    expect(done).toEqual([`history ${JSON.stringify({ type: 'history', what })}`]);
  });

  test('neither opens nor closes what is already open', async () => {
    const { done, told, link } = follower('view=merged');
    told(A, B);
    link.take('log=web-01%3Aapp&log=web-01%3Aall&pane=web-01%3A%2Fsrv%2Fa.log');
    link.follow();
    await vi.advanceTimersByTimeAsync(0);
    expect(done).toEqual(['set {"zoom":1,"focus":1}']);
  });

  test('shows a record even if the link hides its log, or shows or enlarges only another one', async () => {
    const record = 'record=two~7~50~web-01%3Aapp';
    const only = 'only=web-01%3A%2Fsrv%2Fa.log&pane=web-01%3A%2Fsrv%2Fa.log';
    const { done } = follower(
      `${record}&hide=web-01%3Aapp&hide=web-01%3A%2Fsrv%2Fa.log&${only}`,
      [],
      [APP, A],
    );
    await vi.advanceTimersByTimeAsync(0);
    expect(done.slice(0, 2)).toEqual(['settings {"hidden":[1],"solo":0}', 'set {"zoom":0,"focus":0}']);
  });

  test('ignores names, rows and times that no server would accept', () => {
    const long = 'x'.repeat(MAX_NAME + 1);
    const { logs, record } = readLink(`log=&log=${long}&log=a&record=e~7~${'9'.repeat(17)}~a`)!;
    expect(logs).toEqual(['a']);
    expect(record).toEqual({ epoch: 'e', id: 7, ms: null, log: 'a' });
    expect(readLink(`record=e~${'9'.repeat(17)}~1~a`)!.record).toBeNull();
  });

  const row = (id: number, ms: number, source = 0): Row => ({
    ...readRow([id, source, ms, 3, 0, 0, 'text', 4, 0]),
  });
  const opened = (id: number): string => `set {"detail":{"pane":0,"id":${id}}}`;
  const GONE = 'The link\u2019s record is no longer buffered: this is its time.';

  test.each([
    ['by its row', 'one~7~50', [row(7, 50)], ['go to 7 of 0', opened(7)]],
    [
      'by its time if its log was read again',
      'one~7~50',
      [row(900, 50, 1), row(901, 50)],
      ['go to 7 of 0', 'go to the time 50 in 0', opened(901), 'go to 901 of 0'],
    ],
    [
      'by its time if the row is a different one',
      'one~7~50',
      [row(7, 60), row(901, 50)],
      ['go to 7 of 0', 'go to the time 50 in 0', opened(901), 'go to 901 of 0'],
    ],
    [
      'by its time if the row comes from another page',
      'one~-7~50',
      [row(-7, 60), row(-9, 50)],
      ['go to the time 50 in 0', opened(-9), 'go to -9 of 0'],
    ],
    [
      'by its time if the server is another run',
      'two~7~50',
      [row(7, 60), row(8, 50)],
      ['go to the time 50 in 0', opened(8), 'go to 8 of 0'],
    ],
    [
      'not at all if it is gone',
      'one~7~50',
      [row(9, 90)],
      ['go to 7 of 0', 'go to the time 50 in 0', 'wait for a row in 0', GONE],
    ],
  ] as const)('finds a record %s', async (_title, record, held, expected) => {
    const { done } = follower(`record=${record}~web-01%3Aapp`, held);
    await vi.advanceTimersByTimeAsync(0);
    expect(done).toEqual(['set {"focus":0}', ...expected]);
  });

  test('finds a record that is read after the page has gone to its time', async () => {
    const { done, late } = follower('record=one~7~50~web-01%3Aapp');
    late.push(row(-3, 50));
    await vi.advanceTimersByTimeAsync(0);
    expect(done.slice(-3)).toEqual(['wait for a row in 0', opened(-3), 'go to -3 of 0']);
  });

  test('shows the details of a record that the filters hide, at once', async () => {
    const { done, hidden } = follower('record=two~7~50~web-01%3Aapp');
    hidden.push(row(8, 50));
    await vi.advanceTimersByTimeAsync(0);
    expect(done.slice(-4)).toEqual([
      'go to the time 50 in 0',
      'go to 8 of 0',
      'set {"detail":{"pane":0,"id":8}}',
      'The filters hide the link’s record: these are its details, and this is its time.',
    ]);
  });

  test('abandons a record of a missing file after a while, even if nothing more arrives', async () => {
    const { done, link } = follower('record=one~7~0~web-01%3A%2Fsrv%2Fa.log');
    expect(link.isUnderWay).toBe(true);
    await vi.advanceTimersByTimeAsync(3000);
    expect(done).toEqual(['The link leads to a record of web-01:/srv/a.log, which is not open here.']);
  });
});
