import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../../../src/core/record.ts';
import { createMerger } from '../../../src/core/records/merge.ts';

/** Creates a record with a time (milliseconds, or null) and the number of its line within its source. */
const record = (source: number, seq: number, ms: number | null, nanos = 0): LogRecord => ({
  source,
  seq,
  received: 0,
  time: ms === null ? null : { ms, nanos, digits: 3 },
  level: null,
  text: `${source}.${seq}`,
  fields: null,
  late: false,
});

const names = (records: readonly LogRecord[]): string =>
  records.map(({ text, late }) => (late ? `${text} late` : text)).join(', ');

/** Generates sources as lists of times; a source's records arrive in its order. */
const sourcesOf = (...times: readonly (readonly (number | null)[])[]): LogRecord[][] =>
  times.map((list, source) => list.map((ms, index) => record(source, index + 1, ms)));

const mergeWhole = (sources: readonly (readonly LogRecord[])[]): LogRecord[] => {
  const merger = createMerger({ kind: 'finite' });
  for (const source of sources.keys()) merger.open(source);
  return sources.flatMap((records, source) => [...merger.push(source, records, 0), ...merger.end(source, 0)]);
};

/** Computes the expected order in the plainest way: every record with its place, sorted. */
const reference = (sources: readonly (readonly LogRecord[])[]): string => {
  const placed = sources.flatMap(records => {
    let place = Number.NEGATIVE_INFINITY;
    return records.map(item => {
      place = Math.max(place, item.time?.ms ?? place);
      return { item, place };
    });
  });
  placed.sort((a, b) => a.place - b.place || a.item.source - b.item.source || a.item.seq - b.item.seq);
  return placed.map(({ item }) => item.text).join(', ');
};

describe('a finite merge', () => {
  test.each<[title: string, times: (number | null)[][], expected: string]>([
    [
      'sorts by time',
      [
        [1, 4],
        [2, 3],
      ],
      '0.1, 1.1, 1.2, 0.2',
    ],
    [
      'breaks ties by the lower source, then by arrival',
      [
        [5, 5],
        [5, 5],
      ],
      '0.1, 0.2, 1.1, 1.2',
    ],
    [
      'keeps records without a time after their predecessor',
      [
        [1, null, null, 9],
        [2, null],
      ],
      '0.1, 0.2, 0.3, 1.1, 1.2, 0.4',
    ],
    ['puts a source that starts without a time first', [[5], [null, 7]], '1.1, 0.1, 1.2'],
    [
      'never changes the order of one source, and marks what is too late',
      [[3, 1, 4], [2]],
      '1.1, 0.1, 0.2 late, 0.3',
    ],
    ['accepts sources without records', [[], [1], []], '1.1'],
  ])('%s', (_title, times, expected) => {
    expect(names(mergeWhole(sourcesOf(...times)))).toBe(expected);
  });

  test('orders by nanoseconds within a millisecond', () => {
    const merger = createMerger({ kind: 'finite' });
    merger.open(0);
    merger.open(1);
    merger.push(0, [record(0, 1, 7, 500)], 0);
    expect(names([...merger.push(1, [record(1, 1, 7, 400)], 0), ...merger.flush()])).toBe('1.1, 0.1');
  });

  test('returns nothing while a source has no records, and continues when it ends', () => {
    const merger = createMerger({ kind: 'finite' });
    merger.open(0);
    merger.open(1);
    expect(merger.push(0, [record(0, 1, 1), record(0, 2, 2)], 0)).toEqual([]);
    expect(merger.holds()).toBe(2);
    expect(merger.holds(0)).toBe(2);
    expect(merger.tick(1e15)).toEqual([]);
    expect(merger.nextTick()).toBeNull();
    expect(names(merger.end(1, 0))).toBe('0.1, 0.2');
    expect(merger.holds()).toBe(0);
  });

  test('applies the skew of a host to the order, not to times', () => {
    const merger = createMerger({ kind: 'finite' });
    merger.open(0, 10);
    merger.open(1);
    merger.push(0, [record(0, 1, 1011)], 0);
    const [first] = [...merger.push(1, [record(1, 1, 1002)], 0), ...merger.flush()];
    expect(first).toMatchObject({ source: 0, time: { ms: 1011 } });
  });

  const times = fc.array(fc.option(fc.integer({ min: 0, max: 30 }), { freq: 4 }), { maxLength: 20 });

  test('returns the records of any sources in any batches in sorted order, buffering one batch each', () => {
    const property = fc.property(
      fc.array(times, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 4 }),
      fc.infiniteStream(fc.nat()),
      (lists, batch, choices) => {
        const sources = sourcesOf(...lists);
        const merger = createMerger({ kind: 'finite' });
        const given: LogRecord[] = [];
        const left = sources.map(records => [...records]);
        const open = new Set(sources.keys());
        for (const source of open) merger.open(source);
        while (open.size > 0) {
          const hungry = [...open].filter(source => merger.holds(source) === 0);
          const source = hungry[choices.next().value! % hungry.length]!;
          const next = left[source]!.splice(0, batch);
          if (next.length > 0) given.push(...merger.push(source, next, 0));
          else {
            given.push(...merger.end(source, 0));
            open.delete(source);
          }
          expect(merger.holds()).toBeLessThanOrEqual(batch * sources.length);
        }
        expect(given.map(({ text }) => text).join(', ')).toBe(reference(sources));
      },
    );
    fc.assert(property);
  });
});

