import { describe, expect, test } from 'vitest';
import { alignColumns } from '../../../src/cli/commands/table.ts';

describe('columns', () => {
  test.each<[title: string, rows: string[][], widest: number | undefined, lines: string[]]>([
    [
      'are as wide as their widest cell',
      [
        ['a', 'bb', 'c'],
        ['aaa', 'b', 'c'],
      ],
      undefined,
      ['a    bb  c', 'aaa  b   c'],
    ],
    [
      'leave no blanks at the end of a line',
      [
        ['a', ''],
        ['aa', 'b'],
      ],
      undefined,
      ['a', 'aa  b'],
    ],
    ['may differ in number', [['a'], ['a', 'b']], undefined, ['a', 'a  b']],
    [
      'are not widened by a cell that is too wide',
      [
        ['a', 'x'],
        ['aaaa', 'y'],
        ['aa', 'z'],
      ],
      3,
      ['a   x', 'aaaa  y', 'aa  z'],
    ],
    ['none', [], undefined, []],
  ])('%s', (_, rows, widest, lines) => expect(alignColumns(rows, widest)).toEqual(lines));
});
