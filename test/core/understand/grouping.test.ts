import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText } from '../../../src/core/bytes.ts';
import { MAX_RECORD } from '../../../src/core/records/assemble.ts';
import { shapedLog } from '../../pushdown/shapedLogs.ts';
import { assemble, plainRecord, timeOf } from './assembling.ts';
import { BLOCKS, TRACES } from './traces.ts';

const textsOf = (...args: Parameters<typeof assemble>): string[] => assemble(...args).map(({ text }) => text);

/** Heads of records that traces follow: with a time, with only a level. */
const HEADS = [
  '2026-11-20 14:02:11,204 ERROR [main] refused',
  '[ERROR] refused',
  '2026/11/20 14:02:11 refused',
];

describe.each([...TRACES, ...BLOCKS])('%s', (what, text) => {
  const isTrace = TRACES.some(([language]) => language === what);

  test.each(isTrace ? HEADS : HEADS.filter(head => !head.startsWith('[ERROR]')))(
    'belongs to the previous record: %s',
    head => {
      const record = `${head}\n${text}`;
      const last = head.replace('refused', 'ready');
      expect(textsOf([`${record}\n${last}\n`])).toEqual([record, last]);
    },
  );

  test('is a separate record between plain lines', () => {
    expect(textsOf([`started\n${text}\nstopped\n`])).toEqual(['started', text, 'stopped']);
  });

  test('does not belong to the previous JSON line', () => {
    const line = '{"level":"info","msg":"ready"}';
    expect(textsOf([`${line}\n${text}\n${line}\n`])).toEqual([line, text, line]);
  });
});

test('a continuation has its record’s level, even line by line', () => {
  const lines = `${HEADS[0]}\n${TRACES[0]![1]}\n2026-11-20 14:02:12,000 INFO [main] ready\n`;
  const levels = assemble([lines], { group: false }).map(({ level }) => level);
  expect(levels).toEqual([...Array(levels.length - 1).fill('error'), 'info']);
  expect(levels.length).toBe(lines.split('\n').length - 1);
});

test('line by line, a continuation has no time of its own', () => {
  const records = assemble([`${HEADS[0]}\n\tat x\n`], { group: false });
  expect(records.map(record => [record.seq, timeOf(record)])).toEqual([
    [1, '2026-11-20T14:02:11.204Z'],
    [2, null],
  ]);
});

test.each([
  [
    '#1 [internal] load build definition\n#1 transferring dockerfile: 2B done\n#1 DONE 0.1s\n#2 0.204 npm ci\n#3 CACHED\n',
  ],
  ['#12 ERROR: process "sh" did not complete\n#13 ERROR: canceled\n'],
  ['#42 was closed\n#43 (again) was opened\n'],
])('numbered lines that are not frames are separate records: %s', text => {
  expect(textsOf([text])).toEqual(text.trimEnd().split('\n'));
});

test('an indented panic behind a container’s time belongs to the one before', () => {
  const lines = ['panic: one [recovered]', '\tpanic: two', '', 'goroutine 1 [running]:'];
  const log = lines.map(line => `2026-11-20T14:02:11.204567891Z ${line}\n`).join('');
  expect(assemble([log]).map(({ level }) => level)).toEqual(['fatal']);
});

test('a record’s number is that of its first line', () => {
  expect(assemble([`a\n b\n c\nd\n e\nf\n`]).map(({ seq }) => seq)).toEqual([1, 4, 6]);
});

test('a carriage return before the newline is kept, and hides nothing', () => {
  const records = assemble([`${HEADS[0]}\r\n\tat x\r\n\r\n${HEADS[0]}\r\n`]);
  expect(records.map(({ text }) => text)).toEqual([`${HEADS[0]}\r\n\tat x\r\n\r`, `${HEADS[0]}\r`]);
});

test("container logs: stack frames with the runtime's timestamp belong to the previous record", () => {
  const line = (text: string): string => `2026-11-20T14:02:11.204567891Z stderr F ${text}`;
  const trace = [
    line('ERROR refused'),
    line('java.io.IOException: x'),
    line('\tat a.B.c(B.java:1)'),
    line('Caused by: y'),
  ];
  const [first, second] = assemble([`${trace.join('\n')}\n${line('INFO ready')}\n`]);
  expect(first?.text).toBe(trace.join('\n'));
  expect(second?.level).toBe('info');
});

test('container logs: the parts of a split line belong together', () => {
  const parts =
    '2026-11-20T14:02:11.2Z stdout P one\n2026-11-20T14:02:11.3Z stdout P two\n2026-11-20T14:02:11.4Z stdout F three';
  const next = '2026-11-20T14:02:11.5Z stdout F next';
  expect(textsOf([`${parts}\n${next}\n`])).toEqual([parts, next]);
});

