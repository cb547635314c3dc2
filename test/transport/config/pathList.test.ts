import { describe, expect, it } from 'vitest';
import { splitPaths } from '../../../src/transport/config/pathList.ts';

describe('a list of paths without quotes', () => {
  it.each([
    ['one path', '/a/known_hosts', [], ['/a/known_hosts']],
    ['two paths', '/a/kh /a/kh2', [], ['/a/kh', '/a/kh2']],
    ['a path with a blank', '/a b/kh /c', [], ['/a b/kh', '/c']],
    ['two blanks in a row', '/a  b/kh', [], ['/a  b/kh']],
    ['a blank before a slash, and a file with that name', '/a /b', ['/a /b'], ['/a /b']],
    ['paths in the home directory', '~/kh ~/my keys', [], ['~/kh', '~/my keys']],
    ['relative paths, one of which exists', 'kh1 kh2', ['kh2'], ['kh1', 'kh2']],
    ['a relative path with a blank that exists', 'my keys', ['my keys', 'keys'], ['my keys']],
    ['none', 'none', [], []],
    ['nothing', '', [], []],
  ])('%s', (_, text, files, expected) => {
    expect(splitPaths(text, path => (files as string[]).includes(path))).toEqual(expected);
  });
});
