import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEVELS } from '../../../src/core/level.ts';
import { EVERYTHING } from '../../../src/core/query.ts';
import type { LogRecord } from '../../../src/core/record.ts';
import { isRecord } from '../../../src/core/store/entry.ts';
import type { Source } from '../../../src/core/target.ts';
import type { SessionAction } from '../../../src/session/live/actions.ts';
import type { RemoteFilter, SourceControl } from '../../../src/session/live/contract.ts';
import { Hub, type HubOptions } from '../../../src/session/live/hub.ts';
import { filtersOf } from '../../../src/session/live/remoteFilter.ts';
import { HubView } from '../../../src/session/live/view.ts';
import { sampleRecord, sampleSource } from '../../print/samples.ts';

const SOURCES = 3;
const VIEWS = 3;
const NO_FILTER = { filters: [], level: null, ignoreCase: false } as const;

const source = (id: number): Source => sampleSource(id, `web-${id}`);

const newHub = (
  bufferRecords: number,
  { timelinePerSource = false, filter = NO_FILTER as RemoteFilter }: Partial<HubOptions> = {},
) => {
  const calls: string[] = [];
  const control: SourceControl = {
    add: async () => {},
    remove: id => calls.push(`remove ${id}`),
    retry: () => {},
    applyFilter: ({ filters }, reread) => calls.push(`filter ${filters.length} ${reread}`),
    counts: () => null,
  };
  const hub = new Hub({
    bufferBytes: 1e9,
    bufferRecords,
    control,
    now: () => 5000,
    filter,
    timelinePerSource,
  });
  for (let id = 0; id < SOURCES; id++) hub.opened(source(id));
  return { hub, calls };
};

type Step =
  | { readonly do: 'record'; readonly source: number; readonly text: string; readonly level: number }
  | { readonly do: 'marker'; readonly source: number }
  | { readonly do: 'remove'; readonly source: number }
  | { readonly do: 'work'; readonly view: number; readonly entries: number }
  | { readonly do: 'act'; readonly view: number; readonly action: SessionAction };

const words = fc.constantFrom('a', 'B', 'b', 'ab', 'c');
const action: fc.Arbitrary<SessionAction> = fc.oneof(
  fc.record({ type: fc.constant('addFilter' as const), pattern: words, negate: fc.boolean() }),
  fc.record({ type: fc.constant('toggleFilter' as const), id: fc.integer({ min: 1, max: 3 }) }),
  fc.constant({ type: 'clearFilters' as const }),
  fc.record({ type: fc.constant('setLevel' as const), level: fc.constantFrom(null, 'warn', 'error') }),
  fc.record({ type: fc.constant('setIgnoreCase' as const), on: fc.boolean() }),
  fc.record({ type: fc.constant('search' as const), pattern: fc.option(words) }),
  fc.record({
    type: fc.constant('setRange' as const),
    range: fc.option(fc.record({ from: fc.nat(40), to: fc.nat(80) })),
  }),
  fc.record({
    type: fc.constant('setHidden' as const),
    sources: fc.subarray([0, 1, 2]),
  }),
);
const view = fc.nat(VIEWS - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('record' as const),
      source: fc.nat(SOURCES - 1),
      text: fc.constantFrom('a', 'B', 'ab', 'abc', 'c', 'b a'),
      level: fc.integer({ min: -1, max: 6 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('marker' as const), source: fc.nat(SOURCES - 1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), source: fc.nat(SOURCES - 1) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('work' as const), view, entries: fc.nat(6) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('act' as const), view, action }) },
);

/** Returns everything in a view that its viewer can see. */
const seen = (one: HubView) => {
  while (one.work(3));
  const { sources, filters, level, ignoreCase, search, hidden, range, toasts, shown, found, scanned } =
    one.snapshot();
  const lists = [null, 0, 1, 2].flatMap(pane =>
    (['shown', 'found', 'alarms'] as const).map(kind => {
      const ids = one.held.view(pane, kind);
      return Array.from({ length: ids.length }, (_, i) => {
        const entry = one.held.get(ids.at(i))!;
        return isRecord(entry) ? `${ids.at(i)} ${entry.source} ${entry.text}` : entry.marker.kind;
      });
    }),
  );
  const { list } = one.held.timeline.buckets(10_000, 20, 1000);
  return {
    sources,
    filters,
    level,
    ignoreCase,
    search,
    hidden,
    range,
    toasts,
    shown,
    found,
    scanned,
    lists,
    list,
  };
};

/** Applies a step to one hub and those of its views that exist in it. */
const run = (hub: Hub, views: ReadonlyMap<number, HubView>, one: Step, seq: number): void => {
  switch (one.do) {
    case 'record': {
      const record: LogRecord = {
        source: one.source,
        seq,
        received: seq,
        time: null,
        level: LEVELS[one.level] ?? null,
        text: one.text,
        fields: null,
        late: false,
      };
      hub.records([record]);
      break;
    }
    case 'marker':
      hub.marker(source(one.source), { kind: 'gap', at: seq, since: 0, bytes: 5, why: 'cut' });
      break;
    case 'remove':
      hub.removeSource(one.source);
      break;
    case 'work':
      views.get(one.view)?.work(one.entries);
      break;
    case 'act':
      views.get(one.view)?.dispatch(one.action);
  }
};

