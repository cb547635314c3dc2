import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromByteString } from '../../../src/core/bytes.ts';
import { countsRecords } from '../../../src/core/count/unit.ts';
import { LEVELS } from '../../../src/core/level.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import { learnRecordStart } from '../../../src/core/records/start.ts';
import type { Source } from '../../../src/core/target.ts';
import { cutsAtNul } from '../../../src/pushdown/count/countStage.ts';
import { wholeFilter } from '../../../src/pushdown/filter/filterStages.ts';
import { planSource } from '../../../src/pushdown/plan.ts';
import { remoteCommand } from '../../../src/pushdown/script/script.ts';
import { CountDelivery } from '../../../src/session/count/countDelivery.ts';
import { type CountSink, createCountSink } from '../../../src/session/count/countSink.ts';
import { Delivery } from '../../../src/session/host/delivery.ts';
import { RunningCounts } from '../../../src/session/host/sourceCounts.ts';
import { FLAVOURS, pathWith } from '../../pushdown/flavours.ts';
import { runRemote } from '../../pushdown/runRemote.ts';
import { ACCESS_LOG, one, shapedLog } from '../../pushdown/shapedLogs.ts';

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

/** With this, there is something to count on a host, whatever else is generated. */
const BY_STATUS: Query = { ...EVERYTHING, count: { by: ['status'], perMs: null, precisionMs: 1, top: null } };

const sinkFor = (asked: Query): CountSink =>
  createCountSink({
    question: asked.count!,
    records: countsRecords(asked),
    group: asked.record || asked.grep.length + asked.exclude.length === 0,
    zeroTerminated: false,
    zone: () => 60,
    now: () => NOW,
    limited: null,
    skewMs: () => null,
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

  it('equal those made locally', async () => {
    let kinds = 0;
    await fc.assert(
      fc.asyncProperty(query, shapedLog(6), async (asked, whole) => {
        // The README's limits: a record whose time cannot be read takes that of the record before it, which
        // the host may have filtered out; and on hosts without grep, such an awk ends lines at NUL.
        fc.pre(asked.time.since === null || !whole.includes('"noon"'));
        fc.pre(flavour.facts.grep !== 'none' || !cutsAtNul(flavour.facts) || !whole.includes('\0'));
        const bytes = fromByteString(whole);
        writeFileSync(file, bytes);
        // All lines of the log, because what its first lines do not show is among those limits too.
        const sample = whole.split('\n').slice(0, whole.endsWith('\n') ? -1 : undefined);
        const start = learnRecordStart(whole, {
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
      {
        numRuns: Number(process.env['RUNS'] ?? 40),
        examples: [[BY_STATUS, ACCESS_LOG]],
      },
    );
    expect(kinds > 0).toBe(flavour.facts.awk !== 'none');
  }, 120_000);
});
