import { toByteString } from '../../core/bytes.ts';
import { type HistoryPage, type HistoryPlace, pageEdges } from '../../core/history/place.ts';
import { filePath } from '../../core/place.ts';
import type { Query } from '../../core/query.ts';
import type { LogRecord } from '../../core/record.ts';
import { createAssembler } from '../../core/records/assemble.ts';
import { RecordHeads } from '../../core/records/heads.ts';
import type { Source } from '../../core/target.ts';
import { splitFilter } from '../../pushdown/filter/filterStages.ts';
import type { PageRequest } from '../../pushdown/history/page.ts';
import type { Stage } from '../../pushdown/script/stage.ts';
import { type FindingContext, withFindings } from '../host/findings.ts';
import { RunningCounts } from '../host/sourceCounts.ts';
import { type LocatedMoment, locateMoment } from './locate.ts';
import { readPage } from './readPage.ts';
import { wholeRecords } from './wholeRecords.ts';

/** A request for older lines of a log. */
export interface HistoryAsk {
  readonly from: HistoryPlace;
  readonly direction: PageRequest['direction'];
  readonly until: HistoryPlace | null;
  readonly lines: number;
  /** Searches enough of the log to find rare matches too. */
  readonly far: boolean;
  /** The filter that its host applies. */
  readonly query: Query;
}

/** A range of a log's older lines, as records. */
export interface HistoryRecords {
  readonly records: readonly LogRecord[];
  /** Where the range starts and ends; null: nothing was read. */
  readonly edges: { readonly first: HistoryPlace; readonly last: HistoryPlace } | null;
  readonly end: HistoryPage['end'];
  readonly bytesReceived: number;
  /** The lines themselves, with the place of the first, if no filter dropped any. */
  readonly page: HistoryPage;
}

/** Maximum number of bytes that one page searches: unfiltered, and for rare lines. */
const MAX_PLAIN_BYTES = 16 * 1024 * 1024;
const MAX_FILTERED_BYTES = { near: 128 * 1024 * 1024, far: 2 * 1024 * 1024 * 1024 } as const;

/** Lines to read at once when searching for rare lines that the host cannot find. */
const MAX_LOCAL_LINES = 20_000;

/** Reads what was written to logs before they were followed, page by page, from their hosts. */
export class HistoryReader {
  readonly #context: FindingContext;

  constructor(context: FindingContext) {
    this.#context = context;
  }

  /** Reads a page. Rejects with a TroubleError on failure. */
  async read(source: Source, ask: HistoryAsk, signal: AbortSignal): Promise<HistoryRecords> {
    const { connection } = await this.#context.hosts.reach(source.host);
    const stages = await this.#stages(source, ask.query, signal);
    const { from, direction, until, lines, far } = ask;
    const isLocal = stages.length === 0 && asksFor(ask.query);
    const bytes = stages.length === 0 ? MAX_PLAIN_BYTES : MAX_FILTERED_BYTES[far ? 'far' : 'near'];
    const most = isLocal && far ? Math.max(lines, MAX_LOCAL_LINES) : lines;
    const request = { path: pathOf(source), from, direction, until, lines: most, stages, bytes };
    const read = await readPage(connection, request, signal);
    const page = stages.length === 0 ? wholeRecords(read, direction, () => this.#heads(source)) : read;
    return {
      records: this.#records(source, page),
      edges: pageEdges(page),
      end: page.end,
      bytesReceived: read.bytesReceived,
      page,
    };
  }

  /** Finds the place of a time in a log; null if it is later than everything in it. */
  async locate(source: Source, moment: number, signal: AbortSignal): Promise<LocatedMoment | null> {
    const { connection } = await this.#context.hosts.reach(source.host);
    const log = { format: source.format, timezone: source.host.timezone, now: this.#context.now };
    return locateMoment({ connection, path: pathOf(source), log, signal }, moment);
  }

  /** Returns the part of the filter that the host can apply; the session tests every record anyway. */
  async #stages(source: Source, query: Query, signal: AbortSignal): Promise<readonly Stage[]> {
    if (!asksFor(query)) return [];
    const { facts } = await this.#context.hosts.reach(source.host);
    const known = await withFindings(query, source, this.#context, new RunningCounts(), signal);
    return splitFilter(known, facts, false).stages.map(stage => ({ ...stage, readsFile: false }));
  }

  #heads({ format, host }: Source): RecordHeads {
    return new RecordHeads({ format, timezone: host.timezone, now: this.#context.now });
  }

  #records(source: Source, page: HistoryPage): LogRecord[] {
    const now = this.#context.now();
    const assembler = createAssembler({
      source: source.id,
      format: source.format,
      timezone: source.format.timezone ?? source.host.timezone,
      group: true,
    });
    const records: LogRecord[] = [];
    for (const { lines } of page.spans) {
      if (lines.length > 0) records.push(...assembler.push(toByteString(lines), now));
    }
    records.push(...assembler.flush());
    return records;
  }
}

const asksFor = ({ grep, exclude, where, level }: Query): boolean =>
  grep.length + exclude.length + where.length > 0 || level !== null;

const pathOf = ({ place }: Source): string => filePath(place) ?? '';
