import type { Timestamp } from '../record.ts';
import { UTC, type Zone } from '../zones.ts';
import { DateOrderOfLog } from './dateOrder.ts';
import { daysFromCivil, isDate, type Moment, UNSAID } from './moment.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const DAY_S = 86_400;
const HALF_YEAR_S = 183 * DAY_S;
/** The zone farthest ahead of UTC (Pacific/Kiritimati). */
const FARTHEST_ZONE_S = 14 * 3600;

/**
 * Maximum distance of a line from the previous one in seconds: before it, and after it without doubt. Backwards is
 * larger, because the next line may be from before a line that was ahead.
 */
const MAX_BACK_S = 45 * DAY_S;
const NEAR_S = 30 * DAY_S;
/** Maximum distance beyond tomorrow of a time that continues from earlier lines: for clocks that are wrong by days. */
const AHEAD_S = 7 * DAY_S;

/**
 * Converts one source's Moments to instants, in the order of its lines. A time without a zone is in the source's zone.
 * A time without a year continues from the lines before it: a log moves forward, across any New Year, and backwards by
 * weeks at most. The first such time, and any that would be in the future, is the latest possible one that is not after
 * tomorrow (clocks differ, and so do zones). A single line far from those before it does not affect those after it. A
 * time without a date is the latest possible one that is not more than an hour ahead.
 */
export class TimeResolver {
  readonly #zone: Zone;
  readonly #order = new DateOrderOfLog();
  /** The source's current time in seconds since the epoch, or NaN; its year, and the year's bounds. */
  #here = Number.NaN;
  #hereYear = 0;
  #hereStart = 0;
  #hereEnd = 0;
  /** The last line's time if it was far from the source's current time. */
  #astray = Number.NaN;
  /** A time with a year that has not been examined yet. */
  #dated = Number.NaN;
  /** The last requested date, as year × 512 + month × 32 + day, and its day number: most lines share a date. */
  #date = 0;
  #days = 0;
  /** The last timestamp without a fraction. */
  #last: Timestamp | null = null;
  /** The current year in the zone where it is already tomorrow, and the bounds within which that is valid. */
  #thisYear = 0;
  #yearStart = 0;
  #yearEnd = 0;

  constructor(zone: Zone = UTC) {
    this.#zone = zone;
  }

  /**
   * Resolves a Moment for a reader whose clock shows `now`; null for a date that does not exist (30
   * February).
   */
  resolve(moment: Moment, now: number): Timestamp | null {
    const seconds = this.seconds(moment, now);
    if (Number.isNaN(seconds)) return null;
    const { nanos, digits } = moment;
    if (nanos === 0) return this.#wholeSecond(seconds * 1000, digits);
    const millis = Math.trunc(nanos / 1_000_000);
    return { ms: seconds * 1000 + millis, nanos: nanos - millis * 1_000_000, digits };
  }

