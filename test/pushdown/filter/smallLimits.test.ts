import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type ByteString, fromByteString, toByteString } from '../../../src/core/bytes.ts';
import { LEVELS, severity } from '../../../src/core/level.ts';
import { compilePattern } from '../../../src/core/pattern/pattern.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import { learnRecordStart } from '../../../src/core/records/start.ts';
import type { LineCondition } from '../../../src/pushdown/filter/awkPatterns.ts';
import { wholeFilter } from '../../../src/pushdown/filter/filterStages.ts';
import { levelCondition } from '../../../src/pushdown/filter/levelCondition.ts';
import { candidateStage } from '../../../src/pushdown/filter/recordCandidates.ts';
import { type GroupSelection, groupStage } from '../../../src/pushdown/filter/recordGroups.ts';
import { orApart } from '../../../src/pushdown/filter/recordStages.ts';
import { type Stage, stageText } from '../../../src/pushdown/script/stage.ts';
import { allRecords, inAnyOrder, type ShownRecord, selectedRecords } from '../../core/filter/selecting.ts';
import { interleavedLog } from '../../core/interleavedLogs.ts';
import { LOG, randomLog } from '../../core/randomLog.ts';
import { FLAVOURS, pathWith } from '../flavours.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-limits-'));
const file = join(folder, 'app.log');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** So small that groups and buffers of random logs exceed them. */
const LOOK = { lines: 3, bytes: 200 };
const GROUP = { lines: 4, bytes: 300 };

const asked = fc.oneof(
  fc.constantFrom(...LEVELS).map((level): Query => ({ ...EVERYTHING, level })),
  fc.constant<Query>({ ...EVERYTHING, record: true, grep: ['refused'] }),
);

/** Records of many lines, of which the last may match. */
const longRecords = fc
  .array(
    fc.record({
      level: fc.constantFrom('INFO', 'INFO', 'ERROR'),
      frames: fc.nat(9),
      cause: fc.constantFrom('refused', 'closed', 'closed'),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .map(records =>
    records
      .flatMap(({ level, frames, cause }, index) => [
        `2026-11-20 14:02:1${index},204 ${level} [main] c.e.App - ready`,
        ...Array.from({ length: frames }, (_, line) => `\tat com.shop.Cart.add(Cart.java:${line})`),
        `Caused by: java.io.IOException: ${cause}`,
      ])
      .map(line => `${line}\n`)
      .join(''),
  );

const log = fc.oneof(
  interleavedLog,
  longRecords.map(text => ({ text, sample: text })),
  randomLog.map(text => ({ text, sample: text.slice(0, text.lastIndexOf('\n') + 1) })),
);

const isAsked = ({ level, grep }: Query, record: ShownRecord): boolean =>
  level === null
    ? record.text.includes(grep[0]!)
    : record.level !== null && severity(record.level) >= severity(level);

const conditionOf = ({ level, grep }: Query): LineCondition =>
  level === null
    ? { includes: [[compilePattern(grep[0]!, { fixed: false, ignoreCase: false })]], excludes: [] }
    : levelCondition(level, null)!;

const selectionOf = (query: Query, sample: ByteString, mawk: boolean): GroupSelection | null => {
  const start = learnRecordStart(sample, LOG);
  if (start === null || (start.streams && (start.streamKey ?? null) === null)) return null;
  const byLevel = query.level !== null;
  const conditions = [orApart(conditionOf(query), start.apart ?? [])];
  return { start, conditions, byLevel, before: 0, after: 0, torn: false, flush: false, mawk };
};

describe.each(FLAVOURS.filter(({ facts }) => facts.grep === 'gnu' && facts.awk !== 'none'))(
  '$name',
  flavour => {
    const path = pathWith(folder, flavour);

    /** Runs a stage on a file with that text. */
    const outputOf = (stage: Stage, text: ByteString): ByteString => {
      writeFileSync(file, fromByteString(text));
      const script = stageText({ ...stage, readsFile: true }, { argument: file, input: file });
      const { stdout, stderr } = spawnSync('sh', [], { env: { PATH: path }, input: fromByteString(script) });
      expect(stderr.toString()).toBe('');
      return toByteString(stdout);
    };

    it.each<[string, (selection: GroupSelection) => Stage | null]>([
      ['grep looks for candidates', selection => candidateStage(selection, LOOK, GROUP)],
      ['grep looks for candidates, and groups are kept', selection => candidateStage(selection, LOOK)],
      ['awk groups all lines', selection => groupStage(selection, GROUP)],
    ])(
      'selects whole records, however little is buffered: %s',
      (_name, stageOf) => {
        let dropped = 0;
        const property = fc.property(asked, log, (query, { text, sample }) => {
          const selection = selectionOf(query, sample, flavour.facts.awk === 'mawk');
          fc.pre(selection !== null && text !== '');
          const out = outputOf(stageOf(selection!)!, text);
          const expected = allRecords(text).filter(record => isAsked(query, record));
          const records = selectedRecords(wholeFilter(query), out, 9, true);
          expect(inAnyOrder(records)).toEqual(inAnyOrder(expected));
          if (out.length < text.length) dropped++;
        });
        fc.assert(property, { numRuns: Number(process.env['RUNS'] ?? 20) });
        expect(dropped).toBeGreaterThan(0);
      },
      600_000,
    );

    it.each([0, 1, 9])('waits for the line after the first one of a crash, behind %i others', count => {
      const query: Query = { ...EVERYTHING, level: 'error' };
      const of = (program: string, message: string): string =>
        `Nov 20 14:02:11 web-1 ${program}: ${message}\n`;
      const other = of('api[7]', 'ready');
      const crash = of('app[7]', 'Traceback (most recent call last):');
      const more = of('app[7]', 'stopped by x');
      const text = other + crash + other.repeat(count) + more + other.repeat(9);
      const sample = other + of('app[7]', 'ready') + other;
      const selection = selectionOf(query, sample, flavour.facts.awk === 'mawk')!;
      const out = outputOf(candidateStage(selection, LOOK)!, text);
      const records = selectedRecords(wholeFilter(query), out, 9, true);
      expect(records).toEqual([{ level: 'error', text: (crash + more).trimEnd() }]);
    });
  },
);
