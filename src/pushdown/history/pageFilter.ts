import type { HostFacts } from '../../core/facts.ts';
import type { Query, RecordStart } from '../../core/query.ts';
import { AwkPatterns } from '../filter/awkPatterns.ts';
import { splitFilter } from '../filter/filterStages.ts';
import { grepKnows } from '../filter/knownPatterns.ts';
import { finderWords } from '../filter/recordCandidates.ts';
import { requiredPatterns } from '../filter/recordStages.ts';
import { type Stage, stage } from '../script/stage.ts';

/** How a host filters pages of a log's older lines. */
export interface PageFilter {
  /** Passes whole records: all that match, and possibly others. Empty: everything. */
  readonly stages: readonly Stage[];
  /** Finds lines, one of which each matching record contains; null: the whole log has to pass the stages. */
  readonly search: PageSearch | null;
}

/** A search for the parts of a log that are worth filtering, which are then all that is sent. */
export interface PageSearch {
  /** A grep that prints each such line after its byte offset. */
  readonly grep: Stage;
  /** Finds where records start; null: unknown, so the lines around those found pass through the stages as well. */
  readonly bounds: RecordBounds | null;
}

/** Programs that read whole lines and print byte offsets. */
export interface RecordBounds {
  /** Prints the offset of the first record that starts at byte `F` or later; otherwise nothing. */
  readonly next: Stage;
  /** Prints the offset of the last record that starts at byte `F` or earlier; otherwise nothing. */
  readonly last: Stage;
}

export const NO_PAGE_FILTER: PageFilter = { stages: [], search: null };

/** The longest record whose start and end are searched for, in bytes. */
export const MAX_SEARCHED_RECORD = 4 << 20;

/** Plans how a host filters pages for a query, whose findings are known. The reader has to test every record anyway. */
export const pageFilter = (query: Query, facts: HostFacts): PageFilter => {
  if (!query.pushdown) return NO_PAGE_FILTER;
  const stages = splitFilter(query, facts, false).stages.map(one => ({ ...one, readsFile: false }));
  const isSearched = stages.length === 0 || (stages[0]?.onFile ?? null) !== null;
  const patterns =
    isSearched && facts.grep === 'gnu' ? requiredPatterns(query, pattern => grepKnows(pattern, facts)) : null;
  if (patterns === null) return { stages, search: null };
  const grep = stage(['grep', '-b', '-a', ...finderWords(patterns)]);
  const start = query.findings?.start ?? null;
  const bounds = stages.length > 0 && start !== null ? recordBounds(start, facts.awk === 'mawk') : null;
  return { stages, search: { grep, bounds } };
};

/** Returns the programs for logs whose records start recognisably, and have all of their lines together. */
const recordBounds = (start: RecordStart, mawk: boolean): RecordBounds | null => {
  if ((start.apart ?? []).length > 0) return null;
  const patterns = new AwkPatterns(mawk);
  const begins = patterns.startTest(start);
  if (patterns.failed) return null;
  const begin = `BEGIN{${patterns.begin}f=ENVIRON["F"]+0;r=-1}`;
  const end = 'END{if(r>=0)printf "%.0f\\n",r}';
  const count = 'b+=length($0)+1';
  const program = (text: string): Stage => stage(['awk', `${begin}${text}${end}`], { env: patterns.env });
  return {
    next: program(`b>=f&&(${begins}){r=b;exit}{${count};if(b>f+${MAX_SEARCHED_RECORD})exit}`),
    last: program(`b>f{exit}${begins}{r=b}{${count}}`),
  };
};
