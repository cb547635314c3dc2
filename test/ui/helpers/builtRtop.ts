import { join } from 'node:path';

/** The built command's path; RTAIL_DIST selects a build other than the checkout's. */
export const builtRtop = join(
  process.env['RTAIL_DIST'] ?? join(import.meta.dirname, '../../../dist'),
  'rtop.js',
);
