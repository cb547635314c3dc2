import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { programDocument } from '../../../src/config/files/document.ts';
import { type ConfigPath, valueAt } from '../../../src/config/files/issue.ts';
import { type Layer, mergeLayers, originIn } from '../../../src/config/files/merge.ts';

type Tree = Record<string, unknown>;
const layersOf = (trees: readonly Tree[]): Layer[] =>
  trees.map((value, index) => ({ document: programDocument(`layer ${index}`, value), value }));
const merge = (...trees: Tree[]): Tree => mergeLayers(layersOf(trees));

describe('merging, the nearest first', () => {
  test.each<[title: string, trees: Tree[], merged: Tree]>([
    [
      'maps are merged key by key',
      [{ a: { x: 1 } }, { a: { x: 2, y: 2 }, b: 2 }],
      { a: { x: 1, y: 2 }, b: 2 },
    ],
    ['lists are replaced as a whole', [{ a: [1] }, { a: [2, 3] }], { a: [1] }],
    ['text replaces a map', [{ logs: { l: '/a' } }, { logs: { l: { path: '/b' } } }], { logs: { l: '/a' } }],
    ['an absent value removes nothing', [{ a: { h: null } }, { a: { h: { x: 1 } } }], { a: { h: { x: 1 } } }],
    ['an absent value stays if there is no other', [{ a: { h: null } }], { a: { h: null } }],
    [
      "a path removes a log's command",
      [{ logs: { l: { path: '/a' } } }, { logs: { l: { command: 'c', start: 's' } } }],
      { logs: { l: { path: '/a', start: 's' } } },
    ],
    [
      'but not the command of a host with that name',
      [{ hosts: { path: { user: 'a' } } }, { hosts: { command: { user: 'b' } } }],
      { hosts: { path: { user: 'a' }, command: { user: 'b' } } },
    ],
    ['no layers', [], {}],
  ])('%s', (_, trees, merged) => expect(merge(...trees)).toEqual(merged));

  const { tree } = fc.letrec(tie => ({
    tree: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3 }),
    value: fc.oneof({ depthSize: 'small' }, fc.nat(9), fc.array(fc.nat(9), { maxLength: 2 }), tie('tree')),
  }));
  const trees = fc.array(tree as fc.Arbitrary<Tree>, { minLength: 1, maxLength: 4 });

  test('every value comes from the nearest layer that has it, which is its origin', () => {
    fc.assert(
      fc.property(trees, all => {
        const layers = layersOf(all);
        const merged = mergeLayers(layers);
        for (const path of leafPaths(merged)) {
          const from = layers.find(({ value }) => valueAt(value, path) !== undefined);
          expect(valueAt(merged, path)).toEqual(valueAt(from?.value, path));
          expect(originIn(layers, path)?.file).toBe(from?.document.file);
        }
      }),
    );
  });

  test('it makes no difference in which groups a chain is merged', () => {
    fc.assert(
      fc.property(
        tree as fc.Arbitrary<Tree>,
        tree as fc.Arbitrary<Tree>,
        tree as fc.Arbitrary<Tree>,
        (a, b, c) => {
          expect(merge(a, merge(b, c))).toEqual(merge(a, b, c));
        },
      ),
    );
  });
});

function leafPaths(value: unknown, path: ConfigPath = []): ConfigPath[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leafPaths(inner, [...path, key]));
}
