import type { LogRecord, SourceId } from '../record.ts';
import { AssembledRecord } from './assembledRecord.ts';
import { EntryRecord } from './entryRecord.ts';
import { goesFirst, isBefore, MergeQueue, QueueHeap } from './mergeQueue.ts';

/** How long a record may wait for its place. */
export type MergeMode =
  /** Until every open source has its next record ready, or has ended: true time order. */
  | { readonly kind: 'finite' }
  /**
   * At most this long after arrival; a record that belongs before one already delivered comes after it,
   * marked late.
   */
  | { readonly kind: 'live'; readonly holdMs: number };

/**
 * Merges the records of several sources: by time, then by source, otherwise unchanged. A source's own order
 * is never changed: a record without a time stays after its predecessor (before all others, if it is its
 * source's first), and so does one whose time lies before its predecessor's. A record whose time lies before
 * that of one already delivered is marked `late`. Pure: the clock is a parameter. In a finite merge, a source
 * without records blocks all others, so feed each only while `holds(source)` is 0 (or small): then no more
 * than a batch per source is ever buffered.
 */
export interface Merger {
  /**
   * Adds a source, or changes its skew: its host's clock minus ours, which affects the order, never a
   * record's time.
   */
  open(source: SourceId, skewMs?: number): void;
  /**
   * Takes a source's next records, in order; returns those of any source that can be delivered now. Opens the
   * source if necessary.
   */
  push(source: SourceId, records: readonly LogRecord[], now: number): LogRecord[];
  /**
   * Takes records like `push`, but returns none yet: simultaneous records of several sources are ordered
   * before any is delivered.
   */
  add(source: SourceId, records: readonly LogRecord[], now: number): void;
  /** The delivered records were dropped: no new record is late because of them. */
  forget(): void;
  /** Ends a source: nothing waits for it any more, and its remaining records come in their turn. */
  end(source: SourceId, now: number): LogRecord[];
  /** Returns records that have waited long enough; not used in a finite merge. */
  tick(now: number): LogRecord[];
  /** Ends the run; returns everything left, in order. */
  flush(): LogRecord[];
  /** Returns the number of buffered records of this source; without a source, of all. */
  holds(source?: SourceId): number;
  /**
   * When `tick` will next return something, milliseconds since the epoch; null: not before more is pushed.
   */
  nextTick(): number | null;
}

export const createMerger = (mode: MergeMode): Merger =>
  new TimeMerger(mode.kind === 'live' ? mode.holdMs : Number.POSITIVE_INFINITY);

/** A pushed batch, to know how long its records have waited. */
interface Arrival {
  readonly queue: MergeQueue;
  /** The queue's count of added records after the batch. */
  readonly upTo: number;
  readonly at: number;
}

class TimeMerger implements Merger {
  readonly #holdMs: number;
  readonly #queues = new Map<SourceId, MergeQueue>();
  readonly #heap = new QueueHeap<MergeQueue>();
  /** Open sources without records: any of them may have the next record. */
  #silent = 0;
  #held = 0;
  #arrivals: Arrival[] = [];
  #firstArrival = 0;
  /** The place and source of the last delivered record. */
  readonly #given = { ms: Number.NEGATIVE_INFINITY, nanos: 0 };
  #givenSource: SourceId = -1;

  constructor(holdMs: number) {
    this.#holdMs = holdMs;
  }

  open(source: SourceId, skewMs = 0): void {
    const queue = this.#queues.get(source);
    if (queue) {
      queue.skewMs = skewMs;
      return;
    }
    this.#queues.set(source, new MergeQueue(source, skewMs));
    this.#silent++;
  }

  push(source: SourceId, records: readonly LogRecord[], now: number): LogRecord[] {
    this.add(source, records, now);
    return this.#release(now);
  }

