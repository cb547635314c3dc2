import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Fleet, type FleetOptions, fleetProblem, startFleet } from '../test/helpers/fleet.ts';

/** The built command; RTAIL_DIST selects a build other than the checkout's. */
export const entry = join(process.env['RTAIL_DIST'] ?? join(import.meta.dirname, '../dist'), 'rtail.js');

/** Starts the tests' fleet, or ends the benchmark if that is impossible. */
export async function benchFleet(options: FleetOptions): Promise<Fleet> {
  const problem =
    fleetProblem('namespaces') ?? (existsSync(entry) ? null : 'dist/ is not built: npm run build');
  if (problem) {
    console.error(`This benchmark cannot run here: ${problem}`);
    process.exit(1);
  }
  // The fleet is removed on exit.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  return startFleet({ ...options, usualKeyExchange: true });
}

/** Returns both clients as shell text, to be followed by their arguments, with their environment. */
export function clients({ client }: Fleet) {
  return {
    rtail: `${process.execPath} ${entry}`,
    ssh: `ssh -F ${client.sshConfig}`,
    at: { cwd: client.home, env: { HOME: client.home, PATH: '/usr/bin:/bin', TZ: 'UTC' } },
  };
}

const LEVELS = ['INFO', 'INFO', 'DEBUG', 'INFO', 'WARN', 'INFO', 'INFO', 'ERROR'];

/**
 * Writes a log of about 103 bytes per line; each `rareEvery`th line contains the word `Exception`. Returns its size in
 * bytes.
 */
export async function writeBigLog(
  path: string,
  lines: number,
  rareEvery: number,
  levels: readonly string[] = LEVELS,
): Promise<number> {
  const out = createWriteStream(path, { highWaterMark: 1 << 20 });
  let size = 0;
  for (let at = 0; at < lines; at += 10_000) {
    const block = Array.from({ length: Math.min(10_000, lines - at) }, (_, i) =>
      bigLogLine(at + i, rareEvery, levels),
    ).join('');
    size += block.length;
    if (!out.write(block)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  return size;
}

function bigLogLine(n: number, rareEvery: number, levels: readonly string[]): string {
  const time = new Date(1_795_000_000_000 + n * 7).toISOString();
  const what =
    n % rareEvery === rareEvery - 1
      ? 'java.lang.IllegalStateException: order'
      : 'served GET /cart/items?order';
  return `${time} ${levels[n % levels.length]} [worker-${n % 16}] shop.Cart - ${what}=${n} in ${n % 977} ms user=${n % 10_007}\n`;
}
