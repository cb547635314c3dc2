import { describe, expect, it } from 'vitest';
import { type LogRecord, momentOf } from '../../../src/core/record.ts';
import { Timeline } from '../../../src/core/store/timeline.ts';

const at = (seconds: number, level: LogRecord['level'] = 'info'): LogRecord => ({
  source: 0,
  seq: 1,
  received: 0,
  time: { ms: seconds * 1000, nanos: 0, digits: 0 },
  level,
  text: '',
  fields: null,
  late: false,
});

describe('the timeline', () => {
  it('counts records per bucket, warnings and errors separately', () => {
    const timeline = new Timeline();
    for (const record of [at(100), at(100, 'warn'), at(101, 'error'), at(103, 'fatal')]) timeline.add(record);
    const { list } = timeline.buckets(103_000, 4, 1000);
    expect(list).toEqual([
      { total: 2, warnings: 1, errors: 0 },
      { total: 1, warnings: 0, errors: 1 },
      { total: 0, warnings: 0, errors: 0 },
      { total: 1, warnings: 0, errors: 1 },
    ]);
  });

  it('forgets what has left the store', () => {
    const timeline = new Timeline();
    timeline.add(at(100));
    timeline.add(at(100, 'error'));
    timeline.remove(momentOf(at(100)), at(100).level);
    expect(timeline.buckets(100_000, 1, 1000).list).toEqual([{ total: 1, warnings: 0, errors: 1 }]);
  });

  it('becomes coarser instead of larger, and loses no record', () => {
    const timeline = new Timeline();
    for (let day = 0; day < 40_000; day++) timeline.add(at(day * 60));
    const { widthMs, list } = timeline.buckets(40_000 * 60_000, 10, 300_000_000);
    expect(widthMs).toBeGreaterThanOrEqual(300_000_000);
    expect(list.reduce((sum, bucket) => sum + bucket.total, 0)).toBe(40_000);
  });
});
