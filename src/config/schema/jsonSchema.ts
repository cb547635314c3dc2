import * as z from 'zod';
import { FORMAT_NAMES } from '../../core/understand/lineReader.ts';
import type { OptionSpec } from './optionValues.ts';
import { configSchema } from './schema.ts';

/** The text of the JSON Schema (2020-12) that editors complete and check a configuration with. */
export const jsonSchema = (options: readonly OptionSpec[]): string => {
  const formats = FORMAT_NAMES.filter(name => name !== 'auto');
  const schema = z.toJSONSchema(configSchema({ options, formats }), { io: 'input' });
  const titled = {
    ...schema,
    title: 'rtail configuration',
    description: '.rtailrc: hosts, logs and how to reach them',
  };
  return `${JSON.stringify(titled, null, 2)}\n`;
};
