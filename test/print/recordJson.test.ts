import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isoTime } from '../../src/core/text/timeText.ts';
import { ByteOutput } from '../../src/print/byteOutput.ts';
import { recordJson } from '../../src/print/recordJson.ts';
import { sampleRecord, sampleSource } from './samples.ts';

it('prints times like isoTime', () => {
  const write = recordJson(sampleSource(0, 'web-01'));
  const time = fc.record({
    ms: fc.oneof(
      fc.integer({ min: -62_000_000_000_000, max: 250_000_000_000_000 }),
      fc.constantFrom(0, -1, 1000),
    ),
    nanos: fc.integer({ min: 0, max: 999_999 }),
    digits: fc.integer({ min: 0, max: 9 }),
  });
  fc.assert(
    fc.property(time, time, (first, second) => {
      const out = new ByteOutput();
      for (const each of [first, second]) write(sampleRecord({ time: each }), null, out);
      const lines = out.take().toString().trimEnd().split('\n');
      expect(lines.map(line => JSON.parse(line).time)).toEqual([isoTime(first), isoTime(second)]);
    }),
  );
});
