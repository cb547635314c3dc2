import type { ByteString } from '../bytes.ts';
import { NO_START } from '../records/starts.ts';
import { NO_LEVEL } from '../understand/lineHead.ts';
import { MAX_QUIET } from '../understand/simpleLines.ts';
import { OpenStreams, type StreamNode } from './openStreams.ts';
import { RecentMessages } from './recentMessages.ts';
import type { LineTests, RecordCollector, Verdict } from './step.ts';

/** Maximum number of unfinished records of a log's streams, and of buffered bytes of their lines. */
const MAX_OPEN = { records: 1024, bytes: 8 * 1024 * 1024 };

/** A record of a stream whose lines are interleaved with others. */
interface StreamRecord extends StreamNode {
  readonly inRange: boolean;
  readonly tests: LineTests | null;
  /** Lines waiting for the verdict. */
  held: readonly ByteString[];
  level: number;
  verdict: Verdict;
  /** How the next line of it that is passed on starts a record, or NO_START. */
  flags: number;
  /** Number of its last line. */
  last: number;
}

/** What is known about a record that starts. */
interface Begun {
  readonly level: number;
  readonly inRange: boolean;
  /** How it starts. */
  readonly flags: number;
}

/** With more buffered bytes, the messages' own count. */
const MANY_BYTES = MAX_OPEN.bytes / 2;

/** So many lines of the queue that are done with are kept. */
const MANY_DONE = 1024;

/** The lines of a record that holds none, like most. */
const NONE: readonly ByteString[] = [];

const hold = (record: StreamRecord, line: ByteString): void => {
  if (record.held === NONE) record.held = [line];
  else (record.held as ByteString[]).push(line);
};

export interface StreamOptions {
  /** The severity asked for; NO_LEVEL: none. */
  readonly least: number;
  /** Creates further tests for one record; null: none. */
  readonly tests: (() => LineTests) | null;
  readonly taker: RecordCollector;
  /**
   * Records are the unit: each is passed on whole, in the order of first lines; otherwise lines are passed on
   * in the log's order, as soon as they are known to match.
   */
  readonly whole: boolean;
}

/** Selects records of logs with several streams, whose lines may be interleaved. */
export class StreamRecords {
  readonly #options: StreamOptions;
  /** Records that may continue: those with the oldest first line come first if they are passed on whole, otherwise those with the oldest last line. */
  readonly #open = new OpenStreams<StreamRecord>();
  /** Lines waiting for the verdicts of earlier records, from a place on: those before are done with. */
  #queue: { readonly record: StreamRecord; readonly line: ByteString }[] = [];
  #first = 0;
  #lines = 0;
  #bytes = 0;
  /** Until this line, no record is old enough to be dropped. */
  #due = 0;
  /** Open records of one line without a level, which are rarely needed. */
  readonly #messages = new RecentMessages();

  constructor(options: StreamOptions) {
    this.#options = options;
  }

  has(number: number): boolean {
    return this.#open.get(number) !== undefined || this.#messages.find(number, this.#lines) >= 0;
  }

