import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../../src/core/record.ts';
import { AssembledRecord } from '../../../src/core/records/assembledRecord.ts';
import {
  type EntryFacts,
  type EntryId,
  entryCost,
  isRecord,
  type StoreEntry,
} from '../../../src/core/store/entry.ts';
import { RecordStore } from '../../../src/core/store/store.ts';
import { type RecordTest, StoreViews } from '../../../src/core/store/views.ts';
import { collected } from '../../helpers/collected.ts';
import { assemble, plainRecord } from '../understand/assembling.ts';

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

/** Appends to the store, and to its views. */
const append = (store: RecordStore, views: StoreViews, entry: StoreEntry): void =>
  views.appended(store.append(entry), [entry]);

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
  it('keeps the newest entries within its capacity and counts evicted ones', () => {
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

  it('keeps one entry that is larger than its capacity', () => {
    const store = new RecordStore({ bytes: 100, entries: 10 });
    store.append(record(0, 1, 'a'));
    const id = store.append(record(0, 2, 'x'.repeat(5000)));
    expect([store.first, store.get(id)]).toMatchObject([id, { seq: 2 }]);
  });
});

describe('reading an entry', () => {
  const LINES = [
    '2026-11-20 14:02:11,204 ERROR [main] refused',
    '2026-11-20T14:02:11.204567891Z stderr F {"level":"warn","n":12345678901234567890}',
    '{"time":"2026-11-20T14:02:11Z","level":"info","msg":"a"}',
    'level=warn ts=2026-11-20T14:02:11.5Z msg="b c"',
    '\tat x',
    'nothing known',
    '',
  ];

  it('returns what was stored: records of logs, late or not, and any other entry', () => {
    const line = fc.constantFrom(...LINES, 'marker', 'plain', 'late');
    fc.assert(
      fc.property(
        fc.array(fc.array(line, { maxLength: 8 }), { maxLength: 30 }),
        fc.nat(40),
        (chunks, capacity) => {
          const store = new RecordStore({ bytes: 1e9, entries: capacity + 1 });
          const put: StoreEntry[] = [];
          for (const [index, lines] of chunks.entries()) {
            const records = assemble(
              [lines.map(text => `${text}\n`).join('')],
              { source: index % 3 },
              index * 1e10,
            );
            for (const one of records) {
              if (one.text === 'marker')
                put.push({ source: one.source, marker: { kind: 'truncated', at: 0 } });
              else if (one.text === 'plain') put.push(record(one.source, one.seq, 'plain', 'error'));
              else put.push(one.text === 'late' && one instanceof AssembledRecord ? one.asLate() : one);
            }
          }
          for (const entry of put) store.append(entry);
          for (const [id, entry] of put.entries()) {
            const held = store.get(id);
            if (held === undefined) continue;
            if (isRecord(held) && isRecord(entry)) expect(plainRecord(held)).toEqual(plainRecord(entry));
            else expect(held).toBe(entry);
          }
          expect(put.filter((_, id) => store.get(id) !== undefined).length).toBe(store.size);
        },
      ),
    );
  });

  it('is correct after any number of records has passed through, and returns the same object each time', () => {
    const store = new RecordStore({ bytes: 1e9, entries: 5000 });
    const text = (id: number): string => `2026-11-20 14:02:11,204 ERROR ${id}`;
    for (let chunk = 0; chunk < 2000; chunk++) {
      const lines = Array.from({ length: 10 }, (_, index) => `${text(chunk * 10 + index)}\n`);
      for (const one of assemble([lines.join('')])) store.append(one);
    }
    for (let id = 0; id < 20_000; id++) {
      const entry = store.get(id);
      if (id < 15_000) expect(entry).toBeUndefined();
      else expect(entry).toMatchObject({ text: text(id), level: 'error' });
      expect(store.get(id)).toBe(entry);
    }
  });
});

