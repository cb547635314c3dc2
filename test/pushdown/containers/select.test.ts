import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ByteString, decodeText, fromByteString } from '../../../src/core/bytes.ts';
import { createLineFilter } from '../../../src/core/filter/filter.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import { type LastLine, selectStage } from '../../../src/pushdown/containers/select.ts';
import { learnTextStart } from '../../../src/pushdown/containers/textStart.ts';
import { wholeFilter } from '../../../src/pushdown/filter/filterStages.ts';
import { stageText } from '../../../src/pushdown/script/stage.ts';
import { createSandbox, type Sandbox } from '../../helpers/sandbox.ts';
import { FLAVOURS, pathWith } from '../flavours.ts';
import { containerLog, numbersFrom } from './containerLogs.ts';

const LOG = { format: { format: null, start: null, timezone: null }, timezone: null, now: () => 0 };

const QUERIES: readonly [string, Partial<Query>][] = [
  ['a pattern', { grep: ['lost'] }],
  ['patterns, case ignored', { grep: ['ERROR', 'r.*[ae]'], ignoreCase: true }],
  ['an exclusion', { exclude: ['ready', 'F [A-Z]'] }],
  ['a pattern in its context', { grep: ['timeout'], before: 2, after: 1 }],
  ['context after', { grep: ['cart'], after: 2 }],
  ['the bare text', { grep: ['^[A-Z]+ '], bare: true }],
  ['a level', { level: 'error' }],
  ['a lower level', { level: 'warn', bare: true }],
  ['a level and a pattern', { level: 'warn', grep: ['o'], exclude: ['lost'] }],
  ['a level in its context', { level: 'fatal', grep: ['a'], before: 1, after: 1 }],
  ['whole records', { record: true, grep: ['lost|C[.]java'] }],
  ['whole records with a level', { record: true, level: 'error', exclude: ['ok'] }],
  ['a condition', { where: ['status>=400 or text~lost'] }],
  ['conditions', { where: ['level>=warn', 'text:cart'] }],
];

let box: Sandbox;
const paths = new Map<string, string>();
const RUNS = Number(process.env['RTAIL_TEST_RUNS'] ?? 1);
const AWKS = FLAVOURS.filter(
  ({ facts, tools }) =>
    facts.grep !== 'none' && tools['awk'] !== undefined && (RUNS > 1 || facts.awk === 'mawk'),
);

beforeAll(() => {
  box = createSandbox();
  for (const flavour of AWKS) paths.set(flavour.name, pathWith(box.dir, flavour));
});
afterAll(() => box[Symbol.dispose]());

const filtered = (lines: readonly ByteString[], query: Query, streams: boolean): ByteString => {
  const head = streams ? /^\S+ \S+ F / : /^\S+ /;
  const text = lines.map(line => `${query.bare ? line.replace(head, '') : line}\n`).join('');
  const filter = createLineFilter(wholeFilter(query), LOG);
  return filter === null ? text : filter.push(text) + filter.end();
};

const selected = (
  lines: readonly ByteString[],
  ask: Parameters<typeof selectStage>[0],
  path: string,
): readonly ByteString[] | null => {
  const stage = selectStage(ask);
  if (stage === null) return null;
  const done = spawnSync('sh', ['-c', decodeText(stageText(stage, { argument: '', input: '' }))], {
    input: fromByteString(lines.map(line => `${line}\n`).join('')),
    env: { ...process.env, PATH: path },
    maxBuffer: 1 << 28,
  });
  expect(`${done.stderr}`).toBe('');
  return done.stdout.toString('latin1').split('\n').slice(0, -1);
};

/** Every kind of log, a few times each. */
const LOGS = Array.from({ length: RUNS }, (_, seed) =>
  [true, false].flatMap(streams => [true, false].map(timed => ({ seed, streams, timed, calls: 80 }))),
).flat();

describe.each(AWKS)('on a host with $name', ({ name, facts }) => {
  test.each(QUERIES)('no line that matches is left out: %s', (_, asked) => {
    for (const [index, log] of LOGS.entries()) {
      const lines = containerLog(log.seed, log);
      const query: Query = { ...EVERYTHING, ...asked, follow: index % 2 ? 'name' : 'none' };
      const start = learnTextStart(lines.slice(0, 40), log.streams, LOG);
      const ask = { query, facts, streams: log.streams, start, follow: query.follow !== 'none', after: null };
      const passed = selected(lines, ask, paths.get(name)!) ?? lines;
      expect(filtered(passed, query, log.streams), `log ${JSON.stringify(log)}`).toBe(
        filtered(lines, query, log.streams),
      );
    }
  });

  test.each(QUICK)('few others are sent: %s', (_, asked, most) => {
    const query: Query = { ...EVERYTHING, ...asked };
    const lines = Array.from({ length: 3000 }, (_, n) => plainLine(n));
    const start = learnTextStart(lines.slice(-200), true, LOG);
    const passed = selected(
      lines,
      { query, facts, streams: true, start, follow: false, after: null },
      paths.get(name)!,
    )!;
    expect(filtered(passed, query, true)).toBe(filtered(lines, query, true));
    expect(passed.length).toBeLessThan(most);
  });

  test('after a disconnect, it continues with the line after the last one', () => {
    for (const [index, log] of LOGS.entries()) {
      const lines = containerLog(log.seed, log);
      const query: Query = { ...EVERYTHING, ...QUERIES[index % QUERIES.length]![1], follow: 'name' };
      const start = learnTextStart(lines.slice(0, 40), log.streams, LOG);
      const ask = { query, facts, streams: log.streams, start, follow: true, after: null };
      const below = numbersFrom(log.seed);
      const first = selected(lines.slice(0, below(lines.length)), ask, paths.get(name)!);
      if (first === null || first.length === 0) continue;
      const last = first[below(first.length)]!;
      const known = first.slice(0, first.indexOf(last) + 1);
      const again = selected(
        lines.slice(below(lines.indexOf(last) + 1)),
        { ...ask, after: soughtLine(last) },
        paths.get(name)!,
      )!;
      expect(again[0]).toBe('!found');
      expect(filtered([...known, ...again.slice(1)], query, log.streams), JSON.stringify(log)).toBe(
        filtered(lines, query, log.streams),
      );
      const rest = lines.slice(lines.indexOf(last) + 1);
      const gone = selected(
        rest,
        { ...ask, after: { ...soughtLine(last), latest: '2026' } },
        paths.get(name)!,
      )!;
      if (rest.length > 0) expect(gone[0]).toBe('!gone');
    }
  });
});

const QUICK: readonly [string, Partial<Query>, number][] = [
  ['a pattern', { grep: ['request 2[0-9][0-9]5 '] }, 101],
  ['a level', { level: 'error' }, 200],
  ['a condition', { where: ['status>=500'] }, 100],
];

/** A service's lines without times; one in a hundred reports an error on stderr, with a trace. */
const plainLine = (n: number): ByteString => {
  const time = `2026-11-29T01:${String(Math.floor(n / 60) % 60).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}.000000001Z`;
  if (n % 100 === 50) return `${time} stderr F ERROR status=500 request ${n} failed`;
  if (n % 100 === 51) return `${time} stderr F     at shop.Cart (cart.js:31)`;
  return `${time} stdout F INFO status=200 request ${n} took 3 ms`;
};

const soughtLine = (line: ByteString): LastLine => ({
  start: line.slice(0, 900),
  length: line.length,
  ordinal: 1,
  latest: '2027',
});
