import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { freePort, redisProblem } from '../helpers/redis.ts';

const problem = redisProblem();

test.skipIf(problem !== null)(
  `npm start -- --demo-relay publishes the demo fleet and serves a page${problem === null ? '' : ` (skipped: ${problem})`}`,
  async () => {
    const port = await freePort();
    const env = {
      ...process.env,
      root: process.cwd(),
      NODE: process.execPath,
      RTAIL_DEMO_REDIS_PORT: `${port}`,
    };
    // Without a terminal, rtop ends at once, and everything else with it.
    const demo = spawn('sh', ['scripts/demoRelay.sh'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const [out] = await Promise.all([text(demo.stdout), text(demo.stderr), once(demo, 'exit')]);
    expect(out).toContain(`The demo fleet is published to redis://127.0.0.1:${port}`);
    expect(out).toContain('http://127.0.0.1:');
  },
);
