import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ByteString, encodeText, fromByteString } from '../../../src/core/bytes.ts';
import { LEVELS, severity } from '../../../src/core/level.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import { learnRecordStart } from '../../../src/core/records/start.ts';
import { planSource } from '../../../src/pushdown/plan.ts';
import { remoteCommand } from '../../../src/pushdown/script/script.ts';
import { allRecords, inAnyOrder, type ShownRecord, selectedRecords } from '../../core/filter/selecting.ts';
import { interleavedLog } from '../../core/interleavedLogs.ts';
import { LOG, randomLog } from '../../core/randomLog.ts';
import { wovenLog } from '../../core/wovenLogs.ts';
import { FLAVOURS, pathWith } from '../flavours.ts';
import { runRemote } from '../runRemote.ts';
import { shapedLog } from '../shapedLogs.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-selected-'));
const file = join(folder, 'app.log');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Flavour = (typeof FLAVOURS)[number];

/** Runs the remote script for real on a file with that text, and groups what remains after the local part into records. */
const pushedDown = async (
  asked: Query,
  text: ByteString,
  { facts }: Flavour,
  path: string,
  lines: number,
  sample = text.slice(0, text.lastIndexOf('\n') + 1),
): Promise<{ readonly records: readonly ShownRecord[]; readonly dropped: boolean }> => {
  writeFileSync(file, fromByteString(text));
  const start = learnRecordStart(sample, LOG);
  const findings = { start, span: null, size: null, levels: null, sample: sample.split('\n').slice(0, -1) };
  const place = { kind: 'file', path: file, glob: false } as const;
  const planned = planSource({ ...asked, findings }, place, facts, { sudo: false });
  if (!planned.ok || planned.plan.remote === null || planned.plan.local === null)
    throw new Error('not planned');
  const run = await runRemote(remoteCommand(planned.plan.remote), { env: { PATH: path } });
  expect({ ...run.report, code: run.code }).toMatchObject({ trouble: null, messages: [], code: 0 });
  const records = selectedRecords(planned.plan.local, run.out, lines, true);
  return { records, dropped: run.out.length < text.length };
};

const log = fc.oneof({ weight: 4, arbitrary: wovenLog }, shapedLog(6), randomLog);
const message = (tag: string, text: string): string => `Nov 20 14:02:11 web-1 ${tag}: ${text}`;

/** Texts of programs: usual ones, and those with a level, or that may continue a record. */
const USUAL = [
  'Failed password for root',
  'session opened for x',
  'pam_unix(sshd:auth): authentication failure; x',
];
const RARE = [
  ...['error: Received disconnect', 'error: no route (at x)', 'warning: low on space', 'fatal: Write failed'],
  ...[
    '  indented words',
    '\tat a.B.c(B.java:1)',
    'Caused by: x',
    'request 87740 failed',
    'PAM 5 more failures',
  ],
  ...[
    'error in x',
    'Error: refused by all',
    'ALERT exited with [1]',
    'crash: {"level":"error"}',
    'plain (x)',
  ],
];

/** Logs of a few programs, of which only the first lines were seen. */
const messages = fc
  .array(fc.tuple(fc.nat(3), fc.nat(11), fc.nat(RARE.length - 1)), {
    minLength: 100,
    maxLength: 400,
    size: 'max',
  })
  .map(all => {
    const lines = all.map(([process, chance, index]) => {
      const text = chance > 0 ? USUAL[index % USUAL.length]! : RARE[index]!;
      return message(process === 3 ? 'logrotate' : `sshd[${process}]`, text);
    });
    return { text: `${lines.join('\n')}\n`, sample: `${lines.slice(0, 60).join('\n')}\n` };
  });

/** Logs, with the part of each that was seen before the host is asked. */
const LOGS: readonly (readonly [
  string,
  fc.Arbitrary<{ readonly text: ByteString; readonly sample?: ByteString }>,
])[] = [
  ['all kinds', log.map(text => ({ text }))],
  ['records that go on behind lines of other programs', interleavedLog],
];
/** What GNU's grep searches in another way. */
const MESSAGES = ['messages of other programs', messages] as const;
const asked = fc.oneof(
  fc.constantFrom(...LEVELS).map((level): Query => ({ ...EVERYTHING, level })),
  fc.constant<Query>({ ...EVERYTHING, record: true, grep: ['refused'] }),
);

