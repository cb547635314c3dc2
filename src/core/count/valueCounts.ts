import { fieldLookup, valueText } from '../fields/lookup.ts';
import { allFieldsOf } from '../fields/readFields.ts';
import { fieldKey } from '../fields/words.ts';
import type { LogRecord } from '../record.ts';
import type { LogFormat } from '../target.ts';

/** Number of different values to count: further ones are ignored. */
const MAX_COUNTED = 5000;
/** The fields of a longer record are not parsed. */
const MAX_PARSED = 1 << 16;

/** Counts the values of one field, as a person asks for them while reading a log. */
export class ValueCounts {
  /** Number of records examined, and how many of them lack the field. */
  looked = 0;
  without = 0;
  readonly #read: (record: LogRecord, format: LogFormat) => string | null;
  readonly #counts = new Map<string, number>();

  constructor(field: string) {
    const find = fieldLookup(fieldKey(field));
    this.#read =
      field === 'level'
        ? ({ level }) => level
        : (record, format) => {
            const value = find(allFieldsOf(record, format));
            return value === undefined || value === null ? null : valueText(value);
          };
  }

  add(record: LogRecord, format: LogFormat): void {
    if (record.text.length > MAX_PARSED) return;
    this.looked++;
    const value = this.#read(record, format);
    if (value === null) this.without++;
    else if (this.#counts.has(value) || this.#counts.size < MAX_COUNTED)
      this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
  }

  /** Returns the most frequent values, with their numbers of records. */
  top(limit: number): readonly (readonly [value: string, count: number])[] {
    return [...this.#counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, limit);
  }
}
