import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  automatonMatcher,
  type LineMatcher,
  patientMatcher,
} from '../../../../src/core/understand/compile/lineMatcher.ts';
import { LineHead } from '../../../../src/core/understand/lineHead.ts';
import { Moment } from '../../../../src/core/understand/moment.ts';
import { EXAMPLES, mutatedLines } from '../mutatedLines.ts';

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
