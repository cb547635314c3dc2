import type { ZoneOffset } from '../core/text/timeText.ts';

/** The zone of this machine's clock. */
export const localZone: ZoneOffset = ms => -new Date(ms).getTimezoneOffset();
