import { expect, test } from 'vitest';
import { ValueCounts } from '../../../src/core/count/valueCounts.ts';
import { createAssembler } from '../../../src/core/records/assemble.ts';
import { EntryRecord } from '../../../src/core/records/entryRecord.ts';

const FORMAT = { format: null, start: null, timezone: null };

const counted = (field: string, lines: readonly string[]): [ValueCounts, unknown] => {
  const counts = new ValueCounts(field);
  const assembler = createAssembler({ source: 0, format: FORMAT, timezone: null, group: true });
  for (const record of [...assembler.push(lines.map(line => `${line}\n`).join(''), 0), ...assembler.flush()])
    counts.add(record, FORMAT);
  return [counts, counts.top(2)];
};

test.each<[string, string, string[], unknown, number]>([
  [
    'JSON',
    'status',
    ['{"status":200}', '{"status":"200"}', '{"a":1}', '{"status":500}'],
    [
      ['200', 2],
      ['500', 1],
    ],
    1,
  ],
  [
    'the level',
    'level',
    ['level=warn a=1', 'level=info a=1', 'level=warning a=2'],
    [
      ['warn', 2],
      ['info', 1],
    ],
    0,
  ],
  [
    'no more than requested',
    'a',
    ['a=1 b=1', 'a=2 b=1', 'a=3 b=1', 'a=3 b=2'],
    [
      ['3', 2],
      ['1', 1],
    ],
    0,
  ],
])('counts %s', (_, field, lines, top, without) => {
  const [counts, found] = counted(field, lines);
  expect([found, counts.looked, counts.without]).toEqual([top, lines.length, without]);
});

test('counts fields that are not in the text, such as those of journal entries', () => {
  const counts = new ValueCounts('unit');
  const entry = { text: 'started', time: null, level: null, fields: () => ({ unit: 'a.service' }) };
  counts.add(new EntryRecord(entry, { source: 0, seq: 1, received: 0 }), FORMAT);
  expect(counts.top(5)).toEqual([['a.service', 1]]);
});