describe('what a full store evicts', () => {
  it('is the oldest entry of a noisy source; a quiet one keeps everything, however long the other continues', () => {
    const store = new RecordStore({ bytes: 1e9, entries: 100 });
    for (let seq = 0; seq < 20_000; seq++)
      store.append(record(seq % 1000 === 0 ? 1 : 0, seq, 'x'.repeat(100)));
    const quiet = store.idsOf(1);
    expect([quiet.length, store.size, store.evictedOf(1), store.evictedOf(0)]).toEqual([20, 100, 0, 19_900]);
    expect([store.first, store.get(0), store.get(1)]).toMatchObject([0, { source: 1 }, undefined]);
    expect(Array.from({ length: 3 }, (_, i) => store.ids.at(i))).toEqual([0, 1000, 2000]);
  });

  it('is never of a source that uses less than nine tenths of its share, and the ids stay consistent', () => {
    const appends = fc.array(fc.tuple(fc.constantFrom(0, 0, 0, 0, 1, 2, 2), fc.nat(400)), {
      minLength: 200,
      maxLength: 600,
      size: 'max',
    });
    fc.assert(
      fc.property(appends, list => {
        const store = new RecordStore({ bytes: 20_000, entries: 1e6 });
        const cost = new Map<number, number>();
        const left = new Map<number, number>([
          [0, 0],
          [1, 0],
          [2, 0],
        ]);
        const evicted = (id: EntryId, facts: EntryFacts): void => {
          expect(left.get(facts.source)).toBeGreaterThanOrEqual((0.9 * 20_000) / 3);
          expect(facts.cost).toBe(cost.get(id));
          left.set(facts.source, left.get(facts.source)! - facts.cost);
          cost.delete(id);
        };
        store.listen({ evicted });
        for (const [source, size] of list) {
          const entry = record(source, 0, 'x'.repeat(size));
          cost.set(store.end, entryCost(entry));
          left.set(source, left.get(source)! + entryCost(entry));
          store.append(entry);
        }
        const ids = Array.from({ length: store.size }, (_, i) => store.ids.at(i));
        expect(ids).toEqual([...cost.keys()]);
        for (const id of ids) expect(store.get(id)).toBeDefined();
        for (const id of [store.first, store.end, store.end - 40])
          expect(store.ids.lowerBound(id)).toBe(ids.filter(one => one < id).length);
        expect(store.bytes).toBe([...cost.values()].reduce((a, b) => a + b, 0));
        expect(store.bytes).toBeLessThanOrEqual(20_000);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the views of a store', () => {
  const has =
    (word: string): RecordTest =>
    entry =>
      entry.text.includes(word);

  it('list entries per source and combined, keep markers through a filter, and count matches', () => {
    const store = new RecordStore({ bytes: 1e6, entries: 100 });
    const views = new StoreViews(store);
    append(store, views, record(0, 1, 'a1 error', 'error'));
    append(store, views, record(1, 1, 'b1'));
    append(store, views, { source: 0, marker: { kind: 'truncated', at: 0 } });
    append(store, views, record(0, 2, 'a2'));
    views.setFilter(has('a'));
    while (views.scan(1));
    views.setSearch(has('2'));
    while (views.scan(1));
    append(store, views, record(0, 3, 'a2 again'));
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
      { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), source: fc.nat(2) }) },
    ),
    { maxLength: 120, size: 'max' },
  );

  it('agree with a filter over the whole store, whatever the order of changes, scans and evictions', () => {
    fc.assert(
      fc.property(commands, list => {
        const store = new RecordStore({ bytes: 1e9, entries: 12 });
        const views = new StoreViews(store);
        let filter: string | null = null;
        let search: string | null = null;
        list.forEach((command, seq) => {
          if (command.do === 'append') append(store, views, record(command.source, seq, command.text));
          else if (command.do === 'scan') views.scan(command.count);
          else if (command.do === 'drop') views.dropped(command.source, store.drop(command.source));
          else if (command.do === 'filter') {
            filter = command.word;
            views.setFilter(filter === null ? null : has(filter));
          } else {
            search = command.word;
            views.setSearch(search === null ? null : has(search));
          }
        });
        while (views.scan(3));
        const held = Array.from({ length: store.size }, (_, i) => store.get(store.ids.at(i)) as LogRecord);
        const shown = held.filter(entry => filter === null || entry.text.includes(filter));
        const found = shown.filter(entry => search !== null && entry.text.includes(search));
        const texts = (records: LogRecord[]) => records.map(entry => entry.text);
        expect(textsOf(store, views, null, 'all')).toEqual(texts(held));
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

  it('remove a dropped source from every list, and keep the others', () => {
    const store = new RecordStore({ bytes: 1e6, entries: 4 });
    const evicted: number[] = [];
    const views = new StoreViews(store);
    store.listen({ evicted: (_id, facts) => evicted.push(facts.source) });
    for (let i = 0; i < 4; i++) append(store, views, record(i % 2, i, `r${i}`, 'error'));
    views.setSearch(has('r'));
    while (views.scan(2));
    views.dropped(1, store.drop(1));
    while (views.scan(2));
    append(store, views, record(2, 6, 'r6'));
    for (const kind of ['all', 'shown', 'found'] as const) {
      expect(textsOf(store, views, null, kind)).toEqual(['r0', 'r2', 'r6']);
    }
    expect(textsOf(store, views, null, 'alarms')).toEqual(['r0', 'r2']);
    for (let i = 7; i < 10; i++) append(store, views, record(2, i, `r${i}`));
    expect(evicted).toEqual([2, 2]);
    expect([store.evicted, store.evictedOf(2), store.evictedOf(0)]).toEqual([2, 2, 0]);
  });

  it('find the place of an id by its order', () => {
    const store = new RecordStore({ bytes: 1e6, entries: 100 });
    const views = new StoreViews(store);
    for (let i = 0; i < 20; i++) append(store, views, record(i % 2, i, `${i}`));
    const odd = views.view(1, 'all');
    expect([odd.lowerBound(0), odd.lowerBound(7), odd.lowerBound(8), odd.lowerBound(99)]).toEqual([
      0, 3, 4, 10,
    ]);
  });
});

describe('evicted entries', () => {
  it('are released, even if they were read recently', async () => {
    const store = new RecordStore({ bytes: 4 << 20, entries: 1000 });
    const read = (): WeakRef<object>[] =>
      Array.from({ length: 40 }, () => {
        const id = store.append(assemble([`${'x'.repeat(1 << 20)}\n`])[0]!);
        return new WeakRef(store.get(id)!);
      });
    const gone = await collected(read());
    expect(gone.filter(each => !each).length).toBeLessThanOrEqual(store.size);
  });
});
