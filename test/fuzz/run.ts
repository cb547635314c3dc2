/**
 * `npm run fuzz -- --minutes N --seed S [--only TARGET] [--replay FILE]`: tries hostile inputs, prints what
 * was tried, and saves each input that fails in `fuzz-failures/`. `--replay` tries a saved one again. Exits
 * with 1 if anything failed.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzz, saveFailure, TARGETS } from './fuzz.ts';

const FOLDER = 'fuzz-failures';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
    replay: { type: 'string' },
  },
});

const replay = async (file: string): Promise<void> => {
  const target = TARGETS.find(({ name }) => basename(file).startsWith(`${name}-`));
  if (!target)
    throw new Error(`${file}: its name begins with none of ${TARGETS.map(({ name }) => name).join(', ')}`);
  console.log(`${target.name}: ${await target.run(readFileSync(file))}`);
};

const tryAll = async (): Promise<void> => {
  const targets = TARGETS.filter(({ name }) => values.only === undefined || name === values.only);
  const seed = Number(values.seed);
  const ms = (Number(values.minutes) * 60_000) / targets.length;
  console.log(`seed ${seed}, ${values.minutes} min`);
  for (const target of targets) {
    const { inputs, bytes, outcomes, failures } = await fuzz(target, seed, { ms });
    const kinds = [...outcomes].map(([outcome, count]) => `${outcome} ${count}`).join(', ');
    console.log(
      `${target.name}: ${inputs} inputs, ${(bytes / 1e6).toFixed(1)} MB (${target.what}): ${kinds}`,
    );
    for (const failure of failures) {
      process.exitCode = 1;
      console.log(`  FAILED, kept in ${saveFailure(failure, FOLDER)}:`, failure.error);
    }
  }
  const { user, system } = process.cpuUsage();
  console.log(`${((user + system) / 6e7).toFixed(2)} min of CPU`);
};

await (values.replay === undefined ? tryAll() : replay(values.replay));
