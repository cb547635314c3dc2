import { nearest } from '../../core/nearest.ts';
import { environmentName, OPTIONS } from '../options/options.ts';
import { either } from '../options/problems.ts';
import type { Environment } from './layers.ts';

const PREFIX = 'RTAIL_';

/** A sentence for each `RTAIL_` variable that sets nothing but nearly has the name of one that would. */
export const misspeltVariables = (env: Environment): string[] => {
  const known = OPTIONS.flatMap(option => environmentName(option)?.slice(PREFIX.length) ?? []);
  return Object.keys(env)
    .filter(name => name.startsWith(PREFIX) && env[name])
    .map(name => name.slice(PREFIX.length))
    .filter(name => !known.includes(name))
    .flatMap(name => {
      const near = nearest(name, known, 2).map(candidate => `${PREFIX}${candidate}`);
      return near.length > 0 ? [`${PREFIX}${name} sets nothing: did you mean ${either(near)}?`] : [];
    });
};
