import { DATE_ORDERS, type DateOrder, daysIn, isDateIn, type Moment } from './moment.ts';

const DAY_MS = 86_400_000;
/** A date in numbers that is at most so many days back is more likely than one that is farther back. */
const RECENT_DAYS = 400;
/** So near to now, a date is a log's that is being written. */
const NOW_DAYS = 2;
/** So far ahead other lines of a log are looked at for the order of its dates. */
const MAX_LOOKED = 256 * 1024;

const DATES: Readonly<Record<number, RegExp>> = {
  45: /(?<![0-9])([0-9]{1,2})-([0-9]{1,2})-([0-9]{4}|[0-9]{2})[ ,T]+[0-9]{1,2}:[0-9]{2}/g,
  46: /(?<![0-9])([0-9]{1,2})[.]([0-9]{1,2})[.]([0-9]{4}|[0-9]{2})[ ,T]+[0-9]{1,2}:[0-9]{2}/g,
  47: /(?<![0-9])([0-9]{1,2})[/]([0-9]{1,2})[/]([0-9]{4}|[0-9]{2})[ ,T-]+[0-9]{1,2}:[0-9]{2}/g,
};

/** Finds out in which order one log's dates in numbers stand: all of them in the same. */
export class DateOrderOfLog {
  #order: DateOrder | null = null;

  /** Arranges a moment's date, which was read in this log. */
  arrange(moment: Moment, now: number): void {
    const { first, middle, last, separator } = moment;
    if (this.#order === null || !isDateIn(this.#order, first, middle, last, separator)) {
      const may = DATE_ORDERS.filter(order => isDateIn(order, first, middle, last, separator));
      const left = narrowed(may, moment);
      this.#order = left.length === 1 ? left[0]! : likeliest(left, moment, now / DAY_MS);
    }
    moment.arrange(this.#order);
  }
}

/** The orders in which the dates of the lines that follow are dates, too; all where that leaves none. */
const narrowed = (orders: readonly DateOrder[], { text, at, separator }: Moment): readonly DateOrder[] => {
  let left = orders;
  const ahead = text.slice(at, at + MAX_LOOKED);
  for (const [, first, middle, last] of ahead.matchAll(DATES[separator]!)) {
    if (left.length === 1) break;
    const still = left.filter(order =>
      isDateIn(order, Number(first), Number(middle), Number(last), separator),
    );
    if (still.length > 0) left = still;
  }
  return left;
};

/** The order that brings a date close to now; where none does, the usual one: of years in two digits, Spark's and Hadoop's. */
const likeliest = (orders: readonly DateOrder[], moment: Moment, today: number): DateOrder => {
  const isShort = moment.last < 100;
  const age = (order: DateOrder): number => today - daysIn(order, moment);
  const past = orders.filter(order => age(order) >= -NOW_DAYS);
  const nearest = past.toSorted((a, b) => Math.abs(age(a)) - Math.abs(age(b)))[0];
  if (nearest !== undefined && age(nearest) <= (isShort ? RECENT_DAYS : NOW_DAYS)) return nearest;
  const usual = isShort && orders.includes('year') ? 'year' : moment.separator === 45 ? 'day' : 'month';
  const left = past.length > 0 ? past : orders;
  return left.includes(usual) ? usual : left[0]!;
};
