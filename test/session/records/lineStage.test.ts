import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { LATE } from '../../../src/core/kernels/merging/layout.ts';
import { createMergeMemory, MergeMemory } from '../../../src/core/kernels/merging/mergeMemory.ts';
import { countLines } from '../../../src/core/lines.ts';
import type { Source } from '../../../src/core/target.ts';
import { UTC } from '../../../src/core/text/timeText.ts';
import { createLinePrinter } from '../../../src/print/merged/linePrinter.ts';
import { createRecordPrinter } from '../../../src/print/recordPrinter.ts';
import type { RecordSink, SourceSink } from '../../../src/session/events.ts';
import { LineStage, type MergedLinesSink } from '../../../src/session/records/lineStage.ts';
import { RecordStage } from '../../../src/session/records/recordStage.ts';
import { MAX_TURN_BYTES } from '../../../src/session/records/turns.ts';
import { chunksOf, mixedLines } from '../../helpers/mixedLogs.ts';
import { randomFrom } from '../../helpers/skewedLogs.ts';
import { capturedRun, pipeOptions } from '../../print/capture.ts';
import { sampleSource } from '../../print/samples.ts';

const NOW = Date.UTC(2026, 10, 21);
const ZONES = [null, 'Europe/Berlin', null, 'Asia/Kolkata'];
const SKEWS = [0, 1500, 0.3, -60_000];

type Event =
  | { readonly kind: 'lines'; readonly source: number; readonly chunk: Buffer }
  | { readonly kind: 'marker' | 'done'; readonly source: number }
  | { readonly kind: 'open'; readonly source: number };

const sourcesFor = (count: number): Source[] =>
  Array.from({ length: count }, (_, id) => {
    const source = sampleSource(id, `h${id}`);
    return { ...source, host: { ...source.host, timezone: ZONES[id % ZONES.length]! } };
  });

/** Returns what sources deliver, interleaved at random; some are opened late, and some end early. */
const eventsOf = (count: number, lines: number, seed: number): Event[] => {
  const random = randomFrom(seed);
  const events: Event[] = [];
  const left = Array.from({ length: count }, (_, source) => {
    if (random() < 0.9) events.push({ kind: 'open', source });
    return {
      source,
      chunks: chunksOf(mixedLines(Math.floor(random() * lines), seed * 7 + source), seed + source),
    };
  });
  while (left.length > 0) {
    const at = Math.floor(random() * left.length);
    const { source, chunks } = left[at]!;
    if (!events.some(event => event.kind === 'open' && event.source === source))
      events.push({ kind: 'open', source });
    const chunk = chunks.shift();
    if (chunk) events.push({ kind: 'lines', source, chunk });
    else left.splice(at, 1);
    if (random() < 0.03) events.push({ kind: 'marker', source });
    if (!chunk) events.push({ kind: 'done', source });
  }
  return events;
};

const play = async (
  stage: SourceSink & { end(): Promise<void> },
  sources: readonly Source[],
  events: Event[],
) => {
  for (const event of events) {
    const source = sources[event.source]!;
    if (event.kind === 'open') stage.opened(source);
    else if (event.kind === 'lines') void stage.lines(source, event.chunk);
    else if (event.kind === 'done') stage.state(source, { kind: 'done' });
    else void stage.marker(source, { kind: 'truncated', at: 0 });
  }
  await stage.end();
};

const options = { now: () => NOW, skewMs: ({ id }: Source) => SKEWS[id % SKEWS.length]! };

const recordStage = (sink: RecordSink): RecordStage =>
  new RecordStage({
    ...options,
    sink,
    merge: { kind: 'finite' },
    group: false,
    live: false,
    zeroTerminated: false,
  });

const markersIn = (log: string[]) => ({
  opened: () => {},
  state: () => {},
  marker: ({ id }: Source) => void log.push(`${id} marker`),
});

/** Returns what a stage delivers, in order. */
const byRecords = async (sources: readonly Source[], events: Event[]): Promise<string[]> => {
  const log: string[] = [];
  const records: RecordSink['records'] = batch => {
    for (const { source, late, text } of batch) log.push(`${source}${late ? '~' : ' '}${text}`);
  };
  await play(recordStage({ ...markersIn(log), records }), sources, events);
  return log;
};

