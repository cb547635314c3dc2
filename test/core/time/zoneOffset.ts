import type { ZoneOffset } from '../../../src/core/text/timeText.ts';

/** Returns the clock of a named zone, whatever the machine's own zone is. */
export const zoneOffset = (timeZone: string): ZoneOffset => {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  return ms => {
    const name = format.formatToParts(ms).find(part => part.type === 'timeZoneName')!.value;
    const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
    return sign === undefined ? 0 : Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
  };
};
