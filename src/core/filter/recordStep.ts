import type { ByteString } from '../bytes.ts';
import { severity } from '../level.ts';
import type { LineEnd } from '../lines.ts';
import type { Timestamp } from '../record.ts';
import { MAX_RECORD } from '../records/assemble.ts';
import { type LogContext, RecordHeads } from '../records/heads.ts';
import { NAMED, NO_START, type RecordStarts } from '../records/starts.ts';
import { NO_LEVEL } from '../understand/lineHead.ts';
import { MAX_QUIET } from '../understand/simpleLines.ts';
import { MessagePlace, type MessageRuns, messageRuns } from './messageRuns.ts';
import type { LineStep, LineTests, RecordCollector, RecordSelection, Verdict } from './step.ts';
import { StreamRecords } from './streamRecords.ts';

/** How far past `until` a time may be and still be followed by an earlier record. */
export const DISORDER_MS = 1000;
export const DISORDER_BYTES = 64 * 1024;

export interface RecordStepOptions {
  readonly selection: RecordSelection;
  readonly log: LogContext;
  readonly lineEnd: LineEnd;
  /** Creates further tests for the lines of records; null: none. */
  readonly tests: (() => LineTests) | null;
  readonly taker: RecordCollector;
  /** True if records are the unit; otherwise only their lines are requested, in order. */
  readonly counts: boolean;
  /** False: whoever calls the step uses the kernels for lines. */
  readonly usesKernels?: boolean;
}

/** What is known about the next lines of a stream. */
export interface StreamStanding {
  /** True if a line that certainly starts a record, where that is unwrapped, starts one here. */
  readonly starts: boolean;
  /** The verdict on an indented line without a head; `open`: unknown. */
  readonly indented: Verdict;
  /** The number of lines of streams since its last one. */
  readonly behind: number;
}

const UNKNOWN_STREAM: StreamStanding = { starts: false, indented: 'open', behind: 0 };

/** Longer messages are read like other lines. */
const MAX_MESSAGE = 4096;

/** Groups lines into records and passes those in the range to a collector, judging each as soon as possible. */
export class RecordStep implements LineStep {
  readonly #options: RecordStepOptions;
  readonly #heads: RecordHeads;
  readonly #tests: LineTests | null;
  /** Records that may continue behind other streams' lines. */
  readonly #streams: StreamRecords;
  /** The requested severity; NO_LEVEL: none. */
  readonly #least: number;
  readonly #isTimed: boolean;
  /** True if it matters what a multi-line object says about its time, level and fields. */
  readonly #readsBlocks: boolean;
  /** Finds messages that need not be read; null: all lines are. */
  readonly #messages: MessageRuns | null;
  #any = false;
  #inRange: boolean;
  /** Properties of the record to which the last line belongs. */
  #verdict: Verdict = 'miss';
  #level = NO_LEVEL;
  #bytes = 0;
  /** Its number. */
  #record = 0;
  /**
   * The record's text while it may be a multi-line object, whose time and level are known only at its end.
   */
  #block: ByteString | null = null;
  /** How what was opened last starts, or NO_START. */
  #flags = NO_START;
  /** Bytes since the last record within the range. */
  #past = 0;
  #isPast = false;

  constructor(options: RecordStepOptions) {
    this.#options = options;
    this.#heads = new RecordHeads(options.log);
    this.#tests = options.tests?.() ?? null;
    const { level, time, torn, where = [] } = options.selection;
    this.#least = level === null ? NO_LEVEL : severity(level);
    const { tests, taker, counts } = options;
    this.#streams = new StreamRecords({ least: this.#least, tests, taker, whole: counts });
    this.#isTimed = time.since !== null || time.until !== null || torn === true;
    this.#readsBlocks = level !== null || this.#isTimed || where.length > 0;
    this.#inRange = time.since === null && torn !== true;
    const isFree = options.usesKernels !== false && options.lineEnd === '\n' && !this.#isTimed;
    const skips = isFree && this.#streams.takesMessages && this.#heads.isOrdinary;
    this.#messages = skips ? messageRuns(this.#least) : null;
  }

  push(chunk: ByteString): ByteString {
    const { lineEnd, taker } = this.#options;
    const messages = this.#load(chunk);
    for (let from = 0; from < chunk.length && !this.done; ) {
      if (messages !== null) {
        const to = this.#takeMessages(chunk, from, messages.endOf(from));
        if (to > from) {
          from = to;
          continue;
        }
      }
      const at = chunk.indexOf(lineEnd, from);
      const end = at < 0 ? chunk.length : at;
      this.#line(chunk, from, end);
      from = end + 1;
    }
    return taker.take();
  }

  /**
   * Treats the record as complete, because no line arrived for a while. Later continuation lines share its
   * verdict.
   */
  expire(): ByteString {
    this.#close();
    this.#streams.close();
    return this.#options.taker.take();
  }

