import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../../../src/core/record.ts';
import type { RecordSink } from '../../../src/session/events.ts';
import { RecordStage } from '../../../src/session/records/recordStage.ts';
import { markOf, randomFrom, readFinitely, referenceOrder, skewedLogs } from '../../helpers/skewedLogs.ts';

const collect = (into: LogRecord[]): RecordSink => ({
  opened: () => {},
  marker: () => {},
  state: () => {},
  records: batch => void into.push(...batch),
});

const turns = (count: number): Promise<void> =>
  count === 0 ? Promise.resolve() : Promise.resolve().then(() => turns(count - 1));

describe('eight logs with skew, in eight formats and zones', () => {
  test('are delivered in true time order, buffering no more than a chunk of each, whatever the chunks and pauses', async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 1000 }),
      fc.integer({ min: 100, max: 4000 }),
      async (seed, chunkBytes) => {
        const logs = skewedLogs(100, seed);
        const random = randomFrom(seed);
        const records: LogRecord[] = [];
        const pause = () => turns(Math.floor(random() * 5));
        const held = await readFinitely(logs, collect(records), { chunkBytes, pause });
        expect(records.map(markOf)).toEqual(referenceOrder(logs));
        // One chunk of each log, and the record that its next line may continue; for logs that name their
        // streams, records of the last hundred lines.
        const open = 2 * 200 + 100 * 120;
        expect(held.peakBytes).toBeLessThanOrEqual(logs.length * chunkBytes + open * logs.length);
      },
    );
    await fc.assert(property, { numRuns: 12 });
  });

  test('are delivered live in the order of each log, once, with late records marked', async () => {
    const logs = skewedLogs(200, 7);
    const random = randomFrom(3);
    const records: LogRecord[] = [];
    let now = Date.UTC(2026, 10, 20, 7);
    const stage = new RecordStage({
      sink: collect(records),
      merge: { kind: 'live', holdMs: 250 },
      group: true,
      live: true,
      continuationMs: 1,
      zeroTerminated: false,
      now: () => now,
      skewMs: source => logs[source.id]!.skewMs,
    });
    const left = logs.map(({ source, text }) => ({ source, lines: text.match(/.*\n(?:\t.*\n)*/g) ?? [] }));
    for (const { source } of logs) stage.opened(source);
    while (left.some(({ lines }) => lines.length > 0)) {
      const waiting = left.filter(({ lines }) => lines.length > 0);
      const { source, lines } = waiting[Math.floor(random() * waiting.length)]!;
      now += Math.floor(random() * 100);
      await stage.lines(source, Buffer.from(lines.splice(0, 1 + Math.floor(random() * 4)).join('')));
    }
    await stage.end();
    let latest = Number.NEGATIVE_INFINITY;
    const next = logs.map(() => 0);
    for (const record of records) {
      expect(markOf(record)).toBe(`#${record.source}.${next[record.source]!++}`);
      const own = record.time!.ms - logs[record.source]!.skewMs;
      expect(record.late).toBe(own < latest);
      latest = Math.max(latest, own);
    }
    expect(next).toEqual(logs.map(({ places }) => places.length));
    expect(records.filter(({ late }) => late).length).toBeGreaterThan(10);
  });
});