describe('views of one hub', () => {
  it('show what separate sessions would, whatever the others do', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 100, size: 'max' }),
        fc.integer({ min: 6, max: 60 }),
        (steps, room) => {
          const shared = newHub(room).hub;
          const together = new Map(
            Array.from({ length: VIEWS }, (_, i) => [i, new HubView(shared)] as const),
          );
          for (const [seq, one] of steps.entries()) run(shared, together, one, seq);
          for (const [i, view] of together) {
            const own = newHub(room).hub;
            const alone = new Map([[i, new HubView(own)]]);
            for (const [seq, one] of steps.entries()) run(own, alone, one, seq);
            expect(seen(view)).toEqual(seen(alone.get(i)!));
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('show to one that joins late what it would show if it had been there, except for messages', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), action, (steps, last) => {
        const { hub } = newHub(20);
        const early = new Map([[0, new HubView(hub)]]);
        for (const [seq, one] of steps.entries()) if (one.do !== 'act') run(hub, early, one, seq);
        const late = new HubView(hub);
        early.get(0)!.dispatch(last);
        late.dispatch(last);
        const { toasts: _a, filters: earlier, ...before } = seen(early.get(0)!);
        const { toasts: _b, filters, ...after } = seen(late);
        expect(after).toEqual(before);
        expect(filters.map(({ pattern }) => pattern)).toEqual(earlier.map(({ pattern }) => pattern));
      }),
      { numRuns: 100 },
    );
  });

  it('that see only some sources show nothing of the others, not even a count', () => {
    const allowed = new Set([0, 2]);
    const sees = ({ id }: Source): boolean => allowed.has(id);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: 'max' }), steps => {
        const { hub } = newHub(1000, { timelinePerSource: true });
        const view = new HubView(hub, { sees });
        const without = newHub(1000, { timelinePerSource: true }).hub;
        without.removeSource(1);
        const other = new HubView(without);
        for (const [seq, one] of steps.entries()) {
          run(hub, new Map([[0, view]]), one, seq);
          if (!('source' in one) || one.source !== 1) run(without, new Map([[0, other]]), one, seq);
        }
        const strip = (all: ReturnType<typeof seen>) => ({
          ...all,
          lists: all.lists.map(list => list.map(text => text.replace(/^\d+ /, ''))),
        });
        expect(strip(seen(view))).toEqual(strip(seen(other)));
        expect(view.held.source(1)).toBeUndefined();
        for (let id = 0; id < hub.store.end; id++) expect(view.held.get(id)?.source).not.toBe(1);
      }),
      { numRuns: 100 },
    );
  });

  it('see more sources, and fewer, when told to', () => {
    const { hub } = newHub(100, { timelinePerSource: true });
    hub.records([0, 1, 2].map(id => ({ ...recordOf(id), text: `of ${id}` })));
    const view = new HubView(hub, { sees: ({ id }) => id === 0 });
    expect(view.snapshot().sources.map(one => one.source.id)).toEqual([0]);
    view.setSees(({ id }) => id > 0);
    while (view.work(10));
    expect(view.snapshot().sources.map(one => one.source.id)).toEqual([1, 2]);
    expect(view.snapshot().shown).toBe(2);
    hub.records([recordOf(0), recordOf(1)]);
    expect(view.snapshot().shown).toBe(3);
  });

  it('request nothing from the hosts with their filters, and leave no trace when closed', () => {
    const { hub, calls } = newHub(4);
    const one = new HubView(hub);
    const other = new HubView(hub);
    one.dispatch({ type: 'addFilter', pattern: 'rare', negate: false });
    one.close();
    hub.records(Array.from({ length: 9 }, () => recordOf(0)));
    expect(calls).toEqual([]);
    expect([one.held.view(null, 'shown').length, other.snapshot().shown]).toEqual([0, 4]);
  });
});

const recordOf = (id: number): LogRecord => ({
  source: id,
  seq: 1,
  received: 1,
  time: null,
  level: null,
  text: 'text',
  fields: null,
  late: false,
});

it.each([
  ['no filter', NO_FILTER, 18],
  ['a level, which the hosts do not know', { ...NO_FILTER, level: 'error' }, 18],
  ['a pattern', { ...NO_FILTER, filters: filtersOf({ ...EVERYTHING, grep: ['x'] }) }, null],
] as const)(
  'counts the bytes of lines that left the buffer only if the hosts sent all: %s',
  (_title, filter, offset) => {
    const { hub } = newHub(1, { filter });
    const start = { generation: { inode: '1', head: { length: 0, crc: 0 } }, offset: 10 };
    for (const text of ['seven b', 'last']) hub.records([sampleRecord({ text })]);
    expect(hub.past.starts.of(0, start)?.offset ?? null).toBe(offset);
  },
);
