import { describe, expect, test } from 'vitest';
import { byteSize, duration } from '../../src/core/text/quantities.ts';
import { statsJson, statsTable } from '../../src/print/stats.ts';
import { sampleSource } from './samples.ts';

const RUN = {
  elapsedMs: 1234.4,
  sources: [
    {
      source: sampleSource(0, 'web-01'),
      counts: { lines: 100, bytesReceived: 9_812, bytesRead: 1_030_000_000, firstLineMs: 84.2 },
    },
    {
      source: sampleSource(1, 'db'),
      counts: { lines: 0, bytesReceived: 0, bytesRead: null, firstLineMs: null },
    },
  ],
};

test('statsTable', () => {
  expect(statsTable(RUN)).toBe(
    [
      'source            lines  received  read on host  first line',
      'web-01              100   9.81 KB       1.03 GB      0.08 s',
      'db                    0       0 B             -           -',
      'total, in 1.23 s    100   9.81 KB             -      0.08 s',
      '',
    ].join('\n'),
  );
});

test('statsJson', () => {
  expect(JSON.parse(statsJson(RUN))).toEqual({
    stats: {
      sources: [
        {
          host: 'web-01',
          log: 'app',
          path: '/var/log/app.log',
          lines: 100,
          bytesReceived: 9812,
          bytesRead: 1_030_000_000,
          firstLineMs: 84,
        },
        {
          host: 'db',
          log: 'app',
          path: '/var/log/app.log',
          lines: 0,
          bytesReceived: 0,
          bytesRead: null,
          firstLineMs: null,
        },
      ],
      total: { lines: 100, bytesReceived: 9812, bytesRead: null, firstLineMs: 84 },
      elapsedMs: 1234,
    },
  });
});

describe('byteSize', () => {
  const table: readonly [bytes: number, text: string][] = [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 KB'],
    [9_994, '9.99 KB'],
    [9_996, '10.0 KB'],
    [99_960, '100 KB'],
    [999_600, '1.00 MB'],
    [1_030_000_000, '1.03 GB'],
  ];
  test.each(table)('%i', (bytes, text) => expect(byteSize(bytes)).toBe(text));
});

describe('duration', () => {
  const table: readonly [ms: number, text: string][] = [
    [84, '0.08 s'],
    [9_990, '9.99 s'],
    [12_345, '12.3 s'],
    [59_940, '59.9 s'],
    [60_000, '1 min 00 s'],
    [245_000, '4 min 05 s'],
    [7_620_000, '2 h 07 min'],
  ];
  test.each(table)('%i ms', (ms, text) => expect(duration(ms)).toBe(text));
});
