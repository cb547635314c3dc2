const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];

/** Formats bytes with three figures and a decimal unit, for sentences and tables: `812 B`, `34.1 KB`, `1.03 GB`. */
export const byteSize = (bytes: number): string => {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
};

/** Formats a time span for sentences and tables: `0.84 s`, `12.3 s`, `4 min 05 s`, `2 h 07 min`. */
export const duration = (ms: number): string => {
  if (ms < 59_950) return `${(ms / 1000).toFixed(ms < 9_995 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
};

const scaled = (value: number, units: readonly string[]): string => {
  let rest = value;
  let unit = 0;
  while (rest >= 1000 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  const digits = unit > 0 && rest < 9.95 ? 1 : 0;
  return `${rest.toFixed(digits)}${units[unit]}`;
};

/** Formats a count in at most four columns: `812`, `9.1k`, `14M`. */
export const countText = (count: number): string => scaled(count, ['', 'k', 'M', 'G']);

/** Formats bytes in at most five columns: `812B`, `3.4KB`, `14MB`. */
export const bytesText = (bytes: number): string => scaled(bytes, UNITS);

/** Formats a number per second in few columns: `0.4`, `42`, `1.2k`. */
export const rateText = (rate: number): string =>
  rate > 0 && rate < 9.95 ? rate.toFixed(1).replace(/\.0$/, '') : countText(Math.round(rate));

/** Formats a time span in few columns: `4s`, `3m`, `2h`. */
export const spanText = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 100) return `${seconds}s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes}m` : `${Math.round(minutes / 60)}h`;
};
