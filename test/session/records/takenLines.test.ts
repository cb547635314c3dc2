import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countLines } from '../../../src/core/lines.ts';
import { RecordStage } from '../../../src/session/records/recordStage.ts';
import { MAX_TURN_BYTES } from '../../../src/session/records/turns.ts';
import { sampleSource } from '../../print/samples.ts';

const source = sampleSource(0, 'a');

/** Lines of a chunk: some are longer than what is read in one turn, and the last one may lack its end. */
const chunk = fc.record({
  lengths: fc.array(
    fc.oneof(
      { weight: 9, arbitrary: fc.nat(80) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 * MAX_TURN_BYTES }) },
    ),
    { minLength: 1, maxLength: 8 },
  ),
  isWhole: fc.boolean(),
});

test.each([
  ['lines', '\n'],
  ['lines that end with NUL', '\0'],
] as const)('records count the %s that they are made of', async (_, end) => {
  let counted = 0;
  const property = fc.asyncProperty(
    fc.array(chunk, { minLength: 1, maxLength: 3 }),
    fc.boolean(),
    async (chunks, runs) => {
      const sink = {
        opened: () => {},
        records: () => {},
        ...(runs && { run: () => {} }),
        marker: () => {},
        state: () => {},
      };
      const zeroTerminated = end === '\0';
      const options = { sink, merge: null, group: true, live: false, zeroTerminated };
      const stage = new RecordStage({ ...options, now: () => 1000, skewMs: () => null });
      stage.opened(source);
      for (const { lengths, isWhole } of chunks) {
        const lines = lengths.map(length => `2026-11-20 11:00:00,000 INFO x - ${'y'.repeat(length)}`);
        const bytes = Buffer.from(lines.join(end) + (isWhole ? end : ''));
        await stage.lines(source, bytes);
        expect(stage.taken(source)).toBe(countLines(bytes, end));
        counted += lines.length;
      }
    },
  );
  await fc.assert(property, { numRuns: 15 });
  expect(counted).toBeGreaterThan(50);
});
