import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ByteString, fromByteString } from '../../../src/core/bytes.ts';
import type { HostFacts } from '../../../src/core/facts.ts';
import { createLineFilter } from '../../../src/core/filter/filter.ts';
import type { LocalFilter } from '../../../src/core/filter/step.ts';
import { LEVELS } from '../../../src/core/level.ts';
import { EVERYTHING, type LogFindings, type Query } from '../../../src/core/query.ts';
import type { LogContext } from '../../../src/core/records/heads.ts';
import { learnRecordStart } from '../../../src/core/records/start.ts';
import { wholeFilter } from '../../../src/pushdown/filter/filterStages.ts';
import { recordSelection } from '../../../src/pushdown/filter/recordSelection.ts';
import { planSource } from '../../../src/pushdown/plan.ts';
import { remoteCommand } from '../../../src/pushdown/script/script.ts';
import { BEGIN, LOG, randomLog } from '../../core/randomLog.ts';
import { FLAVOURS, pathWith } from '../flavours.ts';
import { runRemote } from '../runRemote.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-records-'));
const file = join(folder, 'app.log');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bound = fc.option(fc.integer({ min: -1000, max: 400_000 }).map(ms => BEGIN + ms));
const limit = fc.option(fc.integer({ min: 0, max: 5 }), { freq: 3 });
const query: fc.Arbitrary<Query> = fc
  .record({
    time: fc.record({ since: bound, until: bound }),
    level: fc.option(fc.constantFrom(...LEVELS)),
    record: fc.boolean(),
    grep: fc.array(fc.constantFrom('Exception', 'refused', '^Caused', 'ready$', 'é', ''), { maxLength: 2 }),
    exclude: fc.array(fc.constantFrom('order', 'IOException'), { maxLength: 1 }),
    ignoreCase: fc.boolean(),
    before: fc.constantFrom(0, 0, 1, 2),
    after: fc.constantFrom(0, 0, 1, 2),
    maxCount: limit,
    last: limit,
    head: limit,
  })
  .map(asked => ({ ...EVERYTHING, ...asked }));

const filtered = (local: LocalFilter, text: ByteString, chunkLines: number, log = LOG): ByteString => {
  const filter = createLineFilter(local, log);
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  let out = '';
  for (let at = 0; at < lines.length && !filter.done; at += chunkLines) {
    out += filter.push(lines.slice(at, at + chunkLines).join(''));
  }
  return out + filter.end();
};

interface Pushed {
  readonly out: ByteString;
  /** What crossed the network. */
  readonly sent: ByteString;
  readonly filteredThere: boolean;
}

/** `torn`: the byte from which the log is read. */
const findingsOf = (log: LogContext, torn: number | null): LogFindings => ({
  start: null,
  span: torn === null ? null : { start: torn, end: null, torn: true },
  size: null,
  levels: log.format.level ?? null,
});

/** Runs the remote script for real on a file with that text, then the remaining local part. */
const pushedDown = async (
  asked: Query,
  text: ByteString,
  facts: HostFacts,
  path: string,
  chunkLines: number,
  {
    log = LOG,
    torn = null,
    sample,
  }: { readonly log?: LogContext; readonly torn?: number | null; readonly sample?: ByteString } = {},
): Promise<Pushed> => {
  writeFileSync(file, fromByteString(text));
  const whole = sample ?? text.slice(0, text.lastIndexOf('\n') + 1);
  const place = { kind: 'file', path: file, glob: false } as const;
  const found = { ...asked, findings: { ...findingsOf(log, torn), start: learnRecordStart(whole, log) } };
  const planned = planSource(found, place, facts, { sudo: false });
  if (!planned.ok || planned.plan.remote === null) throw new Error('not planned');
  const { local, filteredThere, remote } = planned.plan;
  const run = await runRemote(remoteCommand(remote), { env: { PATH: path } });
  expect({ ...run.report, code: run.code }).toMatchObject({ trouble: null, messages: [], code: 0 });
  return {
    out: local === null ? run.out : filtered(local, run.out, chunkLines, log),
    sent: run.out,
    filteredThere,
  };
};

/** Wide records that exceed a megabyte, the most that awk buffers before it discards records that are not needed. */
const MANY_WIDE = 1100;

/**
 * Generates lines of one kind, too many for any program to buffer: records, or a record that does not end and
 * exceeds what is kept of one.
 */
const stretch = fc
  .record({ count: fc.integer({ min: 1, max: 2600 }), record: fc.boolean(), wide: fc.boolean() })
  .map(({ count, record, wide }) => {
    const line = record ? '2026-11-20 14:01:00,000 INFO [main] c.e.App - ready' : '\tat com.shop.Cart.add';
    return `${line}${wide ? '.'.repeat(1000) : ''}\n`.repeat(
      record && wide ? Math.min(count, MANY_WIDE) : count,
    );
  });
