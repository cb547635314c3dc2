/** What is counted (`--count`, `--count-by`, `--per`, `--top`): plain data. */
export interface CountQuestion {
  /** Names of fields, as in `--where`; `host` and `log` are the source's own. Empty: one count. */
  readonly by: readonly string[];
  /** Length of a period in milliseconds; null: one count over all times. */
  readonly perMs: number | null;
  /** How exactly times must be known to tell periods apart, in milliseconds: 3,600,000, 60,000 or 1. */
  readonly precisionMs: number;
  /** The commonest only; null: all. */
  readonly top: number | null;
}

/** Names that mean something of the source, not of the line. */
export const SOURCE_NAMES: readonly string[] = ['host', 'log'];

/** True if one number is requested of each source. */
export const isTotal = ({ by, perMs }: CountQuestion): boolean => perMs === null && by.every(isSourceName);

export const isSourceName = (name: string): boolean => SOURCE_NAMES.includes(name);