  /** True while something is held back only because the record may continue. */
  get waits(): boolean {
    return (this.#any && (this.#verdict === 'open' || this.#options.taker.waits)) || this.#streams.waits;
  }

  /** The verdict on an indented line without a head, if the last line's record decides about it and it changes nothing; `open`: unknown. */
  get indented(): Verdict {
    const { lineEnd } = this.#options;
    const isLast = this.#any && this.#heads.record === this.#record && !this.#streams.has(this.#record);
    const isSure = isLast && this.#heads.takesIndented && this.#tests === null && this.#block === null;
    return isSure && !this.#isTimed && lineEnd === '\n' ? this.#verdict : 'open';
  }

  /** Returns which lines of a stream need not be read to know their verdict, and change nothing but what the last of them tells. */
  streamState(key: ByteString): StreamStanding {
    const { lineEnd } = this.#options;
    const isSure = this.#tests === null && !this.#isTimed && lineEnd === '\n' && !this.waits;
    const grouping = isSure ? this.#heads.streamOf(key) : undefined;
    if (grouping === undefined) return UNKNOWN_STREAM;
    const record = grouping.takesTraces ? this.#streams.standing(grouping.record) : null;
    const { verdict, behind } = record ?? { verdict: 'open' as const, behind: 0 };
    return { starts: grouping.isComplete, indented: grouping.level === NO_LEVEL ? 'open' : verdict, behind };
  }

  /** The text of the last line without its wrappers, if it has no head; null: it has one. */
  get bareText(): ByteString | null {
    const { wraps, inner, body, bodyFrom, bodyEnd } = this.#heads.reading;
    return wraps && inner === null ? body.slice(bodyFrom, bodyEnd) : null;
  }

  /** Counts lines of streams that need not be read, because later ones are. The records of some of these streams still continue. */
  skipStreamLines(lines: number, continued: readonly ByteString[]): void {
    const records = continued.flatMap(key => this.#heads.streamOf(key)?.record ?? []);
    this.#streams.skip(lines, records);
  }

  takeStarts(): RecordStarts {
    return this.#options.taker.takeStarts();
  }

  end(): ByteString {
    this.#close();
    this.#streams.close();
    this.#options.taker.end();
    return this.#options.taker.take();
  }

  get done(): boolean {
    return this.#options.taker.done || this.#past > DISORDER_BYTES;
  }

  /** Returns the search for a text's messages if it pays off. */
  #load(text: ByteString): MessageRuns | null {
    const messages = this.#messages;
    if (messages === null || !messages.load(text)) return null;
    return this.#heads.firstSkipped(text, 0, text.length) >= text.length ? messages : null;
  }

  /**
   * Takes lines between two places that are certainly messages, and returns where the first line is that has to be read. None
   * of them has a level, or a lower one. Only the last ones may still be continued: of all others, nothing is left.
   */
  #takeMessages(text: ByteString, from: number, end: number): number {
    const heads = this.#heads;
    let at = from;
    let isSkipped = false;
    while (at < end) {
      if (!isSkipped && !heads.remembersStreams) {
        isSkipped = true;
        at = this.#skipMessages(text, at, end);
      }
      const to = text.indexOf('\n', at) + 1;
      const isShort = to - at <= MAX_MESSAGE;
      PLACE.find(text, at);
      if (!isShort || !heads.beginsMessage(text, PLACE.keyFrom, PLACE.keyTo, PLACE.level)) break;
      this.#streams.addMessage(heads.record, text, at, to, PLACE.level);
      at = to;
    }
    if (at > from) {
      this.#close();
      this.#any = false;
    }
    return at;
  }