  /** Many lines share a second, and so a timestamp. */
  #wholeSecond(ms: number, digits: number): Timestamp {
    const last = this.#last;
    if (last !== null && last.ms === ms && last.digits === digits) return last;
    this.#last = { ms, nanos: 0, digits };
    return this.#last;
  }

  /** The same in whole seconds since the epoch, or NaN. */
  seconds(moment: Moment, now: number): number {
    if (moment.epochSeconds !== UNSAID) {
      this.#dated = moment.epochSeconds;
      return this.#dated;
    }
    if (moment.first !== UNSAID) this.#order.arrange(moment, now);
    const clock = (moment.hour * 60 + moment.minute) * 60 + moment.second;
    if (moment.day === UNSAID) return this.#withoutDate(moment, clock, now);
    if (moment.year === UNSAID) return this.#withoutYear(moment, clock, now);
    this.#dated = this.#instant(moment, moment.year, clock);
    return this.#dated;
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
    const next = this.#sameDay(moment, clock, now / 1000 + DAY_S);
    if (!Number.isNaN(next)) {
      this.#here = next;
      return next;
    }
    if (!Number.isNaN(this.#dated)) {
      this.#pass(this.#dated);
      this.#dated = Number.NaN;
    }
    const limit = now / 1000 + DAY_S;
    let seconds = this.#goingOn(moment, clock, limit);
    if (this.#isNear(seconds)) {
      this.#astray = Number.NaN;
    } else if (!Number.isNaN(this.#astray)) {
      // This is the second consecutive line away from the source's time: it has moved.
      this.#move(this.#astray);
      seconds = this.#goingOn(moment, clock, limit);
    }
    this.#pass(seconds);
    return seconds;
  }

  /** Returns the time of a line on the same day as the one before it, which is most lines; NaN for any other. */
  #sameDay(moment: Moment, clock: number, limit: number): number {
    if (moment.offset !== UNSAID || moment.zone !== null || this.#zone !== UTC) return Number.NaN;
    if (this.#hereYear * 512 + moment.month * 32 + moment.day !== this.#date) return Number.NaN;
    if (!(Number.isNaN(this.#dated) && Number.isNaN(this.#astray))) return Number.NaN;
    const seconds = this.#days * DAY_S + clock;
    const isOrdinary = this.#isNear(seconds) && seconds >= this.#hereStart && seconds < this.#hereEnd;
    return isOrdinary && seconds <= limit ? seconds : Number.NaN;
  }

  /** Records the time of a line. */
  #pass(seconds: number): void {
    if (Number.isNaN(seconds)) return;
    if (Number.isNaN(this.#here) || this.#isNear(seconds)) this.#move(seconds);
    else this.#astray = seconds;
  }

  #move(seconds: number): void {
    if (!(seconds >= this.#hereStart && seconds < this.#hereEnd)) {
      this.#hereYear = new Date(seconds * 1000).getUTCFullYear();
      this.#hereStart = daysFromCivil(this.#hereYear, 1, 1) * DAY_S;
      this.#hereEnd = daysFromCivil(this.#hereYear + 1, 1, 1) * DAY_S;
    }
    this.#here = seconds;
    this.#astray = Number.NaN;
  }

  #isNear(seconds: number): boolean {
    return seconds >= this.#here - MAX_BACK_S && seconds <= this.#here + NEAR_S;
  }

  /**
   * Returns the time that continues from the source's; if that is unknown or in the future, the latest possible one.
   */
  #goingOn(moment: Moment, clock: number, limit: number): number {
    if (Number.isNaN(this.#here)) return this.#latest(moment, clock, limit);
    const earliest = this.#here - MAX_BACK_S;
    let seconds = this.#instant(moment, this.#hereYear, clock);
    if (seconds > this.#here + HALF_YEAR_S) {
      const before = this.#instant(moment, this.#hereYear - 1, clock);
      if (before >= earliest) seconds = before;
    } else if (!(seconds >= earliest)) {
      seconds = this.#instant(moment, this.#hereYear + 1, clock);
    }
    if (seconds <= limit || (this.#isNear(seconds) && seconds <= limit + AHEAD_S)) return seconds;
    return this.#latest(moment, clock, limit);
  }

  #latest(moment: Moment, clock: number, limit: number): number {
    const local = limit + FARTHEST_ZONE_S;
    if (local < this.#yearStart || local >= this.#yearEnd) {
      this.#thisYear = new Date(local * 1000).getUTCFullYear();
      this.#yearStart = daysFromCivil(this.#thisYear, 1, 1) * DAY_S;
      this.#yearEnd = daysFromCivil(this.#thisYear + 1, 1, 1) * DAY_S;
    }
    // A 29 February is at most eight years back (1896–1904, 2096–2104).
    for (let year = this.#thisYear; year >= this.#thisYear - 8; year--) {
      const seconds = this.#instant(moment, year, clock);
      if (seconds <= limit) return seconds;
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