  /**
   * Counts lines of streams that need not be taken: later ones have replaced their records, or continue these, which none of them
   * was too far behind. Only while nothing waits.
   */
  skip(lines: number, continued: readonly number[]): void {
    this.#lines += lines;
    for (const number of continued) {
      const record = this.#open.get(number);
      if (record === undefined) continue;
      record.last = this.#lines;
      if (!this.#options.whole) this.#open.renew(record);
    }
    this.#complete();
  }

  /** Returns the verdict on a record whose level is known, and the number of lines since its last one; null: there is none. */
  standing(number: number): { readonly verdict: Verdict; readonly behind: number } | null {
    const record = this.#open.get(number);
    if (record === undefined || record.level === NO_LEVEL) return null;
    return { verdict: record.verdict, behind: this.#lines - record.last };
  }

  get waits(): boolean {
    return this.#bytes > 0 || this.#messages.waits(this.#lines);
  }

  /** True if messages can be added as such: a level is requested, and nothing else. */
  get takesMessages(): boolean {
    const { whole, tests, least } = this.#options;
    return !whole && tests === null && least !== NO_LEVEL;
  }

  /** Starts a record without a level, or with a lower one than asked for, with a short terminated line, as `begin` would. */
  addMessage(number: number, text: ByteString, from: number, to: number, level: number): void {
    this.#messages.add(number, text, from, to, ++this.#lines, level);
    this.#complete();
  }

  /** Skips messages before the last `MAX_QUIET` of several. */
  skipMessages(count: number): void {
    this.#lines += count;
  }

  /** Starts a record with a terminated line: this range of a text. */
  begin(number: number, text: ByteString, from: number, to: number, { level, inRange, flags }: Begun): void {
    const { tests, whole, least } = this.#options;
    if (!whole && tests === null && least === NO_LEVEL) {
      this.#messages.addDecided(number, inRange, ++this.#lines, level);
      if (inRange) this.#pass(flags, text, from, to);
      this.#complete();
      return;
    }
    const record: StreamRecord = {
      number,
      inRange,
      tests: inRange && tests !== null ? tests() : null,
      held: NONE,
      level,
      verdict: inRange ? 'open' : 'miss',
      flags,
      last: 0,
      before: null,
      after: null,
    };
    record.tests?.begin();
    this.#open.add(record);
    this.#take(record, text, from, to);
    this.#complete();
  }

  /** Adds the next line of a record that continues. */
  add(number: number, text: ByteString, from: number, to: number, level: number): void {
    const record = this.#open.get(number) ?? this.#ofMessage(number);
    if (!this.#options.whole) this.#open.renew(record);
    if (record.level === NO_LEVEL) record.level = level;
    this.#take(record, text, from, to);
    this.#complete();
  }

  /** Turns a message into a record that continues. */
  #ofMessage(number: number): StreamRecord {
    const messages = this.#messages;
    const place = messages.find(number, this.#lines);
    const isOpen = messages.isOpen(place);
    const line = isOpen ? messages.textOf(place) : '';
    const record: StreamRecord = {
      number,
      inRange: true,
      tests: null,
      held: isOpen ? [line] : NONE,
      level: messages.levelOf(place),
      verdict: messages.verdictOf(place),
      flags: isOpen ? 0 : NO_START,
      last: messages.lineOf(place),
      before: null,
      after: null,
    };
    if (isOpen) this.#bytes += line.length;
    messages.take(place);
    this.#open.add(record);
    return record;
  }

  /** Treats all unfinished records as complete; later continuation lines share their verdicts. */
  close(): void {
    if (this.#options.whole) this.#passWhole(0);
    else
      for (let record = this.#open.first; record !== null; record = record.after)
        if (record.verdict === 'open') this.#judge(record, true);
    this.#messages.close(this.#lines);
    this.#passQueued();
  }

  get #isQueued(): boolean {
    return this.#first < this.#queue.length;
  }

  get #isFull(): boolean {
    const own = this.#bytes > MANY_BYTES ? this.#messages.bytes(this.#lines) : 0;
    return this.#open.size > MAX_OPEN.records || this.#bytes + own > MAX_OPEN.bytes;
  }

  #take(record: StreamRecord, text: ByteString, from: number, to: number): void {
    record.last = ++this.#lines;
    const { whole } = this.#options;
    if (!whole && this.#takeAtOnce(record, text, from, to)) return;
    const line = text.slice(from, to);
    this.#bytes += line.length;
    // A record without a level blocks no others.
    const isUnknown = record.verdict === 'open' && record.level === NO_LEVEL && record.tests === null;
    if (whole || (isUnknown && this.#options.least !== NO_LEVEL && !this.#isQueued)) {
      hold(record, line);
      return;
    }
    this.#queue.push({ record, line });
    if (record.verdict === 'open') {
      record.tests?.see(line);
      this.#judge(record, false);
    }
    this.#passQueued();
  }

  /** Passes on or drops a line that need not wait, like most; returns false for any other. */
  #takeAtOnce(record: StreamRecord, text: ByteString, from: number, to: number): boolean {
    if (record.verdict === 'miss') return true;
    if (this.#isQueued) return false;
    if (record.verdict === 'open' && record.tests === null) this.#judge(record, false);
    if (record.verdict === 'match') this.#print(record, text, from, to);
    return record.verdict !== 'open';
  }

  /** Drops records to which no further line can belong, or for which there is no room. */
  #complete(): void {
    if (this.#options.whole) {
      this.#passWhole(MAX_QUIET);
      return;
    }
    if (this.#lines <= this.#due && !this.#isFull) return;
    this.#dropOld();
    this.#passQueued();
  }

  #dropOld(): void {
    this.#due = this.#lines + MAX_QUIET;
    for (let record = this.#open.first; record !== null; record = this.#open.first) {
      if (this.#lines - record.last <= MAX_QUIET && !this.#isFull) {
        this.#due = record.last + MAX_QUIET;
        return;
      }
      if (record.verdict === 'open') this.#judge(record, true);
      this.#open.remove(record);
    }
  }

  /** Passes on the earliest complete records, whole. */
  #passWhole(quiet: number): void {
    const { taker } = this.#options;
    for (let record = this.#open.first; record !== null; record = this.#open.first) {
      if (this.#lines - record.last < quiet && !this.#isFull) return;
      this.#open.remove(record);
      taker.begin(record.inRange, record.flags);
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
    // Its level became known late: its turn has passed.
    for (const line of record.held) {
      this.#bytes -= line.length;
      if (record.verdict === 'match') this.#print(record, line, 0, line.length);
    }
    record.held = NONE;
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

  /**
   * Passes on lines in the log's order. A record without a level does not block others: it will probably
   * never have one.
   */
  #passQueued(): void {
    for (; this.#isQueued; this.#first++) {
      const { record, line } = this.#queue[this.#first]!;
      if (record.verdict === 'open') {
        if (this.#options.least === NO_LEVEL || record.level !== NO_LEVEL) break;
        hold(record, line);
        continue;
      }
      this.#bytes -= line.length;
      if (record.verdict === 'match') this.#print(record, line, 0, line.length);
    }
    if (this.#first === 0 || (this.#first < MANY_DONE && this.#isQueued)) return;
    this.#queue = this.#queue.slice(this.#first);
    this.#first = 0;
  }

  #print(record: StreamRecord, text: ByteString, from: number, to: number): void {
    this.#pass(record.flags, text, from, to);
    record.flags = NO_START;
  }

  #pass(flags: number, text: ByteString, from: number, to: number): void {
    const { taker } = this.#options;
    taker.begin(true, flags);
    taker.add(text, from, to);
    taker.judge('match');
    taker.close();
  }
}
