import type { TimelineAnswer } from '../../../protocol/answers.ts';
import { timeNear } from '../../list/timeOf.ts';

/** Describes the records in a range of timeline buckets. */
export const spanWords = (
  { from, width, buckets }: TimelineAnswer,
  a: number,
  b: number,
  utc: boolean,
): string => {
  const first = Math.min(a, b);
  const last = Math.min(Math.max(a, b), buckets.length - 1);
  const start = from! + first * width;
  const sums = buckets
    .slice(first, last + 1)
    .reduce(([records, errors], bucket) => [records + bucket[0], errors + bucket[2]] as const, [
      0, 0,
    ] as readonly [number, number]);
  const errors =
    sums[1] === 0 ? 'no errors' : `${sums[1].toLocaleString('en')} ${sums[1] === 1 ? 'error' : 'errors'}`;
  return `${timeNear(start, Date.now(), utc)} – ${timeNear(from! + (last + 1) * width, start, utc)}: ${sums[0].toLocaleString('en')} records, ${errors}`;
};
