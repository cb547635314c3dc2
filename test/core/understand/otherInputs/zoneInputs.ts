import type { Input } from '../inputs.ts';
import { D, P, T } from './moments.ts';

const WEST = '2026-09-14T12:06:05Z';
const PACIFIC = '2026-09-14T14:06:05Z';
/** Of Japan, at 07:06:05 there. */
const EAST = '2026-09-13T22:06:05Z';

/** Zones as POSIX and Windows write them: read, or else the time is refused. Each answer was judged by hand. */
export const ZONE_INPUTS: Readonly<Record<string, readonly Input[]>> = {
  'zones of POSIX': [
    [`${D} EST5 ERROR x`, ['error', WEST]],
    [`${D} EST+5 ERROR x`, ['error', WEST]],
    [`${D} CST6 ERROR x`, ['error', '2026-09-14T13:06:05Z']],
    [`${D} JST-9 ERROR x`, ['error', EAST]],
    [`${D} UTC0 ERROR x`, ['error', T]],
    [`${D} IST-5:30 ERROR x`, ['error', '2026-09-14T01:36:05Z']],
    [`${D} GMT0BST ERROR x`, ['error', '2026-09-14T06:06:05Z']],
    ['2026-01-14 07:06:05 GMT0BST ERROR x', ['error', '2026-01-14T07:06:05Z']],
    [`${D} CET-1CEST ERROR x`, ['error', P]],
    ['2026-01-14 07:06:05 CET-1CEST ERROR x', ['error', '2026-01-14T06:06:05Z']],
    [`${D} (CET-1CEST) ERROR x`, ['error', P]],
    [`[${D} CET-1CEST] ERROR x`, ['error', P]],
    [`${D} EST5EDT ERROR x`, ['error', '2026-09-14T11:06:05Z']],
    [`${D} <+03>-3 ERROR x`, ['error', '2026-09-14T04:06:05Z']],
    // Its rules might be any, and so might a zone that is not in the table.
    [`${D} CET-1CEST,M3.5.0,M10.5.0/3 ERROR x`, [null, null]],
    [`${D} GMT0IST ERROR x`, [null, null]],
    ['Mon Sep 14 07:06:05 GMT0BST 2026 x', [null, '2026-09-14T06:06:05Z']],
    // Words that only look like zones
    [`${D} CAT6 cable x`, [null, T]],
    [`${D} CPU0 ERROR x`, ['error', T]],
    [`${D} EST9 x`, [null, T]],
  ],
  'long names of zones': [
    [`${D} W. Europe Daylight Time ERROR x`, ['error', P]],
    [`${D} W. Europe Standard Time ERROR x`, ['error', P]],
    ['2026-01-14 07:06:05 W. Europe Standard Time ERROR x', ['error', '2026-01-14T06:06:05Z']],
    // The hour that occurs twice
    ['2026-10-25 02:06:05 W. Europe Daylight Time ERROR x', ['error', '2026-10-25T00:06:05Z']],
    ['2026-10-25 02:06:05 W. Europe Standard Time ERROR x', ['error', '2026-10-25T01:06:05Z']],
    [`${D} Pacific Daylight Time ERROR x`, ['error', PACIFIC]],
    [`${D} Pacific Standard Time ERROR x`, ['error', PACIFIC]],
    [`${D} (Pacific Daylight Time) ERROR x`, ['error', PACIFIC]],
    [`${D} [Pacific Daylight Time] ERROR x`, ['error', PACIFIC]],
    [`[${D} Pacific Daylight Time] ERROR x`, ['error', PACIFIC]],
    [`{"time":"${D} Pacific Daylight Time","level":"error"}`, ['error', PACIFIC]],
    ['Mon Sep 14 07:06:05 Pacific Daylight Time 2026 x', [null, PACIFIC]],
    [`${D} US Mountain Standard Time ERROR x`, ['error', PACIFIC]],
    [`${D} GMT Standard Time ERROR x`, ['error', '2026-09-14T06:06:05Z']],
    [`${D} GMT Daylight Time ERROR x`, ['error', '2026-09-14T06:06:05Z']],
    [`${D} British Summer Time ERROR x`, ['error', '2026-09-14T06:06:05Z']],
    [`${D} Central European Summer Time ERROR x`, ['error', P]],
    [`${D} Coordinated Universal Time ERROR x`, ['error', T]],
    [`${D} Tokyo Standard Time ERROR x`, ['error', EAST]],
    [`${D} Japan Standard Time ERROR x`, ['error', EAST]],
    [`${D} Mitteleuropäische Sommerzeit ERROR x`, ['error', P]],
    // Windows' is Dubai, Java's is Riyadh; and some that are not in the table.
    [`${D} Arabian Standard Time ERROR x`, [null, null]],
    [`${D} Pacific Standard Time (Mexico) ERROR x`, [null, null]],
    [`${D} Fiji Standard Time ERROR x`, [null, null]],
    [`${D} (Fiji Standard Time) ERROR x`, [null, null]],
    // Messages
    [`${D} Pacific is an ocean`, [null, T]],
    [`${D} Central Time Clock started`, [null, T]],
    [`${D} Daylight Time`, [null, T]],
  ],
};
