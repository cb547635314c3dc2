import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellRows, sliceCells, styledWidth, withoutSgr } from '../../../src/ui/log/styledText.ts';

describe('a part of a styled line', () => {
  it.each([
    ['plain text', 2, 5, 'ain t'],
    ['日本語', 1, 4, ' 本'],
    ['日本語', 0, 3, '日'],
    ['a\x1b[31mbcd\x1b[0me', 2, 2, '\x1b[31mcd'],
    ['a\x1b[31mbcd\x1b[0me', 4, 5, '\x1b[31m\x1b[0me'],
    ['short', 9, 4, ''],
  ])('%j from cell %i, %i wide', (text, from, width, part) => {
    expect(sliceCells(text, from, width)).toBe(part);
  });

  it('is never wider than requested, and the parts of a line without wide glyphs add up to the line', () => {
    const text = fc
      .array(fc.constantFrom('a', 'é', '─', '\x1b[1m', '\x1b[0m', ' '), { maxLength: 40 })
      .map(list => list.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9 }), (line, width) => {
        const parts = Array.from({ length: Math.ceil(styledWidth(line) / width) }, (_, i) =>
          sliceCells(line, i * width, width),
        );
        expect(parts.every(part => styledWidth(part) <= width)).toBe(true);
        expect(parts.map(withoutSgr).join('')).toBe(withoutSgr(line));
      }),
    );
  });
});

describe('rows of cells', () => {
  it.each([
    ['plain', 'abcdef', 4, ['abcd', 'ef']],
    ['exactly full', 'abcd', 4, ['abcd']],
    ['a wide glyph that does not fit', 'abc日d', 4, ['abc', '日d']],
    ['colours continue', '\x1b[31mabcdef\x1b[0mgh', 4, ['\x1b[31mabcd', '\x1b[31mef\x1b[0mgh']],
    ['a glyph wider than a row', '日', 1, ['日']],
    ['nothing', '', 4, ['']],
  ])('%s', (_title, text, width, rows) => {
    expect(cellRows(text, width)).toEqual(rows);
  });

  it('take time linear in the text', () => {
    expect(cellRows('日本語 é '.repeat(40_000), 60).length).toBeGreaterThan(5000);
  });
});
