import type { Zone } from '../zones.ts';

/** Stands for "the line does not say" in a Moment's numbers. */
export const UNSAID = -100_000;

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

/** Whether the Gregorian calendar has this date. */
export const isDate = (year: number, month: number, day: number): boolean =>
  day <= DAYS_IN_MONTH[month - 1]! && (month !== 2 || day < 29 || isLeap(year));
