import { describe, expect, test } from 'vitest';
import { allFieldsOf } from '../../../src/core/fields/readFields.ts';
import type { LogRecord } from '../../../src/core/record.ts';
import { assemble, optionsOf, timeOf } from './assembling.ts';
import { BROAD_INPUTS } from './broadInputs.ts';
import { FURTHER_INPUTS } from './furtherInputs.ts';
import { type ExpectedRecord, INPUTS } from './inputs.ts';
import { CLOCK_TAILS } from './otherInputs/clockInputs.ts';
import { CRASH_INPUTS } from './otherInputs/crashInputs.ts';
import { DOUBTFUL_TIMES } from './otherInputs/doubtfulInputs.ts';
import { EVENT_INPUTS } from './otherInputs/eventInputs.ts';
import { OTHER_LEVELS } from './otherInputs/levelInputs.ts';
import { OTHER_PLACES } from './otherInputs/placeInputs.ts';
import { OTHER_PROGRAMS } from './otherInputs/programInputs.ts';
import { FURTHER_RECORDS } from './otherInputs/recordInputs.ts';
import { OTHER_SPELLINGS } from './otherInputs/spellingInputs.ts';
import { ZONE_INPUTS } from './otherInputs/zoneInputs.ts';
import { VARIED_INPUTS } from './variedInputs.ts';
import { FRAMEWORK_INPUTS } from './widerInputs/frameworkInputs.ts';
import { PAYLOAD_INPUTS } from './widerInputs/payloadInputs.ts';
import { PLACE_INPUTS } from './widerInputs/placeInputs.ts';
import { RECORD_INPUTS } from './widerInputs/recordInputs.ts';
import { SERVER_INPUTS } from './widerInputs/serverInputs.ts';
import { SYSTEM_INPUTS } from './widerInputs/systemInputs.ts';

const NOW = Date.UTC(2026, 10, 28, 15);

const { format } = optionsOf();

/** Returns what is read of a record, as far as something is expected. */
const readAs = (record: LogRecord, expected: ExpectedRecord | undefined): ExpectedRecord => {
  if (expected === undefined || expected === null || typeof expected === 'string') return record.level;
  const [, , fields] = expected;
  if (fields === undefined) return [record.level, timeOf(record)];
  const all = allFieldsOf(record, format);
  return [
    record.level,
    timeOf(record),
    Object.fromEntries(Object.keys(fields).map(name => [name, all[name]])),
  ];
};

describe.each([
  ...Object.entries(INPUTS),
  ...Object.entries(FURTHER_INPUTS),
  ...Object.entries(BROAD_INPUTS),
  ...Object.entries(VARIED_INPUTS),
  ...Object.entries(SERVER_INPUTS),
  ...Object.entries(FRAMEWORK_INPUTS),
  ...Object.entries(SYSTEM_INPUTS),
  ...Object.entries(PAYLOAD_INPUTS),
  ...Object.entries(PLACE_INPUTS),
  ...Object.entries(RECORD_INPUTS),
  ...Object.entries(OTHER_LEVELS),
  ...Object.entries(CLOCK_TAILS),
  ...Object.entries(OTHER_PLACES),
  ...Object.entries(OTHER_SPELLINGS),
  ...Object.entries(OTHER_PROGRAMS),
  ...Object.entries(DOUBTFUL_TIMES),
  ...Object.entries(CRASH_INPUTS),
  ...Object.entries(EVENT_INPUTS),
  ...Object.entries(ZONE_INPUTS),
  ...Object.entries(FURTHER_RECORDS),
])('%s', (_kind, inputs) => {
  test.each(inputs)('%j', (text, ...expected) => {
    const records = assemble([`${text}\n`], {}, NOW);
    const read = records.map((record, index) => readAs(record, expected[index]));
    expect(read).toEqual(expected);
  });
});
