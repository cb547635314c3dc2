import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { RecordHeads } from '../../../src/core/records/heads.ts';
import { LineTimes } from '../../../src/core/records/lineTimes.ts';
import { TimedLines } from '../../../src/core/records/timedLines.ts';
import { CONTINUATION_STARTS } from '../../../src/core/understand/tables/continuationShapes.ts';
import { chunksOf, mixedLines } from '../../helpers/mixedLogs.ts';

const NOW = Date.UTC(2026, 10, 21);
const FORMAT = { format: null, start: null, timezone: null };
const ZONES = [null, 'Europe/Berlin', 'Asia/Kolkata'];

/** Returns each line with its place, and how its own time relates to that. */
const placesOf = (chunks: readonly Buffer[], timezone: string | null, repeats: boolean): string[] => {
  const times = new LineTimes({ format: FORMAT, timezone, repeats });
  const lines = new TimedLines();
  return chunks.flatMap(chunk => {
    times.push(chunk, NOW, 250, lines);
    return Array.from({ length: lines.count }, (_, at) => {
      const text = chunk.toString('latin1', lines.startOf(at), lines.ends[at]);
      return `${lines.ms[at]}.${lines.nanos[at]} ${lines.own[at]} ${text}`;
    });
  });
};

test('repeated heads place lines as if each line were examined, whatever the formats, traces, damage and zones', () => {
  let lines = 0;
  const begins = vi.spyOn(RecordHeads.prototype, 'begins');
  const property = fc.property(fc.integer(), fc.constantFrom(...ZONES), (seed, zone) => {
    const chunks = chunksOf(mixedLines(1500, seed), seed);
    const places = placesOf(chunks, zone, true);
    lines += places.length;
    expect(places).toEqual(placesOf(chunks, zone, false));
  });
  fc.assert(property, { numRuns: 16 });
  // Each line is examined by the second reader, and many are not examined by the first.
  expect(begins.mock.calls.length).toBeGreaterThan(lines);
  expect(begins.mock.calls.length).toBeLessThan(1.9 * lines);
});

test('no continuation and no crash starts with blanks and capitals', () => {
  for (const start of CONTINUATION_STARTS) expect(start).not.toMatch(/^[ \t]+[A-Z]*$|^[ \t]+[A-Z]{2}/);
});

/** Lines that differ only in digits from hundreds before them, and yet not only in their time. */
const EXCEPTIONS: readonly [title: string, timezone: string | null, usual: string, exception: string][] = [
  ['a second that no clock shows', null, '2026-11-20 10:00:59.000 INFO x', '2026-11-20 10:00:61.000 INFO x'],
  ['an hour that no clock shows', null, '2026-11-20T10:00:59Z INFO x', '2026-11-20T29:00:59Z INFO x'],
  ['another offset', null, '2026-11-20T10:00:00+05:00  INFO x', '2026-11-20T10:00:00+05:30  INFO x'],
  ['noon on a clock of twelve hours', null, '2026-11-20 10:00:00 AM INFO x', '2026-11-20 12:00:00 AM INFO x'],
  ['another day', null, '2026-11-20T23:59:59Z INFO x', '2026-11-21T00:00:00Z INFO x'],
  ['after clocks were set back', 'Europe/Berlin', '2026-10-25 02:59:59 INFO x', '2026-10-25 03:00:00 INFO x'],
  [
    'after clocks were set ahead',
    'Europe/Berlin',
    '2026-03-29 01:59:59 INFO x',
    '2026-03-29 03:00:00 INFO x',
  ],
];

test.each(EXCEPTIONS)('%s is not taken for a repeated head', (_, timezone, usual, exception) => {
  const lines = Array.from({ length: 400 }, () => usual);
  const chunks = [Buffer.from([...lines, exception, usual].map(line => `${line} - message\n`).join(''))];
  expect(placesOf(chunks, timezone, true)).toEqual(placesOf(chunks, timezone, false));
});
