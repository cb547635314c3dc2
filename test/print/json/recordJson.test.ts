import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeText } from '../../../src/core/bytes.ts';
import { FieldList } from '../../../src/core/fields/fieldList.ts';
import { fieldListOf, fieldsOf } from '../../../src/core/fields/readFields.ts';
import type { LogRecord } from '../../../src/core/record.ts';
import { createAssembler } from '../../../src/core/records/assemble.ts';
import type { AssembledRecord } from '../../../src/core/records/assembledRecord.ts';
import { isoTime, timestampOf } from '../../../src/core/text/timeText.ts';
import { ByteOutput } from '../../../src/print/byteOutput.ts';
import { recordJson } from '../../../src/print/json/recordJson.ts';
import { sampleRecord, sampleSource } from '../samples.ts';

it('prints times like isoTime', () => {
  const write = recordJson(sampleSource(0, 'web-01'));
  const time = fc.record({
    ms: fc.oneof(
      fc.integer({ min: -62_000_000_000_000, max: 250_000_000_000_000 }),
      fc.constantFrom(0, -1, 1000),
    ),
    nanos: fc.integer({ min: 0, max: 999_999 }),
    digits: fc.integer({ min: 0, max: 9 }),
  });
  // Usually on the same day, or the next one.
  const later = fc.oneof(fc.integer({ min: -90_000_000, max: 90_000_000 }), fc.constantFrom(0, 1000, 60_000));
  fc.assert(
    fc.property(time, time, fc.array(later, { maxLength: 4 }), (first, second, distances) => {
      const all = [first, second, ...distances.map(distance => ({ ...second, ms: second.ms + distance }))];
      const out = new ByteOutput();
      for (const each of all) write(sampleRecord({ time: each }), null, out);
      const lines = out.take().toString().trimEnd().split('\n');
      expect(lines.map(line => JSON.parse(line).time)).toEqual(all.map(isoTime));
    }),
  );
});

const HEADS = [
  '2026-11-20 14:02:11,204 INFO [main] shop.Cart - ',
  '2026-11-20T14:02:11Z WARN [a"b] shop: ',
  'Nov 20 14:02:11 web-1 sshd[871]: ',
  'no head ',
  '{"a":1} ',
];

it('prints values of any type like JSON.stringify', () => {
  const write = recordJson(sampleSource(0, 'web-01'));
  const names = ['host', 'pid', 'tag', 'duration', 'own', 'a"b', '7'];
  const value = fc.oneof(
    fc.constantFrom('', 'x', 'a "q" \\', '\xc3\xa4', '\xff', 'tab\t'),
    fc.constantFrom(0, -0, 7, -7, 0.5, 1e21, 2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1, 2 ** 53, 1e-7),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.nat(),
    fc.constantFrom({ ip: '10.0.0.9' }, {}),
  );
  const pairs = fc.uniqueArray(fc.tuple(fc.constantFrom(...names), value), {
    minLength: 1,
    selector: ([name]) => name,
  });
  fc.assert(
    fc.property(pairs, list => {
      const fields = new FieldList();
      for (const [name, each] of list) fields.add(name, each);
      const out = new ByteOutput();
      write(sampleRecord({ text: 'x' }), fields, out);
      const parts = list.map(([name, each]) => {
        const decoded = typeof each === 'string' ? decodeText(each) : each;
        return `${JSON.stringify(name)}:${JSON.stringify(decoded)}`;
      });
      expect(out.take().toString()).toContain(`,"fields":{${parts.join(',')}}}\n`);
    }),
    { numRuns: 500 },
  );
});

it('prints any records like JSON.stringify, whatever was printed before', () => {
  const source = sampleSource(0, 'web-01');
  const text = fc
    .tuple(
      fc.constantFrom(...HEADS),
      fc.oneof(
        fc.constantFrom('plain', 'a "quoted" \\ one', '\xc3\xa4', '\xa4', 'a\n\tat b', 'cut \xe2\x82'),
        fc.uint8Array({ maxLength: 30 }).map(bytes => Buffer.from(bytes).toString('latin1')),
      ),
      fc.constantFrom('', '', '\r', '\r\r'),
    )
    .map(parts => parts.join(''));
  const records = fc
    .record({
      first: fc.constantFrom(1, 8, 98, 109, 1_999, 999_998),
      each: fc.array(
        fc.record({ text, gap: fc.constantFrom(1, 1, 1, 2), received: fc.constantFrom(0, 0, 1) }),
        {
          minLength: 1,
          maxLength: 5,
        },
      ),
    })
    .map(({ first, each }) => {
      let seq: number = first;
      return each.map(({ text: own, gap, received }) => {
        seq += gap;
        return sampleRecord({ text: own, seq, received, fields: null });
      });
    });
  fc.assert(
    fc.property(records, list => {
      const write = recordJson(source);
      const out = new ByteOutput();
      for (const record of list) write(record, fieldListOf(record, source), out);
      const lines = out.take().toString().trimEnd().split('\n');
      expect(lines.map(line => JSON.parse(line))).toEqual(
        list.map(record => {
          const bytes = Buffer.from(record.text, 'latin1');
          const decoded = decodeText(record.text);
          const isExact = Buffer.from(decoded).equals(bytes);
          return {
            host: 'web-01',
            log: source.log,
            path: '/var/log/app.log',
            seq: record.seq,
            received: isoTime(timestampOf(record.received)),
            time: record.time && isoTime(record.time),
            level: record.level,
            text: decoded,
            ...(isExact ? {} : { bytes: bytes.toString('base64') }),
            fields: fieldsOf(record, source),
          };
        }),
      );
    }),
    { numRuns: 300 },
  );
});

