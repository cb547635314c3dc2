import { setImmediate as nextTurn } from 'node:timers/promises';
import { fromByteString, toByteString } from '../../core/bytes.ts';
import { createLineFilter } from '../../core/filter/filter.ts';
import { MAX_HELD } from '../../core/filter/limit.ts';
import type { LineStep, LocalFilter } from '../../core/filter/step.ts';
import {
  countLines,
  type LineEnd,
  MAX_LINE,
  type WholeLines,
  wholeLines,
  wholeLinesWithin,
} from '../../core/lines.ts';
import { CollectedStarts, type RecordStarts } from '../../core/records/starts.ts';
import type { Source } from '../../core/target.ts';
import type { SourceSink } from '../events.ts';
import type { RunningCounts } from './sourceCounts.ts';

export interface DeliveryOptions {
  readonly source: Source;
  /** What is left to filter locally; null: nothing. */
  readonly local: LocalFilter | null;
  readonly zeroTerminated: boolean;
  readonly sink: SourceSink;
  readonly counts: RunningCounts;
  /** Milliseconds since the run started. */
  readonly elapsed: () => number;
  /** Our clock: milliseconds since the epoch. */
  readonly now: () => number;
}

/** How long to wait for the rest of a record before it is judged by what arrived so far. */
const RECORD_WAIT_MS = 100;

/** Bytes filtered per turn, and the maximum duration of a turn in milliseconds. */
const MIN_STRIDE = 1024;
const MAX_STRIDE = 2 * 1024 * 1024;
const SLOW_MS = 30;

