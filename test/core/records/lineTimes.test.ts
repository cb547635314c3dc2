import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import {
  createMergeMemory,
  type MergeMemory,
  MergeSlot,
} from '../../../src/core/kernels/merging/mergeMemory.ts';
import { RecordHeads } from '../../../src/core/records/heads.ts';
import { LineTimes } from '../../../src/core/records/lineTimes.ts';
import { TimedLines } from '../../../src/core/records/timedLines.ts';
import { CONTINUATION_STARTS } from '../../../src/core/understand/tables/continuationShapes.ts';
import { chunksOf, mixedLines } from '../../helpers/mixedLogs.ts';
import { randomFrom } from '../../helpers/skewedLogs.ts';

const NOW = Date.UTC(2026, 10, 21);
const FORMAT = { format: null, start: null, timezone: null };
const ZONES = [null, 'Europe/Berlin', 'Asia/Kolkata'];

/** Returns each line with its place, and how its own time relates to that. */
const placesOf = (chunks: readonly Buffer[], timezone: string | null, repeats: boolean): string[] => {
  const times = new LineTimes({ format: FORMAT, timezone, repeats });
  const lines = new TimedLines();
  return chunks.flatMap(chunk => {
    times.push(chunk, NOW, 250, lines);
    return placesIn(lines, 0);
  });
};

const placesIn = (lines: TimedLines, first: number): string[] =>
  Array.from({ length: lines.count - first }, (_, index) => {
    const at = first + index;
    const text = lines.bytes.toString('latin1', lines.startOf(at), lines.ends[at]);
    return `${lines.ms[at]}.${lines.nanos[at]} ${lines.own[at]} ${text}`;
  });

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

/** Chunks come one after another into a slot, which is emptied now and then. */
const placesInSlot = (
  chunks: readonly Buffer[],
  timezone: string | null,
  memory: MergeMemory,
  seed: number,
): string[] => {
  const random = randomFrom(seed);
  const slot = memory.take()!;
  const times = new LineTimes({ format: FORMAT, timezone }, slot);
  const [inSlot, others] = [new TimedLines(slot), new TimedLines()];
  const places: string[] = [];
  for (const chunk of chunks) {
    if (random() < 0.2) inSlot.clear();
    for (let rest = chunk, lines = inSlot; rest.length > 0; lines = others) {
      if (lines === inSlot && !lines.hasRoom(chunk)) continue;
      const first = lines === inSlot ? lines.count : 0;
      rest = rest.subarray(times.push(rest, NOW, 250, lines));
      places.push(...placesIn(lines, first));
    }
  }
  memory.giveBack(slot);
  return places;
};

test('lines read many at a time have the places of lines that are each examined, wherever chunks end', () => {
  const memory = createMergeMemory()!;
  let lines = 0;
  let read = 0;
  const readLines = MergeSlot.prototype.readLines;
  vi.spyOn(MergeSlot.prototype, 'readLines').mockImplementation(function (this: MergeSlot, ...range) {
    const next = readLines.apply(this, range);
    read += next - range[2];
    return next;
  });
  const property = fc.property(
    fc.integer(),
    fc.constantFrom(...ZONES),
    fc.constantFrom('', '', '\r'),
    fc.constantFrom(0, 0, 30, 300),
    (seed, zone, carriage, padding) => {
      const chunks = chunksOf(
        mixedLines(1500, seed).map(line => line + ' '.repeat(padding) + carriage),
        seed,
      );
      const places = placesInSlot(chunks, zone, memory, seed);
      lines += places.length;
      expect(places).toEqual(placesOf(chunks, zone, false));
    },
  );
  fc.assert(property, { numRuns: 24 });
  vi.restoreAllMocks();
  expect(read).toBeGreaterThan(0.15 * lines);
});

/** Chunks with more lines than a slot has room for, and with more bytes. */
const LARGE: readonly [title: string, chunk: Buffer][] = [
  ['empty lines', Buffer.from('\n'.repeat(20_000))],
  ['short lines', Buffer.from('2026-11-20T10:00:00Z INFO x\n'.repeat(9000))],
  ['one line that does not end', Buffer.from(`2026-11-20T10:00:00Z INFO ${'x'.repeat(400_000)}`)],
];

test.each(LARGE)('%s that do not fit into a slot are read as well', (_, chunk) => {
  const usual = Buffer.from('2026-11-20T10:00:00Z INFO x\n'.repeat(100));
  const chunks = [usual, chunk, usual, usual];
  for (let seed = 0; seed < 10; seed++)
    expect(placesInSlot(chunks, null, createMergeMemory()!, seed)).toEqual(placesOf(chunks, null, false));
});

test('a line without an end is not completed by the bytes of an earlier one', () => {
  const slot = createMergeMemory()!.take()!;
  const line = '2026-11-20T10:00:00Z INFO [w-1] x\n';
  for (let cut = 1; cut < line.length; cut++) {
    slot.clear();
    const chunks = [Buffer.from(line.repeat(500)), Buffer.from(line.repeat(2) + line.slice(0, cut))];
    const times = new LineTimes({ format: FORMAT, timezone: null }, slot);
    const places = chunks.flatMap(chunk => {
      const lines = new TimedLines(slot);
      times.push(chunk, NOW, 250, lines);
      return placesIn(lines, 0);
    });
    expect(places).toEqual(placesOf(chunks, null, false));
  }
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
  expect(placesInSlot(chunks, timezone, createMergeMemory()!, 1)).toEqual(placesOf(chunks, timezone, false));
});
