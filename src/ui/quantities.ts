const scaled = (value: number, step: number, units: readonly string[]): string => {
  let rest = value;
  let unit = 0;
  while (rest >= step && unit < units.length - 1) {
    rest /= step;
    unit++;
  }
  const digits = unit > 0 && rest < 9.95 ? 1 : 0;
  return `${rest.toFixed(digits)}${units[unit]}`;
};

/** A count in at most four places: `812`, `9.1k`, `14M`. */
export const countText = (count: number): string => scaled(count, 1000, ['', 'k', 'M', 'G']);

/** Bytes in at most five places: `812B`, `3.4KB`, `14MB`. */
export const bytesText = (bytes: number): string => scaled(bytes, 1000, ['B', 'KB', 'MB', 'GB', 'TB']);

/** Something per second: `0.4`, `42`, `1.2k`. */
export const rateText = (rate: number): string =>
  rate > 0 && rate < 9.95 ? rate.toFixed(1).replace(/\.0$/, '') : countText(Math.round(rate));

/** A time span: `4s`, `3m`, `2h`. */
export const spanText = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 100) return `${seconds}s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes}m` : `${Math.round(minutes / 60)}h`;
};
