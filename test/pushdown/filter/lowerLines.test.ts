import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ByteString, encodeText, fromByteString, toByteString } from '../../../src/core/bytes.ts';
import { createLineFilter } from '../../../src/core/filter/filter.ts';
import type { LocalFilter } from '../../../src/core/filter/step.ts';
import { LEVELS, type Level } from '../../../src/core/level.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import { wholeFilter } from '../../../src/pushdown/filter/filterStages.ts';
import { lowerLines, lowerStage } from '../../../src/pushdown/filter/lowerLines.ts';
import { splitRecords } from '../../../src/pushdown/filter/recordStages.ts';
import type { Stage } from '../../../src/pushdown/script/stage.ts';
import { LOG } from '../../core/randomLog.ts';
import { EXAMPLES } from '../../core/understand/mutatedLines.ts';
import { SMALL_LEVELS, variant } from '../../core/variant.ts';
import { GNU } from '../runRemote.ts';
import { shapedLog } from '../shapedLogs.ts';

const asked = (level: Level, sample: readonly ByteString[], more: Partial<Query> = {}): Query => ({
  ...EVERYTHING,
  level,
  ...more,
  findings: { start: null, span: null, size: null, sample },
});

/** Filters a text, in chunks of so many lines; 0: at once. */
const filtered = (local: LocalFilter, text: ByteString, chunkLines: number): ByteString => {
  const filter = createLineFilter(local, LOG);
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  let out = '';
  for (let at = 0; at < lines.length; at += chunkLines || lines.length)
    out += filter.push(lines.slice(at, at + (chunkLines || lines.length)).join(''));
  return out + filter.end();
};

/** The same for bytes. */
const filteredBytes = (local: LocalFilter, text: ByteString, chunkLines: number): ByteString => {
  const filter = createLineFilter(local, LOG);
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const out: Buffer[] = [];
  for (let at = 0; at < lines.length; at += chunkLines || lines.length)
    out.push(filter.pushBytes!(fromByteString(lines.slice(at, at + (chunkLines || lines.length)).join(''))));
  return toByteString(Buffer.concat(out)) + filter.end();
};

const grep = ({ words }: Stage, text: ByteString): ByteString => {
  const [program, ...rest] = words as string[];
  const { stdout } = spawnSync(program!, rest, {
    input: fromByteString(text),
    env: { ...process.env, LC_ALL: 'C' },
  });
  return toByteString(stdout);
};

/** Lines that continue records, or seem to. */
const others = fc.constantFrom(
  '\tat com.shop.Cart.add(Cart.java:31)',
  'Caused by: x',
  '',
  '--',
  '  WARN in a trace',
  'Traceback (most recent call last):',
  '  File "x.py", line 3',
  '    return f(x)',
  '\tat a.b.C.d(C.java:1)',
  '   ... 3 more {',
  ' \t',
  '  info: x',
  '  \x1b[31mERROR x',
  '  a#033[0m',
  '  {"level":"error"}',
  'ValueError: x',
  'ValueError: Wrong value',
  'ValueError: error: x',
  'ValueError',
  'During handling of the above exception, another exception occurred:',
  'The above exception was the direct cause of the following exception:',
  'Caused by: a.b.CException: error: x',
  'Suppressed: java.io.IOException: x',
  'a.b.CException: Nov 20 14:02:11 ERROR x',
  "thread 'main' panicked at x.rs:3:4",
  'Traceback (most recent call last):\r',
  'panic: x',
  'goroutine 1 [running]:',
  '2026-11-20T14:02:11Z goroutine 1 [running]:',
  '2026-11-20T14:02:11Z \tat a.b',
  '2026-11-20T14:02:11Z Traceback (most recent call last):',
  'main.main()',
  '{',
  '}',
  '\0\0',
  '\x1b[31mplain\x1b[0m',
  'plain words',
  'java.lang.IllegalStateException: x',
  'Nov 20 14:02:11 web-1 app[7]: starting',
  'Nov 20 14:02:11 web-1 app[7]: \tat a.b.C.d(C.java:1)',
  'Nov 20 14:02:11 web-1 app[7]: panic: x',
  '{"log":"half","stream":"stdout","time":"2026-11-20T14:02:11Z"}',
  'x'.repeat(70_000),
);