const lineSink = (log: string[]): MergedLinesSink => ({
  ...markersIn(log),
  deliver: () => undefined,
  take: (source, lines, from, to) => {
    for (let at = from; at < to; at++) {
      const text = lines.bytes.toString('latin1', lines.startOf(at), lines.ends[at]);
      log.push(`${source}${lines.own[at] === LATE ? '~' : ' '}${text}`);
    }
  },
});

const byLines = async (
  sources: readonly Source[],
  events: Event[],
  memory: MergeMemory | null,
): Promise<string[]> => {
  const log: string[] = [];
  await play(new LineStage({ ...options, sink: lineSink(log), memory }), sources, events);
  return log;
};

/** Lines are read one at a time, or many at a time in slots that are used again by each run. */
const MEMORIES = [
  ['one at a time', null],
  ['many at a time', createMergeMemory()],
] as const;

const turns = (count: number): Promise<void> =>
  count === 0 ? Promise.resolve() : Promise.resolve().then(() => turns(count - 1));

const isLine = (entry: string): boolean => !/^\d+ marker$/.test(entry);
const withoutLateness = (entry: string): string =>
  entry[1] === '~' ? `${entry[0]} ${entry.slice(2)}` : entry;

/** Returns what an event should add to the log of its source. */
const arriving = (event: Event): string[] => {
  if (event.kind === 'marker') return [`${event.source} marker`];
  if (event.kind !== 'lines') return [];
  const text = event.chunk.toString('latin1').replace(/\n$/, '');
  return text.split('\n').map(line => `${event.source} ${line}`);
};