const longLog = fc
  .array(
    fc.oneof(
      randomLog.map(text => (text === '' || text.endsWith('\n') ? text : `${text}\n`)),
      stretch,
    ),
    { maxLength: 6 },
  )
  .chain(parts => randomLog.map(last => parts.join('') + last));

const FRACTION = { min: 0, max: 1, maxExcluded: true, noNaN: true };

describe.each(FLAVOURS)('$name', flavour => {
  let path = '';
  beforeAll(() => {
    path = pathWith(folder, flavour);
  });

  it('equals filtering the whole log locally, also for long ones', async () => {
    await fc.assert(
      fc.asyncProperty(query, longLog, async (bounded, text) => {
        // If times are out of order by more than a filter waits for, `until` may end it sooner or later.
        const asked = { ...bounded, time: { ...bounded.time, until: null } };
        const pushed = await pushedDown(asked, text, flavour.facts, path, 1000);
        expect(pushed.out).toBe(
          filtered(wholeFilter({ ...asked, findings: findingsOf(LOG, null) }), text, 1000),
        );
      }),
      { numRuns: 6 },
    );
  }, 120_000);

  it('finds the latest records from the middle of a log as from its start', async () => {
    let found = 0;
    const latest = { maxCount: null, head: null, before: 0, after: 0 } as const;
    await fc.assert(
      fc.asyncProperty(
        query.filter(asked => recordSelection({ ...asked, ...latest }) !== null),
        randomLog.filter(text => text.length > 1),
        fc.double(FRACTION),
        fc.integer({ min: 1, max: 9 }),
        async (bounded, text, from, last) => {
          const asked = { ...bounded, ...latest, last, time: { ...bounded.time, until: null } };
          const torn = Math.max(1, Math.floor(from * text.length));
          const pushed = await pushedDown(asked, text, flavour.facts, path, 1000, { torn });
          const whole = filtered(wholeFilter({ ...asked, findings: findingsOf(LOG, null) }), text, 1000);
          expect(whole.slice(whole.length - pushed.out.length)).toBe(pushed.out);
          if (pushed.out !== '') found++;
        },
      ),
      { numRuns: 40 },
    );
    expect(found).toBeGreaterThan(0);
  }, 120_000);

  it.each([1, 2, 5])('counts the last lines from byte %d, where reading starts', async torn => {
    const text = 'first\nsecond\nthird\n';
    for (const last of [1, 3, 9]) {
      const asked = { ...EVERYTHING, last };
      const pushed = await pushedDown(asked, text, flavour.facts, path, 1000, { torn });
      expect(pushed.out).toBe(
        text
          .slice(torn)
          .split(/(?<=\n)/)
          .slice(-last)
          .join(''),
      );
    }
  });

  it('equals filtering the whole log locally', async () => {
    let there = 0;
    await fc.assert(
      fc.asyncProperty(query, randomLog, fc.integer({ min: 1, max: 20 }), async (asked, text, chunkLines) => {
        const pushed = await pushedDown(asked, text, flavour.facts, path, chunkLines);
        expect(pushed.out).toBe(filtered(wholeFilter(asked), text, 7));
        if (recordSelection(asked) !== null && pushed.filteredThere) there++;
      }),
      { numRuns: 60 },
    );
    expect(there > 0).toBe(flavour.facts.awk !== 'none');
  }, 120_000);
});

/**
 * Generates the output of a program whose every line starts with a time: heads, traces at column 0, and lines
 * that resemble either.
 */
const stampedLine = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('DEBUG', 'INFO', 'WARN', 'ERROR'), fc.constantFrom('ready', 'refused', 'f(x)'))
      .map(([level, text]) => `${level} [main] c.e.App - ${text}`),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '\tat com.shop.Cart.add(Cart.java:31)',
      'Caused by: java.io.IOException: refused',
      'java.lang.IllegalStateException: x',
      'Traceback (most recent call last):',
      'ValueError: order',
      'panic: x',
      'goroutine 1 [running]:',
      'main.main()',
      "thread 'main' panicked at x.rs:1:2:",
      'Exception in thread "main" x.E: y',
      'ERROR',
      'INFO (order)',
      'no head',
      '',
    ),
  },
);

const stampedLog = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 9000 }), stampedLine, fc.boolean()), { maxLength: 40 })
  .map(lines => {
    let ms = BEGIN;
    return lines
      .map(([step, line, bare], index) => {
        ms += step;
        return bare && index % 9 === 8 ? `${line}\n` : `${new Date(ms).toISOString()} ${line}\n`;
      })
      .join('');
  });

