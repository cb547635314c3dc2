import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configurableOptions } from '../../../src/cli/request/configured.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { jsonSchema } from '../../../src/config/schema/jsonSchema.ts';
import { selectSources } from '../../../src/config/sources/select.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const example = readFileSync(join(root, '.rtailrc.example'), 'utf8');

const loadExample = () =>
  loadConfig({
    where: { cwd: root, home: '/home/nobody', env: {} },
    vocabulary: { options: configurableOptions() },
    file: '.rtailrc.example',
  });

test('the example loads, with the intended meaning', async () => {
  const { inventory, config } = await loadExample();
  const web = inventory.hosts.get('web-07');
  expect(web).toMatchObject({
    address: 'web-07.shop.internal',
    user: 'deploy',
    port: 22,
    logs: ['app', 'sys'],
  });
  expect(web?.jump?.map(({ address }) => address)).toEqual(['gate.office.example', 'bastion.shop.example']);
  expect(inventory.hosts.get('db-1')).toMatchObject({
    user: 'postgres',
    timezone: 'Asia/Shanghai',
    logs: ['pg', 'sys'],
  });
  expect(inventory.hosts.get('lab')?.jump).toEqual([]);
  expect(inventory.groups.get('all')).toHaveLength(14);
  expect(config.defaults).toEqual({ lines: 200, time: 'short' });
});

test('the views of the example name existing sources', async () => {
  const { inventory, config } = await loadExample();
  const where = { cwd: '/', home: '/', team: null, jump: null, stdinName: null };
  for (const view of Object.values(config.views ?? {})) {
    expect(selectSources({ words: view.sources ?? [], inventory, ...where }).length).toBeGreaterThan(0);
  }
});

test('the example shows every key', () => {
  const keys = keysOf(JSON.parse(jsonSchema([])));
  expect(keys.length).toBeGreaterThan(40);
  expect(
    keys.filter(key => !new RegExp(`(^|[\\s{#$])${key.replace('$', '\\$')}[:=]`, 'm').test(example)),
  ).toEqual([]);
});

test('schema/rtailrc.schema.json is up to date (node scripts/generateSchema.ts)', () => {
  const written = readFileSync(join(root, 'schema', 'rtailrc.schema.json'), 'utf8');
  expect(written === jsonSchema(configurableOptions())).toBe(true);
});

test('the schema knows every option allowed in defaults', () => {
  const { properties } = JSON.parse(jsonSchema(configurableOptions()));
  const [defaults] = properties.defaults.anyOf;
  expect(Object.keys(defaults.properties)).toEqual(configurableOptions().map(({ name }) => name));
  expect(defaults.additionalProperties).toBe(false);
});

/** Returns every property name in a JSON Schema. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = Object.keys((schema as { properties?: object }).properties ?? {});
  return [...own, ...Object.values(schema).flatMap(keysOf)];
}
