import { findZone } from '../../core/zones.ts';

/** Whether log times can be read in this zone: an IANA name (`Europe/Berlin`) or a fixed offset (`+08:00`). */
export const isTimezone = (name: string): boolean => findZone(name) !== null;

/** The zones to suggest from. */
export const timezoneNames = (): readonly string[] => ['UTC', ...Intl.supportedValuesOf('timeZone')];
