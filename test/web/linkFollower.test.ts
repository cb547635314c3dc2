import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LinkFollower, type LinkHost } from '../../src/web/page/model/linkFollower.ts';
import { INITIAL, logNames, type PageState, withSnap } from '../../src/web/page/model/state.ts';
import type { SourceInfo } from '../../src/web/protocol.ts';

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

/** A page with `web-01:app` open, and what a link does to it. */
const follower = (fragment: string) => {
  const done: string[] = [];
  let state: PageState = { ...INITIAL, ...withSnap(INITIAL, { type: 'snap', sources: [APP], order: [0] }) };
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
    goToRow: async (pane, id) => void done.push(`go to ${id} of ${pane}`),
    goTo: pane => void done.push(`go in ${pane}`),
  };
  const link = new LinkFollower(host);
  link.take(fragment);
  link.follow();
  return {
    done,
    link,
    names: () => logNames(state),
    /** The server tells of logs. */
    told: (...sources: readonly SourceInfo[]): void => {
      const order = [...state.order, ...sources.map(({ source }) => source)];
      state = { ...state, ...withSnap(state, { type: 'snap', sources, order }) };
      link.follow();
    },
  };
};

describe('a link is followed', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('a glob is opened by its own name, and its files are waited for', async () => {
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

  test('what is open is neither opened nor closed', async () => {
    const { done, told, link } = follower('view=merged');
    told(A, B);
    link.take('log=web-01%3Aapp&log=web-01%3Aall&pane=web-01%3A%2Fsrv%2Fa.log');
    link.follow();
    await vi.advanceTimersByTimeAsync(0);
    expect(done).toEqual(['set {"zoom":1,"focus":1}']);
  });

  test('a record of a file that is not there is given up after a while, though nothing more is heard', async () => {
    const { done, link } = follower('record=one~7~0~web-01%3A%2Fsrv%2Fa.log');
    expect(link.isUnderWay).toBe(true);
    await vi.advanceTimersByTimeAsync(3000);
    expect(done).toEqual(['The link leads to a record of web-01:/srv/a.log, which is not open here.']);
  });
});
