import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeText, encodeText } from '../../../src/core/bytes.ts';
import { FieldList } from '../../../src/core/fields/fieldList.ts';
import { fieldListOf, fieldsOf } from '../../../src/core/fields/readFields.ts';
import type { LogRecord } from '../../../src/core/record.ts';
import { createAssembler } from '../../../src/core/records/assemble.ts';
import { sampleSource } from '../../print/samples.ts';
import { EXAMPLES, mutatedLines } from '../understand/mutatedLines.ts';

const source = sampleSource(0, 'web-01');

const TIMES = [
  '2026-11-20 14:02:11,204',
  '2026-11-20T14:02:11Z',
  '14:02:11.204',
  '20/11/2026 14:02:11',
  '12:X',
  '261120 140211',
];
const HEADS = [
  ...[
    ' INFO [main] shop.Cart - ',
    ' WARN  [a-1] c.e.App: ',
    ' ERROR shop[871]: ',
    ' - DEBUG - ',
    ' [main] INFO a.b ',
  ],
  ...[
    ' I NETWORK  [conn12] ',
    ' 871 INFO ',
    ' 871 INFO dfs.Data$Node: ',
    ' [871] INFO dfs.Data$Node: ',
    ' 87 [INFO] a.b ',
    ' 20 Nov 2026 14:02:11 INFO a.b: ',
    ' 20 Nov 14:02:11 INFO a.b: ',
    ' 1795183331 INFO a.b: ',
    ' 14:02:11 INFO a.b: ',
    ' 2026 Nov 20 14:02:11 INFO a.b: ',
    ' 2026 WARN a.b: ',
    ' 1/2 WARN a.b: ',
    ' app LOG:  ',
    ' MainThread INFO x=',
    ' {"a":1} ',
    ' a=1 b=2 ',
    ' Nov 20 x ',
  ],
];
const MESSAGES = [
  'served GET /',
  'a:  b',
  '10:00:00 x',
  'x|y',
  'LOG:  duration',
  '\xc3\xa4 "q"',
  'a\tb',
  '',
  '[1] x',
  'k=v',
];

const line = fc.oneof(
  fc
    .tuple(fc.constantFrom(...TIMES), fc.constantFrom(...HEADS), fc.constantFrom(...MESSAGES))
    .map(parts => parts.join('')),
  fc.constantFrom(...EXAMPLES.map(encodeText)),
  mutatedLines,
);

/** A few lines, repeated with other digits and other messages. */
const log = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 4 }),
    order: fc.array(
      fc.tuple(
        fc.nat(3),
        fc.array(fc.option(fc.nat(9), { freq: 1 }), { minLength: 1, maxLength: 9 }),
        fc.constantFrom(...MESSAGES),
        fc.constantFrom('\n', '\n', '\r\n', '\r\n', '\r\r\n', '\r\n more\r\n'),
      ),
      { minLength: 1, maxLength: 12 },
    ),
  })
  .map(({ lines, order }) =>
    order
      .map(([index, digits, message, end]) => {
        let at = 0;
        const text = lines[index % lines.length]!.replaceAll('\n', '');
        return `${text.replace(/\d/g, digit => `${digits[at++ % digits.length] ?? digit}`)}${message}${end}`;
      })
      .join(''),
  );

const recordsOf = (text: string): LogRecord[] => {
  const assembler = createAssembler({ source: 0, format: source.format, timezone: null, group: true });
  return [...assembler.push(text, 0), ...assembler.flush()];
};

const listed = (record: LogRecord): unknown => {
  const found = fieldListOf(record, source);
  if (!(found instanceof FieldList)) return found;
  const { messageAt, tail } = found;
  const fields = found.toObject();
  const { text } = record;
  return messageAt < 0
    ? fields
    : { ...fields, message: decodeText(text.slice(messageAt, text.length - tail)) };
};

test('records that start like earlier ones have the fields that reading them anew finds', () => {
  fc.assert(
    fc.property(log, text => {
      for (const record of recordsOf(text)) expect(listed(record)).toEqual(fieldsOf(record, source));
    }),
    { numRuns: Number(process.env['RTAIL_RUNS'] ?? 300) },
  );
});
