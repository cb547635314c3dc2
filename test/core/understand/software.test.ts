import { expect, test } from 'vitest';
import { decodeText } from '../../../src/core/bytes.ts';
import { assemble, timeOf } from './assembling.ts';
import { SOFTWARE_RECORDS } from './softwareLines.ts';

test.each(SOFTWARE_RECORDS)('%s: %s', (_software, text, level, time) => {
  const records = assemble([`${text}\n${text}\n`]);
  const read = records.map(record => [decodeText(record.text), record.level, timeOf(record)]);
  expect(read).toEqual([
    [text, level, time],
    [text, level, time],
  ]);
});

test('the table holds at least 150 records', () => {
  expect(SOFTWARE_RECORDS.length).toBeGreaterThanOrEqual(150);
});