  add(source: SourceId, records: readonly LogRecord[], now: number): void {
    if (!this.#queues.has(source)) this.open(source);
    const queue = this.#queues.get(source)!;
    if (records.length === 0) return;
    const wasEmpty = queue.length === 0;
    for (const record of records) queue.add(record);
    this.#held += records.length;
    if (this.#holdMs !== Number.POSITIVE_INFINITY) this.#arrivals.push({ queue, upTo: queue.added, at: now });
    if (!wasEmpty) return;
    this.#heap.add(queue);
    if (!queue.ended) this.#silent--;
  }

  forget(): void {
    this.#given.ms = Number.NEGATIVE_INFINITY;
    this.#given.nanos = 0;
    this.#givenSource = -1;
  }

  end(source: SourceId, now: number): LogRecord[] {
    const queue = this.#queues.get(source);
    if (!queue || queue.ended) return [];
    queue.ended = true;
    if (queue.length === 0) this.#silent--;
    this.#queues.delete(source);
    return this.#release(now);
  }

  tick(now: number): LogRecord[] {
    return this.#release(now);
  }

  flush(): LogRecord[] {
    const records: LogRecord[] = [];
    while (this.#held > 0) this.#giveRun(records);
    return records;
  }

  holds(source?: SourceId): number {
    return source === undefined ? this.#held : (this.#queues.get(source)?.length ?? 0);
  }

  nextTick(): number | null {
    const oldest = this.#oldest();
    return oldest === undefined ? null : oldest.at + this.#holdMs;
  }

  #release(now: number): LogRecord[] {
    const records: LogRecord[] = [];
    while (this.#held > 0) {
      if (this.#silent === 0) this.#giveRun(records);
      else if (this.#mayGive(now)) records.push(this.#give());
      else break;
    }
    return records;
  }

  /**
   * Returns true if the first record can be delivered although a source without records may have an earlier
   * one.
   */
  #mayGive(now: number): boolean {
    const top = this.#heap.top!;
    // A record directly after its predecessor, or too late anyway, gains nothing by waiting.
    if (isBefore(top, this.#given)) return true;
    if (top.source === this.#givenSource && !isBefore(this.#given, top)) return true;
    const oldest = this.#oldest();
    return oldest !== undefined && now - oldest.at >= this.#holdMs;
  }

  /** Returns the earliest arrival with records still buffered. */
  #oldest(): Arrival | undefined {
    let arrival = this.#arrivals[this.#firstArrival];
    while (arrival !== undefined && arrival.queue.taken >= arrival.upTo) {
      arrival = this.#arrivals[++this.#firstArrival];
    }
    if (this.#firstArrival >= 1024 || arrival === undefined) {
      this.#arrivals = this.#arrivals.slice(this.#firstArrival);
      this.#firstArrival = 0;
    }
    return arrival;
  }

  #give(): LogRecord {
    const queue = this.#heap.top!;
    const record = this.#take(queue);
    this.#heap.settle();
    this.#held--;
    if (queue.length === 0 && !queue.ended) this.#silent++;
    return record;
  }

  /**
   * Returns all records of the first source before the head of any other: one heap operation for many
   * records.
   */
  #giveRun(records: LogRecord[]): void {
    const queue = this.#heap.top!;
    const second = this.#heap.second;
    const before = queue.taken;
    do records.push(this.#take(queue));
    while (queue.length > 0 && (second === undefined || goesFirst(queue, second)));
    this.#held -= queue.taken - before;
    this.#heap.settle();
    if (queue.length === 0 && !queue.ended) this.#silent++;
  }

  /** Removes the first record of a queue whose turn it is. */
  #take(queue: MergeQueue): LogRecord {
    const late = queue.isLate(this.#given);
    if (!isBefore(queue, this.#given)) {
      this.#given.ms = queue.ms;
      this.#given.nanos = queue.nanos;
    }
    this.#givenSource = queue.source;
    const record = queue.take();
    return late ? markLate(record) : record;
  }
}

const markLate = (record: LogRecord): LogRecord =>
  record instanceof AssembledRecord || record instanceof EntryRecord
    ? record.asLate()
    : { ...record, late: true };
