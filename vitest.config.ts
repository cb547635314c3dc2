import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import LongestFirst from './test/helpers/longestFirst.ts';

/** Tests that set variables which modules read when they are loaded, or that look at all sockets of their process. */
const ALONE = ['test/e2e/sources/*.test.ts', 'test/transport/ssh2/dial.test.ts'];
const ALL = 'test/**/*.test.{ts,tsx}';

export default defineConfig({
  // NODE_ENV is `production` below, whose React has no development JSX runtime.
  oxc: { jsx: { development: false } },
  test: {
    projects: [
      { extends: true, test: { name: 'alone', include: ALONE } },
      // A process for each file costs most of these more than their tests do.
      { extends: true, test: { name: 'together', include: [ALL], exclude: ALONE, isolate: false } },
    ],
    sequence: { sequencer: LongestFirst },
    // Many files wait for servers, shells and timers more than for a processor.
    maxWorkers: 3 * Math.min(4, Math.max(2, availableParallelism())),
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
