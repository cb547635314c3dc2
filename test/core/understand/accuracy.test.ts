import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { measureAccuracy } from '../../../scripts/accuracyOf.ts';

/** Real logs with ground truth are next to the checkout, if available; they are not ours to copy. */
const LOGS = '../shared/logs';

describe.skipIf(!existsSync(LOGS))(`real logs with ground truth (skipped where there is no ${LOGS})`, () => {
  test('every time, level and record boundary is correct, and no level is invented', () => {
    const files = measureAccuracy(LOGS, new Date('2026-11-20T15:00:00Z'));
    expect(files.length).toBe(8);
    for (const file of files)
      expect(file).toMatchObject({ misses: [], lines: 2000, times: 2000, records: 2000, invented: 0 });
  });
});
