import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../../src/core/record.ts';
import {
  createLiveSession,
  type LiveSession,
  type SourceControl,
} from '../../../src/session/live/session.ts';
import { sampleSource } from '../../print/samples.ts';

const record = (id: number, seq: number, text: string, level: LogRecord['level'] = null): LogRecord => ({
  source: id,
  seq,
  received: seq,
  time: null,
  level,
  text,
  fields: null,
  late: false,
});

const setUp = () => {
  const calls: string[] = [];
  const control: SourceControl = {
    add: async names => {
      calls.push(`add ${names.join(' ')}`);
      if (names.includes('nowhere')) throw new Error('no host is called nowhere');
    },
    remove: id => calls.push(`remove ${id}`),
    retry: id => calls.push(`retry ${id}`),
    applyFilter: ({ filters, level, ignoreCase }, reread) =>
      calls.push(
        `narrow ${filters.map(one => (one.negate ? '!' : '') + one.pattern)} ${level} ${ignoreCase} ${reread}`,
      ),
    counts: () => ({ lines: 2, bytesReceived: 50, bytesRead: 5000, firstLineMs: 1 }),
  };
  const clock = { now: 1000 };
  const session = createLiveSession({ bufferBytes: 1e6, control, now: () => clock.now });
  session.opened(sampleSource(0, 'web-01'));
  session.opened(sampleSource(1, 'web-02'));
  return { session, calls, clock };
};

const shownTexts = (session: LiveSession): string[] => {
  const view = session.held.view(null, 'shown');
  return Array.from({ length: view.length }, (_, i) => (session.held.get(view.at(i)) as LogRecord).text);
};

