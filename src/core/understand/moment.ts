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
  /** A date in numbers as it stands, year last or first; UNSAID: its parts are known. See `takeNumericDate`. */
  first = UNSAID;
  middle = UNSAID;
  last = UNSAID;
  /** The character between them. */
  separator = 0;
  /** The text that such a date was read in, and where its line ends: what follows may tell the order. */
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

  /** Takes a date in numbers, as they stand; false if no order makes a date of them. */
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

  /** Takes the numbers of its date to stand in this order. */
  arrange(order: DateOrder): void {
    const [year, month, day] = partsIn(order, this.first, this.middle, this.last);
    this.year = year;
    this.month = month;
    this.day = day;
  }
}

/** In which order a date's numbers stand; the year is last but in `year`, where it has two digits. */
export type DateOrder = 'month' | 'day' | 'year';
/** Those that may be, the more usual before the others. */
export const DATE_ORDERS: readonly DateOrder[] = ['month', 'day', 'year'];

/** POSIX `strptime` %y: 69–99 are of the last century. */
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

/** Whether numbers are a date in an order; with dots the day goes first everywhere. */
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

/** The date in numbers as days since 1970, in an order. */
export const daysIn = (order: DateOrder, { first, middle, last }: Moment): number =>
  daysFromCivil(...partsIn(order, first, middle, last));

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
