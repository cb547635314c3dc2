import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLineFilter } from '../../../../src/core/filter/filter.ts';
import { patternAwkText, patternRegExp } from '../../../../src/core/pattern/pattern.ts';
import { EVERYTHING } from '../../../../src/core/query.ts';
import { parseWhere } from '../../../../src/core/where/parse.ts';
import { wholeFilter } from '../../../../src/pushdown/filter/filterStages.ts';
import { whereConditions } from '../../../../src/pushdown/filter/where/whereCondition.ts';
import { anyRecord, condition } from '../../../core/fields/randomFields.ts';
import { LOG } from '../../../core/randomLog.ts';

/** Fifteen thousand runs found nothing when this was written. */
const RUNS = 3000;

const context = (ignoreCase: boolean) => ({ ignoreCase, levels: null, ownFields: [], knows: () => true });

/** Returns whether a record matches, and whether the hosts' condition lets it pass. */
const judge = (
  record: string,
  where: string,
  ignoreCase: boolean,
): { readonly isWanted: boolean; readonly passes: boolean } => {
  const query = { ...EVERYTHING, where: [where], ignoreCase, record: true };
  const filter = createLineFilter(wholeFilter(query), LOG);
  const isWanted = filter.push(`${record}\n`) + filter.end() !== '';
  const conditions = whereConditions([where], context(ignoreCase));
  const lines = record.split('\n');
  const passes = conditions.every(({ includes }) =>
    includes.every(anyOf => anyOf.some(pattern => lines.some(line => patternRegExp(pattern).test(line)))),
  );
  return { isWanted, passes };
};

/** Records in which no line contains a key with its value, or carriage returns are between them. */
const SPREAD: readonly (readonly [record: string, where: string])[] = [
  ['{\n"status"\n:\n"499",\n"uri"\n:\n""\n}', 'level>=warn'],
  ['{\n"status"\n: 503, "uri": ""\n}', 'level>=error'],
  ['{\n"level":\n50\n}', 'level>=error'],
  ['{"status"\r:"499"\r,"method":"GET"}', 'level>=warn'],
  ['{\r\n"level":\r\n50\r\n}', 'level>=error'],
  ['{"level"\r:\r50}', 'level>=error'],
  ['{"severity_number"\r:\r17}', 'level>=error'],
  ['{\n"severity_number"\n:\n17\n}', 'level>=error'],
];

it.each(SPREAD)('does not drop %j with %s', (record, where) => {
  expect(judge(record, where, false)).toEqual({ isWanted: true, passes: true });
});

it('never drops a record that matches', () => {
  let matching = 0;
  let left = 0;
  fc.assert(
    fc.property(anyRecord, condition, fc.boolean(), (record, where, ignoreCase) => {
      expect(parseWhere(where)).toMatchObject({ ok: true });
      const { isWanted, passes } = judge(record, where, ignoreCase);
      if (isWanted) matching++;
      if (!passes) left++;
      if (isWanted) expect({ record, where, passes }).toMatchObject({ passes: true });
    }),
    { numRuns: RUNS },
  );
  // It must also be of some use.
  expect(matching).toBeGreaterThan(RUNS / 20);
  expect(left).toBeGreaterThan(RUNS / 20);
}, 120_000);

it('produces nothing that an awk does not support', () => {
  fc.assert(
    fc.property(condition, where => {
      const patterns = whereConditions([where], context(false)).flatMap(({ includes }) => includes.flat());
      expect(patterns.filter(pattern => patternAwkText(pattern) === null).map(({ text }) => text)).toEqual(
        [],
      );
    }),
    { numRuns: 500 },
  );
});
