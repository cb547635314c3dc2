import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeText } from '../../../src/core/bytes.ts';
import { RecordHeads } from '../../../src/core/records/heads.ts';
import { LineHead, NO_LEVEL } from '../../../src/core/understand/lineHead.ts';
import { LineReader } from '../../../src/core/understand/lineReader.ts';
import { CONTINUATION_STARTS, crashHead } from '../../../src/core/understand/tables/continuationShapes.ts';
import { LEVEL_WORDS } from '../../../src/core/understand/tables/levelWords.ts';
import {
  HEADED_LINE,
  INDENTED_LINE,
  MARGIN_LINE,
  TRACEBACK_LINE,
} from '../../../src/pushdown/filter/continuingLines.ts';
import { LOG } from '../randomLog.ts';
import { EXAMPLES } from '../understand/mutatedLines.ts';

const INDENTED = new RegExp(INDENTED_LINE);
const MARGIN = new RegExp(MARGIN_LINE);
const HEADED = new RegExp(HEADED_LINE);
const TRACEBACK = new RegExp(TRACEBACK_LINE);
const blanks = fc.constantFrom(' ', '\t', '  ', '    ', '\t\t', ' \t');
const texts = fc.oneof(
  fc.constantFrom(...EXAMPLES, ...CONTINUATION_STARTS).map(encodeText),
  fc
    .tuple(
      fc.constantFrom(...'az"\'(.~^)}', 'File "', 'at ', 'error: ', 'level=error ', 'a\0', '"level":"error"'),
      fc.constantFrom(...EXAMPLES).map(encodeText),
    )
    .map(([start, text]) => start + text),
);

it('an indented line has no head, and starts no trace', () => {
  let seen = 0;
  const reader = new LineReader(null);
  const reading = new LineHead();
  const property = fc.property(blanks, texts, (blank, text) => {
    const line = `${blank}${text}`.replaceAll('\n', '');
    fc.pre(INDENTED.test(line));
    seen++;
    expect(reader.read(line, 0, line.length, reading)).toBe(false);
    expect(reading.wraps).toBe(false);
    expect(crashHead(line, 0, line.length).trace).toBe('none');
  });
  fc.assert(property, { numRuns: 3000 });
  expect(seen).toBeGreaterThan(1000);
});

it('where indented lines belong to the last record, they change nothing about later lines', () => {
  let taken = 0;
  const line = fc.oneof(
    fc.constantFrom(...EXAMPLES).map(encodeText),
    fc.constantFrom(...CONTINUATION_STARTS).map(encodeText),
    fc.tuple(blanks, texts).map(([blank, text]) => blank + text),
  );
  const property = fc.property(fc.array(line, { minLength: 2, maxLength: 25 }), blanks, (lines, blank) => {
    const plain = new RecordHeads(LOG);
    const more = new RecordHeads(LOG);
    for (const text of lines.flatMap(part => part.split('\n'))) {
      const begins = plain.begins(text, 0, text.length);
      expect(more.begins(text, 0, text.length)).toBe(begins);
      expect(more.record).toBe(plain.record);
      expect(more.reading.level).toBe(plain.reading.level);
      expect(more.takesIndented).toBe(plain.takesIndented);
      if (!plain.takesIndented) continue;
      const indented = `${blank}at a.b(C.java:1) {`;
      expect(more.begins(indented, 0, indented.length)).toBe(false);
      expect(more.record).toBe(plain.record);
      taken++;
    }
  });
  fc.assert(property, { numRuns: 1500 });
  expect(taken).toBeGreaterThan(1000);
});

const classes = fc
  .array(
    fc.constantFrom(
      ...['java.', 'Io', 'Nov', 'fatal', 'error', 'WARN', 'x$Y', '_', 'Timeout', 'node', 'lua'],
    ),
    {
      minLength: 0,
      maxLength: 4,
    },
  )
  .chain(parts =>
    fc.constantFrom('Exception', 'Error', 'Throwable', 'Fault').map(last => `${parts.join('')}${last}`),
  );
