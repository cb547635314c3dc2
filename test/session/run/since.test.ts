import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { createLineFilter } from '../../../src/core/filter/filter.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import type { Source } from '../../../src/core/target.ts';
import { type Trouble, TroubleError } from '../../../src/core/trouble.ts';
import { wholeFilter } from '../../../src/pushdown/filter/filterStages.ts';
import type { SourceSink } from '../../../src/session/events.ts';
import { Run } from '../../../src/session/run/run.ts';
import { createLocalTransport } from '../../../src/transport/local.ts';
import type { Transport } from '../../../src/transport/transport.ts';
import { FLAVOURS, pathWith } from '../../pushdown/flavours.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-since-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NOW = Date.parse('2026-11-20T15:00:00Z');
const RECORDS = 30_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Notations for a record of the last four months, some of which do not sort as text, each in its own zone.
 */
const FORMATS: Readonly<Record<string, { zone: string | null; record: (ms: number, n: number) => string }>> =
  {
    iso: {
      zone: null,
      record: (ms, n) =>
        n % 50 === 0
          ? `${new Date(ms).toISOString()} ERROR [main] App - refused ${n}\n\tat com.shop.Cart.add(Cart.java:31)\n`
          : `${new Date(ms).toISOString()} INFO  [main] App - served GET /cart/items?order=${n}\n`,
    },
    syslog: {
      zone: '+08:00',
      record: (ms, n) => {
        const at = new Date(ms + 8 * 3_600_000);
        const clock = at.toISOString().slice(11, 19);
        return `${MONTHS[at.getUTCMonth()]} ${`${at.getUTCDate()}`.padStart(2)} ${clock} web-1 app[7]: served GET /cart ${n}\n`;
      },
    },
    access: {
      zone: null,
      record: (ms, n) => {
        const at = new Date(ms);
        const day = `${`${at.getUTCDate()}`.padStart(2, '0')}/${MONTHS[at.getUTCMonth()]}/${at.getUTCFullYear()}`;
        return `10.0.0.${n % 99} - - [${day}:${at.toISOString().slice(11, 19)} +0000] "GET /cart?order=${n} HTTP/1.1" 200 12\n`;
      },
    },
    json: {
      zone: null,
      record: (ms, n) => `{"level":${n % 50 === 0 ? 50 : 30},"time":${ms},"msg":"served","order":${n}}\n`,
    },
  };

const STEP = 345_000;
const write = (name: string, text: string): string => {
  const path = join(folder, `${name}.log`);
  writeFileSync(path, text, 'latin1');
  return path;
};
const textOf = (format: string, records: number): string =>
  Array.from({ length: records }, (_, n) => FORMATS[format]!.record(NOW - (records - n) * STEP, n)).join('');

/** The logs' texts, kept: reading them back would not show whether they were written correctly. */
const texts = Object.fromEntries(Object.keys(FORMATS).map(format => [format, textOf(format, RECORDS)]));
/** A longer log, for reading from its end. */
texts['long'] = textOf('iso', 2 * RECORDS);
const paths = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, write(name, text)]));

const sourceOf = (format: string, path: string): Source => ({
  id: 0,
  host: {
    name: 'here',
    address: 'here',
    port: null,
    user: null,
    identities: [],
    knownHosts: [],
    team: null,
    jump: null,
    kind: 'local',
    timezone: FORMATS[format]!.zone,
  },
  log: format,
  place: { kind: 'file', path, glob: false },
  format: { format: null, start: null, timezone: null },
});

const collect = () => {
  const chunks: Buffer[] = [];
  const sink: SourceSink = {
    opened() {},
    lines(_source, chunk) {
      chunks.push(Buffer.from(chunk));
    },
    marker() {},
    state() {},
  };
  return { sink, text: () => Buffer.concat(chunks).toString('latin1') };
};

