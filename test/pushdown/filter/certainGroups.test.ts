import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type ByteString, fromByteString, toByteString } from '../../../src/core/bytes.ts';
import { severity } from '../../../src/core/level.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import { learnRecordStart } from '../../../src/core/records/start.ts';
import { certainStage } from '../../../src/pushdown/filter/certainGroups.ts';
import { wholeFilter } from '../../../src/pushdown/filter/filterStages.ts';
import { levelCondition } from '../../../src/pushdown/filter/levelCondition.ts';
import { lowerLines, lowerStage } from '../../../src/pushdown/filter/lowerLines.ts';
import type { GroupSelection } from '../../../src/pushdown/filter/recordGroups.ts';
import { splitRecords } from '../../../src/pushdown/filter/recordStages.ts';
import { type Stage, stageText } from '../../../src/pushdown/script/stage.ts';
import { allRecords, inAnyOrder, selectedRecords } from '../../core/filter/selecting.ts';
import { LOG } from '../../core/randomLog.ts';
import { FLAVOURS, pathWith } from '../flavours.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-certain-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const two = (value: number): string => String(value).padStart(2, '0');

/** Programs of which a line's level is known by its head. */
const PROGRAMS: readonly ((second: number, level: string) => string)[] = [
  (second, level) => `11-20 14:02:${two(second)}.204  1702  2395 ${level.toUpperCase()[0]} App:`,
  (second, level) => `[Fri Nov 20 14:02:${two(second)} 2026] [${level}]`,
  (second, level) => `time=2026-11-20T14:02:${two(second)}.204Z level=${level} msg=`,
];

const texts = ['ready', 'no error in it', 'refused (1)', 'Exception: x', ''];
const others = [
  '\tat com.shop.Cart.add(Cart.java:31)',
  'Caused by: java.io.IOException: refused',
  'Traceback (most recent call last):',
  'ValueError: x',
  'panic: x',
  'goroutine 1 [running]:',
  'ERROR',
  'plain words',
  '  indented words',
  '{',
  '',
  '\x1b[31mERROR x',
  '2026-11-20 14:03:00,000 ERROR [other] x.Y - in another form',
  '2026-11-20 14:03:00,000 words',
  'level=error',
];

const line = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      level: fc.constantFrom('info', 'info', 'error'),
      text: fc.constantFrom(...texts),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom(...others) },
);
const log = fc.record({
  program: fc.constantFrom(...PROGRAMS),
  lines: fc.array(line, { minLength: 1, maxLength: 40 }),
  end: fc.constantFrom('\n', '\r\n'),
});

const ASKED: Query = { ...EVERYTHING, level: 'error' };

describe.each(FLAVOURS.filter(({ facts }) => facts.grep === 'gnu' && facts.awk !== 'none'))(
  '$name',
  ({ facts, ...flavour }) => {
    const path = pathWith(folder, { facts, ...flavour });

    const outputOf = (stages: readonly Stage[], text: ByteString): ByteString => {
      const script = stages.map(stage => stageText(stage, { argument: '', input: '' })).join(' | ');
      const { stdout, stderr } = spawnSync('sh', ['-c', toShell(script)], {
        env: { PATH: path },
        input: fromByteString(text),
      });
      expect(stderr.toString()).toBe('');
      return toByteString(stdout);
    };

    it.each([
      ['as planned', null],
      ['with small limits', { lines: 2, bytes: 60 }],
    ])(
      'selects the records that the whole log has: %s',
      (_name, limits) => {
        let dropped = 0;
        const property = fc.property(log, ({ program, lines, end }) => {
          const head = (level: string, index: number) => program(index, level);
          const sample = ['info', 'info', 'info', 'error', 'info'].map(
            (level, index) => `${head(level, index)} ready${end}`,
          );
          const text = lines
            .map((one, index) => (typeof one === 'string' ? one : `${head(one.level, index)} ${one.text}`))
            .map(one => one + end)
            .join('');
          const seen = sample.map(one => one.slice(0, -1));
          const start = learnRecordStart(sample.join(''), LOG);
          const query = { ...ASKED, findings: { start, span: null, size: null, levels: null, sample: seen } };
          const { stages, local } = splitRecords(query, wholeFilter(query), facts, false);
          expect(stages[1]?.says?.at(-1)).toBe(
            'passes on lines that certainly start a wanted record at once',
          );
          const { certain, left } = lowerLines(query)!;
          const selection: GroupSelection = {
            ...{ start: start!, conditions: [levelCondition('error', null)!], byLevel: true, before: 0 },
            ...{ after: 0, torn: false, flush: false, mawk: facts.awk === 'mawk' },
          };
          const used =
            limits === null
              ? stages
              : [
                  lowerStage({ certain, left }, 'error', facts)!,
                  certainStage(selection, certain, () => true, limits)!,
                ];
          const out = outputOf(used, text);
          const wanted = ({ level }: { level: string | null }) =>
            level !== null && severity(level as 'error') >= severity('error');
          const expected = allRecords(text).filter(wanted);
          expect(inAnyOrder(selectedRecords(local, out, 7, true))).toEqual(inAnyOrder(expected));
          if (out.length < text.length) dropped++;
        });
        fc.assert(property, { numRuns: Number(process.env['RUNS'] ?? 20) });
        expect(dropped).toBeGreaterThan(0);
      },
      600_000,
    );
  },
);

/** The shell reads arguments as UTF-8, as Node writes them. */
const toShell = (script: ByteString): string => Buffer.from(script, 'latin1').toString('utf8');
