import { describe, expect, it } from 'vitest';
import type { HistoryPlace } from '../../../src/core/history/place.ts';
import type { LogRecord } from '../../../src/core/record.ts';
import { emptyLane, readForth } from '../../../src/core/store/past.ts';
import type { Source } from '../../../src/core/target.ts';
import { LiveHistory } from '../../../src/session/live/past/history.ts';
import type { HistoryControl, PageLimits, PastRead } from '../../../src/session/live/past/historyControl.ts';
import { Lanes } from '../../../src/session/live/past/lanes.ts';

const at = (offset: number): HistoryPlace => ({
  generation: { inode: '1', head: { length: 0, crc: 0 } },
  offset,
});

it('is searched farther back each time, even if nothing passes the filter', async () => {
  const asked: number[] = [];
  const control = {
    lines: 10,
    start: () => at(1000),
    back: (_source: Source, from: HistoryPlace): Promise<PastRead> => {
      asked.push(from.offset);
      const first = Math.max(0, from.offset - 300);
      return Promise.resolve({
        records: [],
        edges: { first: at(first), last: from },
        end: first === 0 ? 'edge' : 'enough',
      });
    },
  } as unknown as HistoryControl;
  let start = 1000;
  const history = new LiveHistory({
    control,
    bytes: () => 1e6,
    sourceOf: () => ({}) as Source,
    bufferStart: () => at(start),
    readsFirst: () => {},
    changed: () => {},
    failed: (_source, error) => {
      throw error;
    },
  });
  const back = async (): Promise<string | undefined> => {
    history.readOlder(7, 10);
    await expect.poll(() => history.edge(7)?.kind).not.toBe('reading');
    return history.edge(7)?.kind;
  };
  expect([await back(), await back(), await back(), await back()]).toEqual([
    'older',
    'older',
    'older',
    'start',
  ]);
  expect(asked).toEqual([1000, 700, 400, 100]);
  // Lines left the buffer: what now precedes it is searched from there.
  history.forget();
  expect(await back()).toBe('older');
  start = 1500;
  history.evicted(7);
  await back();
  expect(asked.slice(4)).toEqual([1000, 1500]);
});

describe('a search back through a log', () => {
  const MB = 1024 * 1024;
  /** A log of so many bytes with a match in every 100 MB; each page waits until it is let go. */
  const searching = (size: number, change: Partial<PastRead> = {}) => {
    const asked: { readonly bytes: number; readonly lines: number; readonly signal: AbortSignal }[] = [];
    const waiting: (() => void)[] = [];
    const failures: unknown[] = [];
    const control = {
      lines: 10,
      start: () => at(size),
      back: (_source: Source, from: HistoryPlace, limits: PageLimits, signal: AbortSignal) =>
        new Promise<PastRead>((resolve, reject) => {
          asked.push({ ...limits, signal });
          signal.addEventListener('abort', () => reject(new Error('aborted')));
          const first = Math.max(0, from.offset - limits.bytes);
          const count = Math.ceil((from.offset - first) / (100 * MB));
          const records = Array.from({ length: count }, (_, i) => ({
            source: 7,
            text: `${first}+${i}`,
            received: 1,
          }));
          waiting.push(() =>
            resolve({
              records: records as unknown as LogRecord[],
              edges: { first: at(first), last: from },
              end: first === 0 ? 'edge' : 'enough',
              searched: from.offset - first,
              ...change,
            }),
          );
        }),
    } as unknown as HistoryControl;
    const history = new LiveHistory({
      control,
      bytes: () => 1e6,
      sourceOf: () => ({}) as Source,
      bufferStart: () => at(size),
      readsFirst: () => {},
      changed: () => {},
      failed: (_source, error) => void failures.push(error),
    });
    /** Lets the page that is being read arrive. */
    const page = async (): Promise<void> => {
      const before = history.lanes.get(7);
      waiting.shift()!();
      await expect.poll(() => history.lanes.get(7) !== before).toBe(true);
    };
    return { history, asked, waiting, failures, page };
  };

  it('shows what each page brought, and how far it is, until it has enough', async () => {
    const { history, asked, page } = searching(10_000 * MB);
    history.readOlder(7, 8);
    await page();
    expect(history.edge(7)).toEqual({ kind: 'reading', searched: 128 * MB });
    expect(history.entries).toHaveLength(2);
    await page();
    await page();
    expect(history.edge(7)?.kind).toBe('older');
    expect(asked.map(({ bytes, lines }) => [bytes / MB, lines])).toEqual([
      [128, 8],
      [256, 6],
      [512, 3],
    ]);
  });

  it.each([
    ['some', 1],
    ['much', 5],
    ['all', 11],
  ] as const)('of %s effort ends after %i pages', async (effort, pages) => {
    const { history, asked, page } = searching(9000 * MB);
    history.readOlder(7, 1000, effort);
    while (history.edge(7)?.kind === 'reading') await page();
    expect(asked).toHaveLength(pages);
    expect(history.edge(7)?.kind).toBe(effort === 'all' ? 'start' : 'older');
  });

  it('receives less from a host that cannot filter', async () => {
    const { history, asked, page } = searching(9000 * MB, { isUnfiltered: true });
    history.readOlder(7, 1000);
    while (history.edge(7)?.kind === 'reading') await page();
    expect(asked).toHaveLength(2);
  });

  it('goes on to the start if that is asked for meanwhile', async () => {
    const { history, page } = searching(3000 * MB);
    history.readOlder(7, 10, 'some');
    expect(history.readOlder(7, 1000, 'all')).toBe(true);
    while (history.edge(7)?.kind === 'reading') await page();
    expect(history.edge(7)?.kind).toBe('start');
  });

  it.each([
    ['stopped', (history: LiveHistory) => history.stop(7), 'older', 2],
    ['made pointless by another filter', (history: LiveHistory) => history.forget(), 'older', 0],
    ['made pointless by closing the log', (history: LiveHistory) => history.drop(7), 'older', 0],
    ['left by its last viewer', (history: LiveHistory) => history.close(), 'older', 2],
  ])('ends on the host when it is %s', async (_when, end, edge, kept) => {
    const { history, asked, failures, page } = searching(9000 * MB);
    history.readOlder(7, 1000, 'all');
    await page();
    end(history);
    await expect.poll(() => history.edge(7)?.kind).toBe(edge);
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([false, true]);
    expect(history.entries).toHaveLength(kept);
    expect(failures).toEqual([]);
  });
});

