import { expect, it } from 'vitest';
import type { LogRecord } from '../../../src/core/record.ts';
import { SourceCounters } from '../../../src/session/live/sourceCounters.ts';

const record = (source: number): LogRecord => ({ source, level: null }) as LogRecord;

it.each<[title: string, seconds: readonly (readonly number[])[], rates: readonly number[]]>([
  ['the lines that a log begins with', [[50], [50], [50]], [0, 0, 0]],
  ['a log that is quiet before its first line', [[0], [0], [1], [1]], [0, 0, 0, 0]],
  ['new lines', [[50], [60], [70]], [0, 10, 10]],
  ['a burst after a quiet time', [[50], [50], [1050]], [0, 0, 500]],
  [
    'logs that connect one after the other',
    [
      [50, 0],
      [60, 0],
      [70, 90],
      [80, 95],
    ],
    [0, 10, 10, 15],
  ],
])('counts only what is new as a rate: %s', (_title, seconds, rates) => {
  const counters = new SourceCounters();
  const totals = seconds[0]!.map(() => 0);
  for (const source of totals.keys()) counters.open(source);
  const bytes = { counts: (source: number) => ({ bytesReceived: totals[source]! * 100 }) as never };
  const seen = seconds.map((wanted, second) => {
    for (const [source, total] of wanted.entries())
      for (; totals[source]! < total; totals[source]!++) counters.count(record(source));
    counters.sample(bytes, second * 1000);
    return counters.rates;
  });
  expect(seen.map(({ recordRate }) => recordRate)).toEqual(rates);
  expect(seen.map(({ byteRate }) => byteRate)).toEqual(rates.map(rate => rate * 100));
});
