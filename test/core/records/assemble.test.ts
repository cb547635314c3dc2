import { describe, expect, test } from 'vitest';
import { createAssembler } from '../../../src/core/records/assemble.ts';
import { LINE_FORMATS } from '../../../src/core/understand/tables/lineFormats.ts';
import { assemble, NOW, optionsOf } from '../understand/assembling.ts';

const LINE = '2026-11-20 14:02:11 INFO ready';

describe('an assembler', () => {
  test('keeps the newest record until the next one starts, it has waited long enough, or the source ends', () => {
    const assembler = createAssembler(optionsOf());
    expect(assembler.push(`${LINE}\n`, 1000)).toEqual([]);
    expect(assembler.push(`${LINE}\n`, 1100).map(({ seq }) => seq)).toEqual([1]);
    expect(assembler.expire(1199, 100)).toEqual([]);
    expect(assembler.expire(1200, 100).map(({ seq }) => seq)).toEqual([2]);
    expect(assembler.expire(5000, 100)).toEqual([]);
    assembler.push(`${LINE}\n`, 6000);
    expect(assembler.flush().map(({ seq }) => seq)).toEqual([3]);
    expect(assembler.flush()).toEqual([]);
  });

  test('starts waiting again after each line of a record', () => {
    const assembler = createAssembler(optionsOf());
    assembler.push(`${LINE}\n`, 1000);
    assembler.push('\tat x\n', 1090);
    expect(assembler.expire(1100, 100)).toEqual([]);
    expect(assembler.expire(1190, 100)[0]).toMatchObject({ text: `${LINE}\n\tat x`, received: 1000 });
  });

  test('if a line arrives after its record was returned, returns it as a separate record', () => {
    const assembler = createAssembler(optionsOf());
    assembler.push(`${LINE}\n`, 1000);
    assembler.expire(1100, 100);
    assembler.push('\tat x\n', 1200);
    expect(assembler.flush()[0]).toMatchObject({ text: '\tat x', seq: 2, time: null });
  });

  test('returns an unterminated last line', () => {
    expect(assemble([`${LINE}\n${LINE}`]).length).toBe(2);
  });

  test('reports the source, and when the record’s first byte arrived', () => {
    const [record] = assemble([`${LINE}\n`], { source: 7 });
    expect(record).toMatchObject({ source: 7, seq: 1, received: NOW, late: false });
  });

  test('without grouping, returns each line at once', () => {
    const assembler = createAssembler(optionsOf({ group: false }));
    expect(assembler.push(`${LINE}\n\tat x\n`, 0).map(({ text }) => text)).toEqual([LINE, '\tat x']);
  });

  test('treats everything up to a NUL as one record, including newlines', () => {
    const records = assemble([`${LINE}\n\tat x\0${LINE}\0`], { lineEnd: '\0' });
    expect(records.map(({ text, level }) => [text, level])).toEqual([
      [`${LINE}\n\tat x`, 'info'],
      [LINE, 'info'],
    ]);
  });

  test('returns empty lines too', () => {
    expect(assemble(['\n\na\n'], { group: false }).map(({ text }) => text)).toEqual(['', '', 'a']);
  });
});

/** Pairs each format with a quarter of the lines without a time, in turn; `RTAIL_E2E=full` with all of them. */
const EVERY = process.env['RTAIL_E2E'] === 'full' ? 1 : 4;

test('a line without a time does not inherit one from other lines of its chunk', () => {
  const timeless = LINE_FORMATS.filter(({ time }) => time === null).map(({ example }) => example);
  expect(timeless.length).toBeGreaterThan(10);
  const read = (...chunks: string[]): string => {
    const assembler = createAssembler(optionsOf());
    const records = [...chunks.flatMap(chunk => assembler.push(chunk, NOW)), ...assembler.flush()];
    return JSON.stringify(records.map(({ text, level, time }) => [text, level, time]));
  };
  const different = LINE_FORMATS.flatMap(({ example: before }, row) =>
    timeless
      .filter((_, column) => (row + column) % EVERY === 0)
      .map(line => [`${before}\n`, `${line}\n`] as const)
      .filter(([first, second]) => read(first + second) !== read(first, second)),
  );
  expect(different).toEqual([]);
});