describe('a `start` pattern', () => {
  const format = { format: null, start: '^(BEGIN|\\d{2}) ', timezone: null };

  test('alone determines where records start', () => {
    const text = 'BEGIN a\nplain\n2026-11-20 14:02:11 ERROR x\n42 b\n\tc\n';
    expect(textsOf([text], { format })).toEqual(['BEGIN a\nplain\n2026-11-20 14:02:11 ERROR x', '42 b\n\tc']);
  });

  test('collects what comes before the first start', () => {
    expect(textsOf(['tail of one\nmore\nBEGIN a\n'], { format })).toEqual(['tail of one\nmore', 'BEGIN a']);
  });

  test('is ignored if it is not an ERE', () => {
    expect(textsOf(['a\nb\n'], { format: { ...format, start: '(' } })).toEqual(['a', 'b']);
  });
});

describe('a record that is too long', () => {
  const line = `\t${'x'.repeat(1023)}`;
  const head = '2026-11-20 14:02:11 ERROR refused';
  const text = `${head}\n${`${line}\n`.repeat(3000)}2026-11-20 14:02:12 INFO ready\n`;

  test.each([[[text]], [text.match(/.{1,9}\n|[^\n]*\n/g)!]])(
    'is split into bounded parts that keep its level',
    chunks => {
      const records = assemble(chunks);
      expect(records.map(({ text }) => text).join('\n')).toBe(text.trimEnd());
      for (const record of records) expect(record.text.length).toBeLessThanOrEqual(MAX_RECORD);
      expect(records.length).toBe(4);
      expect(records.map(({ level }) => level)).toEqual(['error', 'error', 'error', 'info']);
      expect(records.map(timeOf)).toEqual(['2026-11-20T14:02:11Z', null, null, '2026-11-20T14:02:12Z']);
    },
  );
});

/** Splits whole lines into chunks after any of them. */
const chunksOf = (text: string, cuts: ReadonlySet<number>): string[] => {
  const chunks: string[] = [''];
  for (const [index, line] of text.split(/(?<=\n)/).entries()) {
    chunks[chunks.length - 1] += line;
    if (cuts.has(index)) chunks.push('');
  }
  return chunks;
};

const RECORDS = [
  ...HEADS.flatMap(head => TRACES.map(([, trace]) => `${head}\n${trace}`)),
  ...HEADS,
  '{"level":"warn","time":1795183331204,"msg":"slow"}',
  'Nov 20 14:02:11 web-1 sshd[871]: Failed password',
  'level=error msg="refused"',
];

test('any records in any chunks are preserved, with the same levels and times', () => {
  const property = fc.property(
    fc.array(fc.constantFrom(...RECORDS), { maxLength: 12 }),
    fc.array(fc.nat({ max: 150 })),
    fc.boolean(),
    (records, cuts, ended) => {
      const text = records.map(record => `${record}\n`).join('');
      const given = assemble(chunksOf(ended ? text : text.slice(0, -1), new Set(cuts)));
      expect(given.map(record => record.text)).toEqual(records);
      const alone = records.map(record => assemble([record])[0]!);
      expect(given.map(({ level, time, fields }) => ({ level, time, fields }))).toEqual(
        alone.map(({ level, time, fields }) => ({ level, time, fields })),
      );
    },
  );
  fc.assert(property);
});

test('with any lines, no line is lost, repeated or moved, however they are chunked', () => {
  const line = fc.oneof(
    fc.constantFrom(...RECORDS.flatMap(record => record.split('\n')), '{', '}', '', ' ', '\r', '[', 'a {'),
    fc.string(),
  );
  const property = fc.property(fc.array(line), fc.array(fc.nat({ max: 60 })), (lines, cuts) => {
    const text = lines.map(item => `${item.replaceAll('\n', '')}\n`).join('');
    const whole = assemble([text]);
    const chunked = assemble(chunksOf(text, new Set(cuts)));
    expect(chunked.map(plainRecord)).toEqual(whole.map(plainRecord));
    expect(whole.map(record => `${record.text}\n`).join('')).toBe(
      Buffer.from(text, 'utf8').toString('latin1'),
    );
  });
  fc.assert(property);
});

test.each([
  ['line by line', false],
  ['as records', true],
])('logs of several programs are read %s the same, however they are chunked', (_title, group) => {
  const stamped = fc.tuple(
    fc.constantFrom(
      '2026-11-27T22:00:00Z ',
      '2026-11-27T22:00:01.5Z stdout F ',
      '2026-11-27T22:00:02Z stderr F ',
      '',
    ),
    fc.constantFrom(
      'INFO ready',
      '  Info ready',
      '\tat a.B.c(B.java:1)',
      'ERROR refused',
      'plain',
      ...RECORDS.slice(-3),
    ),
  );
  const log = fc.oneof(
    shapedLog(3).map(decodeText),
    fc
      .array(
        stamped.map(parts => `${parts.join('')}\n`),
        { maxLength: 20 },
      )
      .map(lines => lines.join('')),
  );
  const property = fc.property(log, fc.array(fc.nat({ max: 40 })), (text, cuts) => {
    const whole = assemble([text], { group });
    const chunked = assemble(chunksOf(text, new Set(cuts)), { group });
    expect(chunked.map(plainRecord)).toEqual(whole.map(plainRecord));
  });
  fc.assert(property, { numRuns: Number(process.env['RUNS'] ?? 200) });
});
