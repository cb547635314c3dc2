import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/**
 * Returns everything that a module imports statically, including itself; packages by name, types excluded.
 */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const source = readFileSync(file, 'utf8');
  for (const [, name] of source.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)';/gms)) {
    if (name!.startsWith('.')) loadedBy(resolve(dirname(file), name!), seen);
    else seen.add(name!);
  }
  return seen;
}

describe('answering --version and --help loads little', () => {
  it.each(['request/invocation', 'docs/help', 'options/problems', 'exitCodes'])(
    '%s loads no packages and few of our files',
    name => {
      const loaded = [...loadedBy(join(root, `src/cli/${name}.ts`))];
      expect(loaded.filter(module => !module.startsWith('/'))).toEqual(
        name === 'docs/help' || name === 'exitCodes' ? ['node:os'] : [],
      );
      const ours = loaded.filter(module => module.startsWith('/')).map(module => relative(root, module));
      const others = ours.filter(module => !/^src\/(?:cli|core)\//.test(module));
      expect(others).toEqual(name === 'request/invocation' ? ['src/config/inventory/loginWord.ts'] : []);
      expect(loaded.length).toBeLessThan(25);
    },
  );
});
