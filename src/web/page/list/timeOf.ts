/** How rows show their times: to the second, finer, with the date, or not at all. */
export type TimeForm = 'seconds' | 'fine' | 'date' | 'off';

export const TIME_FORMS: readonly TimeForm[] = ['seconds', 'fine', 'date', 'off'];

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));

interface Parts {
  readonly date: string;
  readonly time: string;
  readonly thousandths: string;
}

const partsOf = (ms: number, utc: boolean): Parts => {
  const at = new Date(ms);
  const [year, month, day] = utc
    ? [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()]
    : [at.getFullYear(), at.getMonth(), at.getDate()];
  const [hours, minutes, seconds] = utc
    ? [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()]
    : [at.getHours(), at.getMinutes(), at.getSeconds()];
  return {
    date: `${year}-${two(month + 1)}-${two(day)}`,
    time: `${two(hours)}:${two(minutes)}:${two(seconds)}`,
    thousandths: String(at.getUTCMilliseconds()).padStart(3, '0'),
  };
};

/** Formats a moment for a row; `digits` is the precision of its line. */
export const timeText = (ms: number, digits: number, form: TimeForm, utc: boolean): string => {
  if (form === 'off') return '';
  const { date, time, thousandths } = partsOf(ms, utc);
  if (form === 'seconds') return time;
  const fraction = digits > 0 ? `.${thousandths.slice(0, Math.min(digits, 3))}` : '';
  return form === 'fine' ? time + fraction : `${date} ${time}${fraction}`;
};

/** Formats a moment in full: date, time and zone. */
export const fullTime = (ms: number, digits: number, utc: boolean): string => {
  const { date, time, thousandths } = partsOf(ms, utc);
  const fraction = digits > 0 ? `.${thousandths.slice(0, Math.min(digits, 3))}` : '';
  return `${date} ${time}${fraction} ${utc ? 'UTC' : zoneOf(ms)}`;
};

/** Returns true if the browser's zone has the same offset as UTC at a moment. */
export const isUtc = (ms: number): boolean => new Date(ms).getTimezoneOffset() === 0;

const zoneOf = (ms: number): string => {
  const minutes = -new Date(ms).getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
};

/** Formats a time of day, with the date if it differs from that of `beside`. */
export const timeNear = (ms: number, beside: number, utc: boolean): string => {
  const own = partsOf(ms, utc);
  return own.date === partsOf(beside, utc).date ? own.time : `${own.date} ${own.time}`;
};
