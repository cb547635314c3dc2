import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Canvas } from '../../../src/ui/surface/canvas.ts';
import { PLAIN } from '../../../src/ui/surface/styles.ts';
import { clip, graphemesOf, graphemeWidth, isWider, pad, textWidth } from '../../../src/ui/surface/width.ts';

describe('widths', () => {
  it.each([
    ['plain', 5],
    ['日本', 4],
    ['e\u0301', 1],
    ['🙂', 2],
    ['👨‍👩‍👧', 2],
    ['❤️', 2],
    ['🇫🇷', 2],
    ['\u200b', 0],
    ['한글', 4],
    ['ｱ', 1],
    ['…│', 2],
  ])('%s takes %i', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });

  it.each([
    ['web-01', 10, 'web-01', 'web-01    '],
    ['web-01', 4, 'web…', 'web…'],
    ['日本語', 4, '日…', '日… '],
    ['x', 0, '', ''],
  ])('%s in %i cells', (text, width, clipped, fitted) => {
    expect([clip(text, width), pad(text, width)]).toEqual([clipped, fitted]);
  });
});

describe('the width of a long text', () => {
  const text = fc
    .array(
      fc.constantFrom(
        'a',
        '1',
        ' ',
        'é',
        'e\u0301',
        '日',
        '\u0301',
        '\ufe0f',
        '\u20e3',
        '👨\u200d👩',
        '🇫',
        '…',
      ),
      {
        maxLength: 30,
      },
    )
    .map(parts => parts.join(''));
  const byGraphemes = (line: string): number =>
    [...graphemesOf(line)].reduce((sum, { segment }) => sum + graphemeWidth(segment), 0);

  it('is that of its grapheme clusters, wherever ASCII is between others', () => {
    fc.assert(fc.property(text, line => textWidth(line) === byGraphemes(line)));
  });

  it('is correctly compared with a number of cells', () => {
    fc.assert(
      fc.property(text, fc.nat(30), (line, cells) => isWider(line, cells) === byGraphemes(line) > cells),
    );
  });
});

describe('drawing', () => {
  const shown = (canvas: Canvas): string =>
    Array.from(canvas.grid.cells, cell =>
      (cell & 0x1fffff) === 0 ? '' : canvas.graphemes.text(cell & 0x1fffff),
    ).join('');

  it('excludes a wide glyph that only half fits', () => {
    const canvas = new Canvas(5, 1);
    expect(canvas.text(0, 0, 4, 'abc日', PLAIN)).toBe(3);
    expect(shown(canvas)).toBe('abc  ');
  });

  it('blanks the remaining half of a wide glyph', () => {
    const canvas = new Canvas(6, 1);
    canvas.text(0, 0, 6, '日本語', PLAIN);
    canvas.text(1, 0, 4, 'ab', PLAIN);
    expect(shown(canvas)).toBe(' ab 語');
  });
});
