import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EMPTY_LINE,
  lineOf,
  lineText,
  lineWindow,
  pasteText,
  typeKey,
} from '../../../src/ui/state/lineEdit.ts';
import { textWidth } from '../../../src/ui/surface/width.ts';

const typed = (...keys: string[]): string => {
  const { text, at } = keys.reduce(typeKey, EMPTY_LINE);
  return `${text.slice(0, at).join('')}|${text.slice(at).join('')}`;
};

describe('a line being typed', () => {
  it.each([
    [['a', 'space', 'b'], 'a b|'],
    [['a', 'b', 'left', 'c'], 'ac|b'],
    [['a', 'b', 'home', 'x', 'end', 'y'], 'xaby|'],
    [['a', '日', 'backspace', '本'], 'a本|'],
    [['e', '\u0301', 'backspace'], '|'],
    [['🙂', 'left', 'delete'], '|'],
    [['a', 'b', 'space', 'c', 'd', '^w'], 'ab |'],
    [['a', 'b', 'c', 'left', '^u'], '|c'],
    [['a', 'b', 'c', 'left', '^k'], 'ab|'],
    [['backspace', 'left', 'right', 'up', 'f5', '^x'], '|'],
  ])('%j results in %s', (keys, line) => {
    expect(typed(...keys)).toBe(line);
  });

  it('accepts a paste as one line without control characters', () => {
    expect(lineText(pasteText(EMPTY_LINE, 'one\r\ntwo\x1b[2J\tthree'))).toBe('one two[2J three');
  });

  it('is the same typed character by character as in one piece', () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 30 })
      .filter(one => !/[\x00-\x1f\x7f-\x9f]/.test(one));
    fc.assert(
      fc.property(text, whole => {
        const inPieces = [...whole].reduce((line, one) => pasteText(line, one), EMPTY_LINE);
        expect(inPieces).toEqual(lineOf(whole));
      }),
    );
  });

  it('is shown around its cursor if it does not fit', () => {
    expect(lineText(lineWindow(lineOf('short'), 10))).toBe('short');
    expect(lineText(lineWindow(lineOf('abcdefghijklmnop'), 10))).toBe('…jklmnop');
    expect(lineText(lineWindow({ ...lineOf('abcdefghijklmnop'), at: 0 }, 10))).toBe('abcdefgh…');
    const line = fc.tuple(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.nat(60),
      fc.integer({ min: 8, max: 40 }),
    );
    fc.assert(
      fc.property(line, ([text, place, cells]) => {
        const whole = lineOf(text);
        const edit = { ...whole, at: Math.min(place, whole.text.length) };
        const shown = lineWindow(edit, cells);
        expect(shown.text[shown.at]).toBe(edit.text[edit.at]);
        expect(textWidth(lineText(shown))).toBeLessThanOrEqual(cells);
      }),
    );
  });
});
