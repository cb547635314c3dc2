import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeText } from '../../src/core/bytes.ts';
import { LEVELS } from '../../src/core/level.ts';
import type { LogRecord, Marker } from '../../src/core/record.ts';
import { parseTemplate } from '../../src/core/text/template.ts';
import { UTC } from '../../src/core/text/timeText.ts';
import {
  createRecordPrinter,
  type RecordForm,
  type RecordPrinterOptions,
} from '../../src/print/recordPrinter.ts';
import { capturedRun, pipeOptions } from './capture.ts';
import { NOON_ISH, sampleRecord, sampleSource } from './samples.ts';

const A = sampleSource(0, 'web-01');
const B = sampleSource(1, 'db');

const TEXT: RecordForm = { kind: 'text', time: 'off', levelLetter: false };
const JSON_LINES: RecordForm = { kind: 'json' };

const started = (form: RecordForm, changes: Partial<RecordPrinterOptions> = {}) => {
  const run = capturedRun();
  const options = { ...pipeOptions([A]), form, zone: UTC, ...changes };
  const printer = createRecordPrinter(options, run);
  for (const source of options.sources) printer.opened(source);
  return { ...run, printer };
};

const print = async (
  form: RecordForm,
  batch: readonly Partial<LogRecord>[],
  changes: Partial<RecordPrinterOptions> = {},
): Promise<string> => {
  const { printer, stdout } = started(form, changes);
  await printer.records(batch.map(sampleRecord));
  await printer.finish();
  return stdout.bytes.toString('latin1');
};

const LOGFMT = 'ts=1 level=warn msg="slow\\x1b[2J query" k="a b"';
const FIELDS = { ts: 1, level: 'warn', msg: 'slow\x1b[2J query\nnext', k: 'a\x07 b', n: [1] };
const WIDE = ' '.repeat(25);

/** A structured line, by surface and by the columns shown before it. */
const STRUCTURED: readonly [
  title: string,
  form: RecordForm,
  printed: string,
  changes?: Partial<RecordPrinterOptions>,
][] = [
  ['a structured line stays as it is on a pipe', TEXT, `${LOGFMT}\n`],
  [
    'a structured line is message and fields on a terminal',
    TEXT,
    encodeText(`slow query⏎next${WIDE} ts=1 level=warn k="a b" n=[1]\n`),
    { terminal: true },
  ],
  [
    'what is shown in front of it is not shown in it',
    { ...TEXT, time: 'short', levelLetter: true },
    encodeText(`14:02:11.204 W slow query⏎next${WIDE} k="a b" n=[1]\n`),
    { terminal: true },
  ],
  [
    'its message has the level’s colour',
    { ...TEXT, time: 'short', levelLetter: true },
    encodeText(`14:02:11.204 W \x1b[33mslow query⏎next\x1b[0m${WIDE} \x1b[2mk="a b" n=[1]\x1b[0m\n`),
    { terminal: true, depth: 8 },
  ],
];