it('prints JSON and logfmt in the same way whether their fields are parsed or not', () => {
  const source = sampleSource(0, 'web-01');
  const ends = ['', ' ', '\r', ' x', '\n\tat a.b'];
  const values = [
    '1',
    '1.50',
    '-0',
    '1e3',
    '"x"',
    '"\\u0041 \\" \\n"',
    '"\xc3\xa4"',
    '"\xff"',
    '"a\tb"',
    '{"b":[1,{}]}',
    'null',
  ];
  const pair = fc
    .tuple(
      fc.constantFrom('a', 'b', '1', 'level', 'log', 'msg', 'time', '\xc3\xa4'),
      fc.constantFrom('1', '"x"', '0.5', '[]', '{"b":1}', 'null', ...values),
    )
    .map(([key, value]) => `"${key}":${value}`);
  const text = fc
    .tuple(
      fc.array(pair, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(',', ',', ', '),
      fc.constantFrom('', ...ends),
    )
    .map(([pairs, comma, end]) => `{${pairs.join(comma)}}${end}\n`);
  const logfmtPair = fc
    .tuple(
      fc.constantFrom(
        'a',
        'level',
        'time',
        'msg',
        '1',
        'a.b',
        '@c',
        'a-b',
        'x/y',
        'l[0]',
        '__proto__',
        'type',
        '=',
        '',
      ),
      fc.constantFrom('=', '=', '=', ''),
      fc.oneof(
        fc.constantFrom(
          '1',
          'info',
          '2026-11-20T14:02:11Z',
          '',
          'x"y',
          '\\',
          '\xc3\xa4',
          '\xff',
          'a,b',
          '{}',
        ),
        fc.constantFrom(
          '""',
          '"a b"',
          '"a \\"b\\" \\n"',
          '"\\x"',
          '"\\u0041"',
          '"open',
          '"\xc3\xa4"',
          '"x"y',
          '"\\',
        ),
      ),
    )
    .map(parts => parts.join(''));
  const logfmt = fc
    .tuple(
      fc.constantFrom('time=2026-11-20T14:02:11Z level=info ', 'level=warn ts=1 ', 'a=b level=error ', ''),
      fc.array(logfmtPair, { maxLength: 5 }),
      fc.constantFrom(' ', ' ', '  ', '\t'),
      fc.constantFrom('', '', ...ends),
    )
    .map(([head, pairs, between, end]) => `${head}${pairs.join(between)}${end}\n`);
  const same = { json: 0, logfmt: 0, ltsv: 0 };
  fc.assert(
    fc.property(fc.array(fc.oneof(text, logfmt), { minLength: 1, maxLength: 5 }), texts => {
      const assembler = createAssembler({ source: 0, format: source.format, timezone: null, group: true });
      const records = [...assembler.push(texts.join(''), 1000), ...assembler.flush()];
      const [one, other] = [new ByteOutput(), new ByteOutput()];
      const [write, writeParsed] = [recordJson(source), recordJson(source)];
      let parsed = false;
      const read = (record: LogRecord): ReturnType<typeof fieldListOf> => {
        parsed = true;
        return fieldListOf(record, source);
      };
      for (const record of records) {
        parsed = false;
        write(record, read, one);
        if (!parsed) same[(record as AssembledRecord).structure!]++;
        writeParsed(record, fieldsOf(record, source), other);
      }
      expect(one.take().toString('latin1')).toBe(other.take().toString('latin1'));
    }),
    { numRuns: 2000 },
  );
  expect(same.json).toBeGreaterThan(100);
  expect(same.logfmt).toBeGreaterThan(100);
});
