import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ByteString, encodeText, fromByteString } from '../../../src/core/bytes.ts';
import { countsRecords } from '../../../src/core/count/unit.ts';
import { LEVELS } from '../../../src/core/level.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import { learnRecordStart } from '../../../src/core/records/start.ts';
import type { Source } from '../../../src/core/target.ts';
import { wholeFilter } from '../../../src/pushdown/filter/filterStages.ts';
import { planSource } from '../../../src/pushdown/plan.ts';
import { remoteCommand } from '../../../src/pushdown/script/script.ts';
import { CountDelivery } from '../../../src/session/count/countDelivery.ts';
import { type CountSink, createCountSink } from '../../../src/session/count/countSink.ts';
import { Delivery } from '../../../src/session/host/delivery.ts';
import { RunningCounts } from '../../../src/session/host/sourceCounts.ts';
import { FLAVOURS, pathWith } from '../../pushdown/flavours.ts';
import { runRemote } from '../../pushdown/runRemote.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-counts-'));
const file = join(folder, 'app.log');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const source: Source = {
  id: 0,
  host: {
    name: 'web-1',
    team: null,
    jump: null,
    kind: 'local',
    timezone: 'Europe/Berlin',
    address: 'web-1',
    port: null,
    user: null,
    identities: [],
    knownHosts: [],
  },
  log: 'access',
  place: { kind: 'file', path: file, glob: false },
  format: { format: null, start: null, timezone: null },
};

const NOW = Date.UTC(2026, 10, 29);
const two = (value: number): string => String(value).padStart(2, '0');
const one = fc.constantFrom;

const second = fc.integer({ min: 0, max: 200_000 }).map(s => new Date(Date.UTC(2026, 10, 27, 22) + s * 1000));
const clf = fc
  .tuple(second, one('+0000', '+0000', '+0530', '-0300'))
  .map(([d, zone]) => `${two(d.getUTCDate())}/Nov/2026:${d.toISOString().slice(11, 19)} ${zone}`);
const address = one(
  '10.0.0.9',
  '203.0.113.77',
  '1.2.3.4',
  '2001:db8::1',
  '::1',
  '11.12.26.14',
  'shop.example',
  '10.0.0.9 10.1.1.1',
);
const target = fc
  .tuple(
    one('/', '/cart', '/a/b', '/é', '/500', 'http://shop.example/x', '*'),
    one('', '', '?id=7', '?a=1?b=2'),
  )
  .map(([path, query]) => path + query);
const request = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(one('GET', 'POST', 'HEAD'), target).map(([m, t]) => `${m} ${t} HTTP/1.1`),
  },
  one(
    '-',
    '',
    'GET /only',
    '\\x16\\x03\\x01',
    'GET /a b HTTP/1.1',
    'get /x HTTP/1.0',
    'quit',
    'GET /q\\"x HTTP/1.1',
  ),
);
const status = one('200', '200', '200', '404', '500', '503', '301', '-', '20', '099');
const access = fc
  .record({
    address,
    user: one('-', '-', 'ann', 'a b', 'ann@x'),
    clf,
    request,
    status,
    bytes: one('0', '512', '-', '00512'),
    tail: one(
      '',
      ' "-" "curl/8"',
      ' "https://x/é" "Mozilla/5.0 (X11)"',
      ' "-" "-" 0.204',
      ' "-" "-" "10.1.1.1" rt=0.2',
      ' 0.5',
      ' ""',
    ),
  })
  .map(l => `${l.address} - ${l.user} [${l.clf}] "${l.request}" ${l.status} ${l.bytes}${l.tail}`);

const iso = fc
  .tuple(second, one('T', 'T', ' '), one('', '.204', ',5'), one('Z', 'Z', '', '+05:30'))
  .map(
    ([d, between, fraction, zone]) =>
      `${d.toISOString().slice(0, 10)}${between}${d.toISOString().slice(11, 19)}${fraction}${zone}`,
  );
