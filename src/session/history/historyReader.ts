import { toByteString } from '../../core/bytes.ts';
import { type HistoryPage, type HistoryPlace, pageEdges } from '../../core/history/place.ts';
import { filePath } from '../../core/place.ts';
import type { Query } from '../../core/query.ts';
import type { LogRecord } from '../../core/record.ts';
import { createAssembler } from '../../core/records/assemble.ts';
import { RecordHeads } from '../../core/records/heads.ts';
import type { Source } from '../../core/target.ts';
import type { PageRequest } from '../../pushdown/history/page.ts';
import {
  MAX_SEARCHED_RECORD,
  NO_PAGE_FILTER,
  type PageFilter,
  pageFilter,
} from '../../pushdown/history/pageFilter.ts';
import { type FindingContext, withFindings } from '../host/findings.ts';
import { RunningCounts } from '../host/sourceCounts.ts';
import { type LocatedMoment, locateEnd, locateMoment } from './locate.ts';
import { readPage } from './readPage.ts';
import { wholeRecords } from './wholeRecords.ts';

/** A request for older lines of a log. */
export interface HistoryAsk {
  readonly from: HistoryPlace;
  readonly direction: PageRequest['direction'];
  readonly until: HistoryPlace | null;
  readonly lines: number;
  /** Maximum number of bytes of the log to search. Without a filter, a page is short in any case. */
  readonly bytes: number;
  /** The filter that its host applies. */
  readonly query: Query;
  /** The exact filter; null: every record. */
  readonly keeps?: ((record: LogRecord) => boolean) | null;
}

/** A range of a log's older lines, as records. */
export interface HistoryRecords {
  /** Those that pass the filter. */
  readonly records: readonly LogRecord[];
  /** Where the range starts and ends; null: nothing was read. */
  readonly edges: { readonly first: HistoryPlace; readonly last: HistoryPlace } | null;
  readonly end: HistoryPage['end'];
  readonly bytesReceived: number;
  /** Number of bytes of the log that were searched; null: there is no filter. */
  readonly searched: number | null;
  /** True if the host sent lines that the filter may not pass. */
  readonly isUnfiltered: boolean;
  /** The lines themselves, with the place of the first, if no filter dropped any. */
  readonly page: HistoryPage;
}

/** Maximum size of a page that its host does not filter, in bytes, and its lines if they are filtered here. */
const MAX_PLAIN_BYTES = 16 * 1024 * 1024;
const MAX_LOCAL_LINES = 100_000;

/** Bytes to read before and after a line found, if it is unknown where records start; more for long records. */
const MARGIN = 16 * 1024;
const MARGIN_GROWTH = 16;

/** How long the plan of a log's filter may be used again, in milliseconds. */
const PLAN_MS = 60_000;

interface KnownPlan {
  readonly query: string;
  readonly until: number;
  readonly filter: PageFilter;
}

/** Reads what was written to logs before they were followed, page by page, from their hosts. */
export class HistoryReader {
  readonly #context: FindingContext;
  readonly #plans = new Map<number, KnownPlan>();

  constructor(context: FindingContext) {
    this.#context = context;
  }

  /** Reads a page. Rejects with a TroubleError on failure. */
  async read(source: Source, ask: HistoryAsk, signal: AbortSignal): Promise<HistoryRecords> {
    const { connection } = await this.#context.hosts.reach(source.host);
    const isFiltered = asksFor(ask.query);
    const filter = isFiltered ? await this.#filter(source, ask.query, signal) : NO_PAGE_FILTER;
    const { from, direction, until, keeps } = ask;
    const isPlain = filter.stages.length === 0 && filter.search === null;
    const bytes = isPlain ? Math.min(MAX_PLAIN_BYTES, ask.bytes) : ask.bytes;
    const lines = isPlain && isFiltered ? Math.max(ask.lines, MAX_LOCAL_LINES) : ask.lines;
    const request = { path: pathOf(source), from, direction, until, lines, filter, bytes };
    for (let margin = MARGIN; ; margin *= MARGIN_GROWTH) {
      const read = await readPage(connection, { ...request, margin }, signal);
      const page = isPlain ? wholeRecords(read, direction, () => this.#heads(source)) : read;
      const found = this.#records(source, page, filter.search !== null);
      const isCut = filter.search?.bounds === null && found.longestAtEdge >= margin;
      if (isCut && margin < MAX_SEARCHED_RECORD) continue;
      const searched = page.spans.reduce((sum, span) => sum + span.to - span.from, 0);
      return {
        records: keeps ? found.records.filter(keeps) : found.records,
        edges: pageEdges(page),
        end: page.end,
        bytesReceived: read.bytesReceived,
        searched: isFiltered ? searched : null,
        isUnfiltered: isPlain,
        page,
      };
    }
  }

  /** Finds the place of a time in a log; null if it is later than everything in it. */
  async locate(source: Source, moment: number, signal: AbortSignal): Promise<LocatedMoment | null> {
    const { connection } = await this.#context.hosts.reach(source.host);
    const log = { format: source.format, timezone: source.host.timezone, now: this.#context.now };
    return locateMoment({ connection, path: pathOf(source), log, signal }, moment);
  }

  /** Returns the place of a log's end; null if there is no file. */
  async end(source: Source, signal: AbortSignal): Promise<HistoryPlace | null> {
    const { connection } = await this.#context.hosts.reach(source.host);
    const log = { format: source.format, timezone: source.host.timezone, now: this.#context.now };
    return locateEnd({ connection, path: pathOf(source), log, signal });
  }

  /** The part of the filter that the host can apply. */
  async #filter(source: Source, query: Query, signal: AbortSignal): Promise<PageFilter> {
    const now = this.#context.now();
    const key = JSON.stringify(query);
    const plan = this.#plans.get(source.id);
    if (plan?.query === key && now < plan.until) return plan.filter;
    const { facts } = await this.#context.hosts.reach(source.host);
    const known = await withFindings(query, source, this.#context, new RunningCounts(), signal);
    const filter = pageFilter(known, facts);
    this.#plans.set(source.id, { query: key, until: now + PLAN_MS, filter });
    return filter;
  }

  #heads({ format, host }: Source): RecordHeads {
    return new RecordHeads({ format, timezone: host.timezone, now: this.#context.now });
  }

  /**
   * Reads the page's lines as records. `isInParts`: lines are missing between its spans. Also returns the size of the
   * longest record at an edge of a span: it may be cut off there.
   */
  #records(
    source: Source,
    page: HistoryPage,
    isInParts: boolean,
  ): { readonly records: readonly LogRecord[]; readonly longestAtEdge: number } {
    const now = this.#context.now();
    const assembler = createAssembler({
      source: source.id,
      format: source.format,
      timezone: source.format.timezone ?? source.host.timezone,
      group: true,
    });
    const records: LogRecord[] = [];
    let longestAtEdge = 0;
    for (const { lines } of page.spans) {
      if (lines.length === 0) continue;
      const some = assembler.push(toByteString(lines), now);
      if (isInParts) some.push(...assembler.flush());
      for (const record of [some[0], some.at(-1)])
        longestAtEdge = Math.max(longestAtEdge, record?.text.length ?? 0);
      for (const record of some) records.push(record);
    }
    records.push(...assembler.flush());
    return { records, longestAtEdge };
  }
}

const asksFor = ({ grep, exclude, where, level }: Query): boolean =>
  grep.length + exclude.length + where.length > 0 || level !== null;

const pathOf = ({ place }: Source): string => filePath(place) ?? '';
