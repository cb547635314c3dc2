import { describe, expect, it } from 'vitest';
import { EMPTY_LINE, lineText, pasteText, typeKey } from '../../../src/ui/state/lineEdit.ts';

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
  ])('%j gives %s', (keys, line) => {
    expect(typed(...keys)).toBe(line);
  });

  it('takes a paste as one line without control characters', () => {
    expect(lineText(pasteText(EMPTY_LINE, 'one\r\ntwo\x1b[2J\tthree'))).toBe('one two[2J three');
  });
});
