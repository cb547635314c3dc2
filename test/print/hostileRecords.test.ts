import { describe, expect, test } from 'vitest';
import { toByteString } from '../../src/core/bytes.ts';
import type { Fields, LogRecord } from '../../src/core/record.ts';
import { createAssembler } from '../../src/core/records/assemble.ts';
import { recordLines } from '../../src/core/text/recordLines.ts';
import { parseTemplate } from '../../src/core/text/template.ts';
import { UTC } from '../../src/core/text/timeText.ts';
import { createRecordPrinter, type RecordForm } from '../../src/print/recordPrinter.ts';
import { capturedRun, pipeOptions } from './capture.ts';
import { sampleRecord, sampleSource } from './samples.ts';

const A = sampleSource(0, 'web-01');

const template = (text: string): RecordForm => {
  const parsed = parseTemplate(text);
  if (!parsed.ok) throw new Error(text);
  return { kind: 'template', template: parsed.template };
};

const FORMS: readonly (readonly [string, RecordForm, terminal: boolean])[] = [
  ['json', { kind: 'json' }, false],
  ['json on a terminal', { kind: 'json' }, true],
  ['text', { kind: 'text', time: 'off', levelLetter: true }, false],
  ['text on a terminal', { kind: 'text', time: 'full', levelLetter: true }, true],
  ['{fields}', template('{fields}'), false],
  ['{a} and {fields.a.b} on a terminal', template('{a} {fields.a.b} {level}'), true],
];

const nested = (open: string, close: string, depth: number): string =>
  `{"level":"error","a":${open.repeat(depth)}${close.repeat(depth)}}`;

const HOSTILE: readonly (readonly [title: string, line: string])[] = [
  ['arrays 199 deep', nested('[', ']', 199)],
  ['arrays 200 deep', nested('[', ']', 200)],
  ['arrays 5,000 deep', nested('[', ']', 5000)],
  ['arrays 200,000 deep', nested('[', ']', 200_000)],
  ['objects 100,000 deep', `{"level":"error","a":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_001)}`],
  ['deep behind a line format', `2026-11-20 14:02:11 ERROR ${nested('[', ']', 100_000)}`],
  [
    'deep within a container’s JSON',
    JSON.stringify({ log: `${nested('[', ']', 50_000)}\n`, stream: 'stderr', time: '2026-11-20T14:02:11Z' }),
  ],
  ['deep under a key that tells the level', `{"log":${'['.repeat(90_000)}${']'.repeat(90_000)}}`],
  ['deep under a key that tells the time', `{"time":${'['.repeat(90_000)}${']'.repeat(90_000)}}`],
  ['brackets without an end', `{"a":${'['.repeat(100_000)}`],
  ['300,000 keys', `{${Array.from({ length: 300_000 }, (_, i) => `"k${i}":1`).join(',')}}`],
  ['a million empty arrays', `{"a":[${'[],'.repeat(1_000_000)}1]}`],
  ['a key of a megabyte', `{"${'k'.repeat(1 << 20)}":1}`],
  ['a number of 100,000 digits', `{"n":${'9'.repeat(100_000)}}`],
  ['lone surrogates', '{"msg":"\\ud800","\\udfff":"\\udc00"}'],
  ['a prototype', '{"__proto__":{"level":"error"},"constructor":{"name":1},"toString":null}'],
  ['logfmt of 100,000 pairs', `level=error ${'a=1 '.repeat(100_000)}`],
  ['a megabyte of NULs', '\0'.repeat(1 << 20)],
  ['bytes that are no UTF-8', '\xff\xfe\x80'.repeat(1000)],
  ['a command string without an end', `\x1b]0;${'x'.repeat(100_000)}`],
  ['100,000 escapes', '\x1b[31m\x1b'.repeat(100_000)],
];

const assembled = (line: string): LogRecord[] => {
  const assembler = createAssembler({
    source: 0,
    format: { format: null, start: null, timezone: null },
    timezone: null,
    group: true,
  });
  const chunk = toByteString(Buffer.from(`before it\n${line}\nbehind it\n`));
  return [...assembler.push(chunk, 0), ...assembler.flush()];
};

describe.each(FORMS)('%s', (_title, form, terminal) => {
  test.each(HOSTILE)('%s', async (_what, line) => {
    const run = capturedRun();
    const printer = createRecordPrinter({ ...pipeOptions([A]), form, terminal, zone: UTC }, run);
    printer.opened(A);
    await printer.records(assembled(line));
    await printer.finish();
    const printed = run.stdout.bytes.toString('utf8').split('\n');
    if (form.kind === 'json') for (const one of printed.slice(0, -1)) JSON.parse(one);
    if (form.kind !== 'template') expect(printed.length).toBeGreaterThanOrEqual(3);
  });
});

test.each(HOSTILE)('the screen shows %s', (_what, line) => {
  const records = assembled(line);
  const shown = records.flatMap(record => [...recordLines(record, false), ...recordLines(record, true)]);
  expect(shown.join('\n')).toContain('before it');
  expect(shown.join('\n').length).toBeLessThan(2_500_000);
});

/** Fields that cannot be printed: whatever goes wrong with one record, its text is printed. */
const tooDeep = (): never => {
  throw new RangeError('Maximum call stack size exceeded');
};
const BROKEN = new Proxy<Fields>({}, { get: tooDeep, ownKeys: tooDeep, getOwnPropertyDescriptor: tooDeep });

describe('a record that cannot be printed as requested is printed as text, and the rest as requested', () => {
  const batch = [
    sampleRecord({ text: 'one' }),
    sampleRecord({ text: '{"a":1}', fields: BROKEN }),
    sampleRecord({ text: 'three' }),
  ];

  test.each(FORMS)('%s', async (_title, form, terminal) => {
    const run = capturedRun();
    const printer = createRecordPrinter({ ...pipeOptions([A]), form, terminal, zone: UTC }, run);
    printer.opened(A);
    await printer.records(batch);
    await printer.finish();
    const printed = run.stdout.bytes.toString('utf8').split('\n').slice(0, -1);
    expect(printed).toHaveLength(3);
    if (form.kind === 'json')
      expect(JSON.parse(printed[1]!)).toMatchObject({ text: '{"a":1}', fields: null });
    else if (terminal || form.kind === 'template') expect(printed[1]).toContain('{"a":1}');
  });

  test('the same on the screen', () => {
    expect(recordLines(batch[1]!, false)).toEqual(['{"a":1}']);
  });
});
