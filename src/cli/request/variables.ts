import { nearest } from '../../core/nearest.ts';
import { environmentName, OPTIONS } from '../options/options.ts';
import { either } from '../options/problems.ts';
import type { Environment } from './layers.ts';

const PREFIX = 'RTAIL_';

/** Variables that do not set an option. */
const OTHERS = ['REDIS_PASSWORD', 'REDIS_SENTINEL_PASSWORD'];

/** Returns a sentence for each unknown `RTAIL_` variable whose name resembles a valid one. */
export const misspeltVariables = (env: Environment): string[] => {
  const options = OPTIONS.flatMap(option => environmentName(option)?.slice(PREFIX.length) ?? []);
  const known = [...options, ...OTHERS];
  return Object.keys(env)
    .filter(name => name.startsWith(PREFIX) && env[name])
    .map(name => name.slice(PREFIX.length))
    .filter(name => !known.includes(name))
    .flatMap(name => {
      const near = nearest(name, known, 2).map(candidate => `${PREFIX}${candidate}`);
      return near.length > 0
        ? [`${PREFIX}${name} is not a known variable: did you mean ${either(near)}?`]
        : [];
    });
};