const runOver = (transport: Transport, query: Query, source: Source, sink: SourceSink): Run => {
  const started = new Run({
    query,
    transport,
    sink,
    sudo: false,
    stdin: () => Readable.from([]),
    now: () => NOW,
  });
  started.add(source);
  return started;
};

const run = (query: Query, source: Source, path: string, sink: SourceSink): Run =>
  runOver(createLocalTransport({ ...process.env, PATH: path }), query, source, sink);

const exactly = (query: Query, source: Source, text: string): string => {
  const log = { format: source.format, timezone: source.host.timezone, now: () => NOW };
  const filter = createLineFilter(wholeFilter(query), log);
  return filter.push(text) + filter.end();
};

/** What each range contains, which is the same for all tools. */
const ranges = new Map<string, string>();
const rangeOf = (format: string, range: string, query: Query, source: Source): string => {
  const key = `${format} ${range}`;
  const found = ranges.get(key) ?? exactly(query, source, texts[format]!);
  ranges.set(key, found);
  return found;
};

const HOUR = 3_600_000;
const RANGES: Readonly<Record<string, Query['time']>> = {
  'its last hours': { since: NOW - 20 * HOUR, until: null },
  'a day in the middle': { since: NOW - 1500 * HOUR, until: NOW - 1476 * HOUR },
  'its first day': { since: null, until: NOW - RECORDS * STEP + 24 * HOUR },
  'what is not there': { since: NOW + HOUR, until: null },
};

describe.each(FLAVOURS.filter(({ facts }) => facts.grep !== 'none' && facts.awk !== 'mawk'))(
  '$name',
  flavour => {
    const path = pathWith(folder, flavour);
    // Effects of the tools are visible with any format.
    const formats = flavour.facts.tail === 'gnu' ? Object.keys(FORMATS) : ['syslog'];
    const cases = formats.flatMap(format => Object.keys(RANGES).map(range => [format, range] as const));

    it.each(cases)('a log of %s: %s, without reading the rest', async (format, range) => {
      const query: Query = { ...EVERYTHING, time: RANGES[range]! };
      const source = sourceOf(format, paths[format]!);
      const { sink, text } = collect();
      const [outcome] = await run(query, source, path, sink).finished();
      expect(outcome!.trouble).toBeNull();
      expect(text()).toBe(rangeOf(format, range, query, source));
      expect(outcome!.counts.bytesRead).toBeLessThan(statSync(paths[format]!).size / 2);
    });

    it('with a level and a pattern, only possible matches are received', async () => {
      const time = RANGES['a day in the middle']!;
      const query: Query = { ...EVERYTHING, time, level: 'warn', record: true, grep: ['Cart.java'] };
      const source = sourceOf('iso', paths['iso']!);
      const { sink, text } = collect();
      const [outcome] = await run(query, source, path, sink).finished();
      expect(text()).toBe(exactly(query, source, texts['iso']!));
      expect(text().split('\n').length).toBeGreaterThan(8);
      expect(outcome!.counts.bytesReceived).toBeLessThan(120_000);
    });
  },
);

describe('a command whose records are known by their start', () => {
  it.each<[string, Partial<Query>, boolean]>([
    ['by level: dropped on the host', { level: 'error' }, true],
    [
      'by time, which its start does not show: filtered locally',
      { level: 'error', time: RANGES['its last hours']! },
      false,
    ],
  ])('%s', async (_title, asked, there) => {
    const query: Query = { ...EVERYTHING, ...asked };
    const source: Source = {
      ...sourceOf('iso', ''),
      place: { kind: 'command', command: `cat '${paths['iso']}'` },
      format: { format: null, start: '^\\d{4}-', timezone: null },
    };
    const { sink, text } = collect();
    const [outcome] = await run(query, source, process.env['PATH']!, sink).finished();
    expect(text()).toBe(exactly(query, source, texts['iso']!));
    expect(outcome!.counts.bytesReceived < texts['iso']!.length / 10).toBe(there);
  });
});

