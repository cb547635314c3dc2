import { nearest } from '../nearest.ts';
import type { Fields } from '../record.ts';
import { fieldLookup, fieldNames } from './lookup.ts';
import { FIELD_WORDS } from './words.ts';

/** Maximum number of names taken from one record, and listed in a hint. */
const MAX_NAMES = 200;
const MAX_LISTED = 12;

const lookups = FIELD_WORDS.map(({ word }) => ({ word, lookup: fieldLookup(word) }));

/** The fields in some records of a log, for a hint about one that no record has. */
export class SeenFields {
  readonly #names = new Set<string>();

  /** Takes some time: a few records per log are enough. */
  add(fields: Fields): void {
    for (const name of fieldNames(fields, MAX_NAMES)) this.#names.add(name);
    for (const { word, lookup } of lookups) if (lookup(fields) !== undefined) this.#names.add(word);
  }

  /**
   * Returns a hint at what `name` may have meant, to append to a sentence; empty if nothing is known.
   * `others`: other valid names.
   */
  hint(name: string, others: readonly string[] = []): string {
    const [near] = nearest(name, [...this.#names, ...others], 1);
    if (near !== undefined && near !== name) return `; did you mean ${near}?`;
    const listed = [...this.#names].slice(0, MAX_LISTED).join(', ');
    if (listed === '') return '';
    return `; the fields are ${listed}${this.#names.size > MAX_LISTED ? ', …' : ''}`;
  }
}
