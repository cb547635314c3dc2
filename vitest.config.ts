import { defineConfig } from 'vitest/config';

export default defineConfig({
  // NODE_ENV is `production` below, whose React has no development JSX runtime.
  oxc: { jsx: { development: false } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/helpers/globalSetup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two projects would double the start-up; the slow end-to-end files are few and keep to their own sandboxes.
    pool: 'forks',
    env: { NODE_ENV: 'production', TZ: 'UTC', NO_COLOR: '', FORCE_COLOR: '' },
  },
});
