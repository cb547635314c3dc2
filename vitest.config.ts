import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Tests that start servers and programs. */
const SERVERS = ['test/e2e/**', 'test/transport/**'];
const PROCESSORS = Math.min(4, Math.max(2, availableParallelism()));
const ALL = 'test/**/*.test.{ts,tsx}';

export default defineConfig({
  // NODE_ENV is `production` below, whose React has no development JSX runtime.
  oxc: { jsx: { development: false } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'servers',
          include: SERVERS.map(folder => folder.replace('**', '**/*.test.ts')),
          // They wait for servers, shells and timers more than for a processor.
          maxWorkers: 3 * PROCESSORS,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'units',
          include: [ALL],
          exclude: SERVERS,
          // A process for each file costs these more than the tests do.
          isolate: false,
          maxWorkers: 2 * PROCESSORS,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    globalSetup: ['test/helpers/globalSetup.ts'],
    // Against hanging, not for speed: where much else runs, a dozen servers take their time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    // Programs that tests write are for Node to import, not for vite.
    server: { deps: { external: [/\/rtail-test-/] } },
    deps: { interopDefault: false },
    pool: 'forks',
    env: { NODE_ENV: 'production', TZ: 'UTC', NO_COLOR: '', FORCE_COLOR: '' },
  },
});
