/** A time zone: the difference between local clocks and UTC. */
export interface Zone {
  readonly name: string;
  /**
   * Returns the UTC offset in milliseconds at a local wall-clock time (milliseconds since the epoch, as if it
   * were UTC). A time that occurs twice, because clocks were set back, means the first; for a time that was
   * skipped, the offset before the change applies, as in `java.time` and RFC 5545.
   */
  offsetAt(localMs: number): number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
/** All zone changes since 1970 are on quarter hours, so the offset is looked up once per quarter hour. */
const QUARTER = 15 * MINUTE;
const REMEMBERED_QUARTERS = 4096;

const fixed = (name: string, offset: number): Zone => ({ name, offsetAt: () => offset });

export const UTC: Zone = fixed('UTC', 0);

const FIXED_OFFSET = /^(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})$/;

/**
 * Returns the zone for an IANA name (`Europe/Berlin`) or a fixed offset (`+08:00`). Null means UTC; for an
 * unknown name it returns null, which the caller reports.
 */
export const findZone = (name: string | null): Zone | null => {
  if (name === null || name === 'UTC' || name === 'Z') return UTC;
  const offset = FIXED_OFFSET.exec(name);
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3]);
    return fixed(name, (offset[1] === '-' ? -minutes : minutes) * MINUTE);
  }
  try {
    return ianaZone(name);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
};

const ianaZone = (name: string): Zone => {
  const utcOffset = offsetReader(name);
  const remembered = new Map<number, number>();
  let lastQuarter = Number.NaN;
  let lastOffset = 0;
  return {
    name,
    offsetAt: localMs => {
      const quarter = Math.floor(localMs / QUARTER);
      if (quarter === lastQuarter) return lastOffset;
      let offset = remembered.get(quarter);
      if (offset === undefined) {
        offset = localOffset(utcOffset, quarter * QUARTER);
        if (remembered.size >= REMEMBERED_QUARTERS) remembered.clear();
        remembered.set(quarter, offset);
      }
      lastQuarter = quarter;
      lastOffset = offset;
      return offset;
    },
  };
};

/** Offsets never exceed a day, so the two that can hold at a local time are those a day before and after it. */
export const localOffset = (utcOffset: (utcMs: number) => number, localMs: number): number => {
  const before = utcOffset(localMs - DAY);
  const after = utcOffset(localMs + DAY);
  if (before === after) return before;
  if (utcOffset(localMs - before) === before) return before;
  return utcOffset(localMs - after) === after ? after : before;
};

/** Reads a zone's UTC offset (ms) at a UTC time from Intl's table; throws RangeError for an unknown name. */
const offsetReader = (timeZone: string): ((utcMs: number) => number) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return utcMs => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(utcMs)) part[type] = Number(value);
    const local = Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!);
    return local - Math.floor(utcMs / 1000) * 1000;
  };
};
