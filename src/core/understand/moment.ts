import type { Zone } from '../zones.ts';

/** Represents an unspecified number in a Moment. */
export const UNSAID = -100_000;

/**
 * A time parsed from a line, before it is resolved to an instant. One object is reused, so a line's time
 * costs no allocation until it is resolved.
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
  /** Number of digits printed of the fraction, 0–9. */
  digits = 0;
  /** Minutes ahead of UTC. */
  offset = UNSAID;
  /** The zone named in the line (`Europe/Berlin`), if it has no offset. */
  zone: Zone | null = null;
  /** Whole seconds since the epoch, if the line has those instead of a date. */
  epochSeconds = UNSAID;
  /** A numeric date as written, year last or first; UNSAID: its parts are known. See `takeNumericDate`. */
  first = UNSAID;
  middle = UNSAID;
  last = UNSAID;
  /** The character between them. */
  separator = 0;
  /** The text that contains the date, and where its line ends: later lines may reveal the order. */
  text = '';
  at = 0;

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
    if (this.first === UNSAID) return;
    this.first = UNSAID;
    this.middle = UNSAID;
    this.last = UNSAID;
    this.separator = 0;
    this.text = '';
    this.at = 0;
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
    this.first = other.first;
    this.middle = other.middle;
    this.last = other.last;
    this.separator = other.separator;
    this.text = other.text;
    this.at = other.at;
  }

  /** Sets a numeric date as written; returns false if it is not a date in any order. */
  takeNumericDate(first: number, middle: number, last: number, separator: number): boolean {
    let order: DateOrder = 'month';
    if (!isDateIn(order, first, middle, last, separator)) {
      order = isDateIn('day', first, middle, last, separator) ? 'day' : 'year';
      if (order === 'year' && !isDateIn(order, first, middle, last, separator)) return false;
    }
    this.first = first;
    this.middle = middle;
    this.last = last;
    this.separator = separator;
    this.text = '';
    this.arrange(order);
    return true;
  }

  /** Makes its date one that does not exist. */
  refuseDate(): void {
    this.day = MAX_DAY + 1;
  }

  /** Interprets the numbers of its date in this order. */
  arrange(order: DateOrder): void {
    const [year, month, day] = partsIn(order, this.first, this.middle, this.last);
    this.year = year;
    this.month = month;
    this.day = day;
  }
}

/** The order of a date's numbers; the year is last, except in `year`, where it has two digits. */
export type DateOrder = 'month' | 'day' | 'year';
/** The possible orders, the more common first. */
export const DATE_ORDERS: readonly DateOrder[] = ['month', 'day', 'year'];

/** POSIX `strptime` %y: 69–99 are in the last century. */
const fullYear = (year: number): number => (year >= 100 ? year : year < 69 ? 2000 + year : 1900 + year);

const partsIn = (
  order: DateOrder,
  first: number,
  middle: number,
  last: number,
): readonly [year: number, month: number, day: number] => {
  if (order === 'year') return [fullYear(first), middle, last];
  return order === 'month' ? [fullYear(last), first, middle] : [fullYear(last), middle, first];
};

const DOT = 46;

/** Returns true if the numbers are a date in this order; with dots, the day always comes first. */
export const isDateIn = (
  order: DateOrder,
  first: number,
  middle: number,
  last: number,
  separator: number,
): boolean => {
  if ((order === 'month' && separator === DOT) || (order === 'year' && (last >= 100 || first < 1)))
    return false;
  const [year, month, day] = partsIn(order, first, middle, last);
  return month >= 1 && month <= 12 && day >= 1 && isDate(year, month, day);
};

/** A numeric date as written. */
export type NumericDate = Pick<Moment, 'first' | 'middle' | 'last' | 'separator'>;

/** Returns true if a number of two digits is the year, and the others are a month and a day that it does not have: 30 February. */
export const isNoDateIn = (order: DateOrder, { first, middle, last, separator }: NumericDate): boolean => {
  if (last >= 100 || (order === 'month' && separator === DOT)) return false;
  const [year, month, day] = partsIn(order, first, middle, last);
  return month >= 1 && month <= 12 && day >= 1 && day <= MAX_DAY && !isDate(year, month, day);
};

const MAX_DAY = 31;

/** Returns the numeric date as days since 1970, in this order. */
export const daysIn = (order: DateOrder, { first, middle, last }: NumericDate): number =>
  daysFromCivil(...partsIn(order, first, middle, last));

/**
 * Returns the days from 1970-01-01 to a date in the Gregorian calendar (H. Hinnant, "chrono-compatible
 * low-level date algorithms").
 */
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

/** Returns true for a valid date in the Gregorian calendar. */
export const isDate = (year: number, month: number, day: number): boolean =>
  day <= DAYS_IN_MONTH[month - 1]! && (month !== 2 || day < 29 || isLeap(year));
