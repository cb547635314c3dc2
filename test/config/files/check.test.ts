import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkDocument } from '../../../src/config/files/check.ts';
import { programDocument } from '../../../src/config/files/document.ts';
import { type ConfigPath, valueAt } from '../../../src/config/files/issue.ts';
import { startResolution } from '../../../src/config/inventory/resolution.ts';
import { resolveInventory } from '../../../src/config/inventory/resolveInventory.ts';
import { configSchema } from '../../../src/config/schema/schema.ts';
import { OPTIONS } from './tree.ts';

const schema = configSchema({ options: [...OPTIONS] });
const example: unknown = parse(
  readFileSync(join(import.meta.dirname, '..', '..', '..', '.rtailrc.example'), 'utf8'),
);

/** Returns every path in a tree. */
const placesIn = (value: unknown, path: ConfigPath = []): ConfigPath[] =>
  typeof value === 'object' && value !== null
    ? [
        path,
        ...Object.entries(value).flatMap(([key, inner]) =>
          placesIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
        ),
      ]
    : [path];

/** Returns a copy of a tree with one value replaced. */
function put(value: unknown, [key, ...rest]: ConfigPath, by: unknown): unknown {
  if (key === undefined) return by;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  copy[key] = put(copy[key], rest, by);
  return copy;
}

const anything = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    'web-*',
    'tag:x',
    '@all',
    'web-[3-1]',
    0,
    -1,
    1.5,
    true,
    [],
    {},
    [[]],
    'none',
    { via: 'shop' },
  ),
  fc.anything({ maxDepth: 2 }),
);
const damaged = fc
  .array(fc.tuple(fc.constantFrom(...placesIn(example)), anything), { minLength: 1, maxLength: 3 })
  .map(changes =>
    changes.reduce(
      (tree, [path, by]) => (valueAt(tree, path.slice(0, -1)) === undefined ? tree : tryPut(tree, path, by)),
      example,
    ),
  );

const tryPut = (tree: unknown, path: ConfigPath, by: unknown): unknown => {
  const parent = valueAt(tree, path.slice(0, -1));
  return path.length === 0 || (typeof parent === 'object' && parent !== null) ? put(tree, path, by) : tree;
};

test.each([{ time: { toString: 1 } }, { time: [{ toString: null, valueOf: 2 }] }])(
  'a map with method names in place of a word is an issue: %j',
  defaults => {
    const { issues } = checkDocument(programDocument('f', { defaults }), schema);
    expect(issues).toHaveLength(1);
    expect(issues[0]!.message).toMatch(/^expected .*, found a (map|list)$/);
  },
);

test('however a configuration is damaged, the problem is reported and the rest is usable', () => {
  fc.assert(
    fc.property(damaged, value => {
      const { issues, value: sound } = checkDocument(programDocument('f', value), schema);
      const parsed = schema.safeParse(sound);
      expect(parsed.error?.issues).toBeUndefined();
      expect(
        issues.every(({ message }) => message !== '' && !/undefined|Invalid input|ZodError/.test(message)),
      ).toBe(true);
      expect(issues.length > 0 || schema.safeParse(value ?? {}).success).toBe(true);
      const resolution = startResolution(parsed.data!, '/home/me', () => ({ file: '/f', position: null }));
      resolveInventory(resolution);
    }),
    { numRuns: 100 },
  );
});

test('the example has no issues', () => {
  expect(
    checkDocument(programDocument('f', example), configSchema({ options: [...OPTIONS] })).issues,
  ).toEqual([]);
});
