import { toByteString } from '../../../src/core/bytes.ts';
import { createLineFilter } from '../../../src/core/filter/filter.ts';
import { NO_FILTER } from '../../../src/core/filter/step.ts';
import { wholeLines } from '../../../src/core/lines.ts';
import type { LogRecord } from '../../../src/core/record.ts';
import { createAssembler } from '../../../src/core/records/assemble.ts';
import { plainText, recordLines } from '../../../src/core/text/recordLines.ts';
import { parseTemplate } from '../../../src/core/text/template.ts';
import { UTC } from '../../../src/core/text/timeText.ts';
import { createChunkPrinter } from '../../../src/print/chunkPrinter.ts';
import { createRecordPrinter, type RecordForm } from '../../../src/print/recordPrinter.ts';
import { detailLines } from '../../../src/ui/chrome/detailLines.ts';
import { Canvas } from '../../../src/ui/surface/canvas.ts';
import { PLAIN } from '../../../src/ui/surface/styles.ts';
import { SOFTWARE_RECORDS } from '../../core/understand/softwareLines.ts';
import { capturedRun, pipeOptions } from '../../print/capture.ts';
import { sampleSource } from '../../print/samples.ts';
import { damaged, inChunks } from '../inputs.ts';
import { type FuzzTarget, insist } from '../target.ts';

const A = sampleSource(0, 'web-01');
const SAMPLES = SOFTWARE_RECORDS.map(([, text]) => `${text}\n`);

const TOKENS = [
  '\n',
  '\r\n',
  '\0',
  '\t',
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  '\\u0000',
  '\\ud800',
  ':',
  ',',
  '=',
  ' ',
  '\x1b[',
  '\x1b]0;',
  '\x1b[31m',
  '\x9b',
  '\x90',
  'm',
  '\u202e',
  '\u200b',
  '\ufeff',
  '😀',
  '┄',
  'ERROR',
  'level=',
  '"level":',
  '"time":',
  '"msg":',
  '2026-11-20T14:02:11Z',
  '99999999999999999999',
  '1e999',
  '-0',
  'null',
  '__proto__',
  '    at f(x.js:1)',
  'Caused by: ',
  'Traceback (most recent call last):',
];

const templateForm = (text: string): RecordForm => {
  const parsed = parseTemplate(text);
  if (!parsed.ok) throw new Error(text);
  return { kind: 'template', template: parsed.template };
};

const FORMS: readonly (readonly [RecordForm, terminal: boolean])[] = [
  [{ kind: 'json' }, false],
  [{ kind: 'json' }, true],
  [{ kind: 'text', time: 'full', levelLetter: true }, false],
  [{ kind: 'text', time: 'short', levelLetter: true }, true],
  [
    templateForm(
      '{time:YYYY} {level|short|pad:3} {host} {fields} {msg|oneline|cut:40} {a.b|json} {text|upper}',
    ),
    true,
  ],
];

/** Everything that a terminal obeys, except colours. */
const UNSAFE = /[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]|\x1b(?!\[[\d;:]*m)/;

const assembled = (input: Buffer): LogRecord[] => {
  const assembler = createAssembler({ source: 0, format: A.format, timezone: null, group: true });
  const gate = wholeLines();
  const chunks = [...inChunks(input).map(chunk => gate.push(chunk)), gate.rest()];
  const records = chunks.flatMap(chunk => (chunk === null ? [] : assembler.push(toByteString(chunk), 0)));
  return [...records, ...assembler.flush()];
};

const printed = async (
  records: readonly LogRecord[],
  form: RecordForm,
  terminal: boolean,
): Promise<Buffer> => {
  const run = capturedRun();
  const printer = createRecordPrinter(
    { ...pipeOptions([A]), form, terminal, depth: terminal ? 8 : 0, zone: UTC },
    run,
  );
  printer.opened(A);
  await printer.records(records);
  await printer.finish();
  return run.stdout.bytes;
};

/** The log's own bytes, according to the JSON. */
const bytesOf = (json: string): Buffer => {
  const { text, bytes } = JSON.parse(json) as { readonly text: string; readonly bytes?: string };
  return bytes === undefined ? Buffer.from(text) : Buffer.from(bytes, 'base64');
};

const checkForms = async (input: Buffer, records: readonly LogRecord[]): Promise<void> => {
  for (const [form, terminal] of FORMS) {
    const out = await printed(records, form, terminal);
    if (terminal)
      insist(!UNSAFE.test(out.toString('utf8')), `${form.kind}: an unsafe sequence for a terminal`);
    if (form.kind !== 'json') continue;
    const texts = out.toString('utf8').split('\n').slice(0, -1).map(bytesOf);
    const whole = Buffer.concat(texts.flatMap(text => [text, Buffer.from('\n')]));
    const wanted =
      input.length === 0 || input.at(-1) === 10 ? input : Buffer.concat([input, Buffer.from('\n')]);
    insist(whole.equals(wanted), 'json: not the bytes of the log');
  }
};

const checkRaw = async (input: Buffer): Promise<void> => {
  const run = capturedRun();
  const printer = createChunkPrinter({ ...pipeOptions([A]), raw: true, zeroTerminated: false }, run);
  printer.opened(A);
  const gate = wholeLines();
  for (const chunk of [...inChunks(input).map(piece => gate.push(piece)), gate.rest()])
    if (chunk !== null) await printer.lines(A, chunk);
  await printer.finish();
  insist(run.stdout.bytes.equals(input), 'raw: not the bytes of the log');
};

const FILTERS = [
  { grep: ['E.*R|\\bat\\b'], before: 1, after: 1 },
  { exclude: ['[[:digit:]]{2,}'], maxCount: 3 },
  { records: { time: { since: null, until: null }, level: 'warn', whole: true } },
  { records: { time: { since: 1e12, until: 2e12 }, level: 'info', whole: false }, last: 5 },
] as const;

const checkFilters = (input: Buffer): void => {
  for (const filter of FILTERS) {
    const step = createLineFilter({ ...NO_FILTER, ...filter });
    const gate = wholeLines();
    let length = 0;
    for (const chunk of [...inChunks(input).map(piece => gate.push(piece)), gate.rest()])
      if (chunk !== null && !step.done) length += step.push(toByteString(chunk)).length;
    length += step.end().length;
    insist(length <= 2 * input.length + 10, 'a filter printed more than there is');
  }
};

const checkScreen = (records: readonly LogRecord[]): void => {
  const canvas = new Canvas(80, 4);
  for (const record of records) {
    const details = (['pretty', 'raw', 'about'] as const).flatMap(tab =>
      detailLines(record, A, tab, UTC, 60, record.late),
    );
    const lines = [...recordLines(record, false), ...recordLines(record, true), ...details];
    for (const line of lines) {
      insist(
        !UNSAFE.test(line) && !line.includes('\n'),
        `the screen: an unsafe line ${JSON.stringify(line.slice(0, 200))}`,
      );
      canvas.styled(0, 0, 80, line, PLAIN);
    }
    insist(!UNSAFE.test(plainText(record)), 'copied text is unsafe');
  }
};

export const logOutput: FuzzTarget = {
  name: 'log',
  what: 'log bytes → raw, JSON, text, --format, filters, the screen',
  make: random => damaged(random, SAMPLES, TOKENS),
  async run(input) {
    const records = assembled(input);
    await checkRaw(input);
    await checkForms(input, records);
    checkFilters(input);
    checkScreen(records);
    return records.some(record => record.fields !== null) ? 'with fields' : 'plain';
  },
};