describe.each(MEMORIES)('merged lines, read %s', (_, memory) => {
  test('come in the order of merged records, with the same late ones, however they arrive', async () => {
    let late = 0;
    const mergeRuns = vi.spyOn(MergeMemory.prototype, 'mergeRuns');
    // For more than sixteen sources, there are not enough slots.
    const counts = fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 6 }) }, fc.constantFrom(20));
    const property = fc.asyncProperty(fc.integer(), counts, async (seed, count) => {
      const sources = sourcesFor(count);
      const events = eventsOf(count, 600, seed);
      const log = await byLines(sources, events, memory);
      const lines = log.filter(isLine);
      late += lines.filter(line => /^\d+~/.test(line)).length;
      expect(lines).toEqual((await byRecords(sources, events)).filter(isLine));
    });
    await fc.assert(property, { numRuns: 20 });
    expect(late).toBeGreaterThan(50);
    if (memory === null) expect(mergeRuns).not.toHaveBeenCalled();
    else expect(mergeRuns.mock.calls.length).toBeGreaterThan(200);
    mergeRuns.mockRestore();
  });

  test('come in the order of nanoseconds, and then of sources', async () => {
    const property = fc.asyncProperty(fc.integer(), fc.integer({ min: 2, max: 5 }), async (seed, count) => {
      const random = randomFrom(seed);
      // Their clocks are equally off.
      const sources = sourcesFor(4 * count).filter(({ id }) => id % 4 === 0);
      const events = sources.flatMap((_, source): Event[] => {
        let micros = 0;
        const lines = Array.from({ length: 300 }, () => {
          micros += random() < 0.5 ? 0 : Math.floor(random() * 40);
          return `2026-11-20T10:00:00.${String(micros).padStart(6, '0')}Z INFO [w-1] x - y\n`;
        });
        return [
          { kind: 'open', source },
          { kind: 'lines', source, chunk: Buffer.from(lines.join('')) },
        ];
      });
      const log = await byLines(sources, events, memory);
      expect(log).toEqual(await byRecords(sources, events));
    });
    await fc.assert(property, { numRuns: 20 });
  });

  test('stay in order with the markers of their source, which is read no further than a chunk ahead', async () => {
    const property = fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 6 }), async (seed, count) => {
      const sources = sourcesFor(count);
      const events = eventsOf(count, 300, seed);
      const log: string[] = [];
      const stage = new LineStage({ ...options, sink: lineSink(log), memory });
      for (const source of sources) stage.opened(source);
      const random = randomFrom(seed);
      const read = async (source: Source): Promise<void> => {
        for (const event of events.filter(event => event.source === source.id)) {
          await turns(Math.floor(random() * 5));
          if (event.kind === 'lines') {
            const borrowed = Buffer.from(event.chunk);
            await stage.lines(source, borrowed);
            borrowed.fill('#');
          }
          if (event.kind === 'marker') await stage.marker(source, { kind: 'truncated', at: 0 });
          if (event.kind === 'done') stage.state(source, { kind: 'done' });
        }
      };
      await Promise.all(sources.map(read));
      await stage.end();
      for (const { id } of sources)
        expect(log.filter(entry => entry.startsWith(`${id}`)).map(withoutLateness)).toEqual(
          events.filter(({ source }) => source === id).flatMap(arriving),
        );
    });
    await fc.assert(property, { numRuns: 20 });
  });

  test('are counted like those of a chunk, however long they are', async () => {
    const long = MAX_TURN_BYTES + 5;
    const line = fc.constantFrom(
      '',
      'x',
      '2026-11-20T10:00:00Z INFO x',
      'y'.repeat(long),
      'z'.repeat(2 * long),
    );
    const chunk = fc.record({ lines: fc.array(line, { minLength: 1, maxLength: 4 }), isWhole: fc.boolean() });
    let counted = 0;
    const property = fc.asyncProperty(fc.array(chunk, { maxLength: 4 }), async chunks => {
      const [source] = sourcesFor(1);
      const stage = new LineStage({ ...options, sink: lineSink([]), memory });
      stage.opened(source!);
      for (const { lines, isWhole } of chunks) {
        const bytes = Buffer.from(lines.join('\n') + (isWhole ? '\n' : ''));
        await stage.lines(source!, bytes);
        expect(stage.taken(source!)).toBe(countLines(bytes));
        counted += lines.length;
      }
    });
    await fc.assert(property, { numRuns: 15 });
    expect(counted).toBeGreaterThan(20);
  });

  test('wait for a slow reader of the output: nothing more is read until it has caught up', async () => {
    const [a, b] = sourcesFor(2);
    const room = Promise.withResolvers<void>();
    const sink = { ...lineSink([]), deliver: () => room.promise };
    const stage = new LineStage({ ...options, sink, memory });
    stage.opened(a!);
    stage.opened(b!);
    const settled: string[] = [];
    const line = Buffer.from('2026-11-20T10:00:00Z INFO x\n');
    const first = Promise.resolve(stage.lines(a!, line)).then(() => settled.push('a'));
    const second = Promise.resolve(stage.lines(b!, line)).then(() => settled.push('b'));
    await turns(20);
    expect(settled).toEqual([]);
    room.resolve();
    stage.state(b!, { kind: 'done' });
    await Promise.all([first, second]);
  });
});

test.each(['auto', 'always', 'never', 'header'] as const)(
  'are printed like records, with the prefix %s',
  async prefix => {
    const sources = sourcesFor(3);
    const events = eventsOf(3, 900, 5);
    const records = capturedRun();
    const printing = { ...pipeOptions(sources), prefix };
    const form = { kind: 'text', time: 'off', levelLetter: false } as const;
    const recordPrinter = createRecordPrinter({ ...printing, zone: UTC, form }, records);
    await play(recordStage(recordPrinter), sources, events);
    await recordPrinter.finish();
    for (const [, memory] of MEMORIES) {
      const lines = capturedRun();
      const linePrinter = createLinePrinter(printing, lines, memory);
      await play(new LineStage({ ...options, sink: linePrinter, memory }), sources, events);
      await linePrinter.finish();
      expect(lines.stdout.bytes.toString('latin1')).toBe(records.stdout.bytes.toString('latin1'));
      expect(lines.stderr.text).toBe(records.stderr.text);
      expect(lines.stdout.bytes.includes('~ ')).toBe(prefix !== 'never');
    }
  },
);
