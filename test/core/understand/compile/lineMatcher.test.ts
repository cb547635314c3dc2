import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  automatonMatcher,
  type LineMatcher,
  patientMatcher,
} from '../../../../src/core/understand/compile/lineMatcher.ts';
import { LineHead } from '../../../../src/core/understand/lineHead.ts';
import { Moment } from '../../../../src/core/understand/moment.ts';
import { LINE_FORMATS } from '../../../../src/core/understand/tables/lineFormats.ts';
import { TIME_FORMATS } from '../../../../src/core/understand/tables/timeFormats.ts';
import { SOFTWARE_RECORDS } from '../softwareLines.ts';

const EXAMPLES = [
  ...LINE_FORMATS.map(({ example }) => example),
  ...SOFTWARE_RECORDS.map(([, text]) => text.split('\n')[0]!),
];
const TIMES = TIME_FORMATS.map(({ example: [text] }) => text);
const WORDS = [
  'ERROR',
  'warn',
  'Info',
  'FATAL:',
  '[error]',
  '<3>',
  'INFOR',
  'e',
  ' - ',
  '  ',
  '[',
  ']',
  '|',
  '\t',
  '\r',
];

type Mutation = 'none' | 'remove' | 'insert' | 'replace' | 'splice' | 'end' | 'prefix';

/** A line that looks real, with pieces cut out, doubled, put in and exchanged with those of others. */
const mutatedLines = fc
  .record({
    line: fc.constantFrom(...EXAMPLES),
    other: fc.constantFrom(...EXAMPLES),
    piece: fc.oneof(fc.constantFrom(...TIMES), fc.constantFrom(...WORDS), fc.string({ maxLength: 4 })),
    cut: fc.nat(60),
    length: fc.nat(12),
    how: fc.constantFrom<Mutation>('none', 'remove', 'insert', 'replace', 'splice', 'end', 'prefix'),
  })
  .map(({ line, other, piece, cut, length, how }) => {
    const before = line.slice(0, cut);
    const mutated = {
      none: line,
      remove: before + line.slice(cut + length),
      insert: before + piece + line.slice(cut),
      replace: before + piece + line.slice(cut + length),
      splice: before + other.slice(length),
      end: before,
      prefix: `${piece} ${line}`,
    };
    return mutated[how];
  })
  .map(line => Buffer.from(line, 'utf8').toString('latin1'));

const said = (matcher: LineMatcher, line: string, reading: LineHead): unknown => {
  reading.clear();
  // A line stands among others: what is beside it must not be read.
  const text = `12:00:00 ERROR [${line}\n] ERROR 12:00:00`;
  const from = '12:00:00 ERROR ['.length;
  if (!matcher(text, from, from + line.length, reading)) return null;
  const { format, level, time, timeFrom, timeTo, payload, lastTime } = reading;
  const moment = new Moment();
  if (time !== null) moment.copy(reading.moment);
  return {
    layout: format?.layout,
    level,
    payload,
    lastTime: lastTime?.name,
    time: time === null ? null : { name: time.name, timeFrom, timeTo, moment },
  };
};

describe('the automaton for the start of a line', () => {
  const fast = automatonMatcher();
  const patient = patientMatcher();

  test('finds in every example what trying all rows finds', () => {
    for (const line of EXAMPLES)
      expect([line, said(fast, line, new LineHead())]).toEqual([line, said(patient, line, new LineHead())]);
  });

  test('finds in any lines, one after the other, what trying all rows finds', () => {
    fc.assert(
      fc.property(fc.array(mutatedLines, { minLength: 1, maxLength: 8 }), lines => {
        const [a, b] = [new LineHead(), new LineHead()];
        for (const line of lines) expect(said(fast, line, a)).toEqual(said(patient, line, b));
      }),
      { numRuns: Number(process.env['RTAIL_RUNS'] ?? 500) },
    );
  });
});
