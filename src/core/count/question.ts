/** What is counted (`--count`, `--count-by`, `--per`, `--top`): plain data. */
export interface CountQuestion {
  /** Names of fields, as in `--where`; `host` and `log` are the source's. Empty: a single count. */
  readonly by: readonly string[];
  /** Length of a period in milliseconds; null: one count for all times. */
  readonly perMs: number | null;
  /** The precision of times needed to tell periods apart, in milliseconds: 3,600,000, 60,000 or 1. */
  readonly precisionMs: number;
  /** Only the most common; null: all. */
  readonly top: number | null;
}

/** Names that refer to the source, not to the line. */
export const SOURCE_NAMES: readonly string[] = ['host', 'log'];

/** Returns true if one number per source is requested. */
export const isTotal = ({ by, perMs }: CountQuestion): boolean => perMs === null && by.every(isSourceName);

export const isSourceName = (name: string): boolean => SOURCE_NAMES.includes(name);
