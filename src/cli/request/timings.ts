import { DEFAULT_TIMINGS, type Timings, withConnectTimeout } from '../../core/timings.ts';
import type { Environment } from './layers.ts';

/** The time limits of logins. `RTAIL_TEST_TIMINGS` (JSON, milliseconds) replaces some: tests of what never answers cannot wait so long. */
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
