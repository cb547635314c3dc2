import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../../../src/core/record.ts';
import type { RecordSink, SourceSink } from '../../../src/session/events.ts';
import { latestRecords, limitLines, limitRecords } from '../../../src/session/records/limit.ts';
import { sampleRecord, sampleSource } from '../../print/samples.ts';

const source = sampleSource(0, 'web-01');

const collectLines = (): { sink: SourceSink; text(): string } => {
  const chunks: Buffer[] = [];
  const nothing = (): void => {};
  return {
    sink: {
      opened: nothing,
      marker: nothing,
      state: nothing,
      lines: (_source, chunk) => void chunks.push(chunk),
    },
    text: () => Buffer.concat(chunks).toString(),
  };
};

const collectRecords = (): { sink: RecordSink; texts(): string[] } => {
  const records: LogRecord[] = [];
  const nothing = (): void => {};
  return {
    sink: { opened: nothing, marker: nothing, state: nothing, records: batch => void records.push(...batch) },
    texts: () => records.map(({ text }) => text),
  };
};

const numbered = (count: number): LogRecord[] =>
  Array.from({ length: count }, (_, index) => sampleRecord({ text: `${index}` }));

describe('limitLines', () => {
  test.each([
    ['cuts within a chunk', 2, ['a\nb\nc\n'], 'a\nb\n', 1],
    ['counts across chunks', 2, ['a\n', 'b\nc\n', 'd\n'], 'a\nb\n', 1],
    ['is not full before the last line that it accepts', 3, ['a\nb\n'], 'a\nb\n', 0],
    ['an unterminated last line counts', 2, ['a\n', 'b'], 'a\nb', 1],
    ['pieces of a long line are one line', 2, ['a\n', 'b', 'b', 'b\nc\n'], 'a\nbbb\n', 1],
    ['an empty line counts', 2, ['\n\n\n'], '\n\n', 1],
  ])('%s', (_title, limit, chunks, expected, full) => {
    const { sink, text } = collectLines();
    let calls = 0;
    const limited = limitLines(sink, { limit, zeroTerminated: false, onFull: () => calls++ });
    for (const chunk of chunks) limited.lines(source, Buffer.from(chunk));
    limited.state(source, { kind: 'done' });
    expect([text(), calls]).toEqual([expected, full]);
  });

  test('lines may end in NUL', () => {
    const { sink, text } = collectLines();
    limitLines(sink, { limit: 1, zeroTerminated: true, onFull: () => {} }).lines(
      source,
      Buffer.from('a\nb\0c\0'),
    );
    expect(text()).toBe('a\nb\0');
  });

  test('any chunking results in the first lines', () => {
    const line = fc.stringMatching(/^[a-c]{0,3}$/);
    fc.assert(
      fc.property(fc.array(fc.array(line)), fc.integer({ min: 1, max: 9 }), (chunks, limit) => {
        const { sink, text } = collectLines();
        const limited = limitLines(sink, { limit, zeroTerminated: false, onFull: () => {} });
        for (const lines of chunks)
          if (lines.length > 0) limited.lines(source, Buffer.from(`${lines.join('\n')}\n`));
        expect(text()).toBe(
          chunks
            .flat()
            .slice(0, limit)
            .map(one => `${one}\n`)
            .join(''),
        );
      }),
    );
  });
});

describe('limitRecords and latestRecords', () => {
  test('the first records in total, and `onFull` once', () => {
    const { sink, texts } = collectRecords();
    let full = 0;
    const limited = limitRecords(sink, { limit: 3, onFull: () => full++ });
    limited.records(numbered(2));
    limited.records(numbered(5));
    limited.records(numbered(1));
    expect([texts(), full]).toEqual([['0', '1', '0'], 1]);
  });

  test.each([
    [0, 5, []],
    [2, 5, ['3', '4']],
    [9, 2, ['0', '1']],
    [3, 4000, ['3997', '3998', '3999']],
  ])('the latest %i of %i', (count, all, expected) => {
    const { sink, texts } = collectRecords();
    const latest = latestRecords(sink, count);
    for (const record of numbered(all)) latest.records([record]);
    expect(texts()).toEqual([]);
    latest.end();
    expect(texts()).toEqual(expected);
  });
});
