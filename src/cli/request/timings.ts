import { DEFAULT_TIMINGS, type Timings, withConnectTimeout } from '../../core/timings.ts';
import type { Environment } from './layers.ts';

/**
 * Returns the time limits of logins. `RTAIL_TEST_TIMINGS` (JSON, milliseconds) overrides some, because tests of
 * unresponsive hosts cannot wait that long.
 */
export const timingsFrom = (env: Environment, connectTimeoutMs: number | null): Timings => ({
  ...withConnectTimeout(DEFAULT_TIMINGS, connectTimeoutMs),
  ...replacedBy(env['RTAIL_TEST_TIMINGS']),
});

const replacedBy = (text: string | undefined): Partial<Timings> => {
  try {
    return text ? JSON.parse(text) : {};
  } catch {
    return {};
  }
};