describe('a live merge', () => {
  const live = () => createMerger({ kind: 'live', holdMs: 100 });

  test('buffers a record until its time is up, and reports when that is', () => {
    const merger = live();
    merger.open(0);
    merger.open(1);
    expect(merger.push(0, [record(0, 1, 50)], 1000)).toEqual([]);
    expect(merger.nextTick()).toBe(1100);
    expect(merger.tick(1099)).toEqual([]);
    expect(names(merger.tick(1100))).toBe('0.1');
    expect(merger.nextTick()).toBeNull();
  });

  test('sorts records that arrive within the wait', () => {
    const merger = live();
    for (const source of [0, 1, 2]) merger.open(source);
    merger.push(0, [record(0, 1, 50)], 1000);
    merger.push(1, [record(1, 1, 40)], 1090);
    expect(names(merger.tick(1100))).toBe('1.1, 0.1');
  });

  test('keeps buffering what is later than the record whose time is up', () => {
    const merger = live();
    for (const source of [0, 1, 2]) merger.open(source);
    merger.push(0, [record(0, 1, 50)], 1000);
    merger.push(1, [record(1, 1, 60)], 1090);
    expect(names(merger.tick(1100))).toBe('0.1');
    expect(merger.nextTick()).toBe(1190);
  });

  test('returns at once, marked late, what belongs before a record already returned', () => {
    const merger = live();
    merger.open(0);
    merger.open(1);
    merger.push(0, [record(0, 1, 50)], 1000);
    merger.tick(1100);
    expect(names(merger.push(1, [record(1, 1, 40)], 1101))).toBe('1.1 late');
  });

  test('does not wait if every source has a record', () => {
    const merger = live();
    merger.open(0);
    merger.open(1);
    merger.push(0, [record(0, 1, 50)], 1000);
    expect(names(merger.push(1, [record(1, 1, 60)], 1001))).toBe('0.1');
  });

  test('never buffers a single source', () => {
    const merger = live();
    merger.open(0);
    expect(names(merger.push(0, [record(0, 1, 50), record(0, 2, null)], 1000))).toBe('0.1, 0.2');
  });

  test('returns a record without a time directly after its predecessor, even if it arrives later', () => {
    const merger = live();
    for (const source of [0, 1]) merger.open(source);
    merger.push(0, [record(0, 1, 50)], 1000);
    merger.push(1, [record(1, 1, 60)], 1001);
    expect(names(merger.push(0, [record(0, 2, null)], 1002))).toBe('0.2');
  });

  test('returns any arrivals once, each source in order, within the wait, with late ones marked', () => {
    const arrival = fc.record({
      source: fc.integer({ min: 0, max: 3 }),
      ms: fc.option(fc.integer({ min: 0, max: 500 }), { freq: 5 }),
      wait: fc.integer({ min: 0, max: 60 }),
    });
    const property = fc.property(fc.array(arrival, { maxLength: 60 }), arrivals => {
      const merger = live();
      for (const source of [0, 1, 2, 3]) merger.open(source);
      const seqs = [0, 0, 0, 0];
      const came = new Map<string, number>();
      const given: LogRecord[] = [];
      let now = 0;
      for (const { source, ms, wait } of arrivals) {
        now += wait;
        const next = record(source, ++seqs[source]!, ms);
        came.set(next.text, now);
        given.push(...merger.push(source, [next], now), ...merger.tick(now));
        const held = [...came.keys()].filter(text => !given.some(item => item.text === text));
        for (const text of held) expect(now - came.get(text)!).toBeLessThan(100);
        if (held.length > 0) expect(merger.nextTick()).toBeGreaterThan(now);
      }
      given.push(...merger.flush());
      expect(given.map(({ text }) => text).sort()).toEqual([...came.keys()].sort());
      for (const source of [0, 1, 2, 3]) {
        const own = given.filter(item => item.source === source).map(({ seq }) => seq);
        expect(own).toEqual([...own].sort((a, b) => a - b));
      }
      let latest = Number.NEGATIVE_INFINITY;
      for (const { time, late } of given) {
        if (time === null) continue;
        expect(late).toBe(time.ms < latest);
        latest = Math.max(latest, time.ms);
      }
    });
    fc.assert(property);
  });
});
