import * as z from 'zod';
import { FORMAT_NAMES } from '../../core/understand/formatNames.ts';
import { importsSchema } from '../imports/importKeys.ts';
import type { OptionSpec } from './optionValues.ts';
import { configSchema } from './schema.ts';

/** Returns the text of the JSON Schema (2020-12), which editors use to complete and check a configuration. */
export const jsonSchema = (options: readonly OptionSpec[]): string => {
  const formats = FORMAT_NAMES.filter(name => name !== 'auto');
  const schema = z.toJSONSchema(configSchema({ options, formats }), { io: 'input' });
  const titled = {
    $schema: schema.$schema,
    $id: SCHEMA_ID,
    ...withImports(schema),
    title: 'rtail configuration',
    description: '.rtailrc: hosts, logs and how to reach them',
  };
  return `${JSON.stringify(titled, null, 2)}\n`;
};

/** The URL of the schema for editors. */
export const SCHEMA_ID = 'https://raw.githubusercontent.com/rtail-ssh/rtail/main/schema/rtailrc.schema.json';

interface SchemaPart {
  readonly [key: string]: unknown;
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly anyOf?: readonly SchemaPart[];
}

/** Adds imports to the schema of `hosts`; a host may have the same name as an import. */
const withImports = (schema: unknown): SchemaPart => {
  const whole = schema as SchemaPart;
  const hosts = whole.properties!['hosts']!;
  const { properties } = z.toJSONSchema(importsSchema, { io: 'input' }) as SchemaPart;
  const anyOf = (hosts.anyOf ?? []).map(part =>
    part['type'] === 'object' ? { ...part, properties: importsOrHosts(part, properties!) } : part,
  );
  return { ...whole, properties: { ...whole.properties, hosts: { ...hosts, anyOf } } };
};

const importsOrHosts = (part: SchemaPart, imports: Readonly<Record<string, SchemaPart>>) =>
  Object.fromEntries(
    Object.entries(imports).map(([key, { description, ...schema }]) => [
      key,
      { description, anyOf: [schema, part['additionalProperties'] as SchemaPart] } satisfies SchemaPart,
    ]),
  );
