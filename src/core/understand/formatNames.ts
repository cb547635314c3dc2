import { LINE_FORMATS } from './tables/lineFormats.ts';

/** Names accepted by `format:` besides line formats. */
const STRUCTURED_FORMATS = ['json', 'logfmt', 'ltsv', 'plain'] as const;

/**
 * Valid values of `format:` in the inventory: a line format's name, `json`, `logfmt`, `ltsv`, `plain` (not
 * parsed) or `auto`.
 */
export const FORMAT_NAMES: readonly string[] = [
  ...new Set(['auto', ...STRUCTURED_FORMATS, ...LINE_FORMATS.map(({ name }) => name)]),
];

/** Returns true for a valid `format:` in the inventory. */
export const isFormatName = (name: string): boolean => FORMAT_NAMES.includes(name);
