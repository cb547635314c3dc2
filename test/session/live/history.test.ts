import { expect, it } from 'vitest';
import type { HistoryPlace } from '../../../src/core/history/place.ts';
import type { Source } from '../../../src/core/target.ts';
import { type HistoryControl, LiveHistory, type PastRead } from '../../../src/session/live/past/history.ts';

const at = (offset: number): HistoryPlace => ({
  generation: { inode: '1', head: { length: 0, crc: 0 } },
  offset,
});

it('is looked through farther back each time, also where nothing passes the filter', async () => {
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
  // Lines left the buffer: what is before it now is looked through from there.
  history.forget();
  expect(await back()).toBe('older');
  start = 1500;
  history.evicted(7);
  await back();
  expect(asked.slice(4)).toEqual([1000, 1500]);
});