describe('text', () => {
  type Row = [
    title: string,
    form: RecordForm,
    record: Partial<LogRecord>,
    printed: string,
    changes?: Partial<RecordPrinterOptions>,
  ];
  const table: readonly Row[] = [
    ['the text', TEXT, {}, 'GET /cart 200\n'],
    ['binary bytes stay on a pipe', TEXT, { text: '\xff\0\x1b[2J' }, '\xff\0\x1b[2J\n'],
    ...STRUCTURED.map(
      ([title, form, printed, changes]): Row => [
        title,
        form,
        { text: LOGFMT, fields: FIELDS, level: 'warn' },
        printed,
        changes ?? {},
      ],
    ),
    [
      'a structured line behind another program’s head stays as it is',
      TEXT,
      { text: 'Nov 20 14:02:11 h app: msg=x', fields: { msg: 'x' } },
      'Nov 20 14:02:11 h app: msg=x\n',
      { terminal: true },
    ],
    ['--time short', { ...TEXT, time: 'short' }, {}, '14:02:11.204 GET /cart 200\n'],
    ['--time utc', { ...TEXT, time: 'utc' }, {}, '2026-11-20T14:02:11.204Z GET /cart 200\n'],
    [
      '--time on another clock',
      { ...TEXT, time: 'short' },
      {},
      '22:02:11.204 GET /cart 200\n',
      { zone: () => 480 },
    ],
    ['no time', { ...TEXT, time: 'short' }, { time: null }, '             GET /cart 200\n'],
    ['a late record', { ...TEXT, time: 'short' }, { late: true }, '14:02:11.204~GET /cart 200\n'],
    [
      'a late record without its time',
      TEXT,
      { late: true },
      'web-01 ~ GET /cart 200\n',
      { prefix: 'always' },
    ],
    ['the level letter', { ...TEXT, levelLetter: true }, { level: 'warn' }, 'W GET /cart 200\n'],
    ['no level', { ...TEXT, levelLetter: true }, { level: null }, '  GET /cart 200\n'],
    [
      'continuation lines have their source, and blanks for the rest',
      { kind: 'text', time: 'short', levelLetter: true },
      { level: 'error', text: 'Error\n\tat x' },
      '14:02:11.204 E web-01 | Error\n               web-01 | \tat x\n',
      { prefix: 'always' },
    ],
    ['headers would be at every line: a prefix', TEXT, {}, 'web-01 | GET /cart 200\n', { prefix: 'header' }],
    [
      'an error is red',
      TEXT,
      { level: 'error', text: 'a\nb' },
      '\x1b[31ma\x1b[0m\n\x1b[31mb\x1b[0m\n',
      { depth: 4 },
    ],
    ['info has no colour', TEXT, {}, 'GET /cart 200\n', { depth: 4 }],
    [
      "a log's own colour wins",
      TEXT,
      { level: 'error', text: '\x1b[32mok' },
      '\x1b[32mok\x1b[0m\n',
      { depth: 4, terminal: true },
    ],
    ['a terminal gets safe text', TEXT, { text: 'a\x1b[2J\n\x1b]0;x' }, 'a\n0;x\n', { terminal: true }],
  ];
  test.each(table)('%s', async (_title, form, record, printed, changes) => {
    expect(await print(form, [record], changes)).toBe(printed);
  });

  test('sources of one batch have their own prefixes', async () => {
    const printed = await print(TEXT, [{ text: 'a' }, { source: 1, text: 'b' }], { sources: [A, B] });
    expect(printed).toBe('web-01 | a\ndb     | b\n');
  });

  test('a batch is a single write', async () => {
    const { printer, stdout } = started(TEXT);
    await printer.records([sampleRecord(), sampleRecord()]);
    await printer.finish();
    expect(stdout.writes.length).toBe(1);
  });

  test('without time, letter, prefix and colour, only the text remains', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', ' ', '\t', '|', '\n'), maxLength: 20 });
    const records = fc.array(fc.record({ text, level: fc.constantFrom(null, ...LEVELS) }), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(records, async batch => {
        const form: RecordForm = { kind: 'text', time: 'short', levelLetter: true };
        const bytes = batch.map(record => ({ ...record, text: encodeText(record.text) }));
        const printed = await print(form, bytes, { prefix: 'always', depth: 8, terminal: true });
        const plain = printed.replace(/\x1b\[[\d;]*m/g, '').split('\n');
        const lead = '14:02:11.204 E web-01 | '.length;
        const texts = plain.slice(0, -1).map(line => line.slice(lead));
        expect(texts.join('\n')).toBe(bytes.map(record => record.text).join('\n'));
      }),
    );
  });
});

describe('--format', () => {
  const form = (text: string): RecordForm => {
    const parsed = parseTemplate(text);
    if (!parsed.ok) throw new Error(parsed.message);
    return { kind: 'template', template: parsed.template };
  };

  test('prints one exact line each in a pipe', async () => {
    expect(await print(form('{level|short} {text}'), [{ text: '\xff' }, { level: 'error' }])).toBe(
      'I \xff\nE GET /cart 200\n',
    );
  });

  test('values are sanitised on a terminal', async () => {
    const record = { text: 'a\x1b[2J', fields: { k: '\x1b[31mv' } };
    expect(await print(form('{text} {k}'), [record], { terminal: true })).toBe('a v\n');
  });
});

describe('-o json', () => {
  const parse = async (record: Partial<LogRecord>, changes: Partial<RecordPrinterOptions> = {}) =>
    JSON.parse(Buffer.from(await print(JSON_LINES, [record], changes), 'latin1').toString('utf8'));

  test('has the documented fields, in order', async () => {
    const record = await parse({ fields: { status: 200 } });
    expect(Object.entries(record)).toEqual([
      ['host', 'web-01'],
      ['log', 'app'],
      ['path', '/var/log/app.log'],
      ['seq', 1],
      ['received', '2026-11-20T14:02:12.204Z'],
      ['time', '2026-11-20T14:02:11.204Z'],
      ['level', 'info'],
      ['text', 'GET /cart 200'],
      ['fields', { status: 200 }],
    ]);
  });

  test('prints null for what a record does not have', async () => {
    const command = sampleSource(0, 'web-01', 'sys', { kind: 'command', command: 'journalctl' });
    const record = await parse({ time: null, level: null }, { sources: [command] });
    expect(record).toMatchObject({ path: null, time: null, level: null, fields: null });
  });

  test('a time is as precise as in the log', async () => {
    const time = { ms: NOON_ISH, nanos: 5_000, digits: 6 };
    expect((await parse({ time })).time).toBe('2026-11-20T14:02:11.204005Z');
  });

  test('a late record is marked', async () => expect((await parse({ late: true })).late).toBe(true));

  const texts: readonly [title: string, bytes: string, text: string, base64: string | undefined][] = [
    ['UTF-8', '\xc3\xa9', 'é', undefined],
    ['control characters', 'a\0\x1b\n\t"\\', 'a\0\x1b\n\t"\\', undefined],
    ['bytes that are no UTF-8', 'a\xff', 'a\ufffd', 'Yf8='],
    ['a replacement character of its own', '\xef\xbf\xbd', '\ufffd', undefined],
  ];
  test.each(texts)('text: %s', async (_title, bytes, text, base64) => {
    expect(await parse({ text: bytes })).toMatchObject({ text, ...(base64 && { bytes: base64 }) });
    expect((await parse({ text: bytes })).bytes).toBe(base64);
  });

  test('any bytes are recovered from text or bytes', async () => {
    const anyBytes = fc.uint8Array({ maxLength: 40 }).map(bytes => Buffer.from(bytes));
    await fc.assert(
      fc.asyncProperty(anyBytes, fc.boolean(), async (bytes, terminal) => {
        const record = await parse({ text: bytes.toString('latin1') }, { terminal });
        const exact =
          record.bytes === undefined ? Buffer.from(record.text, 'utf8') : Buffer.from(record.bytes, 'base64');
        expect(exact.equals(bytes)).toBe(true);
      }),
    );
  });

  test('on a terminal, only plain characters are printed', async () => {
    const printed = await print(JSON_LINES, [{ text: encodeText('\x9b2J\u202e\x7f') }], { terminal: true });
    expect(printed).toContain('"\\u009b2J\\u202e\\u007f"');
  });
});

