import { describe, expect, test } from 'vitest';
import type { Entry, Found, Rows, TextPiece } from '../../src/web/protocol/answers.ts';
import { CLOSE } from '../../src/web/protocol/limits.ts';
import { ROW } from '../../src/web/protocol/rows.ts';
import { openPage, TestPage, textsOf } from './helpers/page.ts';
import { ask, logIn, recordOf, serve, TOKENS } from './helpers/served.ts';

const THREE = [
  ['web-1', 'app'],
  ['web-2', 'app'],
  ['web-3', 'app'],
] as const;

describe('a viewing page', () => {
  test('is welcomed, receives its logs, and sees their end as it grows', async () => {
    const served = await serve();
    served.say(0, 'one', 'two');
    const page = await openPage(served);
    const snap = await page.see('snap');
    expect(snap.sources?.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'web-1:app live',
      'web-2:app live',
    ]);
    page.tail([{ pane: null, rows: 3 }]);
    const first = await page.see('tail');
    expect(first.panes.map(({ total, rows }) => [total, textsOf(rows)])).toEqual([[2, ['one', 'two']]]);
    served.say(1, 'three', 'ERROR four');
    const next = await page.see('tail', ({ n }) => n === 2);
    expect(next.panes[0]).toMatchObject({ total: 4, same: first.panes[0]!.rows[1]![0] });
    expect(textsOf(next.panes[0]!.rows)).toEqual(['three', 'four']);
    const state = await page.see('state', ({ panes }) =>
      panes.some(one => one.pane === null && one.shown === 4),
    );
    expect(state.panes.find(one => one.pane === null)).toMatchObject({ alarms: 1, found: 0 });
  });

  test('receives no more tails than it acknowledges, and then the newest', async () => {
    const served = await serve();
    const page = await openPage(served);
    page.acks = false;
    page.tail([{ pane: null, rows: 2 }]);
    for (let i = 1; i <= 4; i++) {
      served.say(0, `line ${i}`);
      await page.see('tail', ({ n }) => n === i);
    }
    served.say(0, 'line 5', 'line 6', 'line 7');
    // States are sent at the same interval: when this one has arrived, a tail would have arrived too.
    await page.see('state', ({ panes }) => panes.some(({ shown }) => shown === 7));
    expect(page.heard.filter(({ type }) => type === 'tail')).toHaveLength(4);
    page.send({ type: 'ack', n: 4 });
    const last = await page.see('tail', ({ n }) => n === 5);
    expect(textsOf(last.panes[0]!.rows)).toEqual(['line 6', 'line 7']);
  });

  test('filters, searches and counts only for itself', async () => {
    const served = await serve();
    served.say(0, 'apple pie', 'pear', 'apple juice');
    const [one, other] = [await openPage(served), await openPage(served)];
    const v = one.set({
      filters: [{ kind: 'pattern', text: 'apple', negate: false, enabled: true }],
      search: 'pie|juice',
    });
    const state = await one.see(
      'state',
      message => message.v === v && message.scanned === 1 && message.panes.length > 0,
    );
    expect(state.panes.find(({ pane }) => pane === null)).toMatchObject({ shown: 2, found: 2 });
    const all = (await other.ask({
      type: 'rows',
      pane: null,
      list: 'shown',
      at: 'end',
      before: 9,
      after: 0,
    })) as Rows;
    expect(textsOf(all.rows)).toEqual(['apple pie', 'pear', 'apple juice']);
    const own = (await one.ask({
      type: 'rows',
      pane: null,
      list: 'shown',
      at: 'end',
      before: 9,
      after: 0,
    })) as Rows;
    expect(own.rows.map(row => [row[6], row[5] & ROW.found, row[8]])).toEqual([
      ['apple pie', ROW.found, [6, 9]],
      ['apple juice', ROW.found, [6, 11]],
    ]);
    const found = (await one.ask({
      type: 'find',
      pane: null,
      list: 'found',
      from: null,
      direction: 'previous',
    })) as Found;
    expect(found).toMatchObject({ id: own.rows[1]![0], index: 2, total: 2 });
    expect(served.calls.filter(call => call.startsWith('filter'))).toEqual([]);
  });

  test.each([
    ['a filter', { filters: [{ kind: 'pattern', text: '(', negate: false, enabled: true }] }, 0],
    ['a condition', { filters: [{ kind: 'where', text: 'status >', negate: false, enabled: true }] }, 0],
    ['a search', { search: '[' }, 'search'],
  ] as const)(
    'is told what is wrong with %s, and the previous settings stay',
    async (_title, settings, at) => {
      const served = await serve();
      served.say(0, 'line');
      const page = await openPage(served);
      const v = page.set(settings as Parameters<typeof page.set>[0]);
      expect(await page.see('refused')).toMatchObject({
        q: null,
        v,
        at,
        message: expect.stringMatching(/\w/),
      });
      const rows = (await page.ask({
        type: 'rows',
        pane: null,
        list: 'shown',
        at: 'end',
        before: 9,
        after: 0,
      })) as Rows;
      expect(textsOf(rows.rows)).toEqual(['line']);
    },
  );

  test('requests rows by id, time, share and ends, and is told if they have left', async () => {
    const served = await serve({ bufferRecords: 100 });
    served.say(0, ...Array.from({ length: 50 }, (_, i) => `line ${i}`));
    const page = await openPage(served);
    const rows = async (at: unknown, before: number, after: number): Promise<Rows> =>
      (await page.ask({ type: 'rows', pane: 0, list: 'shown', at, before, after })) as Rows;
    const start = await rows('start', 5, 2);
    expect([start.index, start.total, textsOf(start.rows)]).toEqual([0, 50, ['line 0', 'line 1']]);
    const id = start.rows[1]![0];
    expect(textsOf((await rows({ id }, 1, 2)).rows)).toEqual(['line 0', 'line 1', 'line 2']);
    expect(textsOf((await rows({ time: 1_700_000_000_000 + 200 }, 0, 1)).rows)).toEqual(['line 20']);
    expect(textsOf((await rows({ share: 0.5 }, 0, 1)).rows)).toEqual(['line 25']);
    served.say(0, ...Array.from({ length: 120 }, (_, i) => `later ${i}`));
    const gone = await rows({ id }, 0, 1);
    expect([gone.gone, textsOf(gone.rows)]).toEqual([true, ['later 20']]);
  });

  test('marks late arrivals, but not what was written before its log was opened', async () => {
    const served = await serve();
    const page = await openPage(served);
    const moments = [Date.now() + 3_600_000, Date.now() - 3_600_000];
    served.hub.records(
      moments.map((ms, i) => ({
        ...recordOf(0, i, ['since', 'before'][i]!),
        time: { ms, nanos: 0, digits: 3 as const },
        late: true,
      })),
    );
    const { rows } = (await page.ask({
      type: 'rows',
      pane: null,
      list: 'shown',
      at: 'end',
      before: 9,
      after: 0,
    })) as Rows;
    expect(rows.map(row => [row[6], (row[5] & ROW.late) !== 0])).toEqual([
      ['since', true],
      ['before', false],
    ]);
  });

  test('reads a long record in pieces, and copies what is visible', async () => {
    const served = await serve();
    const long = `${'x'.repeat(100_000)}end`;
    served.say(0, 'short <b>&\x1b]0;title\x07\x1b[31mred', long);
    const page = await openPage(served);
    const { rows } = (await page.ask({
      type: 'rows',
      pane: null,
      list: 'shown',
      at: 'end',
      before: 2,
      after: 0,
    })) as Rows;
    expect([rows[0]![6], rows[1]![6].length, rows[1]![5] & ROW.cut, rows[1]![7]]).toEqual([
      'short <b>&\x1b[31mred\x1b[0m',
      8192,
      ROW.cut,
      100_003,
    ]);
    let text = '';
    for (let from: number | null = 0; from !== null; ) {
      const piece = (await page.ask({ type: 'entry', id: rows[1]![0], from, length: 65_536 })) as Entry;
      text += piece.text;
      from = piece.next;
    }
    expect(text).toBe(long);
    const copied = (await page.ask({
      type: 'text',
      pane: null,
      from: rows[0]![0],
      to: rows[0]![0],
    })) as TextPiece;
    expect(copied).toMatchObject({ text: 'short <b>&red\n', next: null });
  });

  test('counts the values of a field, with the condition for each', async () => {
    const served = await serve();
    served.say(0, '{"user":"o\'neil","n":1}', '{"user":"eve"}', '{"user":"eve"}', 'no fields');
    const page = await openPage(served);
    const counted = await page.ask({ type: 'values', pane: null, field: 'user' });
    expect(counted).toMatchObject({
      values: [
        { value: 'eve', count: 2, where: "`user` = 'eve'" },
        { value: "o'neil", count: 1, where: "`user` = 'o''neil'" },
      ],
      looked: 4,
      without: 1,
    });
    const v = page.set({
      filters: [{ kind: 'where', text: "`user` = 'o''neil'", negate: false, enabled: true }],
    });
    const state = await page.see(
      'state',
      message => message.v === v && message.scanned === 1 && message.panes.length > 0,
    );
    expect(state.panes[0]).toMatchObject({ shown: 1 });
  });

  test('counts over time', async () => {
    const served = await serve();
    served.say(0, ...Array.from({ length: 300 }, (_, i) => (i % 100 === 0 ? 'ERROR' : 'fine')));
    const page = await openPage(served);
    const answer = await page.ask({ type: 'timeline', pane: null, buckets: 10, span: null });
    expect(answer).toMatchObject({ from: 1_700_000_000_000, width: 1000 });
    expect((answer as { buckets: unknown }).buckets).toEqual([
      [100, 0, 1],
      [100, 0, 1],
      [100, 0, 1],
    ]);
  });

  test('downloads what it filters, once, with a ticket', async () => {
    const served = await serve();
    served.say(0, 'apple', 'pear', '\xc3\xa4pfel');
    const page = await openPage(served);
    page.set({ filters: [{ kind: 'pattern', text: 'p', negate: false, enabled: true }] });
    const ticket = (await page.ask({ type: 'download', pane: null, form: 'text', from: null, to: null })) as {
      url: string;
    };
    const cookie = { Cookie: (await logIn(served)).cookie };
    const reply = await ask(served.port, `/${ticket.url}`, { headers: cookie });
    expect([reply.status, reply.body]).toEqual([200, 'apple\npear\näpfel\n']);
    expect(reply.headers['content-disposition']).toMatch(/^attachment; filename="logs-/);
    expect((await ask(served.port, `/${ticket.url}`, { headers: cookie })).status).toBe(404);
    const other = (await page.ask({ type: 'download', pane: 0, form: 'ndjson', from: null, to: null })) as {
      url: string;
    };
    expect((await ask(served.port, `/${other.url}`)).status).toBe(403);
  });
});

