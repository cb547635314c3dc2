import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { readDocument } from '../../../src/config/files/document.ts';

const text = `base: &base
  user: deploy
teams:
  a:
    <<: *base
    port: 22
  b: *base
groups:
  web: [x,
    y]
`;

describe('the position of a value', () => {
  test.each([
    ['a key', ['teams'], 3, 1],
    ['a nested key', ['teams', 'a', 'port'], 6, 5],
    ['a list item', ['groups', 'web', 1], 10, 5],
    ['a key that << merges in', ['teams', 'a', 'user'], 2, 3],
    ['a key behind an alias', ['teams', 'b', 'user'], 2, 3],
    ['something missing: its nearest parent', ['teams', 'a', 'jump', 'host'], 4, 3],
    ['a missing item', ['groups', 'web', 7], 9, 3],
    ['the whole', [], 1, 1],
  ])('%s', (_, path, line, column) => {
    expect(readDocument('f', text).locate(path)).toEqual({ line, column });
  });

  test('includes values merged with <<', () => {
    expect(readDocument('f', text).value).toMatchObject({
      teams: { a: { user: 'deploy', port: 22 }, b: { user: 'deploy' } },
    });
  });

  test('keys that are collections are reported only by us', () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    readDocument('f', '? {a: 1}\n: 1\n? [b]\n: 2\n');
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });

  test('keys that are collections are refused, however deep they are nested', () => {
    const { issues } = readDocument('f', '? {'.repeat(2000));
    expect(readDocument('f', '? {a: 1}\n: 1\n').issues[0]?.message).toBe('a key is a map or a list');
    expect(issues.length).toBeGreaterThan(0);
  });

  test('inside a larger file, paths and positions are those of the whole file', () => {
    const document = readDocument('package.json', '{\n "rtail": {\n  "hosts": {} } }', { root: ['rtail'] });
    expect(document.value).toEqual({ hosts: {} });
    expect(document.locate(['hosts'])).toEqual({ line: 3, column: 3 });
  });
});

describe('JSON means what it means as YAML', () => {
  /** A comment makes it YAML. */
  const asYaml = (json: string) => readDocument('f', `# YAML\n${json}`);
  // `yaml` reads the key "\\"" of a map in braces as one backslash.
  const key = fc
    .oneof(fc.string(), fc.constantFrom('a', '<<', '__proto__', '\\', ':', '# x'))
    .filter(text => !text.includes('"'));
  const value = fc.letrec(tie => ({
    any: fc.oneof({ maxDepth: 3 }, fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean(), tie('map')),
    map: fc.dictionary(key, fc.oneof(tie('any'), fc.array(tie('any'), { maxLength: 3 })), { maxKeys: 4 }),
  })).map;

  test('any map', () => {
    fc.assert(
      fc.property(value, fc.constantFrom(0, 2), (map, indent) => {
        const json = JSON.stringify(map, null, indent);
        expect(readDocument('f', json).value).toEqual(asYaml(json).value);
      }),
    );
  });

  test.each([
    ['a repeated key', '{"a": 1, "b": {"a": 2, "a": 3}}'],
    ['<< with a value that is not a map', '{"<<": 1}'],
    ['a missing bracket', '{"a": [1}'],
    ['an extra comma', '{"a": [1,]}'],
    ['syntax that only YAML has', '{a: yes, "b": x}'],
  ])('%s', (_, json) => {
    expect(readDocument('f', json).value).toEqual(asYaml(json).value);
    expect(readDocument('f', json).issues.map(({ message }) => message)).toEqual(
      asYaml(json).issues.map(({ message }) => message),
    );
  });

  test('positions are computed only when requested', () => {
    expect(readDocument('f', '{\n "a": {\n  "b": 1 } }').locate(['a', 'b'])).toEqual({ line: 3, column: 3 });
  });
});

test('a file whose aliases would blow up is refused', () => {
  const levels = Array.from({ length: 8 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
  const bomb = ['l0: &l0 [x]', ...levels].join('\n');
  expect(readDocument('f', bomb).issues.map(({ message }) => message)).toEqual([
    expect.stringMatching(/excessive alias count/i),
  ]);
});

test('a broken file is reported with its position, wherever it breaks', () => {
  const { issues } = readDocument('f', 'a: "x\nb: 1\n');
  expect(issues.length).toBeGreaterThan(0);
  expect(issues.every(({ position }) => position !== null && position.line >= 1)).toBe(true);
});

test.each([
  ['keys on one line', '? '.repeat(5000)],
  ['lists on one line', '- '.repeat(20_000)],
  ['brackets', `a: ${'['.repeat(100_000)}`],
  ['closed brackets', `a: ${'['.repeat(3000)}${']'.repeat(3000)}`],
  ['fewer brackets, but closed', `a: ${'['.repeat(120)}${']'.repeat(120)}`],
  ['braces', '{"a":'.repeat(50_000)],
  ['indents', Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
])('a file of %s nested too deep is refused', (_title, deep) => {
  for (const file of ['f', 'f.json']) {
    const { issues, value } = readDocument(file, deep);
    expect(issues.length).toBeGreaterThan(0);
    expect(value).toBeNull();
  }
});