describe('the live session', () => {
  it('filters the buffer at once, passes the filter on to the hosts, and undoes both', () => {
    const { session, calls } = setUp();
    session.records([record(0, 1, 'GET /a'), record(1, 1, 'POST /a'), record(0, 2, 'GET /b')]);
    session.dispatch({ type: 'addFilter', pattern: 'GET', negate: false });
    while (session.work(2));
    session.records([record(1, 2, 'GET /c'), record(1, 3, 'PUT /c')]);
    expect(shownTexts(session)).toEqual(['GET /a', 'GET /b', 'GET /c']);
    session.dispatch({ type: 'addFilter', pattern: '/b', negate: true });
    while (session.work(2));
    expect(shownTexts(session)).toEqual(['GET /a', 'GET /c']);
    const [first] = session.snapshot().filters;
    session.dispatch({ type: 'toggleFilter', id: first!.id });
    while (session.work(2));
    expect(shownTexts(session)).toEqual(['GET /a', 'POST /a', 'GET /c', 'PUT /c']);
    session.dispatch({ type: 'clearFilters' });
    expect(shownTexts(session)).toHaveLength(5);
    expect(calls[0]).toBe('narrow GET null false false');
    expect(calls[1]).toBe('narrow GET,!/b null false false');
    session.dispatch({ type: 'reread' });
    expect(calls.at(-1)).toBe('narrow  null false true');
  });

  it.each([
    ['addFilter', { type: 'addFilter', pattern: '(', negate: false }],
    ['search', { type: 'search', pattern: '[' }],
  ] as const)('%s with an invalid pattern changes nothing but reports it', (_, action) => {
    const { session, calls } = setUp();
    session.dispatch(action);
    const { filters, search, toasts } = session.snapshot();
    expect({ filters, search, calls }).toEqual({ filters: [], search: null, calls: [] });
    expect(toasts.at(-1)).toMatchObject({ tone: 'error' });
  });

  it('counts matches among visible records, as they arrive', () => {
    const { session } = setUp();
    session.records([record(0, 1, 'npe one'), record(1, 1, 'NPE two'), record(0, 2, 'fine')]);
    session.dispatch({ type: 'search', pattern: 'npe' });
    while (session.work(1));
    expect(session.snapshot().found).toBe(1);
    session.dispatch({ type: 'setIgnoreCase', on: true });
    while (session.work(1));
    session.records([record(0, 3, 'Npe three')]);
    expect(session.snapshot().found).toBe(3);
  });

  it('hides records that are less severe or have no level', () => {
    const { session } = setUp();
    session.records([record(0, 1, 'a', 'info'), record(0, 2, 'b', 'error'), record(0, 3, 'c')]);
    session.dispatch({ type: 'setLevel', level: 'warn' });
    while (session.work(9));
    expect(shownTexts(session)).toEqual(['b']);
  });

  it('reports the state, counts and rates of each source', () => {
    const { session, clock } = setUp();
    session.state(sampleSource(0, 'web-01'), { kind: 'live' });
    session.records([record(0, 1, 'a', 'error')]);
    session.tick();
    clock.now += 2000;
    session.records([record(0, 2, 'b', 'warn'), record(0, 3, 'c')]);
    session.tick();
    expect(session.snapshot().sources[0]).toMatchObject({
      state: { kind: 'live' },
      records: 3,
      errors: 1,
      warnings: 1,
      rate: 1,
      bytesReceived: 50,
      bytesRead: 5000,
    });
    expect(session.snapshot().recordRate).toBe(1);
  });

  it('reports what happens to a source: lost, back, failed, gap', () => {
    const { session } = setUp();
    const trouble = {
      kind: 'lost',
      host: 'web-01',
      log: 'app',
      message: 'the connection broke',
      advice: null,
      final: false,
    } as const;
    const web = sampleSource(0, 'web-01');
    session.state(web, { kind: 'live' });
    session.state(web, { kind: 'retrying', at: 9, trouble });
    session.state(web, { kind: 'live' });
    session.marker(web, { kind: 'gap', at: 1, since: 0, bytes: 12, why: 'the file was replaced' });
    session.state(web, { kind: 'failed', trouble: { ...trouble, advice: 'try ssh web-01' } });
    expect(session.snapshot().toasts.map(({ tone, text }) => `${tone}: ${text}`)).toEqual([
      'warn: web-01 app: the connection broke; trying again',
      'info: web-01 app: back',
      'warn: web-01 app: gap of up to 12 bytes (the file was replaced)',
      'error: web-01 app: the connection broke: try ssh web-01',
    ]);
  });

  it('keeps questions until they are answered, each separately', async () => {
    const { session } = setUp();
    const code = session.prompter.ask({ kind: 'password', host: 'bastion', user: 'alice', again: false });
    const key = session.prompter.ask({
      kind: 'host-key',
      host: 'web-01',
      address: '10.0.0.1',
      keyType: 'ssh-ed25519',
      fingerprint: 'SHA256:x',
    });
    const [first, second] = session.snapshot().questions;
    session.dispatch({ type: 'answer', id: second!.id, answer: null });
    session.dispatch({ type: 'answer', id: first!.id, answer: ['secret'] });
    expect([await code, await key]).toEqual([['secret'], null]);
    expect(session.snapshot().questions).toEqual([]);
  });

  it('withdraws a question that is no longer needed, and declines the rest when it closes', async () => {
    const { session } = setUp();
    const abort = new AbortController();
    const given = session.prompter.ask(
      { kind: 'password', host: 'a', user: 'u', again: false },
      abort.signal,
    );
    const open = session.prompter.ask({ kind: 'password', host: 'b', user: 'u', again: false });
    abort.abort(new Error('gave up'));
    await expect(given).rejects.toThrow('gave up');
    expect(session.snapshot().questions).toHaveLength(1);
    session.close();
    expect(await open).toBeNull();
  });

  it('passes on actions about sources, and reports when one cannot be added', async () => {
    const { session, calls } = setUp();
    session.dispatch({ type: 'addSources', names: ['nowhere'] });
    session.dispatch({ type: 'retry', source: 1 });
    session.dispatch({ type: 'removeSource', source: 0 });
    await Promise.resolve();
    expect(calls).toEqual(['add nowhere', 'retry 1', 'remove 0']);
    expect(session.snapshot().sources.map(one => one.source.host.name)).toEqual(['web-02']);
    expect(session.snapshot().toasts.at(-1)?.text).toBe('no host is called nowhere');
  });

  it.each([
    ['live', 'stalled', 'warn: web-01 app: host not responding'],
    ['stalled', 'live', 'info: web-01 app: back'],
    ['live', 'absent', 'warn: web-01 app: the file is gone; waiting for it'],
    ['absent', 'live', 'info: web-01 app: the file now exists'],
    ['connecting', 'absent', undefined],
    ['connecting', 'live', undefined],
  ] as const)('reports about a source that was %s and is %s: %s', (before, after, said) => {
    const { session } = setUp();
    const web = sampleSource(0, 'web-01');
    for (const kind of [before, after])
      session.state(web, { ...{ detail: '', since: 0 }, kind } as Parameters<typeof session.state>[1]);
    expect(
      session
        .snapshot()
        .toasts.map(({ tone, text }) => `${tone}: ${text}`)
        .at(-1),
    ).toBe(said);
  });

  it('omits a glob that waited once it has files, until they are gone', () => {
    const { session } = setUp();
    const glob = sampleSource(7, 'web-03', 'all', { kind: 'file', path: '/x/*.log', glob: true });
    const file = { ...sampleSource(8, 'web-03', 'a.log'), partOf: 7 };
    const shown = () => session.snapshot().sources.map(({ source }) => source.id);
    session.opened(glob);
    session.state(glob, { kind: 'absent' });
    expect(shown()).toEqual([0, 1, 7]);
    session.opened(file);
    session.state(glob, { kind: 'done' });
    expect(shown()).toEqual([0, 1, 8]);
    session.state(file, { kind: 'done' });
    session.state(glob, { kind: 'absent' });
    expect(shown()).toEqual([0, 1, 7, 8]);
  });

  it('shows only a time range, including its markers, and requests nothing from the hosts', () => {
    const { session, calls } = setUp();
    const web = sampleSource(0, 'web-01');
    const at = (seq: number, ms: number, text: string) => ({
      ...record(0, seq, text),
      time: { ms, nanos: 0, digits: 0 },
    });
    session.records([at(1, 100, 'early'), at(2, 200, 'in')]);
    session.marker(web, { kind: 'truncated', at: 250 });
    session.dispatch({ type: 'setRange', range: { from: 200, to: 300 } });
    while (session.work(10));
    session.records([at(3, 299, 'in too'), at(4, 300, 'late')]);
    session.marker(web, { kind: 'truncated', at: 400 });
    expect(session.snapshot().shown).toBe(3);
    expect(calls).toEqual([]);
    session.dispatch({ type: 'setRange', range: null });
    while (session.work(10));
    expect(session.snapshot().shown).toBe(6);
  });

  it('filters only one log until the filter applies to all of them or the log is gone', () => {
    const { session } = setUp();
    session.records([record(0, 1, 'GET /a'), record(0, 2, 'PUT /a'), record(1, 1, 'PUT /b')]);
    session.dispatch({ type: 'addFilter', pattern: 'GET', negate: false, only: 0 });
    while (session.work(10));
    expect(shownTexts(session)).toEqual(['GET /a', 'PUT /b']);
    const { id } = session.snapshot().filters[0]!;
    session.dispatch({ type: 'scopeFilter', id, only: null });
    while (session.work(10));
    expect(shownTexts(session)).toEqual(['GET /a']);
    session.dispatch({ type: 'scopeFilter', id, only: 1 });
    while (session.work(10));
    expect(shownTexts(session)).toEqual(['GET /a', 'PUT /a']);
    session.dispatch({ type: 'removeSource', source: 1 });
    expect(session.snapshot().filters).toEqual([]);
  });

  it('hides the records of a removed source, including later ones', () => {
    const { session } = setUp();
    session.records([record(0, 1, 'a'), record(1, 1, 'b')]);
    session.dispatch({ type: 'removeSource', source: 0 });
    while (session.work(10));
    session.records([record(0, 2, 'c'), record(1, 2, 'd')]);
    expect(shownTexts(session)).toEqual(['b', 'd']);
    expect(session.held.timeline.buckets(0, 1, 1000).list[0]!.total).toBe(2);
  });

  it('returns the same snapshot until something changes, and notifies listeners', () => {
    const { session } = setUp();
    let told = 0;
    const stop = session.subscribe(() => told++);
    const before = session.snapshot();
    expect(session.snapshot()).toBe(before);
    session.records([record(0, 1, 'x')]);
    expect(session.snapshot()).not.toBe(before);
    stop();
    session.records([record(0, 2, 'y')]);
    expect(told).toBe(1);
  });
});