/** Programs with lines that can be left out. */
const PROGRAMS = EXAMPLES.map(line => variant(line, 1, 7)).filter(
  line => !line.includes('\n') && lowerLines(asked('error', [encodeText(line)])) !== null,
);

const programLog = fc.constantFrom(...PROGRAMS).chain(example =>
  fc
    .tuple(
      fc.array(
        fc.oneof(
          {
            weight: 12,
            arbitrary: fc
              .tuple(fc.constantFrom(0, 1, 1, 1, 2, 3, 4), fc.nat(9))
              .map(([level, digit]) => variant(example, level, digit)),
          },
          // Only a newline ends a line.
          {
            weight: 1,
            arbitrary: fc
              .tuple(fc.nat(4), fc.nat(4), fc.constantFrom('\r', '\r\r', '\u2028'))
              .map(
                ([one, other, between]) => variant(example, one, 7) + between + variant(example, other, 7),
              ),
          },
          { weight: 2, arbitrary: others },
          { weight: 1, arbitrary: fc.constantFrom(...EXAMPLES) },
        ),
        { minLength: 2, maxLength: 60 },
      ),
      fc.constantFrom('\n', '\n', '\r\n'),
      fc.constantFrom('\n', '', '\r\n'),
    )
    .map(([lines, between, end]) => encodeText(lines.join(between) + end)),
);

it('leaves out nothing that filtering the whole log by level would find', () => {
  let bytesTaken = 0;
  fc.assert(
    fc.property(
      fc.oneof({ weight: 4, arbitrary: programLog }, shapedLog(25)),
      fc.constantFrom(...LEVELS),
      fc.constantFrom<Partial<Query>>(
        {},
        {},
        { grep: ['[3-7]$'] },
        { exclude: ['x'] },
        { record: true, grep: ['x'] },
      ),
      fc.double({ min: 0.05, max: 1, noNaN: true }),
      (text, level, more, share) => {
        const lines = text.split('\n').slice(0, -1);
        const query = asked(level, lines.slice(0, Math.ceil(lines.length * share)), more);
        const found = lowerLines(query);
        fc.pre(found !== null);
        const left = grep(lowerStage(found, level, GNU)!, text);
        const whole = wholeFilter(query);
        const expected = filtered(whole, text, 0);
        expect(filtered(whole, left, 0)).toBe(expected);
        // The same without reading most lines, in chunks of any size.
        const skimming = { ...whole, records: { ...whole.records!, certain: found.certain } };
        expect(filtered(skimming, left, lines.length % 7)).toBe(expected);
        expect(filtered(skimming, text, lines.length % 5)).toBe(expected);
        expect(filteredBytes(skimming, text, 0)).toBe(expected);
        expect(filteredBytes(skimming, text, lines.length % 6)).toBe(expected);
        expect(filteredBytes(skimming, left, lines.length % 3)).toBe(expected);
        if (more.grep === undefined && more.exclude === undefined) bytesTaken += text.length;
        // Only logs of which something is left out count as runs.
        fc.pre(left.length < text.length);
      },
    ),
    { numRuns: Number(process.env['RUNS'] ?? 40) },
  );
  expect(bytesTaken).toBeGreaterThan(1000);
}, 600_000);

