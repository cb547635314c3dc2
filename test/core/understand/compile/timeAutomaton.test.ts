import fc from 'fast-check';
import { expect, it } from 'vitest';
import { noTimeTo } from '../../../../src/core/understand/compile/timeAutomaton.ts';
import { anyTime } from '../../../../src/core/understand/compile/timePieces.ts';
import { LineHead } from '../../../../src/core/understand/lineHead.ts';
import { TIME_FORMATS } from '../../../../src/core/understand/tables/timeFormats.ts';

const examples = TIME_FORMATS.map(({ example }) => example[0]).filter(text => /^\d/.test(text));

const text = fc
  .tuple(
    fc.oneof(fc.constantFrom(...examples), fc.stringMatching(/^\d{1,12}[ :./-]/)),
    fc.nat(12),
    fc.constantFrom('', ' INFO ', ' Nov ', ':', '2', '/', ']', ' 14:02:11 '),
    fc.nat(3),
  )
  .map(([example, at, piece, cut]) => example.slice(0, at) + piece + example.slice(at + cut))
  .filter(line => /^\d/.test(line));

it('sees that no time starts at a number, whatever its digits are and whatever follows', () => {
  let known = 0;
  fc.assert(
    fc.property(
      text,
      fc.array(fc.nat(9), { minLength: 30, maxLength: 30 }),
      fc.constantFrom(...examples),
      (line, digits, other) => {
        const to = noTimeTo(line, 0);
        if (to < 0) return;
        known++;
        let at = 0;
        const start = line.slice(0, to).replace(/\d/g, () => `${digits[at++]}`);
        for (const rest of [line.slice(to), other.slice(to), other, ''])
          expect(anyTime.step(`${start}${rest}`, 0, start.length + rest.length, new LineHead())).toBe(-1);
      },
    ),
    { numRuns: 3000 },
  );
  expect(known).toBeGreaterThan(500);
});

it('says so for the number of a thread', () => {
  expect(noTimeTo('148 INFO dfs.DataNode: x', 0)).toBe(4);
  expect(noTimeTo('20 Nov 2026 14:02:11 x', 0)).toBe(-1);
});
