import type { ByteString } from '../bytes.ts';
import type { LineEnd } from '../lines.ts';
import { type PatternMatcher, patternMatcher } from '../pattern/matcher.ts';
import { compilePattern } from '../pattern/pattern.ts';
import type { LogContext } from '../records/heads.ts';
import { LongLines } from './longLines.ts';
import { matchingRecords, recordsInContext } from './recordCollectors.ts';
import { RecordStep } from './recordStep.ts';
import { skimRecords } from './skimRecords.ts';
import type { LineStep, LineTests, LocalFilter, RecordSelection, Verdict } from './step.ts';
import { unwrapLine } from './unwrapLines.ts';
import { whereTests } from './whereTests.ts';

/**
 * Selects records by time and level, and for `--record` by patterns, with context and limits counted in records. Without
 * `--record` it returns the lines of the selected records, for the following steps to filter. `notes`: it notes where they start.
 */
export const selectRecords = (
  local: LocalFilter,
  selection: RecordSelection,
  log: LogContext,
  lineEnd: LineEnd,
  notes = false,
): LineStep => {
  const { where = [] } = selection;
  const fields = where.length === 0 ? null : whereTests(where, log.format, local);
  if (!selection.whole) {
    const taker = matchingRecords(notes);
    const { certain, torn } = selection;
    const skims = certain !== undefined && fields === null && torn !== true;
    const step = new RecordStep({
      ...{ selection, log, lineEnd, tests: fields, taker, counts: false },
      usesKernels: !skims,
    });
    const selected = skims ? skimRecords(step, certain) : step;
    return new LongLines(selected, lineEnd);
  }
  const compile = (text: string): LineTest => {
    const matcher = patternMatcher(compilePattern(text, local), lineEnd);
    const { unwrap } = local;
    return unwrap === undefined ? matcher : { test: line => matcher.test(unwrapLine(line, unwrap)) };
  };
  const patterns = patternTests(local.grep.map(compile), local.exclude.map(compile));
  const tests = fields && patterns ? () => bothTests(patterns(), fields()) : (fields ?? patterns);
  const { before, after, maxCount, last, head } = local;
  const counts = before + after > 0 || maxCount !== null || last !== null || head !== null;
  const taker = counts ? recordsInContext(local, lineEnd, notes) : matchingRecords(notes);
  const step = new RecordStep({ selection, log, lineEnd, tests, taker, counts });
  // What is counted may be held back, and be passed on or dropped later.
  return counts ? step : new LongLines(step, lineEnd);
};

/** Both must hold. */
const bothTests = (first: LineTests, second: LineTests): LineTests => ({
  begin() {
    first.begin();
    second.begin();
  },
  see(line) {
    first.see(line);
    second.see(line);
  },
  verdict(complete, level) {
    const verdict = first.verdict(complete, level);
    if (verdict === 'miss') return 'miss';
    const other = second.verdict(complete, level);
    return other === 'match' ? verdict : other;
  },
});

type LineTest = Pick<PatternMatcher, 'test'>;

/** Returns the tests of patterns for a record; null if there are no patterns. */
const patternTests = (
  includes: readonly LineTest[],
  excludes: readonly LineTest[],
): (() => LineTests) | null =>
  includes.length + excludes.length === 0 ? null : () => new PatternTests(includes, excludes);

/** A record matches if each pattern matches one of its lines, and no excluded pattern matches any. */
class PatternTests implements LineTests {
  readonly #includes: readonly LineTest[];
  readonly #excludes: readonly LineTest[];
  #missing: readonly LineTest[];
  #excluded = false;

  constructor(includes: readonly LineTest[], excludes: readonly LineTest[]) {
    this.#includes = includes;
    this.#excludes = excludes;
    this.#missing = includes;
  }

  begin(): void {
    this.#missing = this.#includes;
    this.#excluded = false;
  }

  see(line: ByteString): void {
    const missing = this.#missing;
    if (missing.some(pattern => pattern.test(line)))
      this.#missing = missing.filter(pattern => !pattern.test(line));
    this.#excluded ||= this.#excludes.some(pattern => pattern.test(line));
  }

  verdict(complete: boolean): Verdict {
    if (this.#excluded) return 'miss';
    if (this.#missing.length > 0) return complete ? 'miss' : 'open';
    return complete || this.#excludes.length === 0 ? 'match' : 'open';
  }
}