/**
 * A record of a line that a log contained `time` seconds after noon, long before it was opened; `late`:
 * earlier ones arrived before.
 */
const dated = (source: number, seq: number, time: number, late = false): LogRecord => ({
  ...record(source, seq, `${time} of ${source}`),
  time: { ms: NOON + time * 1000, nanos: 0, digits: 0 },
  late,
});
const NOON = Date.parse('2026-11-20T12:00:00Z');

describe('the first lines of several logs', () => {
  const open = (why: string | null) => {
    const place = { generation: { inode: '1', head: { length: 0, crc: 0 } }, offset: 10_000 };
    const unused = () => Promise.reject(new Error('nothing is read here'));
    const control: SourceControl = {
      add: unused,
      remove: () => {},
      retry: () => {},
      applyFilter: () => {},
      counts: () => null,
      history: {
        lines: 10,
        start: () => why ?? place,
        back: unused,
        forth: unused,
        around: unused,
        aroundTime: unused,
        locate: unused,
      },
    };
    const clock = { now: NOON + 86_400_000 };
    const filter = { filters: [], level: null, ignoreCase: false };
    const session = createLiveSession({ bufferBytes: 1e6, control, now: () => clock.now, initial: filter });
    for (const id of [0, 1, 2]) {
      session.opened(sampleSource(id, `web-0${id}`));
      session.state(sampleSource(id, `web-0${id}`), { kind: 'live' });
    }
    const later = (ms: number): void => {
      clock.now += ms;
      session.tick();
    };
    later(0);
    const early = [dated(0, 1, 10), dated(0, 2, 20), dated(0, 3, 30)];
    const slow = [dated(1, 1, 12, true), dated(1, 2, 22, true), dated(1, 3, 40)];
    return { session, later, early, slow };
  };

  it.each([
    ['that can be read back', null],
    ['that cannot', 'it is a command'],
  ])('are in order whichever arrived last: logs %s', (_, why) => {
    const { session, later, early, slow } = open(why);
    session.records(early);
    later(1400);
    session.records(slow);
    const ordered = ['10 of 0', '12 of 1', '20 of 0', '22 of 1', '30 of 0', '40 of 1'];
    later(1400);
    expect(shownTexts(session)).not.toEqual(ordered);
    later(200);
    const shown = why === null ? ordered.slice(1) : ordered;
    expect(shownTexts(session)).toEqual(shown);
    // A log that was silent until then.
    session.records([dated(2, 1, 15, true), dated(2, 2, 25, true)]);
    later(0);
    later(1600);
    const all = ['15 of 2', '20 of 0', '22 of 1', '25 of 2', '30 of 0', '40 of 1'];
    expect(shownTexts(session)).toEqual(why === null ? all : ['10 of 0', '12 of 1', ...all]);
    // A log that is opened later.
    session.opened(sampleSource(3, 'web-03'));
    session.state(sampleSource(3, 'web-03'), { kind: 'live' });
    session.records([dated(0, 4, 50), dated(3, 1, 21, true), dated(3, 2, 45, true), dated(1, 4, 60)]);
    later(0);
    later(1600);
    const added = ['21 of 3', '22 of 1', '25 of 2', '30 of 0', '40 of 1', '45 of 3', '50 of 0', '60 of 1'];
    expect(shownTexts(session)).toEqual(
      why === null ? added : ['10 of 0', '12 of 1', ...all.slice(0, 2), ...added],
    );
    session.dispatch({ type: 'removeSource', source: 3 });
    expect(shownTexts(session).slice(-3)).toEqual(['40 of 1', '50 of 0', '60 of 1']);
    session.dispatch({ type: 'addFilter', pattern: ' of 2', negate: false });
    while (session.work(9));
    session.dispatch({ type: 'clearFilters' });
    while (session.work(9));
    if (why !== null)
      expect(shownTexts(session)).toEqual(['10 of 0', '12 of 1', ...all, '50 of 0', '60 of 1']);
  });

  it('stay in place once new lines arrive', () => {
    const { session, later, early } = open(null);
    session.records(early);
    later(1600);
    const { end } = session.held;
    session.records([{ ...dated(1, 1, 100_000), late: true }, { ...dated(0, 4, 100_001) }]);
    later(2000);
    expect(shownTexts(session).slice(-2)).toEqual(['100000 of 1', '100001 of 0']);
    expect(session.held.get(end)).toMatchObject({ text: '100000 of 1' });
  });
});
