import { describe, expect, test } from 'vitest';
import { BacklogBuffer } from '../../../src/session/records/backlogBuffer.ts';
import { sampleRecord } from '../../print/samples.ts';

const batch = (text: string) => [sampleRecord({ text })];

describe('BacklogBuffer', () => {
  const opened = (...ids: number[]): BacklogBuffer => {
    const gathering = new BacklogBuffer(1000, 1e6);
    for (const id of ids) gathering.opened(id);
    return gathering;
  };

  test('keeps entries until every source has delivered some and it is quiet', () => {
    const gathering = opened(0, 1);
    expect(gathering.due).toBe(null);
    gathering.take(0, batch('a'), 0);
    expect(gathering.due).toBe(1000);
    gathering.take(1, batch('b'), 30);
    gathering.take(1, batch('c'), 70);
    expect(gathering.due).toBe(120);
    expect(gathering.release(119)).toEqual([]);
    expect(gathering.release(120).map(({ id, records }) => [id, records[0]!.text])).toEqual([
      [0, 'a'],
      [1, 'b'],
      [1, 'c'],
    ]);
    expect([gathering.over, gathering.due]).toEqual([true, null]);
  });

  test.each([
    ['a slow source makes the silence longer', [0, 130], 260],
    ['within bounds', [0, 900], 1000],
    ['but only by its first lines', [0, 20, 190], 240],
    ['and the longest pause counts', [0, 120, 130], 250],
  ])('%s', (_title, times, due) => {
    const gathering = opened(0, 1, ...(times[1] === 120 ? [2] : []));
    for (const [index, at] of times.entries()) gathering.take(index, batch('a'), at);
    expect(gathering.due).toBe(due);
  });

  test.each([
    ['a slow source delays the others for a second at most', (_: BacklogBuffer) => {}, 999, 1000],
    ['a failed source delays nobody', (gathering: BacklogBuffer) => gathering.gone(1), 49, 50],
  ])('%s', (_title, act, early, late) => {
    const gathering = opened(0, 1);
    gathering.take(0, batch('a'), 0);
    act(gathering);
    expect(gathering.release(early)).toEqual([]);
    expect(gathering.release(late)).toHaveLength(1);
  });

  test('keeps no more than the maximum, whichever source is pending', () => {
    const gathering = new BacklogBuffer(1000, 2000);
    for (const id of [0, 1]) gathering.opened(id);
    gathering.take(0, batch('a'.repeat(1000)), 0);
    expect(gathering.release(0)).toEqual([]);
    gathering.take(0, batch('b'.repeat(1000)), 1);
    expect(gathering.release(1)).toHaveLength(2);
    expect(gathering.over).toBe(true);
  });

  test('a source that opens afterwards is not waited for', () => {
    const gathering = opened(0);
    gathering.take(0, batch('a'), 0);
    gathering.release(50);
    gathering.opened(1);
    expect(gathering.due).toBe(null);
  });
});
