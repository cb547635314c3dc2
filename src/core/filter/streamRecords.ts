import type { ByteString } from '../bytes.ts';
import { NO_LEVEL } from '../understand/reading.ts';
import { MAX_QUIET } from '../understand/recordGrouper.ts';
import type { LineTests, RecordCollector, Verdict } from './step.ts';

/** So many records of a log's streams may be under way at a time, and this many bytes of their lines wait. */
const MAX_OPEN = { records: 1024, bytes: 8 * 1024 * 1024 };

/** A record of a stream whose lines lie between those of others. */
interface StreamRecord {
  readonly inRange: boolean;
  readonly tests: LineTests | null;
  /** Lines that wait for the verdict. */
  held: ByteString[];
  level: number;
  verdict: Verdict;
  /** Number of its last line. */
  last: number;
}

export interface StreamOptions {
  /** The severity asked for; NO_LEVEL: none. */
  readonly least: number;
  /** Makes further tests for one record; null: there are none. */
  readonly tests: (() => LineTests) | null;
  readonly taker: RecordCollector;
  /**
   * Records count, so that each is passed on as one, in the order of their first lines; else their lines are passed on
   * in the log's order, as soon as it is known that they are requested.
   */
  readonly whole: boolean;
}

/** Selects records of logs that carry several streams, whose lines may lie between one another. */
export class StreamRecords {
  readonly #options: StreamOptions;
  /** Those that may go on, by number; the ones whose last line is farthest back come first. */
  readonly #open = new Map<number, StreamRecord>();
  /** Lines whose turn has not come yet, as records before them wait for a verdict. */
  #queue: { readonly record: StreamRecord; readonly line: ByteString }[] = [];
  #lines = 0;
  #bytes = 0;

  constructor(options: StreamOptions) {
    this.#options = options;
  }

  has(number: number): boolean {
    return this.#open.has(number);
  }

  get waits(): boolean {
    return this.#bytes > 0;
  }

  /** A record begins with this line, which has its end. */
  begin(number: number, line: ByteString, level: number, inRange: boolean): void {
    const { tests } = this.#options;
    const record: StreamRecord = {
      inRange,
      tests: inRange && tests !== null ? tests() : null,
      held: [],
      level,
      verdict: inRange ? 'open' : 'miss',
      last: 0,
    };
    record.tests?.begin();
    this.#open.set(number, record);
    this.#take(record, line);
    this.#complete();
  }

  /** The next line of a record that goes on. */
  add(number: number, line: ByteString, level: number): void {
    const record = this.#open.get(number)!;
    if (!this.#options.whole) {
      this.#open.delete(number);
      this.#open.set(number, record);
    }
    if (record.level === NO_LEVEL) record.level = level;
    this.#take(record, line);
    this.#complete();
  }

  /** All that is under way is taken for complete; what continues it all the same shares its verdict. */
  close(): void {
    if (this.#options.whole) this.#passWhole(0);
    else for (const record of this.#open.values()) if (record.verdict === 'open') this.#judge(record, true);
    this.#pass();
  }

  #take(record: StreamRecord, line: ByteString): void {
    record.last = ++this.#lines;
    if (this.#options.whole) {
      record.held.push(line);
      this.#bytes += line.length;
      return;
    }
    if (record.verdict === 'miss') return;
    this.#queue.push({ record, line });
    this.#bytes += line.length;
    if (record.verdict === 'open') {
      record.tests?.see(line);
      this.#judge(record, false);
    }
    this.#pass();
  }

  /** Lets go of records that no line can belong to any more, or that there is no room for. */
  #complete(): void {
    if (this.#options.whole) {
      this.#passWhole(MAX_QUIET);
      return;
    }
    for (const [number, record] of this.#open) {
      const isFull = this.#open.size > MAX_OPEN.records || this.#bytes > MAX_OPEN.bytes;
      if (this.#lines - record.last <= MAX_QUIET && !isFull) break;
      if (record.verdict === 'open') this.#judge(record, true);
      this.#open.delete(number);
    }
    this.#pass();
  }

  /** Passes on the earliest records that are complete, as wholes. */
  #passWhole(quiet: number): void {
    const { taker } = this.#options;
    for (const [number, record] of this.#open) {
      const isFull = this.#open.size > MAX_OPEN.records || this.#bytes > MAX_OPEN.bytes;
      if (this.#lines - record.last < quiet && !isFull) return;
      this.#open.delete(number);
      taker.begin(record.inRange);
      if (record.inRange) {
        for (const line of record.held) {
          record.tests?.see(line);
          taker.add(line, 0, line.length);
        }
        taker.judge(this.#consider(record, true) === 'match' ? 'match' : 'miss');
      }
      for (const line of record.held) this.#bytes -= line.length;
      taker.close();
      if (taker.done) return;
    }
  }

  #judge(record: StreamRecord, complete: boolean): void {
    record.verdict = this.#consider(record, complete);
    if (record.verdict === 'open' || record.held.length === 0) return;
    // Its level was told late: its turn was before.
    for (const line of record.held) {
      this.#bytes -= line.length;
      if (record.verdict === 'match') this.#print(line);
    }
    record.held = [];
  }

  #consider({ tests, level }: StreamRecord, complete: boolean): Verdict {
    const { least } = this.#options;
    let verdict: Verdict = 'match';
    if (least !== NO_LEVEL && level === NO_LEVEL) verdict = complete ? 'miss' : 'open';
    else if (level < least) verdict = 'miss';
    if (verdict === 'miss' || tests === null) return verdict;
    const lines = tests.verdict(complete, level);
    return lines === 'match' ? verdict : lines;
  }

  /** Passes on lines in the log's order. Only what has no level keeps nobody waiting: mostly it will never have one. */
  #pass(): void {
    let at = 0;
    for (; at < this.#queue.length; at++) {
      const { record, line } = this.#queue[at]!;
      if (record.verdict === 'open') {
        if (this.#options.least === NO_LEVEL || record.level !== NO_LEVEL) break;
        record.held.push(line);
        continue;
      }
      this.#bytes -= line.length;
      if (record.verdict === 'match') this.#print(line);
    }
    if (at > 0) this.#queue = this.#queue.slice(at);
  }

  #print(line: ByteString): void {
    const { taker } = this.#options;
    taker.begin(true);
    taker.add(line, 0, line.length);
    taker.judge('match');
    taker.close();
  }
}