it.each([
  ['{"level":30,"time":1795000000000,"msg":"x"}', '{"level":50,"time":1795000000001,"msg":"y"}'],
  [
    '{"time":"2026-11-20T14:02:11Z","level":"info","msg":"x"}',
    '{"time":"2026-11-20T14:02:12Z","level":"error","msg":""}',
  ],
  [
    '10.0.0.9 - - [20/Nov/2026:14:02:11 +0000] "GET / HTTP/1.1" 200 5',
    '10.0.0.9 - - [20/Nov/2026:14:02:12 +0000] "GET /x HTTP/1.1" 503 0',
  ],
])('knows lines at a level that the sample lacks: %s', (one, other) => {
  for (const [inSample, level] of [
    [one, 'error'],
    [other, 'error'],
    [one, 'debug'],
  ] as const) {
    const read = asked(level, [inSample]);
    const { certain } = lowerLines({ ...read, findings: { ...read.findings!, isNear: true } })!;
    const test = (ere: string, line: string): boolean => ere !== '' && new RegExp(ere).test(line);
    expect(test(certain.wanted, other)).toBe(true);
    expect(test(certain.lower, other)).toBe(false);
    expect(test(certain.lower, one)).toBe(level === 'error');
    expect(test(certain.wanted, one)).toBe(level === 'debug');
  }
});

/** Parts of texts that may be skipped where a line is read, and what must not be mistaken for them. */
const hostile = fc.constantFrom(
  ...['#033]', '#033]', '#033', '#033[0m', '#007', '#007', '#', '##', '#0', '#1', '#03', '033]', '3', '0'],
  ...['\x1b]', '\x1b', '\x07', '\0', '"', '\\', '\\', ' ', 'x', 'é', ']', '[0m', '<a>', '","level":"error'],
);
const harmless = fc.constantFrom('#', '##', '#1', '# ', '#<a>', 'x', ' ', '7');
const joinedUp = (parts: readonly string[]): string => parts.join('');
const pieces = fc.oneof(
  fc.array(hostile, { maxLength: 5 }).map(joinedUp),
  fc.array(harmless, { maxLength: 5 }).map(joinedUp),
);
/** Writes a string as JSON, but for some characters that are not escaped. */
const lax = (text: string, unescaped: string): string =>
  JSON.stringify(text)
    .replaceAll('\\u001b', '\x1b')
    .replaceAll('\\u0007', '\x07')
    .replaceAll('\\u0000', unescaped);
const escapedLine = fc
  .tuple(fc.nat(2), fc.constantFrom(1, 1, 2, 3), pieces, pieces, fc.constantFrom('\0', '\\u0000'), fc.nat(9))
  .map(([kind, level, one, other, nul, n]) => {
    if (kind === 0)
      return `10.0.0.9 - ${n === 0 ? one.replaceAll(' ', '') : '-'} [20/Nov/2026:14:02:1${n} +0000] "GET /${one} HTTP/1.1" ${level + 1}00 5 "${other}" "x"`;
    const [first, last] = [lax(one, nul), lax(other, nul)];
    return kind === 1
      ? `{"a":${first},"level":"${SMALL_LEVELS[level]}","time":"2026-11-20T14:02:1${n}Z","msg":${last}}`
      : `{"time":179500000${n},"level":${level * 10 + 20},"a":${first},"msg":${last}}`;
  });

it('reads lines in which escape sequences may span other fields', () => {
  let taken = 0;
  fc.assert(
    fc.property(
      fc.array(escapedLine, { minLength: 1, maxLength: 40 }),
      fc.constantFrom(...LEVELS),
      (lines, level) => {
        const sample = [
          '10.0.0.9 - - [20/Nov/2026:14:02:11 +0000] "GET / HTTP/1.1" 200 5 "-" "x"',
          '10.0.0.9 - - [20/Nov/2026:14:02:11 +0000] "GET / HTTP/1.1" 500 5 "-" "x"',
          ...['info', 'error'].map(
            word => `{"a":"x","level":"${word}","time":"2026-11-20T14:02:11Z","msg":""}`,
          ),
          ...[30, 50].map(word => `{"time":1795000000,"level":${word},"a":"x","msg":""}`),
        ];
        const read = asked(level, [...sample, ...lines.map(encodeText)]);
        const query = { ...read, findings: { ...read.findings!, isNear: true as const } };
        const { certain } = lowerLines(query)!;
        const text = encodeText(lines.map(line => `${line.replaceAll('\n', '')}\n`).join(''));
        const whole = wholeFilter(query);
        const skimming = { ...whole, records: { ...whole.records!, certain } };
        const expected = filtered(whole, text, 0);
        expect(filteredBytes(skimming, text, 0)).toBe(expected);
        expect(filtered(skimming, text, 3)).toBe(expected);
        if (certain.lower !== '')
          expect(filtered(whole, grep(lowerStage({ certain, left: 0 }, level, GNU)!, text), 0)).toBe(
            expected,
          );
        const lower = new RegExp(certain.lower || '$x');
        taken += lines.filter(line => lower.test(encodeText(line)) && line.includes('#')).length;
      },
    ),
    { numRuns: Number(process.env['RUNS'] ?? 100) },
  );
  expect(taken).toBeGreaterThan(50);
}, 600_000);

