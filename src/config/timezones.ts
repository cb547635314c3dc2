/** Whether the runtime knows this IANA zone (`Europe/Berlin`) or fixed offset (`+08:00`). */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The zones to suggest from. */
export const timezoneNames = (): readonly string[] => ['UTC', ...Intl.supportedValuesOf('timeZone')];