it('equals filtering locally if every line starts with a time', async () => {
  const { facts } = FLAVOURS[0]!;
  let there = 0;
  await fc.assert(
    fc.asyncProperty(query, stampedLog, async (bounded, text) => {
      const asked = { ...bounded, time: { ...bounded.time, until: null } };
      const pushed = await pushedDown(asked, text, facts, process.env['PATH']!, 5);
      expect(pushed.out).toBe(filtered(wholeFilter(asked), text, 7));
      if (pushed.filteredThere) there++;
    }),
    { numRuns: 80 },
  );
  expect(there).toBeGreaterThan(0);
}, 120_000);

describe('a log of several programs whose sample shows no record among other lines', () => {
  const line = (who: string, what: string): string => `Nov 20 14:02:11 web-1 ${who}: ${what}\n`;
  const plain = ['ERROR a', 'INFO b', 'WARN c'].map(what => line('app[11]', what) + line('CRON[7]', 'run'));

  it.each([
    'main.main()',
    'java.lang.IllegalStateException',
    'java.lang.IllegalStateException: no',
    '\tat a.b.C.d(C.java:1)',
    'Caused by: x.Y: z',
    '  File "a.py", line 3, in f',
    'panic: boom',
    'goroutine 1 [running]:',
  ])('passes on continuations of a requested record: %s', async continuation => {
    const { facts } = FLAVOURS[0]!;
    const record = [line('app[11]', 'ERROR x'), line('CRON[7]', 'run'), line('app[11]', 'panic: y')];
    const text = [...plain, ...record, line('CRON[7]', 'run'), line('app[11]', continuation), ...plain].join(
      '',
    );
    const asked: Query = { ...EVERYTHING, level: 'error' };
    const options = { sample: plain.join('') };
    const pushed = await pushedDown(asked, text, facts, process.env['PATH']!, 10, options);
    expect(pushed.filteredThere).toBe(true);
    expect(pushed.sent.length).toBeLessThan(text.length);
    expect(pushed.out).toBe(filtered(wholeFilter(asked), text, 7));
  });
});

describe('what crosses the network', () => {
  const head = (second: number, level: string, text: string): string =>
    `2026-11-20 14:00:${String(second).padStart(2, '0')},000 ${level} [main] App - ${text}\n`;
  const trace = '\tat com.shop.Cart.add(Cart.java:31)\nCaused by: java.io.IOException: refused\n';
  const text = Array.from({ length: 50 }, (_, second) =>
    second % 10 === 3 ? head(second, 'ERROR', 'java.lang.Exception') + trace : head(second, 'INFO', 'ready'),
  ).join('');
  const error = (second: number): string => head(second, 'ERROR', 'java.lang.Exception') + trace;

  it.each<[string, Partial<Query>, string, string]>([
    ['a level', { level: 'warn' }, [3, 13, 23, 33, 43].map(error).join(''), ''],
    [
      'a pattern in a trace',
      { record: true, grep: ['IOException'], maxCount: 1 },
      [3, 13, 23, 33, 43].map(error).join(''),
      error(3),
    ],
    [
      'lines of records with a level',
      { level: 'error', grep: ['Caused'] },
      [3, 13, 23, 33, 43].map(error).join(''),
      'Caused by: java.io.IOException: refused\n'.repeat(5),
    ],
  ])('%s: whole records that may match', async (_title, asked, sent, out) => {
    const { facts } = FLAVOURS[0]!;
    const pushed = await pushedDown({ ...EVERYTHING, ...asked }, text, facts, process.env['PATH']!, 10);
    expect(pushed.sent).toBe(sent);
    expect(pushed.out).toBe(out === '' ? sent : out);
  });

  it('by the log’s own level rule: what its tokens may mean', async () => {
    const { facts } = FLAVOURS[0]!;
    const names = { W1: 'warn', I1: 'info', refused: 'fatal' } as const;
    const level = { kind: 'pattern', pattern: '^\\S+ \\S+ (\\w+)', names } as const;
    const lines = ['W1 slow', 'I1 ERROR in prose', 'refused', 'ERROR x', '7'];
    const ruled = lines.map((line, second) => `2026-11-20 14:00:0${second},000 ${line}\n\tat a.b\n`);
    const log = { ...LOG, format: { ...LOG.format, level } };
    const asked: Query = { ...EVERYTHING, level: 'warn' };
    const pushed = await pushedDown(asked, ruled.join(''), facts, process.env['PATH']!, 3, { log });
    expect(pushed.sent).toBe([ruled[0], ruled[2], ruled[3]].join(''));
    expect(pushed.out).toBe(pushed.sent);
  });
});
