import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeText, fromByteString } from '../../../../src/core/bytes.ts';
import type { LogRecord } from '../../../../src/core/record.ts';
import { createAssembler } from '../../../../src/core/records/assemble.ts';
import { NOW, optionsOf } from '../assembling.ts';
import { EXAMPLES } from '../mutatedLines.ts';
import { firstDifference, warmUp } from './bothWays.ts';

const LEVEL =
  /\b(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERR(?:OR)?|FATAL|CRITICAL|SEVERE|LOG|alert|emerg|[EWIDF])\b/gi;

/** Words that replace levels: other levels, mnemonics and words that are none. */
const WORDS = [
  ...['ERROR', 'WARN', 'INFO', 'DEBUG', 'FATAL', 'TRACE', 'NOTICE', 'CRITICAL', 'SEVERE', 'WARNING', 'ERR'],
  ...['error', 'warn', 'info', 'debug', 'fatal', 'notice', 'critical', 'err', 'emerg', 'alert', 'panic'],
  ...['E', 'W', 'I', 'D', 'F', 'LOG', 'Info', 'Error', 'Warning', '<3>', '<30>', 'ok', 'SUCCESS', 'main'],
  ...['%SYS-9-X', '%SYS-3-CONFIG', '%ASA-4-106023'],
];

const TIMES = [
  ...['2026-11-20 14:02:11.5', 'Nov 20 14:02:11', '[2026-11-20 14:02:11]', '2026-11-20T14:02:11Z'],
  ...['1795183331', '20/Nov/2026:14:02:11 +0000', '11/20/26 14:02:11', '14:02:11', '20.11.2026 14:02:11'],
];

const MARKS = ['|', ';', ' ', ',', '!', ':', '~', '%', '^', '&', '+', '?', '\t', ' - ', ' | ', '||', '\\'];

const mark = fc.constantFrom(...MARKS);
const delimited = fc
  .tuple(
    fc.constantFrom(...TIMES),
    mark,
    fc.constantFrom(...EXAMPLES, ...WORDS),
    mark,
    fc.constantFrom(...WORDS),
  )
  .map(parts => parts.join(''));

const line = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...EXAMPLES) },
  { weight: 1, arbitrary: delimited },
);

interface Change {
  /** Which of two lines is changed. */
  readonly which: number;
  readonly digits: readonly number[];
  /** True if all digits change; otherwise the last three. */
  readonly all: boolean;
  /** Replaces the level at a place; null: it stays. */
  readonly word: string | null;
  readonly at: number;
  readonly times: number;
}

const change: fc.Arbitrary<Change> = fc.record({
  which: fc.constantFrom(0, 0, 0, 1),
  digits: fc.array(fc.nat(9), { minLength: 3, maxLength: 3 }),
  all: fc.boolean(),
  word: fc.constantFrom(null, null, ...WORDS),
  at: fc.nat(5),
  times: fc.constantFrom(1, 1, 2, 3),
});

const changed = (text: string, { digits, all, word, at }: Change): string => {
  const last = (text.match(/[0-9]/g) ?? []).length - digits.length;
  let count = 0;
  const other = text.replace(/[0-9]/g, digit => {
    const index = count++;
    return all || index >= last ? `${digits[index % digits.length]}` : digit;
  });
  const levels = [...other.matchAll(LEVEL)];
  const level = levels[at % Math.max(1, levels.length)];
  if (word === null || level === undefined) return other;
  return other.slice(0, level.index) + word + other.slice(level.index + level[0].length);
};

/** Generates a log whose lines differ in their levels and digits. */
const alikeLog = fc
  .tuple(line, line, fc.array(change, { minLength: 3, maxLength: 30 }))
  .map(([first, second, changes]) =>
    changes.flatMap(one => {
      const text = changed(one.which === 0 ? first : second, one).replaceAll('\n', ' ');
      return Array<string>(one.times).fill(text);
    }),
  );

const shown = (records: readonly LogRecord[]): readonly unknown[] =>
  records.map(({ seq, time, level, text }) => ({ seq, time, level, text }));

/** Returns the records of lines that arrive at once, or one after the other. */
const recordsOf = (lines: readonly string[], atOnce: boolean): readonly unknown[] => {
  const assembler = createAssembler(optionsOf());
  const records: LogRecord[] = [];
  const parts = {
    run(before: LogRecord[], run: { readonly length: number; record(index: number): LogRecord }) {
      records.push(...before);
      for (let index = 0; index < run.length; index++) records.push(run.record(index));
    },
    rest: (rest: LogRecord[]) => void records.push(...rest),
  };
  const all = lines.map(text => `${encodeText(text)}\n`);
  if (atOnce) assembler.pushInRuns(fromByteString(all.join('')), NOW, parts);
  else for (const text of all) records.push(...assembler.push(text, NOW));
  return shown([...records, ...assembler.flush()]);
};

/** The order of such a date's parts is that of other lines, as far as they have arrived. */
const AMBIGUOUS_DATE = /\d\d?[/.-]\d\d?[/.-]\d\d/;

const runs = { numRuns: Number(process.env['RUNS'] ?? 250) };

test('a line is read alike whatever lines came before that differ in levels and digits', () => {
  warmUp();
  fc.assert(
    fc.property(alikeLog, lines => {
      expect(firstDifference(lines)).toBeNull();
    }),
    runs,
  );
});

test('lines have the same records whether they arrive at once or one after the other', () => {
  warmUp();
  fc.assert(
    fc.property(alikeLog, lines => {
      fc.pre(!lines.some(text => AMBIGUOUS_DATE.test(text)));
      const log = [...lines, ...lines, ...lines];
      expect(recordsOf(log, true)).toEqual(recordsOf(log, false));
    }),
    runs,
  );
});

test('the end of the line before is no date before a clock in brackets', () => {
  const lines = ['x: a.b.Kestrel[12]', '[14:09:44 W]: x', '[14:09:45 W]: x'];
  const records = recordsOf(lines, true);
  expect(records).toEqual(recordsOf(lines, false));
  expect(records[1]).toMatchObject({ time: { digits: 0 } });
});
