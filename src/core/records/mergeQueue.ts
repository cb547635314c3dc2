import type { LogRecord, SourceId } from '../record.ts';

/** A record's place in time order: milliseconds since the epoch on our clock, and nanoseconds beyond them. */
export interface MergeKey {
  readonly ms: number;
  readonly nanos: number;
}

export const isBefore = (a: MergeKey, b: MergeKey): boolean =>
  a.ms < b.ms || (a.ms === b.ms && a.nanos < b.nanos);

/** A record that waits for its turn. */
export interface HeldRecord extends MergeKey {
  readonly record: LogRecord;
  /** Its own time, earlier than its place where it came after a later record of its source; null: it states none. */
  readonly own: MergeKey | null;
}

const START: MergeKey = { ms: Number.NEGATIVE_INFINITY, nanos: 0 };

/** What one source waits to give, in the order it came. */
export class MergeQueue {
  readonly source: SourceId;
  skewMs: number;
  ended = false;
  /** How many records were ever added, and how many taken. */
  added = 0;
  taken = 0;
  /** The place of the record added last: none that follows is put before it. */
  #last: MergeKey = START;
  #held: HeldRecord[] = [];
  #first = 0;

  constructor(source: SourceId, skewMs: number) {
    this.source = source;
    this.skewMs = skewMs;
  }

  get length(): number {
    return this.added - this.taken;
  }

  get head(): HeldRecord | undefined {
    return this.#held[this.#first];
  }

  add(record: LogRecord): void {
    const { time } = record;
    const own = time === null ? null : { ms: time.ms - this.skewMs, nanos: time.nanos };
    if (own !== null && !isBefore(own, this.#last)) this.#last = own;
    this.#held.push({ record, own, ms: this.#last.ms, nanos: this.#last.nanos });
    this.added++;
  }

  take(): HeldRecord | undefined {
    const head = this.#held[this.#first];
    if (head === undefined) return undefined;
    this.taken++;
    this.#first++;
    // Taken records are let go when they are the most, so that taking one costs no shifting of all the others.
    if (this.#first * 2 > this.#held.length) {
      this.#held = this.#held.slice(this.#first);
      this.#first = 0;
    }
    return head;
  }
}

/** Whether the first of two queues, neither empty, has the earlier head; ties go to the lower source. */
const goesFirst = (a: MergeQueue, b: MergeQueue): boolean => {
  const first = a.head!;
  const second = b.head!;
  return isBefore(first, second) || (!isBefore(second, first) && a.source < b.source);
};

/** Queues that hold records, the one whose head comes first on top: a binary heap. */
export class QueueHeap {
  readonly #queues: MergeQueue[] = [];

  get top(): MergeQueue | undefined {
    return this.#queues[0];
  }

  add(queue: MergeQueue): void {
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

  /** The top queue's head was taken: moves that queue to its new place, or out if it is empty. */
  settle(): void {
    const queues = this.#queues;
    const queue = queues[0]!.length > 0 ? queues[0]! : queues.pop()!;
    if (queues.length === 0 || queue.length === 0) return;
    this.#sink(queue);
  }

  #sink(queue: MergeQueue): void {
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
