import { findZone } from '../../core/zones.ts';

/** Returns true for a valid time zone: an IANA name (`Europe/Berlin`) or a fixed offset (`+08:00`). */
export const isTimezone = (name: string): boolean => findZone(name) !== null;

/** Returns the zones for suggestions. */
export const timezoneNames = (): readonly string[] => ['UTC', ...Intl.supportedValuesOf('timeZone')];