const MARKERS: readonly [marker: Marker, text: string, json: object][] = [
  [{ kind: 'rotated', at: NOON_ISH, how: 'renamed' }, 'rotated: the file was renamed', { how: 'renamed' }],
  [
    { kind: 'rotated', at: NOON_ISH, how: 'recreated' },
    'rotated: a new file was created',
    { how: 'recreated' },
  ],
  [{ kind: 'truncated', at: NOON_ISH }, 'truncated: reading restarts at the beginning of the file', {}],
  [
    { kind: 'reconnected', at: NOON_ISH, afterMs: 12_000 },
    'reconnected after 12.0 s, nothing lost',
    { afterMs: 12_000 },
  ],
  [
    { kind: 'gap', at: NOON_ISH, since: NOON_ISH - 5000, bytes: 4096, why: 'the file is gone' },
    'gap: up to 4.10 KB between 2026-11-20T14:02:06.204Z and 2026-11-20T14:02:11.204Z: the file is gone',
    { since: '2026-11-20T14:02:06.204Z', bytes: 4096, why: 'the file is gone' },
  ],
  [
    { kind: 'gap', at: NOON_ISH, since: NOON_ISH, bytes: null, why: 'unknown' },
    'gap: of unknown size at 2026-11-20T14:02:11.204Z: unknown',
    { since: '2026-11-20T14:02:11.204Z', bytes: null, why: 'unknown' },
  ],
  [
    { kind: 'evicted', at: NOON_ISH, records: 3, bytes: 900 },
    '3 records (900 B) left the buffer',
    { records: 3, bytes: 900 },
  ],
  [
    { kind: 'notice', at: NOON_ISH, text: 'filtered locally' },
    'filtered locally',
    { text: 'filtered locally' },
  ],
];

describe('markers', () => {
  test.each(MARKERS)('%j', async (marker, text, json) => {
    const pipe = started(TEXT);
    await pipe.printer.marker(A, marker);
    await pipe.printer.finish();
    expect([pipe.stdout.text, pipe.stderr.text]).toEqual(['', `rtail: web-01: ${text}\n`]);

    const terminal = started(TEXT, { terminal: true, depth: 4 });
    await terminal.printer.marker(A, marker);
    await terminal.printer.finish();
    expect(terminal.stdout.text).toBe(`\x1b[36m┄┄ web-01: ${text} ┄┄\x1b[0m\n`);

    const lines = started(JSON_LINES);
    await lines.printer.marker(A, marker);
    await lines.printer.finish();
    const where = { host: 'web-01', log: 'app', path: '/var/log/app.log' };
    expect(JSON.parse(lines.stdout.text)).toEqual({
      marker: marker.kind,
      ...where,
      at: '2026-11-20T14:02:11.204Z',
      ...json,
    });
  });

  test('a log cannot fake one in JSON', async () => {
    const fake = '{"marker":"gap","host":"web-01"}';
    const printed = await print(JSON_LINES, [{ text: fake, fields: { marker: 'gap' } }]);
    expect(Object.hasOwn(JSON.parse(printed), 'marker')).toBe(false);
  });

  test('a log cannot fake one on a terminal', async () => {
    const real = started(TEXT, { terminal: true, depth: 4 });
    await real.printer.marker(A, { kind: 'truncated', at: 0 });
    await real.printer.finish();
    const printed = await print(TEXT, [{ text: real.stdout.bytes.toString('latin1').trimEnd() }], {
      terminal: true,
      depth: 4,
    });
    expect(Buffer.from(printed, 'latin1').toString('utf8')).not.toContain('┄');
  });
});