it('lets the latest read win, whichever ends first', async () => {
  const ends = new Map<number, (read: PastRead) => void>();
  const record = (n: number): LogRecord =>
    ({
      source: 7,
      text: `${n}`,
      time: { ms: n, hasZone: true },
      received: n,
      level: null,
    }) as unknown as LogRecord;
  const control = {
    lines: 10,
    start: () => at(1000),
    locate: (_source: Source, moment: number) => Promise.resolve({ ...at(moment), isStart: false }),
    forth: (_source: Source, from: HistoryPlace) =>
      new Promise<PastRead>(resolve => void ends.set(from.offset, resolve)),
  } as unknown as HistoryControl;
  const history = new LiveHistory({
    control,
    bytes: () => 1e6,
    sourceOf: () => ({}) as Source,
    bufferStart: () => at(1000),
    readsFirst: () => {},
    changed: () => {},
    failed: (_source, error) => {
      throw error;
    },
  });
  const end = (n: number): void =>
    ends.get(n)!({
      records: [record(n), record(n + 10)],
      edges: { first: at(n), last: at(n + 10) },
      end: 'enough',
    });
  const texts = (): string[] => history.entries.map(entry => ('text' in entry ? entry.text : ''));
  const reads = [history.readAt(7, 100, 10), history.readAt(7, 500, 10)];
  await expect.poll(() => ends.size).toBe(2);
  end(500);
  await reads[1];
  history.readOn(7, 10);
  const last = history.readAt(7, 300, 10);
  await expect.poll(() => ends.size).toBe(4);
  end(100);
  end(510);
  end(300);
  await Promise.all([...reads, last]);
  expect(texts()).toEqual(['300', '310']);
  expect(history.edge(7)?.kind).toBe('older');
  const reached = [250, 305, 400].map(moment => history.reaches(7, moment, 900));
  expect(reached).toEqual([false, true, false]);
});

it.each([
  ['a record', -2, -4],
  ['the row before the first record', -2.5, -4.5],
  ['the row before the buffer', -0.25, -0.25],
  ['a buffered record', 0, 0],
  ['the row between buffered records', 6.625, 6.625],
])('keeps %s where it was when lines are read on', (_title, before, after) => {
  let moved: (id: number) => number | null = () => null;
  const lanes = new Lanes(
    () => 1e6,
    to => {
      moved = to;
    },
  );
  const record = (n: number): LogRecord =>
    ({ source: 7, text: `${n}`, time: { ms: n, hasZone: true } }) as unknown as LogRecord;
  const [one, two, three, four] = [record(1), record(2), record(3), record(4)];
  const read = readForth(emptyLane(at(1), false), [one, two], { first: at(1), last: at(2) });
  lanes.set(7, read);
  lanes.set(7, readForth(read, [three, four], { first: at(2), last: at(4) }));
  expect(moved(before)).toBe(after);
});
