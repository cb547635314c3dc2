import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SCHEMA_ID } from '../../../config/schema/jsonSchema.ts';

const NAME = '.rtailrc.example';

/** Returns the packaged example with every key; an editor finds its schema wherever the copy is. */
export const exampleText = (): string => {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, NAME)) && folder !== dirname(folder)) folder = dirname(folder);
  return readFileSync(join(folder, NAME), 'utf8').replace(
    '$schema=./schema/rtailrc.schema.json',
    `$schema=${SCHEMA_ID}`,
  );
};
