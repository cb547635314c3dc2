import { nearest } from '../nearest.ts';
import type { Fields } from '../record.ts';
import { fieldLookup, fieldNames } from './lookup.ts';
import { FIELD_WORDS } from './words.ts';

/** Names that are taken from one record, and names that a hint lists. */
const MAX_NAMES = 200;
const MAX_LISTED = 12;

const lookups = FIELD_WORDS.map(({ word }) => ({ word, lookup: fieldLookup(word) }));

/** The fields that some records of a log have, for who asked for one that none has. */
export class SeenFields {
  readonly #names = new Set<string>();

  /** Takes some time: of a log, a few records will do. */
  add(fields: Fields): void {
    for (const name of fieldNames(fields, MAX_NAMES)) this.#names.add(name);
    for (const { word, lookup } of lookups) if (lookup(fields) !== undefined) this.#names.add(word);
  }

  /** Returns what `name` may have been meant as, to be put behind a sentence about it; empty if nothing is known. `others`: names that can be asked for besides. */
  hint(name: string, others: readonly string[] = []): string {
    const [near] = nearest(name, [...this.#names, ...others], 1);
    if (near !== undefined && near !== name) return `; did you mean ${near}?`;
    const listed = [...this.#names].slice(0, MAX_LISTED).join(', ');
    if (listed === '') return '';
    return `; the fields are ${listed}${this.#names.size > MAX_LISTED ? ', …' : ''}`;
  }
}
