import type { LocalFilter } from '../filter/step.ts';
import { severity } from '../level.ts';
import { patternMatcher } from '../pattern/matcher.ts';
import { compilePattern } from '../pattern/pattern.ts';
import type { Entry } from '../records/entryRecord.ts';
import { NO_LEVEL } from '../understand/lineHead.ts';
import { parseWhere } from '../where/parse.ts';
import { compileWhere } from '../where/predicate.ts';

/**
 * Creates a local filter over entries, whose time, level and fields are known. The unit is the entry: it
 * matches if one of its lines does, and context and limits count entries. `from` and `last` are left to the
 * reader. Throws a PatternError for an invalid pattern.
 */
export class EntryFilter {
  readonly #filter: LocalFilter;
  readonly #matches: (entry: Entry) => boolean;
  readonly #limit: number;
  #count = 0;
  /** Entries that may be context of the next match. */
  #before: Entry[] = [];
  /** Number of entries still to pass as context of the last match. */
  #after = 0;

  constructor(filter: LocalFilter) {
    this.#filter = filter;
    this.#limit = Math.min(
      filter.maxCount ?? Number.POSITIVE_INFINITY,
      filter.head ?? Number.POSITIVE_INFINITY,
    );
    this.#matches = entryTest(filter);
  }

  /** True once no further entry can pass. */
  get done(): boolean {
    return this.#count >= this.#limit && this.#after === 0;
  }

  push(entries: readonly Entry[]): Entry[] {
    const passed: Entry[] = [];
    for (const entry of entries) if (!this.done) this.#take(entry, passed);
    return passed;
  }

  #take(entry: Entry, passed: Entry[]): void {
    const { before, after } = this.#filter;
    if (this.#count < this.#limit && this.#matches(entry)) {
      passed.push(...this.#before, entry);
      this.#before = [];
      this.#count++;
      this.#after = after;
    } else if (this.#after > 0) {
      passed.push(entry);
      this.#after--;
    } else if (before > 0) {
      this.#before.push(entry);
      if (this.#before.length > before) this.#before.shift();
    }
  }
}

/** Returns a test whether entries match, apart from limits. */
export const entryTest = (filter: LocalFilter): ((entry: Entry) => boolean) => {
  const { grep, exclude, records } = filter;
  const compile = (text: string) => patternMatcher(compilePattern(text, filter), '\n');
  const includes = grep.map(compile);
  const excludes = exclude.map(compile);
  const { since = null, until = null } = records?.time ?? {};
  const least = records?.level == null ? NO_LEVEL : severity(records.level);
  const conditions = (records?.where ?? []).flatMap(text => {
    const parsed = parseWhere(text);
    return parsed.ok ? [compileWhere(parsed.node, filter)] : [];
  });
  const asksLines = includes.length + excludes.length > 0;
  return entry => {
    const { time, level, text } = entry;
    if (time !== null && since !== null && time.ms < since) return false;
    if (time !== null && until !== null && (time.ms > until || (time.ms === until && time.nanos > 0)))
      return false;
    const own = level === null ? NO_LEVEL : severity(level);
    if (own < least) return false;
    if (asksLines) {
      const lines = text.includes('\n') ? text.split('\n') : [text];
      if (!includes.every(pattern => lines.some(line => pattern.test(line)))) return false;
      if (excludes.some(pattern => lines.some(line => pattern.test(line)))) return false;
    }
    return conditions.every(condition => condition.test({ text, level: own, fields: () => entry.fields() }));
  };
};