const jsonValue = fc.oneof(
  one<unknown>(
    'web-1',
    'a"b',
    '',
    'é',
    'GET /x',
    500,
    200,
    4.5,
    -1,
    0,
    true,
    null,
    [1, 'x'],
    { status: 7, b: 'c' },
    '\t',
  ),
  fc.integer({ min: 0, max: 999 }),
);
const json = fc
  .record({
    time: one('time', 'time', 'ts', '@timestamp', 'when'),
    at: fc.oneof(
      { weight: 5, arbitrary: iso as fc.Arbitrary<unknown> },
      one<unknown>(1_795_000_000, 1_795_000_000.5, 1_795_000_000_123, 'noon'),
    ),
    level: one<unknown>('info', 'info', 'ERROR', 'warn', 30, 50, 35, 'odd', undefined),
    status: fc.oneof({ weight: 3, arbitrary: one<unknown>(200, 500, 404) }, jsonValue),
    fields: fc.dictionary(
      one('path', 'user', 'http', 'msg', 'Status', 'http.status_code', 'stream', 'pid'),
      jsonValue,
      { maxKeys: 2 },
    ),
    spaced: fc.boolean(),
    cut: one(0, 0, 0, 0, 1),
  })
  .map(l => {
    const text = JSON.stringify({ [l.time]: l.at, level: l.level, status: l.status, ...l.fields });
    const laid = l.spaced ? text.replaceAll('":', '": ').replaceAll(',"', ', "') : text;
    return encodeText(l.cut === 0 ? laid : laid.slice(0, -1));
  });
const uniformJson = fc
  .tuple(
    iso,
    one('info', 'error', 'WARN'),
    one(200, 500, 404),
    one('/cart', '/', '/é'),
    one('a', 'b', 'status'),
  )
  .map(([time, level, code, path, user]) =>
    encodeText(
      JSON.stringify({
        time: `${time.slice(0, 10)}T${time.slice(11, 19)}Z`,
        level,
        http: { status_code: code, path },
        user,
        msg: 'done "x'.slice(0, 4),
      }),
    ),
  );

const text = fc
  .tuple(
    iso,
    one(' ', '  '),
    one('INFO', 'ERROR', 'WARN', 'Info', '[main]', 'ERROR:'),
    one('ready', 'at x', 'Exception in thread "main" x', 'status=500', '{"level":"error"}', ''),
  )
  .map(([time, blank, level, message]) => `${time}${blank}${level} ${message}`);

const odd = fc.oneof(
  one(
    '\tat com.shop.Cart.add',
    'Caused by: x',
    '',
    '  ',
    '{',
    '}',
    '"',
    '|',
    '=5 x',
    '\0\0',
    'status=500 level=error',
    'java.lang.IllegalStateException: x',
    'Traceback (most recent call last):',
    '  File "x.py", line 3',
    'plain words',
    '\\',
    'ValueError: x',
  ),
  fc.stringMatching(/^[ -~]{0,30}$/),
);

const kind = fc.constantFrom(access, json, uniformJson, text);
/** Lines mostly of one kind, with others between. */
const log: fc.Arbitrary<ByteString> = kind.chain(main =>
  fc
    .tuple(
      fc.array(
        fc.oneof(
          { weight: 12, arbitrary: main },
          { weight: 1, arbitrary: odd },
          { weight: 1, arbitrary: fc.oneof(access, json, text) },
        ),
        { minLength: 1, maxLength: 40 },
      ),
      one('\n', '\n', '', '\r\n'),
    )
    .map(([lines, end]) => encodeText(lines.join('\n')).replaceAll('Ã©', 'Ã©') + end),
);

