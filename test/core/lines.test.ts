import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countLines, type LineEnd, wholeLines } from '../../src/core/lines.ts';

const pieces = (chunks: readonly Buffer[], end: LineEnd, longest?: number): Buffer[] => {
  const gate = wholeLines(end, longest);
  const given = chunks.map(chunk => gate.push(chunk));
  return [...given, gate.rest()].filter(piece => piece !== null);
};

const cutAt = (bytes: Buffer, cuts: readonly number[]): Buffer[] => {
  const places = [0, ...cuts.map(cut => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return places.slice(1).map((to, index) => bytes.subarray(places[index], to));
};

const lineLike = fc
  .array(fc.constantFrom(0, 10, 13, 97, 0xc3, 0xa9, 0xff), { maxLength: 60 })
  .map(Buffer.from);

describe('wholeLines', () => {
  const table: readonly [title: string, chunks: string[], given: string[]][] = [
    ['passes whole lines', ['a\nb\n'], ['a\nb\n']],
    ['joins a line cut in three', ['a', 'b', 'c\n'], ['abc\n']],
    ['holds back what follows the last end', ['a\nb', 'c\nd\ne'], ['a\n', 'bc\nd\n', 'e']],
    ['keeps empty lines', ['\n\n', '\n'], ['\n\n', '\n']],
    ['keeps CR LF cut between its bytes', ['a\r', '\nb\r\n'], ['a\r\nb\r\n']],
    ['gives nothing for nothing', ['', ''], []],
  ];
  test.each(table)('%s', (_title, chunks, given) => {
    const got = pieces(
      chunks.map(text => Buffer.from(text)),
      '\n',
    );
    expect(got.map(String)).toEqual(given);
  });

  test('with -z, NUL ends lines, and a newline does not', () => {
    expect(pieces([Buffer.from('a\nb\0c'), Buffer.from('\0')], '\0').map(String)).toEqual(['a\nb\0', 'c\0']);
  });

  test('any chunking yields the same bytes, and every piece except the last ends a line', () => {
    fc.assert(
      fc.property(
        lineLike,
        fc.array(fc.nat(), { maxLength: 8 }),
        fc.constantFrom<LineEnd>('\n', '\0'),
        (bytes, cuts, end) => {
          const got = pieces(cutAt(bytes, cuts), end);
          expect(Buffer.concat(got)).toEqual(bytes);
          const lastEnd = bytes.lastIndexOf(end) + 1;
          const rest = lastEnd < bytes.length ? got.pop() : undefined;
          expect(rest ?? Buffer.alloc(0)).toEqual(bytes.subarray(lastEnd));
          for (const piece of got) expect(piece.at(-1)).toBe(end.charCodeAt(0));
        },
      ),
    );
  });

  test('a chunk that is whole lines passes uncopied', () => {
    const chunk = Buffer.from('a\nb\n');
    expect(wholeLines().push(chunk)).toBe(chunk);
  });

  test('a 50 MB line in 32 KB chunks is returned exactly, in one piece', () => {
    const chunk = Buffer.alloc(32 * 1024, 'x');
    const gate = wholeLines('\n', 64 * 1024 * 1024);
    for (let count = 0; count < 1600; count++) expect(gate.push(chunk)).toBeNull();
    const line = gate.push(Buffer.from('\nnext'));
    expect(line?.length).toBe(1600 * chunk.length + 1);
    expect(line?.indexOf('\n')).toBe(1600 * chunk.length);
    expect(String(gate.rest())).toBe('next');
  });

  test('a line over the maximum is returned in pieces, completely', () => {
    const chunks = ['ok\nabc', 'defg', 'hij', '\nz\n'].map(text => Buffer.from(text));
    expect(pieces(chunks, '\n', 5).map(String)).toEqual(['ok\n', 'abcdefg', 'hij\nz\n']);
  });
});

describe('countLines', () => {
  test.each([
    ['', '\n', 0],
    ['\n', '\n', 1],
    ['a', '\n', 1],
    ['a\n', '\n', 1],
    ['a\n\nb', '\n', 3],
    ['a\n\0b\0', '\0', 2],
  ] as const)('%j by %j', (chunk, end, lines) => {
    expect(countLines(Buffer.from(chunk), end)).toBe(lines);
  });
});