describe('the latest records', () => {
  it.each<[string, Partial<Query>]>([
    ['with a level', { level: 'error' }],
    ['with a level, more than the end of the log contains', { level: 'error', last: 500 }],
    ['whole ones', { record: true }],
    ['whole records with a pattern in their trace', { record: true, grep: ['Cart.java'] }],
    ['up to a time', { level: 'error', time: { since: null, until: NOW - 1500 * HOUR } }],
    ['since a time, too few', { level: 'error', time: { since: NOW - 10 * HOUR, until: null } }],
    ['that do not exist', { level: 'fatal' }],
  ])('%s', async (_title, asked) => {
    const query: Query = { ...EVERYTHING, last: 7, ...asked };
    const source = sourceOf('iso', paths['long']!);
    const { sink, text } = collect();
    const [outcome] = await run(query, source, process.env['PATH']!, sink).finished();
    expect(outcome!.trouble).toBeNull();
    expect(text()).toBe(exactly(query, source, texts['long']!));
    expect(outcome!.counts.lines).toBe(text().split('\n').length - 1);
    const few = text().split('\n').length > 7 && query.last === 7;
    if (few) expect(outcome!.counts.bytesRead).toBeLessThan(texts['long']!.length / 2);
  });
});

describe('following', () => {
  it('returns the history from there, then new lines', async () => {
    const followed = join(folder, 'followed.log');
    writeFileSync(followed, texts['iso']!, 'latin1');
    const since = NOW - 2 * HOUR;
    const query: Query = {
      ...EVERYTHING,
      follow: 'name',
      retry: true,
      time: { since, until: null },
      level: 'error',
    };
    const source = sourceOf('iso', followed);
    const { sink, text } = collect();
    const following = run(query, source, process.env['PATH']!, sink);
    const history = exactly(query, source, texts['iso']!);
    await expect.poll(text, { timeout: 10_000 }).toBe(history);
    const late = `${new Date(NOW).toISOString()} ERROR [main] App - late\n\tat com.shop.Cart.add(Cart.java:31)\n`;
    appendFileSync(followed, `${new Date(NOW).toISOString()} INFO [main] App - no\n${late}`);
    await expect.poll(text, { timeout: 10_000 }).toBe(history + late);
    following.cancel();
    await following.finished();
  }, 30_000);

  it('ends when --until is reached', async () => {
    const followed = join(folder, 'until.log');
    writeFileSync(followed, texts['iso']!, 'latin1');
    const time = { since: NOW - 2 * HOUR, until: NOW - 1000 };
    const query: Query = { ...EVERYTHING, follow: 'name', time };
    const source = sourceOf('iso', followed);
    const { sink, text } = collect();
    const [outcome] = await run(query, source, process.env['PATH']!, sink).finished();
    expect(outcome!.trouble).toBeNull();
    expect(text()).toBe(exactly(query, source, texts['iso']!));
  }, 30_000);
});

it.each<[string, Partial<Query>]>([
  ['read', {}],
  ['followed', { follow: 'name' }],
  ['followed with --retry, although retrying cannot help', { follow: 'name', retry: true }],
])('a host that denies access is asked once: a log %s', async (_title, asked) => {
  let asks = 0;
  const trouble: Trouble = {
    kind: 'auth',
    host: 'here',
    log: null,
    message: 'no method was accepted',
    advice: null,
    final: true,
  };
  const transport: Transport = {
    async connect() {
      asks++;
      throw new TroubleError(trouble);
    },
    onProgress: () => () => {},
    async close() {},
  };
  const query: Query = { ...EVERYTHING, time: { since: NOW, until: null }, ...asked };
  const { sink } = collect();
  const refused = runOver(transport, query, sourceOf('iso', paths['iso']!), sink);
  const [outcome] = await refused.finished();
  expect([outcome!.trouble, asks]).toEqual([trouble, 1]);
});
