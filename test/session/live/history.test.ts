import { expect, it } from 'vitest';
import type { HistoryPlace } from '../../../src/core/history/place.ts';
import type { LogRecord } from '../../../src/core/record.ts';
import type { Source } from '../../../src/core/target.ts';
import { type HistoryControl, LiveHistory, type PastRead } from '../../../src/session/live/past/history.ts';

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
