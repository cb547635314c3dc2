import type { Timestamp } from '../record.ts';
import type { Zone } from '../zones.ts';
import { UTC } from '../zones.ts';

/** Stands for "the line does not say" in a Moment's numbers. */
export const UNSAID = -100_000;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** No zone is farther ahead of UTC (Pacific/Kiritimati). */
const FARTHEST_ZONE_MS = 14 * 60 * MINUTE_MS;

/**
 * A time as read off a line, before it is known which instant it names. One object is written over and over: a line's
 * time costs no allocation until it is resolved.
 */
export class Moment {
  year = UNSAID;
  /** 1–12. */
  month = UNSAID;
  /** 1–31. */
  day = UNSAID;
  hour = 0;
  minute = 0;
  second = 0;
  /** The second's fraction in nanoseconds. */
  nanos = 0;
  /** Digits of the fraction that were printed, 0–9. */
  digits = 0;
  /** Minutes ahead of UTC. */
  offset = UNSAID;
  /** The zone the line names (`Europe/Berlin`), where it does not give an offset. */
  zone: Zone | null = null;
  /** Whole seconds since the epoch, where the line states those instead of a date. */
  epochSeconds = UNSAID;

  clear(): void {
    this.year = UNSAID;
    this.month = UNSAID;
    this.day = UNSAID;
    this.hour = 0;
    this.minute = 0;
    this.second = 0;
    this.nanos = 0;
    this.digits = 0;
    this.offset = UNSAID;
    this.zone = null;
    this.epochSeconds = UNSAID;
  }

  copy(other: Moment): void {
    this.year = other.year;
    this.month = other.month;
    this.day = other.day;
    this.hour = other.hour;
    this.minute = other.minute;
    this.second = other.second;
    this.nanos = other.nanos;
    this.digits = other.digits;
    this.offset = other.offset;
    this.zone = other.zone;
    this.epochSeconds = other.epochSeconds;
  }
}

/** Days from 1970-01-01 to a date of the Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms"). */
export const daysFromCivil = (year: number, month: number, day: number): number => {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
};

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

const isDate = (year: number, month: number, day: number): boolean =>
  day <= DAYS_IN_MONTH[month - 1]! && (month !== 2 || day < 29 || isLeap(year));

/**
 * Turns one source's Moments into instants. A time without a zone is in the source's zone. A time without a year is the
 * latest such time that is not after tomorrow (clocks differ, and so do zones); one without a date, likewise, the latest
 * such time that is not more than an hour ahead.
 */
export class Calendar {
  readonly #zone: Zone;
  /** The date last asked for, as year × 512 + month × 32 + day, and its day number: logs stay on one date for long. */
  #date = 0;
  #days = 0;
  /** The year it may be tomorrow in some zone, and the bounds within which that stays so. */
  #thisYear = 0;
  #yearStart = 0;
  #yearEnd = 0;

  constructor(zone: Zone = UTC) {
    this.#zone = zone;
  }

  /** The instant of a Moment for a reader whose clock shows `now`; null for a date that does not exist (30 February). */
  resolve(moment: Moment, now: number): Timestamp | null {
    const seconds = moment.epochSeconds === UNSAID ? this.#seconds(moment, now) : moment.epochSeconds;
    if (Number.isNaN(seconds)) return null;
    const { nanos, digits } = moment;
    if (nanos === 0) return { ms: seconds * 1000, nanos: 0, digits };
    const millis = Math.trunc(nanos / 1_000_000);
    return { ms: seconds * 1000 + millis, nanos: nanos - millis * 1_000_000, digits };
  }

  #seconds(moment: Moment, now: number): number {
    const clock = (moment.hour * 60 + moment.minute) * 60 + moment.second;
    if (moment.day === UNSAID) return this.#withoutDate(moment, clock, now);
    if (moment.year === UNSAID) return this.#withoutYear(moment, clock, now);
    return this.#instant(moment, moment.year, clock);
  }

  #instant(moment: Moment, year: number, clock: number): number {
    const date = year * 512 + moment.month * 32 + moment.day;
    if (date !== this.#date) {
      if (!isDate(year, moment.month, moment.day)) return Number.NaN;
      this.#date = date;
      this.#days = daysFromCivil(year, moment.month, moment.day);
    }
    return this.#toUtc(moment, this.#days * 86_400 + clock);
  }

  #toUtc(moment: Moment, localSeconds: number): number {
    if (moment.offset !== UNSAID) return localSeconds - moment.offset * 60;
    const zone = moment.zone ?? this.#zone;
    return zone === UTC ? localSeconds : localSeconds - zone.offsetAt(localSeconds * 1000) / 1000;
  }

  #withoutYear(moment: Moment, clock: number, now: number): number {
    const tomorrow = now + DAY_MS;
    const local = tomorrow + FARTHEST_ZONE_MS;
    if (local < this.#yearStart || local >= this.#yearEnd) {
      this.#thisYear = new Date(local).getUTCFullYear();
      this.#yearStart = daysFromCivil(this.#thisYear, 1, 1) * DAY_MS;
      this.#yearEnd = daysFromCivil(this.#thisYear + 1, 1, 1) * DAY_MS;
    }
    // A 29 February is at most eight years back (1896–1904, 2096–2104).
    for (let year = this.#thisYear; year >= this.#thisYear - 8; year--) {
      const seconds = this.#instant(moment, year, clock);
      if (seconds * 1000 <= tomorrow) return seconds;
    }
    return Number.NaN;
  }

  #withoutDate(moment: Moment, clock: number, now: number): number {
    const latest = now + 60 * MINUTE_MS;
    for (let day = Math.floor(latest / DAY_MS) + 1; ; day--) {
      const seconds = this.#toUtc(moment, day * 86_400 + clock);
      if (seconds * 1000 <= latest) return seconds;
    }
  }
}
