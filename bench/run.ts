/**
 * Runs one benchmark, or lists them: `npm run bench -- NAME [--SIZE N…]`. Every figure in the README comes from here.
 * Trust ratios within one run; absolute times drift with the machine.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const parts = ['run.ts', 'measure.ts', 'cpuGroup.ts', 'fleet.ts', 'accessLog.ts'];
const names = readdirSync(import.meta.dirname)
  .filter(file => file.endsWith('.ts') && !parts.includes(file))
  .map(file => file.slice(0, -'.ts'.length))
  .sort();
const name = process.argv[2];

if (name === undefined || !names.includes(name)) {
  console.error(`Which benchmark? ${names.join(', ')}`);
  process.exitCode = 2;
} else {
  process.argv.splice(2, 1); // The benchmark sees only its own options.
  await import(join(import.meta.dirname, `${name}.ts`));
}
