import { toByteString } from '../../core/bytes.ts';
import { createLineFilter } from '../../core/filter/filter.ts';
import type { LineStep, LocalFilter } from '../../core/filter/step.ts';
import { countLines, type LineEnd, type WholeLines, wholeLines } from '../../core/lines.ts';
import type { Source } from '../../core/target.ts';
import type { SourceSink } from '../events.ts';
import type { RunningCounts } from './sourceCounts.ts';

export interface DeliveryOptions {
  readonly source: Source;
  /** What is left to filter here; null: nothing. */
  readonly local: LocalFilter | null;
  readonly zeroTerminated: boolean;
  readonly sink: SourceSink;
  readonly counts: RunningCounts;
  /** Milliseconds since the run began. */
  readonly elapsed: () => number;
  /** Our clock: milliseconds since the epoch. */
  readonly now: () => number;
}

/** How long a record that may go on is waited for before what is known of it decides. */
const RECORD_WAIT_MS = 100;

/** The last piece of a line's way to the sink: whole lines, the local remainder, and the counts. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #lineEnd: LineEnd;
  readonly #gate: WholeLines;
  readonly #filter: LineStep | null;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#lineEnd = options.zeroTerminated ? '\0' : '\n';
    this.#gate = wholeLines(this.#lineEnd);
    const { local, source, now } = options;
    const log = { format: source.format, timezone: source.host.timezone, now };
    this.#filter = local && createLineFilter(local, log);
  }

  /** True once nothing that is still to come can pass the local filter. */
  get satisfied(): boolean {
    return this.#filter?.done ?? false;
  }

  /** Takes bytes as they came over the wire; resolves when the sink has taken what they complete. */
  take(chunk: Buffer): void | Promise<void> {
    this.#options.counts.bytesReceived += chunk.length;
    // What completes a line is taken by itself, so that the rest need not be copied to be behind it.
    const cut = this.#filter === null && this.#gate.heldBytes > 0 ? chunk.indexOf(this.#lineEnd) + 1 : 0;
    if (cut === 0 || cut === chunk.length) return this.#take(chunk);
    const first = this.#take(chunk.subarray(0, cut));
    const rest = this.#take(chunk.subarray(cut));
    return first && rest ? Promise.all([first, rest]).then(() => undefined) : (first ?? rest);
  }

  #take(chunk: Buffer): void | Promise<void> {
    const whole = this.#gate.push(chunk);
    if (whole === null) return undefined;
    const passed = this.#pass(whole);
    this.#awaitRecord();
    return this.#deliver(passed);
  }

  /** The stream has ended: delivers what was held back. */
  end(): void | Promise<void> {
    clearTimeout(this.#timer);
    const rest = this.#gate.rest();
    const last = rest === null ? null : this.#pass(rest);
    const held = this.#filter?.end() ?? '';
    const parts = [last ?? Buffer.alloc(0), Buffer.from(held, 'latin1')];
    return this.#deliver(Buffer.concat(parts));
  }

  #pass(lines: Buffer): Buffer {
    if (this.#filter === null) return lines;
    return Buffer.from(this.#filter.push(toByteString(lines)), 'latin1');
  }

  /** A record is not kept back until the next one comes, which may be never. */
  #awaitRecord(): void {
    clearTimeout(this.#timer);
    if (!this.#filter?.waits) return;
    this.#timer = setTimeout(() => {
      const held = this.#filter?.expire?.() ?? '';
      void this.#deliver(Buffer.from(held, 'latin1'));
    }, RECORD_WAIT_MS);
  }

  #deliver(lines: Buffer): void | Promise<void> {
    if (lines.length === 0) return;
    const { counts, sink, source, elapsed } = this.#options;
    counts.firstLineMs ??= elapsed();
    counts.lines += countLines(lines, this.#lineEnd);
    return sink.lines(source, lines);
  }
}
