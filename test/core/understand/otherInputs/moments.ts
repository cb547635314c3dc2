/** The time that most of these inputs state: as a log writes it, and the answers by its fraction and zone. */
export const D = '2026-09-14 07:06:05';
export const T = '2026-09-14T07:06:05Z';
/** In milliseconds, microseconds and nanoseconds. */
export const MSX = '2026-09-14T07:06:05.123Z';
export const US = '2026-09-14T07:06:05.123456Z';
export const NS = '2026-09-14T07:06:05.123456789Z';
/** If its zone is two hours ahead of UTC. */
export const P = '2026-09-14T05:06:05Z';
/** A second later. */
export const NEXT = '2026-09-14T07:06:06Z';
