import type { LogRecord, SourceId } from '../record.ts';

/** A record's place in time order: milliseconds since the epoch on our clock, and nanoseconds beyond them. */
export interface MergeKey {
  readonly ms: number;
  readonly nanos: number;
}

export const isBefore = (a: MergeKey, b: MergeKey): boolean =>
  a.ms < b.ms || (a.ms === b.ms && a.nanos < b.nanos);

/** The relation of a record's own time to its place. */
const NO_TIME = 0;
/** It is the record's place. */
const IN_PLACE = 1;
/** It is before the place, which is that of an earlier record of the source. */
const EARLIER = 2;

/**
 * The buffered records of one source, in the order of arrival. `ms` and `nanos` are the place of the first
 * one. Records and their places are in separate lists, because an object for each record would cost more than
 * the rest of a merge.
 */
export class MergeQueue implements MergeKey {
  readonly source: SourceId;
  skewMs: number;
  ended = false;
  /** Total number of records added and removed. */
  added = 0;
  taken = 0;
  ms = Number.NEGATIVE_INFINITY;
  nanos = 0;
  /** The place of the last added record: no later one is placed before it. */
  #lastMs = Number.NEGATIVE_INFINITY;
  #lastNanos = 0;
  #records: LogRecord[] = [];
  #ms: number[] = [];
  #nanos: number[] = [];
  #own: number[] = [];
  #first = 0;
  /** Own times of records that are EARLIER, by how many were added before them. */
  readonly #earlier = new Map<number, MergeKey>();

  constructor(source: SourceId, skewMs: number) {
    this.source = source;
    this.skewMs = skewMs;
  }

  get length(): number {
    return this.added - this.taken;
  }

  add(record: LogRecord): void {
    const { time } = record;
    let own = NO_TIME;
    if (time !== null) {
      const ms = time.ms - this.skewMs;
      const { nanos } = time;
      if (ms > this.#lastMs || (ms === this.#lastMs && nanos >= this.#lastNanos)) {
        own = IN_PLACE;
        this.#lastMs = ms;
        this.#lastNanos = nanos;
      } else {
        own = EARLIER;
        this.#earlier.set(this.added, { ms, nanos });
      }
    }
    this.#records.push(record);
    this.#ms.push(this.#lastMs);
    this.#nanos.push(this.#lastNanos);
    this.#own.push(own);
    this.added++;
    if (this.length === 1) this.#look();
  }

  /** Returns true if the first record's own time is before this one. */
  isLate(given: MergeKey): boolean {
    const own = this.#own[this.#first];
    if (own === NO_TIME) return false;
    return isBefore(own === IN_PLACE ? this : this.#earlier.get(this.taken)!, given);
  }

  /** Removes the first record, which must exist. */
  take(): LogRecord {
    const record = this.#records[this.#first]!;
    if (this.#own[this.#first] === EARLIER) this.#earlier.delete(this.taken);
    this.taken++;
    this.#first++;
    // Removed records are released once they are the majority, so that removing one does not shift all
    // others.
    if (this.#first * 2 > this.#records.length) {
      this.#records = this.#records.slice(this.#first);
      this.#ms = this.#ms.slice(this.#first);
      this.#nanos = this.#nanos.slice(this.#first);
      this.#own = this.#own.slice(this.#first);
      this.#first = 0;
    }
    this.#look();
    return record;
  }

  #look(): void {
    if (this.added === this.taken) return;
    this.ms = this.#ms[this.#first]!;
    this.nanos = this.#nanos[this.#first]!;
  }
}

/** A source's queue in a heap; the key is that of its first record. */
export interface Queued extends MergeKey {
  readonly source: SourceId;
  readonly length: number;
}

/** Returns true if the first of two non-empty queues has the earlier head; ties go to the lower source. */
export const goesFirst = (a: Queued, b: Queued): boolean => {
  if (a.ms !== b.ms) return a.ms < b.ms;
  if (a.nanos !== b.nanos) return a.nanos < b.nanos;
  return a.source < b.source;
};

/** Non-empty queues in a binary heap, the one with the earliest head on top. */
export class QueueHeap<Queue extends Queued> {
  #queues: Queue[] = [];

  /** All queues; the first is the top. */
  get queues(): readonly Queue[] {
    return this.#queues;
  }

  /** Replaces the queues by others, which are in order. */
  replace(queues: Queue[]): void {
    this.#queues = queues;
  }

  get top(): Queue | undefined {
    return this.#queues[0];
  }

  /** Returns the queue that would be on top without the current one. */
  get second(): Queue | undefined {
    const [, left, right] = this.#queues;
    return right !== undefined && goesFirst(right, left!) ? right : left;
  }

  add(queue: Queue): void {
    const queues = this.#queues;
    let at = queues.push(queue) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!goesFirst(queue, queues[parent]!)) break;
      queues[at] = queues[parent]!;
      at = parent;
    }
    queues[at] = queue;
  }

  /**
   * Moves the top queue to its new place after its first records were removed, or removes it if it is empty.
   */
  settle(): void {
    const queues = this.#queues;
    const queue = queues[0]!.length > 0 ? queues[0]! : queues.pop()!;
    if (queues.length === 0 || queue.length === 0) return;
    this.#sink(queue);
  }

  #sink(queue: Queue): void {
    const queues = this.#queues;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= queues.length) break;
      if (child + 1 < queues.length && goesFirst(queues[child + 1]!, queues[child]!)) child++;
      if (!goesFirst(queues[child]!, queue)) break;
      queues[at] = queues[child]!;
      at = child;
    }
    queues[at] = queue;
  }
}
