import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ByteString } from '../../../src/core/bytes.ts';
import { RecordHeads } from '../../../src/core/records/heads.ts';
import { certainHead } from '../../../src/core/understand/known/certainHead.ts';
import { LineHead } from '../../../src/core/understand/lineHead.ts';
import { LineReader } from '../../../src/core/understand/lineReader.ts';
import { LOG } from '../randomLog.ts';
import { mutatedLines } from './mutatedLines.ts';

/** Lines after which some others continue a record. */
const BEFORE: readonly (readonly ByteString[])[] = [
  [],
  ['2026-11-20 14:02:11,204 ERROR [main] App - x', 'java.lang.IllegalStateException: x'],
  [
    '2026-11-20 14:02:11,204 ERROR [main] App - x',
    'Traceback (most recent call last):',
    '  File "x.py", line 3',
  ],
  ['2026-11-20T14:02:11Z Traceback (most recent call last):', '2026-11-20T14:02:11Z   File "x.py", line 3'],
  ['2026-11-20T14:02:11Z panic: x', '2026-11-20T14:02:11Z goroutine 1 [running]:'],
  ["2026-11-20T14:02:11Z thread 'main' panicked at x.rs:1:2:"],
  ['Nov 20, 2026 2:02:11 PM com.example.App main'],
  ['[debug] {'],
  ['plain words (', 'web-1  | {'],
  ['Nov 20 14:02:11 web-1 app[7]: panic: x'],
  ['2026-11-20T14:02:11.204Z stdout P half of a li'],
  ['03-17 16:13:38.811 D/x: y', '20/11/2026 14:02:11 x'],
];

const TAILS = [
  '',
  ' x',
  ' f(x)',
  ' {',
  ' level=fatal',
  ' \x1b[31mERROR\x1b[0m',
  ' \0',
  ' é',
  '\r',
  ' ERROR 12:00:00 FATAL',
];

const seeds = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 40, maxLength: 40 });

/** Replaces some digits: `changed` decides which, and by what. */
const otherDigits = (line: ByteString, digits: readonly number[]): ByteString => {
  let at = 0;
  return line.replace(/[0-9]/g, digit => {
    const next = digits[at++ % digits.length]!;
    return next < 5 ? digit : `${(Number(digit) + next) % 10}`;
  });
};

const readBy = (reader: LineReader, line: ByteString): LineHead => {
  const reading = new LineHead();
  reader.read(line, 0, line.length, reading);
  return reading;
};

test('a line with a certain head starts a record of its level, whatever is before and after it', () => {
  let certain = 0;
  fc.assert(
    fc.property(
      mutatedLines,
      seeds,
      fc.constantFrom(...TAILS),
      fc.constantFrom(...BEFORE),
      (line, digits, tail, before) => {
        const reading = readBy(new LineReader(null), line);
        const head = certainHead(line, reading);
        if (head === null) return;
        const regExp = new RegExp(head.start + head.rest);
        expect(regExp.test(line)).toBe(true);
        const end = regExp.exec(line)![0].length;
        for (const other of [
          line.slice(0, end) + tail,
          otherDigits(line, digits),
          otherDigits(line, digits) + tail,
        ]) {
          if (!regExp.test(other)) continue;
          const heads = new RecordHeads(LOG);
          for (const earlier of before) heads.begins(earlier, 0, earlier.length);
          expect([other, heads.begins(other, 0, other.length), heads.reading.level]).toEqual([
            other,
            true,
            reading.level,
          ]);
          certain++;
        }
      },
    ),
    { numRuns: Number(process.env['RUNS'] ?? 2000) },
  );
  expect(certain).toBeGreaterThan(100);
});
