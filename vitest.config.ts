import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Tests that start servers and programs. */
const SERVERS = ['test/e2e/**', 'test/transport/**'];
const ALL = 'test/**/*.test.{ts,tsx}';

export default defineConfig({
  // NODE_ENV is `production` below, whose React has no development JSX runtime.
  oxc: { jsx: { development: false } },
  test: {
    projects: [
      // A process for each file costs these more than the tests do.
      { extends: true, test: { name: 'units', include: [ALL], exclude: SERVERS, isolate: false } },
      {
        extends: true,
        test: { name: 'servers', include: SERVERS.map(folder => folder.replace('**', '**/*.test.ts')) },
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
    // Many tests wait for servers, shells and timers rather than for a processor.
    maxWorkers: Math.max(4, availableParallelism()),
    env: { NODE_ENV: 'production', TZ: 'UTC', NO_COLOR: '', FORCE_COLOR: '' },
  },
});
