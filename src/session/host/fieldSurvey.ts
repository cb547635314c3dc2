import type { ByteString } from '../../core/bytes.ts';
import { isSourceName, SOURCE_NAMES } from '../../core/count/question.ts';
import { fieldLookup } from '../../core/fields/lookup.ts';
import { sharedFieldReader } from '../../core/fields/readFields.ts';
import { SeenFields } from '../../core/fields/seenFields.ts';
import { fieldKey } from '../../core/fields/words.ts';
import type { Query } from '../../core/query.ts';
import type { Fields, SourceId } from '../../core/record.ts';
import type { Entry } from '../../core/records/entryRecord.ts';
import type { Source } from '../../core/target.ts';
import type { WhereNode } from '../../core/where/expression.ts';
import { parseWhere } from '../../core/where/parse.ts';

/**
 * Number of lines checked for a field, starting at the end of a sample, and the number whose other fields are
 * remembered.
 */
const MAX_LINES = 1000;
const MAX_LISTED = 50;

/**
 * Looks for the fields in a query, so that a misspelt name is not mistaken for a log without matches. Reports
 * missing fields as soon as all followed logs were checked; for other logs, on request.
 */
export class FieldSurvey {
  readonly #say: (source: Source, text: string) => void;
  /** Sources that are still unknown. */
  readonly #awaited = new Set<SourceId>();
  readonly #asked = new Set<string>();
  readonly #found = new Set<string>();
  readonly #said = new Set<string>();
  readonly #seen = new SeenFields();
  #looked = 0;

  constructor(say: (source: Source, text: string) => void) {
    this.#say = say;
  }

  expect({ id }: Source): void {
    this.#awaited.add(id);
  }

  /** Nothing more will be learned about it. */
  settled({ id }: Source): void {
    this.#awaited.delete(id);
  }

  /** True until the source's fields were noted. */
  awaits({ id }: Source): boolean {
    return this.#awaited.has(id);
  }

  /** Notes the fields in lines from a log. */
  noteLines(source: Source, query: Query, lines: readonly ByteString[]): void {
    const reader = sharedFieldReader(source.format);
    const last = lines.slice(-MAX_LINES).reverse();
    this.#note(source, query, last, line => reader.all(line));
  }

  /** Notes the fields of entries that carry them. */
  noteEntries(source: Source, query: Query, entries: readonly Entry[]): void {
    this.#note(source, query, entries, entry => entry.fields());
  }

  #note<Item>(source: Source, query: Query, items: readonly Item[], read: (item: Item) => Fields): void {
    if (items.length === 0) return;
    this.settled(source);
    this.#looked++;
    this.#look(query, items, read);
    if (query.follow !== 'none' && this.#awaited.size === 0) this.report(source);
  }

  #look<Item>(query: Query, items: readonly Item[], read: (item: Item) => Fields): void {
    const names = askedFields(query).filter(name => !this.#found.has(name));
    for (const name of names) this.#asked.add(name);
    let left = names.map(name => ({ name, lookup: fieldLookup(name) }));
    for (const [index, item] of items.entries()) {
      if (left.length === 0) return;
      const fields = read(item);
      if (index < MAX_LISTED) this.#seen.add(fields);
      left = left.filter(({ name, lookup }) => {
        if (lookup(fields) === undefined) return true;
        this.#found.add(name);
        return false;
      });
    }
  }

  /** Like `SeenFields.hint`. */
  hint(name: string): string {
    return this.#seen.hint(fieldKey(name), SOURCE_NAMES);
  }

  /** Reports each field that no source has, once. */
  report(source: Source): void {
    const where = this.#looked === 1 ? 'at its end' : `at the end of these ${this.#looked} logs`;
    for (const name of this.#asked) {
      if (this.#found.has(name) || this.#said.has(name)) continue;
      this.#said.add(name);
      this.#say(source, `no record ${where} has a field ${name}${this.#seen.hint(name)}`);
    }
  }
}

/** Returns the names in a query's conditions and those that it counts by. */
const askedFields = ({ where, count }: Query): readonly string[] => {
  const conditions = where.map(parseWhere).flatMap(result => (result.ok ? namesIn(result.node) : []));
  const counted = (count?.by ?? [])
    .filter(name => !isSourceName(name) && name !== 'level' && name !== 'text')
    .map(fieldKey);
  return [...new Set([...conditions, ...counted])];
};

const namesIn = (node: WhereNode): readonly string[] => {
  if ('parts' in node) return node.parts.flatMap(namesIn);
  if (node.kind === 'not') return namesIn(node.part);
  return 'field' in node && node.field !== 'text' ? [fieldKey(node.field)] : [];
};