const LEVELS = LEVEL_WORDS.flatMap(([, , words]) => words.split(' '));
const message = fc.oneof(
  fc.constantFrom(...EXAMPLES, ...CONTINUATION_STARTS).map(encodeText),
  fc
    .tuple(
      fc.constantFrom(
        '',
        '',
        '  ',
        'Nov 20 14:02:11 ',
        '2026-11-20 14:02:11 ',
        '- ',
        'x',
        'Fatal ',
        "'",
        'a b ',
      ),
      fc.constantFrom(
        ...LEVELS,
        ...LEVELS.map(word => word.toUpperCase()),
        'x',
        'BWarning',
        'Connection refused',
      ),
      fc.constantFrom(
        ': ',
        ' ',
        ']',
        ' A0: ',
        ': ASSERTION ',
        ' [20/Nov/2026:14:02:11 +0000] ',
        '=',
        '\t',
        '#033]0;a b#007: ',
        '\x1bM: ',
        '\0: ',
        '#033[0m',
      ),
      fc.constantFrom(...EXAMPLES).map(encodeText),
    )
    .map(parts => parts.join('')),
);
const margin = fc
  .oneof(
    fc
      .tuple(
        fc.constantFrom(
          'Caused by: ',
          'Suppressed: ',
          'Wrapped by: ',
          'The above exception was ',
          'During handling of the above ',
        ),
        fc.oneof(message, classes),
      )
      .map(parts => parts.join('')),
    fc.tuple(classes, fc.constantFrom(': ', ': ', ': ', ':', ' (', ''), message).map(parts => parts.join('')),
    classes,
    fc.constantFrom(...EXAMPLES, ...CONTINUATION_STARTS).map(encodeText),
    fc.constant('Traceback (most recent call last):'),
  )
  .map(line => line.replaceAll('\n', ''));
const isMargin = (line: string): boolean => MARGIN.test(line) && !HEADED.test(line);

it('a line of a trace at column 0 has no head, and certainly starts none', () => {
  let seen = 0;
  const reader = new LineReader(null);
  const reading = new LineHead();
  const property = fc.property(margin, fc.constantFrom('', '', '\r'), (text, end) => {
    const line = text + end;
    fc.pre(isMargin(line) || TRACEBACK.test(line));
    seen++;
    expect(reader.read(line, 0, line.length, reading)).toBe(false);
    expect(reading.wraps).toBe(false);
    const { trace, level } = crashHead(line, 0, line.length);
    if (TRACEBACK.test(line)) expect(trace).toBe('python');
    else expect(level === NO_LEVEL || trace === 'exception').toBe(true);
  });
  fc.assert(property, { numRuns: 6000 });
  expect(seen).toBeGreaterThan(2000);
});

it('after a record with a time and a level, such lines change nothing about later lines', () => {
  let taken = 0;
  const start = fc.constantFrom('INFO', 'WARN', 'ERROR').map(level => `2026-11-20 14:02:11 ${level} x`);
  const other = fc.oneof(
    fc.tuple(blanks, texts).map(([blank, text]) => blank + text),
    fc.constantFrom(...CONTINUATION_STARTS, ...EXAMPLES).map(encodeText),
    margin,
    start,
  );
  const some = fc.array(margin.filter(isMargin), { maxLength: 4 });
  const property = fc.property(start, some, fc.array(other, { maxLength: 12 }), (first, more, lines) => {
    const plain = new RecordHeads(LOG);
    const longer = new RecordHeads(LOG);
    for (const heads of [plain, longer]) heads.begins(first, 0, first.length);
    for (const text of more) {
      expect(longer.begins(text, 0, text.length)).toBe(false);
      expect(longer.reading.level).toBe(NO_LEVEL);
      taken++;
    }
    for (const text of lines.flatMap(part => part.split('\n'))) {
      const begins = plain.begins(text, 0, text.length);
      expect(longer.begins(text, 0, text.length)).toBe(begins);
      expect(longer.record).toBe(plain.record);
      expect(longer.reading.level).toBe(plain.reading.level);
    }
  });
  fc.assert(property, { numRuns: 1500 });
  expect(taken).toBeGreaterThan(1000);
});

it('a wanted record takes one traceback', () => {
  for (const [level, joins] of [
    ['INFO', false],
    ['WARN', true],
    ['ERROR', true],
    ['FATAL', true],
  ] as const) {
    const heads = new RecordHeads(LOG);
    const lines = [`2026-11-20 14:02:11 ${level} x`, 'Traceback (most recent call last):'];
    expect(lines.map(line => heads.begins(line, 0, line.length))).toEqual([true, !joins]);
    const again = 'Traceback (most recent call last):';
    expect(heads.begins(again, 0, again.length)).toBe(true);
  }
});
