import type { ZoneOffset } from '../core/text/timeText.ts';

/** The time zone of this machine. */
export const localZone: ZoneOffset = ms => -new Date(ms).getTimezoneOffset();
