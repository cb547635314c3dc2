import {
  DATE_ORDERS,
  type DateOrder,
  daysIn,
  isDateIn,
  isNoDateIn,
  type Moment,
  type NumericDate,
  UNSAID,
} from './moment.ts';

const DAY_MS = 86_400_000;
/** A numeric date at most this many days back is more likely than an older one. */
const RECENT_DAYS = 400;
/** A date this close to now means that the log is being written. */
const NOW_DAYS = 2;
/** How far ahead to look in a log for the order of its dates. */
const MAX_LOOKED = 256 * 1024;

const DATES: Readonly<Record<number, RegExp>> = {
  45: /(?<![0-9])([0-9]{1,2})-([0-9]{1,2})-([0-9]{4}|[0-9]{2})[ ,T]+[0-9]{1,2}:[0-9]{2}/g,
  46: /(?<![0-9])([0-9]{1,2})[.]([0-9]{1,2})[.]([0-9]{4}|[0-9]{2})[ ,T]+[0-9]{1,2}:[0-9]{2}/g,
  47: /(?<![0-9])([0-9]{1,2})[/]([0-9]{1,2})[/]([0-9]{4}|[0-9]{2})[ ,T-]+[0-9]{1,2}:[0-9]{2}/g,
};

/** Determines the order of numeric dates in a log, which is the same for all of them. */
export class DateOrderOfLog {
  #order: DateOrder | null = null;

  /** Applies the order to a date from this log. A date that does not exist in any likely order is refused. */
  arrange(moment: Moment, now: number): void {
    const { first, middle, last, separator } = moment;
    if (this.#order === null || !isDateIn(this.#order, first, middle, last, separator)) {
      const today = now / DAY_MS;
      const may = ordersOf(moment, today);
      if (may.length === 0) {
        moment.refuseDate();
        return;
      }
      const left = narrowed(may, moment, today);
      this.#order = left.length === 1 ? left[0]! : likeliest(left, moment, today);
    }
    moment.arrange(this.#order);
  }
}

/**
 * Returns the orders in which a date is valid. With a year of two digits, one in the future counts only if there is no
 * other, and no order in which the date would be one that a month does not have: 30/02/26 is not in 2030.
 */
const ordersOf = (date: NumericDate, today: number): readonly DateOrder[] => {
  const { first, middle, last, separator } = date;
  const valid = DATE_ORDERS.filter(order => isDateIn(order, first, middle, last, separator));
  if (last >= 100) return valid;
  const past = valid.filter(order => daysIn(order, date) <= today + NOW_DAYS);
  if (past.length > 0) return past;
  return DATE_ORDERS.some(order => isNoDateIn(order, date)) ? [] : valid;
};

/** Returns the orders in which the dates of the following lines are also valid; all if none are left. */
const narrowed = (
  orders: readonly DateOrder[],
  { text, at, separator }: Moment,
  today: number,
): readonly DateOrder[] => {
  let left = orders;
  const ahead = text.slice(at, at + MAX_LOOKED);
  for (const [, first, middle, last] of ahead.matchAll(DATES[separator]!)) {
    if (left.length === 1) break;
    const date = { first: Number(first), middle: Number(middle), last: Number(last), separator };
    const may = ordersOf(date, today);
    const still = left.filter(order => may.includes(order));
    if (still.length > 0) left = still;
  }
  return left;
};

/**
 * Returns the order that puts a date close to now; otherwise the usual one: for two-digit years, that of Spark and
 * Hadoop.
 */
const likeliest = (orders: readonly DateOrder[], moment: Moment, today: number): DateOrder => {
  const isShort = moment.last < 100;
  const age = (order: DateOrder): number => today - daysIn(order, moment);
  const past = orders.filter(order => age(order) >= -NOW_DAYS);
  const nearest = past.toSorted((a, b) => Math.abs(age(a)) - Math.abs(age(b)))[0];
  if (nearest !== undefined && age(nearest) <= (isShort ? RECENT_DAYS : NOW_DAYS)) return nearest;
  // Splunk's own logs have milliseconds and an offset.
  const isSplunk = moment.digits === 3 && moment.offset !== UNSAID;
  const isDayFirst = moment.separator === 45 && !isSplunk;
  const usual = isShort && orders.includes('year') ? 'year' : isDayFirst ? 'day' : 'month';
  const left = past.length > 0 ? past : orders;
  return left.includes(usual) ? usual : left[0]!;
};