const isAsked = ({ level, grep }: Query, record: ShownRecord): boolean =>
  level === null
    ? record.text.includes(grep[0]!)
    : record.level !== null && severity(record.level) >= severity(level);

describe.each(FLAVOURS)('$name', flavour => {
  let path = '';
  beforeAll(() => {
    path = pathWith(folder, flavour);
  });

  it.each(flavour.facts.grep === 'gnu' ? [...LOGS, MESSAGES] : LOGS)(
    'selects on the host the records that the whole log has: %s',
    async (name, logs) => {
      let dropped = 0;
      const property = fc.asyncProperty(
        asked,
        logs,
        fc.integer({ min: 1, max: 20 }),
        async (query, { text, sample }, lines) => {
          const pushed = await pushedDown(query, text, flavour, path, lines, sample);
          const expected = allRecords(text).filter(record => isAsked(query, record));
          expect(inAnyOrder(pushed.records)).toEqual(inAnyOrder(expected));
          if (pushed.dropped) dropped++;
        },
      );
      await fc.assert(property, {
        numRuns: Number(process.env['RUNS'] ?? (name === MESSAGES[0] ? 30 : 60)),
      });
      expect(dropped > 0).toBe(flavour.facts.awk !== 'none');
    },
    600_000,
  );

  it('selects records that go on behind another program’s line, which a stamp precedes', async () => {
    const query: Query = { ...EVERYTHING, record: true, grep: ['refused'] };
    const of = (line: string): string => `2026-11-20T14:02:11.123456789Z ${line}\n`;
    const other = of('2026-11-20T14:02:11+0100 web-1 systemd[4]: Failed to start Shop.');
    const wanted = of('** (shop:4711): CRITICAL **: refused');
    const more = of('  indented words');
    const text = other + wanted.repeat(9) + other + wanted + other + more;
    const { records } = await pushedDown(query, text, flavour, path, 20, other + wanted + other);
    expect(records.at(-1)).toEqual({ level: 'fatal', text: (wanted + more).trimEnd() });
    expect(records).toHaveLength(10);
  });

  it.each(SIEVED)('selects amid messages of other programs %s', async (_title, lines, expected) => {
    const usual = Array.from({ length: 200 }, (_, at) => message(`app[${at % 40}]`, 'words in prose'));
    const text = encodeText([...usual, ...lines, ...usual, ''].join('\n'));
    const query: Query = { ...EVERYTHING, level: 'error' };
    const { records, dropped } = await pushedDown(query, text, flavour, path, 20, text.slice(0, 4000));
    expect(records.map(record => record.text)).toEqual([expected.join('\n')]);
    expect(dropped).toBe(flavour.facts.awk !== 'none');
  });
});

const words = (tag: string) => message(tag, 'words in prose');

/** Lines of which some form one record with a level, and these. */
const SIEVED: readonly (readonly [string, lines: readonly string[], record: readonly string[]])[] = [
  [
    'a record of one line',
    [message('shop[1]', 'error: refused by all')],
    [message('shop[1]', 'error: refused by all')],
  ],
  [
    'a message that belongs to a crash before it',
    [
      message('shop[1]', 'Traceback (most recent call last):'),
      words('cron[2]'),
      message('shop[1]', '  File "shop.py", line 1'),
      ...Array.from({ length: 60 }, () => words('cron[2]')),
      words('shop[1]'),
    ],
    [
      message('shop[1]', 'Traceback (most recent call last):'),
      message('shop[1]', '  File "shop.py", line 1'),
      words('shop[1]'),
    ],
  ],
  [
    'a message whose level is in a line after it, without a head',
    [words('shop[1]'), 'Exception in thread "main" java.lang.Error: refused', '\tat a.B.c(B.java:1)'],
    [words('shop[1]'), 'Exception in thread "main" java.lang.Error: refused', '\tat a.B.c(B.java:1)'],
  ],
  [
    'many lines without a head after a message, before one with a level',
    [words('shop[1]'), ...Array.from({ length: 200 }, (_, at) => `  ${at}`), message('cron[2]', 'error: x')],
    [message('cron[2]', 'error: x')],
  ],
  [
    'a line that continues a message of another program far before it',
    [
      message('shop[1]', 'error: refused by'),
      ...Array.from({ length: 90 }, () => words('cron[2]')),
      message('shop[1]', '  indented words'),
    ],
    [message('shop[1]', 'error: refused by'), message('shop[1]', '  indented words')],
  ],
];