describe('permissions', () => {
  test('a viewer sees only what is allowed: no log, row, count, moment or name of the rest', async () => {
    const served = await serve({
      logs: [
        ['web-1', 'app'],
        ['db-1', 'secret'],
      ],
      sees: ({ role }, source) => role === 'operator' || source.log === 'app',
    });
    served.say(0, 'open 1', 'open 2');
    served.say(1, 'hidden 1', 'ERROR hidden 2');
    const page = await openPage(served);
    page.tail([
      { pane: null, rows: 9 },
      { pane: 1, rows: 9 },
    ]);
    const tail = await page.see('tail');
    expect(tail.panes.map(({ pane, total }) => [pane, total])).toEqual([[null, 2]]);
    const asked = await Promise.all([
      page.ask({ type: 'rows', pane: 1, list: 'all', at: 'start', before: 0, after: 9 }),
      page.ask({ type: 'entry', id: 2, from: 0, length: 100 }),
      page.ask({ type: 'timeline', pane: 1, buckets: 9, span: null }),
      page.ask({ type: 'history', what: { kind: 'older', pane: 1 } }),
      page.ask({ type: 'close', source: 1 }),
      page.ask({ type: 'open', names: ['db-1:secret'], only: false }),
      page.ask({ type: 'open', names: ['db-1:nothing'], only: false }),
      page.ask({ type: 'download', pane: 1, form: 'text', from: null, to: null }),
    ]);
    expect(asked.map(({ type }) => type)).toEqual(Array(8).fill('refused'));
    expect((asked[5] as { message: string }).message.replace('secret', 'nothing')).toBe(
      (asked[6] as { message: string }).message,
    );
    const all = (await page.ask({
      type: 'rows',
      pane: null,
      list: 'shown',
      at: 'start',
      before: 0,
      after: 9,
    })) as Rows;
    expect(textsOf(all.rows)).toEqual(['open 1', 'open 2']);
    expect(await page.ask({ type: 'picker', text: '' })).toMatchObject({
      items: [{ name: 'web-1:app', open: true }],
    });
    expect(JSON.stringify(page.heard.filter(({ type }) => type !== 'refused'))).not.toMatch(
      /secret|hidden|db-1/,
    );
    const operator = await openPage(served, TOKENS.operator);
    const whole = (await operator.ask({
      type: 'rows',
      pane: null,
      list: 'shown',
      at: 'start',
      before: 0,
      after: 9,
    })) as Rows;
    expect(whole.total).toBe(4);
  });

  test('only operators act for everyone', async () => {
    const served = await serve();
    const [viewer, operator] = [await openPage(served), await openPage(served, TOKENS.operator)];
    const retry = { type: 'act', action: { kind: 'retry', source: 0 } };
    expect(await viewer.ask(retry)).toMatchObject({
      type: 'refused',
      message: expect.stringContaining('operators'),
    });
    expect(await operator.ask(retry)).toMatchObject({ type: 'done' });
    expect(served.calls.filter(call => call.startsWith('retry'))).toEqual(['retry 0']);
  });

  test('names in the picker open logs, each read once for any number of viewers; paths and commands open nothing', async () => {
    const served = await serve({
      logs: [
        ['web-1', 'app'],
        ['web-1', 'access'],
      ],
      named: 1,
    });
    const [one, other] = [await openPage(served), await openPage(served)];
    for (const name of ['web-1:/etc/passwd', '/etc/passwd', '-', './x', 'web-1:app; id', '*', 'web-1']) {
      expect(await one.ask({ type: 'open', names: [name], only: false })).toMatchObject({ type: 'refused' });
    }
    for (const page of [one, other]) {
      expect(await page.ask({ type: 'open', names: ['web-1:access'], only: false })).toMatchObject({
        type: 'done',
      });
    }
    expect(served.calls).toEqual(['open web-1:app', 'open web-1:access']);
    served.say(1, 'GET /');
    one.tail([{ pane: 1, rows: 5 }]);
    expect(textsOf((await one.see('tail')).panes[0]!.rows)).toEqual(['GET /']);
    expect(
      served.lines.some(line => /viewer 1 \(viewer, 127\.0\.0\.1\): opened web-1:access/.test(line)),
    ).toBe(true);
  });

  test('opens only what a page asks for at first, and tells which logs it would see otherwise', async () => {
    const served = await serve({ sees: (_person, { host }) => host.name !== 'web-3', logs: THREE, named: 1 });
    const open = async (logs: readonly string[]) => {
      const page = await openPage(served, TOKENS.viewer, { logs });
      const { sources = [], order } = await page.see('snap');
      const { firstLogs } = await page.see('welcome');
      page.socket.close();
      return { names: sources.map(({ name }) => name), order, firstLogs };
    };
    const firstLogs = ['web-1:app'];
    expect(await open(['web-2:app', 'web-3:app'])).toEqual({ names: ['web-2:app'], order: [1], firstLogs });
    expect(served.calls).toEqual(['open web-1:app', 'open web-2:app']);
    expect((await open(['web-3:app'])).names).toEqual(['web-1:app']);
  });

  test('a log ends some time after its last viewer has left, and is read again when one returns', async () => {
    const served = await serve({ graceMs: 1000 });
    const [one, other] = [await openPage(served), await openPage(served)];
    one.socket.close();
    await one.until(() => one.closed);
    expect(await other.ask({ type: 'close', source: 1 })).toMatchObject({ type: 'done' });
    await expect.poll(() => served.calls, { interval: 10 }).toContain('end 1');
    expect(served.calls).not.toContain('end 0');
    expect(await other.ask({ type: 'open', names: ['web-2:app'], only: false })).toMatchObject({
      type: 'done',
    });
    expect(served.calls).toEqual(['open web-1:app', 'open web-2:app', 'end 1', 'open web-2:app']);
    await other.see('snap', ({ gone }) => gone?.includes(1) ?? false);
    await other.see('snap', ({ sources }) => sources?.some(({ source }) => source === 2) ?? false);
  });

  test('viewers are admitted up to the maximum, and one more when one has left', async () => {
    const served = await serve({ maxViewers: 1 });
    const page = await openPage(served);
    const { cookie, key } = await logIn(served);
    const hello = async (): Promise<TestPage> => {
      const next = new TestPage(`ws://127.0.0.1:${served.port}/api/socket`, {
        Origin: served.origin,
        Cookie: cookie,
      });
      await new Promise(resolve => next.socket.once('open', resolve));
      next.send({ type: 'hello', protocol: 1, key });
      return next;
    };
    const refused = await hello();
    await refused.until(() => refused.closed);
    expect(refused.heard.at(-1)).toMatchObject({
      type: 'bye',
      why: expect.stringMatching(/maximum number of viewers/),
    });
    expect(refused.closed).toMatchObject({ code: CLOSE.full });
    page.socket.close();
    await page.until(() => page.closed);
    await (await hello()).see('welcome');
  });
});