  /** Skips all but the last messages that may still be continued; returns where these start. No stream is remembered. */
  #skipMessages(text: ByteString, from: number, end: number): number {
    let count = 0;
    for (let at = from; at < end; at = text.indexOf('\n', at) + 1) STARTS[count++ % STARTS.length] = at;
    const skipped = count - MAX_QUIET;
    if (skipped <= 0) return from;
    this.#heads.skipMessages(skipped);
    this.#streams.skipMessages(skipped);
    return STARTS[skipped % STARTS.length]!;
  }

  #line(chunk: ByteString, from: number, end: number): void {
    const { lineEnd } = this.#options;
    const length = end - from + 1;
    const begins = this.#heads.begins(chunk, from, end);
    this.#messages?.see(chunk, from, this.#heads.reading);
    if (lineEnd === '\n' && this.#goesToStream(chunk, from, end, begins)) return;
    if (begins || this.#heads.record !== this.#record) this.#begin(chunk, from, end, begins);
    else this.#continue(length);
    if (this.done) return;
    this.#bytes += length;
    if (this.#isPast) this.#past += length;
    if (this.#block !== null) this.#block += chunk.slice(from, end) + lineEnd;
    else if (this.#inRange) this.#add(chunk, from, end);
  }

  /**
   * Takes a line of a record that may continue after other streams' lines; returns false if it is not one.
   */
  #goesToStream(chunk: ByteString, from: number, end: number, begins: boolean): boolean {
    const { goesOnApart, record, reading } = this.#heads;
    const streams = this.#streams;
    // The level of a multi-line object is known at its end; other records wait for earlier ones of other
    // streams.
    const isBlock = this.#opensBlock(chunk, from);
    if (begins ? isBlock || !(goesOnApart || streams.waits) : !streams.has(record)) {
      if (begins && isBlock) streams.close();
      return false;
    }
    this.#close();
    this.#any = false;
    const isEnded = end < chunk.length;
    const text = isEnded ? chunk : chunk.slice(from) + this.#options.lineEnd;
    const start = isEnded ? from : 0;
    const to = isEnded ? end + 1 : text.length;
    if (begins) {
      this.#placeLine();
      const { level } = reading;
      streams.begin(record, text, start, to, { level, inRange: this.#inRange, flags: this.#named });
    } else streams.add(record, text, start, to, reading.level);
    if (this.#isPast) this.#past += to - start;
    return true;
  }

  /** Returns true if a multi-line object may start here that has to be read as a whole. */
  #opensBlock(chunk: ByteString, from: number): boolean {
    return this.#readsBlocks && chunk.charCodeAt(from) === BRACE && this.#heads.blank;
  }

  /** The flag for a start in a log of programs with names. */
  get #named(): number {
    return this.#heads.isPrefixed ? NAMED : 0;
  }

  /** Without a range, no time is needed. */
  #placeLine(): void {
    if (this.#isTimed) this.#place(this.#heads.time());
  }

  #begin(chunk: ByteString, from: number, end: number, begins: boolean): void {
    this.#close();
    this.#record = this.#heads.record;
    this.#level = this.#heads.reading.level;
    this.#placeLine();
    this.#block = end > from && this.#opensBlock(chunk, from) ? '' : null;
    this.#open(begins ? this.#named : NO_START);
  }

  #continue(length: number): void {
    // A record that is too long is split into several with the same time and level.
    if (!this.#any || this.#options.lineEnd === '\0' || this.#bytes + length > MAX_RECORD) {
      this.#close();
      this.#open(NO_START);
    }
    if (this.#level === NO_LEVEL) this.#level = this.#heads.reading.level;
  }

  #open(flags: number): void {
    this.#any = true;
    this.#flags = flags;
    this.#bytes = 0;
    this.#verdict = 'open';
    if (this.#block === null) this.#present();
  }

  #present(): void {
    this.#tests?.begin();
    this.#options.taker.begin(this.#inRange, this.#flags);
    if (!this.#inRange) this.#verdict = 'miss';
    else if (this.#tests === null) this.#judge(false);
  }

  #add(chunk: ByteString, from: number, end: number): void {
    const { taker, lineEnd } = this.#options;
    const tests = this.#tests;
    if (end < chunk.length) taker.add(chunk, from, end + 1);
    else taker.add(chunk.slice(from) + lineEnd, 0, end - from + 1);
    if (this.#verdict !== 'open') return;
    tests?.see(chunk.slice(from, end));
    this.#judge(false);
  }

  #close(): void {
    if (!this.#any) return;
    if (this.#block !== null) this.#closeBlock();
    if (this.#verdict === 'open') this.#judge(true);
    this.#options.taker.close();
  }

  #closeBlock(): void {
    const { lineEnd } = this.#options;
    const text = this.#block!;
    this.#block = null;
    const lines = text.split(lineEnd).slice(0, -1);
    const block = lines.length > 1 ? this.#heads.readBlock(text) : null;
    if (block !== null) {
      if (block.level !== null) this.#level = block.level;
      this.#place(block.time);
    }
    this.#present();
    if (this.#inRange) for (const line of lines) this.#add(line, 0, line.length);
  }

  #place(time: Timestamp | null): void {
    if (time === null) return;
    const { since, until } = this.#options.selection.time;
    const after = since === null || time.ms >= since;
    const before = until === null || time.ms < until || (time.ms === until && time.nanos === 0);
    this.#inRange = after && before;
    this.#isPast = until !== null && time.ms > until + DISORDER_MS;
    if (!this.#isPast) this.#past = 0;
  }

  #judge(complete: boolean): void {
    const verdict = this.#consider(complete);
    if (verdict === 'open') return;
    this.#verdict = verdict;
    this.#options.taker.judge(verdict);
  }

  #consider(complete: boolean): Verdict {
    const level = this.#levelVerdict(complete);
    if (level === 'miss' || this.#tests === null) return level;
    const lines = this.#tests.verdict(complete, this.#level);
    return lines === 'match' ? level : lines;
  }

  #levelVerdict(complete: boolean): Verdict {
    if (this.#least === NO_LEVEL) return 'match';
    if (this.#level === NO_LEVEL) return complete ? 'miss' : 'open';
    return this.#level >= this.#least ? 'match' : 'miss';
  }
}

const BRACE = 123;

/** Where the last lines of a run start. */
const STARTS = new Int32Array(128);

const PLACE = new MessagePlace();