/** Traces as programs print them, and lines that differ from these a little. */
const traced = fc.constantFrom(
  ...[
    'Traceback (most recent call last):',
    '  File "x.py", line 3, in f',
    '    return f(x)',
    '\tat a.b(C.java:1)',
  ],
  ...[
    'ValueError: x',
    "a.b.KeyError: 'x'",
    'a.b.CException',
    'a.b.CException: Connection refused',
    'Error: x',
  ],
  ...['Caused by: a.b.CException: x', 'Suppressed: a.b.CException: x', '\t... 3 more', '', 'plain words'],
  ...['During handling of the above exception, another exception occurred:', 'ValueError: error: x'],
  ...['panic: x', 'main.main()', 'goroutine 1 [running]:', 'SomeError: Nov 20 14:02:11 ERROR x', '}', ']'],
  ...['Traceback (most recent call last)', 'Exception in thread "main" a.b.CException: x', "x.rb:3:in `f'"],
);
const tracedLine = fc.oneof(
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('INFO', 'WARN', 'ERROR', 'FATAL')
      .map(level => `2026-11-20 14:02:11,204 ${level} x`),
  },
  { weight: 5, arbitrary: traced },
);

it('finds the same in logs with traces', () => {
  const sample = ['INFO', 'WARN', 'ERROR', 'FATAL'].map(level => `2026-11-20 14:02:11,204 ${level} x`);
  const findings = { start: null, span: null, size: 1e6, sample, isNear: true } as const;
  // What is certain depends on the sample, not on the log.
  const filters = LEVELS.map(level => {
    const query = asked(level, sample);
    const { certain } = lowerLines({ ...query, findings })!;
    expect(certain.continuing).toBeDefined();
    const whole = wholeFilter(query);
    return { whole, skimming: { ...whole, records: { ...whole.records!, certain } } };
  });
  let found = 0;
  const property = fc.property(
    fc.array(tracedLine, { minLength: 3, maxLength: 60, size: 'max' }),
    fc.constantFrom(...filters),
    fc.constantFrom('\n', '\n', '\r\n'),
    fc.nat(7),
    (lines, { whole, skimming }, between, chunkLines) => {
      const text = lines.join(between) + between;
      const expected = filtered(whole, text, 0);
      expect(filteredBytes(skimming, text, chunkLines)).toBe(expected);
      expect(filteredBytes(skimming, text, 0)).toBe(expected);
      if (expected.includes('Traceback')) found++;
    },
  );
  fc.assert(property, { numRuns: 2000 });
  expect(found).toBeGreaterThan(500);
}, 600_000);

it.each([
  ['many lines', 4, '65536'],
  ['rare lines', 200, undefined],
])('lets awk read and write blocks as large as the grep before it: %s', (_, every, size) => {
  const sample = Array.from({ length: 400 }, (_, n) =>
    encodeText(`2026-11-20T14:02:11.204Z ${n % every === 0 ? 'ERROR' : 'INFO'} shop.Cart - order ${n}`),
  );
  const query = asked('error', sample);
  const [lower, select] = splitRecords(query, wholeFilter(query), GNU, false).stages;
  expect(lower!.words[0]).toBe('grep');
  expect(select!.words[0]).toBe('awk');
  expect([lower!.inLargeBlocks, select!.inLargeBlocks]).toEqual([size !== undefined, size !== undefined]);
  expect(select!.env['AWKBUFSIZE']).toBe(size);
});
