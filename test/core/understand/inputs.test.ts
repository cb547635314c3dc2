import { describe, expect, test } from 'vitest';
import { assemble, timeOf } from './assembling.ts';
import { BROAD_INPUTS } from './broadInputs.ts';
import { FURTHER_INPUTS } from './furtherInputs.ts';
import { INPUTS } from './inputs.ts';
import { VARIED_INPUTS } from './variedInputs.ts';

const NOW = Date.UTC(2026, 10, 28, 15);

describe.each([
  ...Object.entries(INPUTS),
  ...Object.entries(FURTHER_INPUTS),
  ...Object.entries(BROAD_INPUTS),
  ...Object.entries(VARIED_INPUTS),
])('%s', (_kind, inputs) => {
  test.each(inputs)('%j', (text, ...expected) => {
    const records = assemble([`${text}\n`], {}, NOW);
    const read = records.map((record, index) =>
      Array.isArray(expected[index]) ? [record.level, timeOf(record)] : record.level,
    );
    expect(read).toEqual(expected);
  });
});
