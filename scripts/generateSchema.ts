import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { configurableOptions } from '../src/cli/request/configured.ts';
import { jsonSchema } from '../src/config/schema/jsonSchema.ts';

/** Writes the JSON Schema of the configuration for editors: `node scripts/generateSchema.ts`. */
const file = join(import.meta.dirname, '..', 'schema', 'rtailrc.schema.json');
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, jsonSchema(configurableOptions()));
