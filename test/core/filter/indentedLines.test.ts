import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeText } from '../../../src/core/bytes.ts';
import { RecordHeads } from '../../../src/core/records/heads.ts';
import { LineHead } from '../../../src/core/understand/lineHead.ts';
import { LineReader } from '../../../src/core/understand/lineReader.ts';
import { CONTINUATION_STARTS, crashHead } from '../../../src/core/understand/tables/continuationShapes.ts';
import { INDENTED_LINE } from '../../../src/pushdown/filter/lowerLines.ts';
import { LOG } from '../randomLog.ts';
import { EXAMPLES } from '../understand/mutatedLines.ts';

const INDENTED = new RegExp(INDENTED_LINE);
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