/** The last step on a line's way to the sink: splits into whole lines, filters locally, and counts. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #lineEnd: LineEnd;
  readonly #gate: WholeLines;
  readonly #filter: LineStep | null;
  #timer: NodeJS.Timeout | undefined;
  /** Number of bytes to filter in one turn of the event loop. */
  #stride = MAX_STRIDE;
  #turn: Promise<void> | null = null;
  #isLongNoted = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#lineEnd = options.zeroTerminated ? '\0' : '\n';
    this.#gate = wholeLines(this.#lineEnd);
    const { local, source, now } = options;
    const log = { format: source.format, timezone: source.host.timezone, now };
    this.#filter = local && createLineFilter(local, log, options.sink.groups === true);
  }

  /** True once no further line can pass the local filter. */
  get satisfied(): boolean {
    return this.#filter?.done ?? false;
  }

  /** Takes bytes as received; resolves when the sink has consumed the lines they complete. */
  take(chunk: Buffer): void | Promise<void> {
    this.#options.counts.bytesReceived += chunk.length;
    // The end of a partial line is handled separately, so that the rest need not be copied.
    const isApart = this.#filter === null && this.#gate.heldBytes > 0 && this.#options.sink.copies !== true;
    const cut = isApart ? chunk.indexOf(this.#lineEnd) + 1 : 0;
    if (cut === 0 || cut === chunk.length) return this.#take(chunk);
    const first = this.#take(chunk.subarray(0, cut));
    const rest = this.#take(chunk.subarray(cut));
    return first && rest ? Promise.all([first, rest]).then(() => undefined) : (first ?? rest);
  }

  #take(chunk: Buffer): void | Promise<void> {
    const whole = this.#gate.push(chunk);
    if (whole === null) return undefined;
    if (this.#filter === null) return this.#deliver(whole);
    this.#noteLong(whole);
    if (this.#turn !== null || whole.length > this.#stride) return this.#inTurn(() => this.#inParts(whole));
    const passed = this.#pass(whole);
    this.#awaitRecord();
    return this.#deliver(passed);
  }

  /** Reports once if a line is so long that it is selected, or not, before all of it has arrived. */
  #noteLong(lines: Buffer): void {
    if (this.#isLongNoted || lines.at(-1) === this.#lineEnd.charCodeAt(0)) return;
    this.#isLongNoted = true;
    if (!selects(this.#options.local!)) return;
    const text = `a line is longer than ${MAX_LINE >> 20} MB: only its first ${MAX_LINE >> 20} MB decide whether it is selected`;
    this.#notice(text);
  }

  /** Filters a little at a time, so that neither a costly pattern nor a long line blocks everything else. */
  async #inParts(lines: Buffer): Promise<void> {
    clearTimeout(this.#timer);
    for (let rest = lines; rest.length > 0 && !this.satisfied; ) {
      const length = wholeLinesWithin(rest, this.#lineEnd, this.#stride);
      const passed = this.#pass(rest.subarray(0, length));
      rest = rest.subarray(length);
      await this.#deliver(passed);
      await nextTurn();
    }
    this.#awaitRecord();
  }

  /** Lines that arrive during filtering wait their turn. */
  #inTurn(work: () => void | Promise<void>): Promise<void> {
    const turn = (this.#turn ?? Promise.resolve()).then(work).finally(() => {
      if (this.#turn === turn) this.#turn = null;
    });
    this.#turn = turn;
    return turn;
  }

  /** Ends the stream and delivers what was held back. */
  end(): void | Promise<void> {
    if (this.#turn !== null) return this.#inTurn(() => this.#end());
    return this.#end();
  }

  #end(): void | Promise<void> {
    clearTimeout(this.#timer);
    const rest = this.#gate.rest();
    const last = rest === null ? Buffer.alloc(0) : this.#pass(rest);
    const starts = new CollectedStarts();
    starts.addAll(this.#startsIn(last), 0);
    const held = Buffer.from(this.#filter?.end() ?? '', 'latin1');
    starts.addAll(this.#startsIn(held), last.length);
    this.#reportDropped();
    const taken = this.#deliver(Buffer.concat([last, held]), starts.take());
    // Long chunks are taken little by little.
    return taken ? taken.then(() => this.#countTaken()) : this.#countTaken();
  }

  #countTaken(): void {
    const { sink, source, counts } = this.#options;
    counts.lines += sink.taken?.(source) ?? 0;
  }

  #reportDropped(): void {
    const dropped = this.#filter?.dropped ?? 0;
    if (dropped === 0) return;
    this.#notice(
      `the result does not fit into memory (${MAX_HELD >> 20} MB): its first ${dropped} bytes are left out`,
    );
  }

  #notice(text: string): void {
    const { sink, source, now } = this.#options;
    void sink.marker(source, { kind: 'notice', at: now(), text });
  }

  #pass(lines: Buffer): Buffer {
    if (this.#filter === null) return lines;
    const started = performance.now();
    const passed = this.#filter.pushBytes?.(lines) ?? fromByteString(this.#filter.push(toByteString(lines)));
    const took = performance.now() - started;
    if (took > SLOW_MS) this.#stride = Math.max(MIN_STRIDE, Math.min(lines.length, this.#stride) >> 1);
    else if (took < SLOW_MS / 4) this.#stride = Math.min(MAX_STRIDE, this.#stride * 2);
    return passed;
  }

  /** A record does not wait for the next one, which may never come. */
  #awaitRecord(): void {
    clearTimeout(this.#timer);
    if (!this.#filter?.waits) return;
    this.#timer = setTimeout(() => {
      const held = this.#filter?.expire?.() ?? '';
      void this.#deliver(Buffer.from(held, 'latin1'));
    }, RECORD_WAIT_MS);
  }

  /** Returns where records start in what was filtered last. */
  #startsIn(lines: Buffer): RecordStarts {
    return (lines.length === 0 ? null : this.#filter?.takeStarts?.()) ?? [];
  }

  #deliver(lines: Buffer, starts = this.#startsIn(lines)): void | Promise<void> {
    if (lines.length === 0) return;
    const { counts, sink, source, elapsed } = this.#options;
    counts.firstLineMs ??= elapsed();
    if (!sink.taken) counts.lines += countLines(lines, this.#lineEnd);
    const taken = sink.lines(source, lines, starts);
    this.#countTaken();
    return taken;
  }
}

/** Returns true if a filter selects lines by what they contain. */
const selects = ({ grep, exclude, records }: LocalFilter): boolean =>
  grep.length > 0 || exclude.length > 0 || Boolean(records);