const names = one(
  'status',
  'method',
  'path',
  'user',
  'client',
  'level',
  'host',
  'bytes',
  'agent',
  'query',
  'http.status_code',
  'protocol',
  'referrer',
  'message',
  'duration',
);
const question = fc.record({
  by: fc.array(names, { maxLength: 2 }),
  perMs: fc.option(one(60_000, 300_000, 3_600_000, 10_000, 86_400_000), { freq: 2 }),
  top: fc.constant(null),
});
const bound = fc.option(
  fc.integer({ min: 0, max: 200 }).map(s => Date.UTC(2026, 10, 28) + s * 600_000),
  { freq: 5 },
);
const query: fc.Arbitrary<Query> = fc
  .record({
    count: question.map(asked => ({
      ...asked,
      precisionMs:
        asked.perMs === null
          ? 1
          : asked.perMs % 3_600_000 === 0
            ? 3_600_000
            : asked.perMs % 60_000 === 0
              ? 60_000
              : 1,
    })),
    grep: fc.array(one('GET', 'o', '500', '^1', 'x$'), { maxLength: 1 }),
    exclude: fc.array(one('curl', 'Caused'), { maxLength: 1 }),
    level: fc.option(fc.constantFrom(...LEVELS), { freq: 4 }),
    where: fc.array(
      one(
        'status>=500',
        'status=200 or status=404',
        "path~'^/c'",
        'not has user',
        'level=error',
        'has status and user!=ann',
      ),
      { maxLength: 1 },
    ),
    time: fc.record({ since: bound, until: fc.constant(null) }),
    record: one(false, false, false, true),
    ignoreCase: fc.boolean(),
  })
  .map(asked => ({ ...EVERYTHING, ...asked }));

const sinkFor = (asked: Query): CountSink =>
  createCountSink({
    question: asked.count!,
    records: countsRecords(asked),
    group: asked.record || asked.grep.length + asked.exclude.length === 0,
    zeroTerminated: false,
    zone: () => 60,
    now: () => NOW,
    rest: { opened() {}, marker() {}, state() {} },
  });

const optionsFor = (sink: CountSink) => ({
  source,
  zeroTerminated: false,
  sink: sink.sink,
  counts: new RunningCounts(),
  elapsed: () => 0,
  now: () => NOW,
});

const rowsOf = async (counted: CountSink): Promise<unknown> => {
  await counted.end();
  const rows = counted.tally
    .rows()
    .map(({ period, values, count }) => `${count} ${JSON.stringify([period, values])}`);
  return { total: counted.tally.total, rows: rows.filter(row => !row.startsWith('0 ')).sort() };
};

const countedHere = async (asked: Query, bytes: Buffer): Promise<unknown> => {
  const counted = sinkFor(asked);
  counted.sink.opened(source);
  const delivery = new Delivery({ ...optionsFor(counted), local: wholeFilter(asked) });
  await delivery.take(bytes);
  await delivery.end();
  return rowsOf(counted);
};

describe.each(FLAVOURS)('counts on a host with $name', flavour => {
  let path = '';
  beforeAll(() => {
    path = pathWith(folder, flavour);
  });

  it('are those that are made here', async () => {
    let kinds = 0;
    await fc.assert(
      fc.asyncProperty(query, log, async (asked, whole) => {
        const bytes = fromByteString(whole);
        writeFileSync(file, bytes);
        const sample = whole.split('\n').slice(0, -1);
        const start = learnRecordStart(whole.slice(0, whole.lastIndexOf('\n') + 1), {
          format: source.format,
          timezone: source.host.timezone,
          now: () => NOW,
        });
        const found = { ...asked, findings: { start, span: null, size: null, sample } };
        const planned = planSource(found, source.place, flavour.facts, { sudo: false });
        if (!planned.ok || planned.plan.remote === null) throw new Error('not planned');
        const { plan } = planned;
        const run = await runRemote(remoteCommand(planned.plan.remote), { env: { PATH: path } });
        expect({ ...run.report, code: run.code }).toMatchObject({ trouble: null, messages: [], code: 0 });
        const counted = sinkFor(asked);
        counted.sink.opened(source);
        const delivery = plan.counted
          ? new CountDelivery(plan.counted, { ...optionsFor(counted), local: plan.local })
          : new Delivery({ ...optionsFor(counted), local: plan.local });
        const out = fromByteString(run.out);
        await delivery.take(out.subarray(0, out.length >> 1));
        await delivery.take(out.subarray(out.length >> 1));
        await delivery.end();
        if (plan.counted?.what === 'kinds') kinds++;
        const here = await countedHere(asked, bytes);
        expect(await rowsOf(counted), JSON.stringify(asked) + plan.counted?.what).toEqual(here);
      }),
      { numRuns: Number(process.env['RUNS'] ?? 40) },
    );
    expect(kinds > 0).toBe(flavour.facts.awk !== 'none');
  }, 120_000);
});
