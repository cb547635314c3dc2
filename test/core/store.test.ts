import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../src/core/record.ts';
import { entryCost, isRecord, RecordStore } from '../../src/core/store.ts';
import { type RecordTest, StoreViews } from '../../src/core/storeViews.ts';

const record = (source: number, seq: number, text: string, level: LogRecord['level'] = null): LogRecord => ({
  source,
  seq,
  received: seq * 10,
  time: null,
  level,
  text,
  fields: null,
  late: false,
});

const textsOf = (
  store: RecordStore,
  views: StoreViews,
  source: number | null,
  kind: 'all' | 'shown' | 'found' | 'alarms',
) => {
  const view = views.view(source, kind);
  return Array.from({ length: view.length }, (_, index) => {
    const entry = store.get(view.at(index))!;
    return isRecord(entry) ? entry.text : entry.marker.kind;
  });
};

describe('the record store', () => {
  it('keeps the newest entries within its bytes and counts what left', () => {
    const one = entryCost(record(0, 1, 'x'.repeat(100)));
    const store = new RecordStore({ bytes: one * 10, entries: 1000 });
    for (let seq = 0; seq < 10_000; seq++) store.append(record(0, seq, `${seq}`.padEnd(100)));
    expect([store.first, store.end, store.evicted, store.evictedBytes]).toEqual([
      9990,
      10_000,
      9990,
      9990 * one,
    ]);
    expect(store.bytes).toBe(one * 10);
    expect([store.get(9989), store.get(10_000)]).toEqual([undefined, undefined]);
    expect(store.get(9990)).toMatchObject({ seq: 9990 });
  });

  it('keeps one entry that is larger than all of it', () => {
    const store = new RecordStore({ bytes: 100, entries: 10 });
    store.append(record(0, 1, 'a'));
    const id = store.append(record(0, 2, 'x'.repeat(5000)));
    expect([store.first, store.get(id)]).toMatchObject([id, { seq: 2 }]);
  });
});

describe('the views of a store', () => {
  const has =
    (word: string): RecordTest =>
    entry =>
      entry.text.includes(word);

  it('list per source and over all, keep markers through a filter, and count what is found', () => {
    const store = new RecordStore({ bytes: 1e6, entries: 100 });
    const views = new StoreViews(store);
    views.append(record(0, 1, 'a1 error', 'error'));
    views.append(record(1, 1, 'b1'));
    views.append({ source: 0, marker: { kind: 'truncated', at: 0 } });
    views.append(record(0, 2, 'a2'));
    views.setFilter(has('a'));
    while (views.scan(1));
    views.setSearch(has('2'));
    while (views.scan(1));
    views.append(record(0, 3, 'a2 again'));
    expect(textsOf(store, views, null, 'shown')).toEqual(['a1 error', 'truncated', 'a2', 'a2 again']);
    expect(textsOf(store, views, 1, 'shown')).toEqual([]);
    expect(textsOf(store, views, 1, 'all')).toEqual(['b1']);
    expect(textsOf(store, views, 0, 'found')).toEqual(['a2', 'a2 again']);
    expect(textsOf(store, views, null, 'alarms')).toEqual(['a1 error']);
  });

  const commands = fc.array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          do: fc.constant('append' as const),
          source: fc.nat(2),
          text: fc.constantFrom('a', 'b', 'ab', 'abc', 'c'),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ do: fc.constant('filter' as const), word: fc.constantFrom('a', 'b', null) }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ do: fc.constant('search' as const), word: fc.constantFrom('c', 'b', null) }),
      },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('scan' as const), count: fc.nat(5) }) },
    ),
    { maxLength: 60 },
  );

  it('agree with a filter over everything held, whatever the order of changes, scans and evictions', () => {
    fc.assert(
      fc.property(commands, list => {
        const store = new RecordStore({ bytes: 1e9, entries: 12 });
        const views = new StoreViews(store);
        let filter: string | null = null;
        let search: string | null = null;
        list.forEach((command, seq) => {
          if (command.do === 'append') views.append(record(command.source, seq, command.text));
          else if (command.do === 'scan') views.scan(command.count);
          else if (command.do === 'filter') {
            filter = command.word;
            views.setFilter(filter === null ? null : has(filter));
          } else {
            search = command.word;
            views.setSearch(search === null ? null : has(search));
          }
        });
        while (views.scan(3));
        const held = Array.from(
          { length: store.end - store.first },
          (_, i) => store.get(store.first + i) as LogRecord,
        );
        const shown = held.filter(entry => filter === null || entry.text.includes(filter));
        const found = shown.filter(entry => search !== null && entry.text.includes(search));
        const texts = (records: LogRecord[]) => records.map(entry => entry.text);
        expect(textsOf(store, views, null, 'shown')).toEqual(texts(shown));
        expect(textsOf(store, views, null, 'found')).toEqual(texts(found));
        for (const source of [0, 1, 2]) {
          const own = (records: LogRecord[]) => texts(records.filter(entry => entry.source === source));
          expect(textsOf(store, views, source, 'all')).toEqual(own(held));
          expect(textsOf(store, views, source, 'shown')).toEqual(own(shown));
          expect(textsOf(store, views, source, 'found')).toEqual(own(found));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('lose a dropped source from every list, before and after, and keep the others', () => {
    const store = new RecordStore({ bytes: 1e6, entries: 6 });
    const evicted: number[] = [];
    const views = new StoreViews(store, entry => evicted.push(entry.source));
    for (let i = 0; i < 6; i++) views.append(record(i % 2, i, `r${i}`, 'error'));
    views.setSearch(has('r'));
    while (views.scan(2));
    views.drop(1);
    while (views.scan(2));
    views.append(record(2, 6, 'r6'));
    for (const kind of ['all', 'shown', 'found'] as const) {
      expect(textsOf(store, views, null, kind)).toEqual(['r2', 'r4', 'r6']);
    }
    expect(textsOf(store, views, null, 'alarms')).toEqual(['r2', 'r4']);
    for (let i = 7; i < 12; i++) views.append(record(2, i, `r${i}`));
    expect(evicted).toEqual([0, 0, 0]);
  });

  it('find the place of an id by its order', () => {
    const store = new RecordStore({ bytes: 1e6, entries: 100 });
    const views = new StoreViews(store);
    for (let i = 0; i < 20; i++) views.append(record(i % 2, i, `${i}`));
    const odd = views.view(1, 'all');
    expect([odd.lowerBound(0), odd.lowerBound(7), odd.lowerBound(8), odd.lowerBound(99)]).toEqual([
      0, 3, 4, 10,
    ]);
  });
});
