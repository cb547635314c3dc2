import { SLOTS } from '../kernels/merging/layout.ts';
import type { MergeMemory, MergeSlot } from '../kernels/merging/mergeMemory.ts';
import type { SourceId } from '../record.ts';
import { LineTimes, type LineTimesOptions } from './lineTimes.ts';
import { goesFirst, isBefore, type Queued, QueueHeap } from './mergeQueue.ts';
import { TimedLines } from './timedLines.ts';

/** Takes some consecutive lines of a source, whose turn it is. They are valid until the call returns. */
export type TakeLines = (source: SourceId, lines: TimedLines, from: number, to: number) => void;

/**
 * Takes the runs of lines in a memory, whose turn it is. `sources`: those of the runs, with their lines. They are valid until the
 * call returns.
 */
export type TakeRuns = (memory: MergeMemory, sources: readonly SourceLines[]) => void;

export interface SourceLines {
  readonly source: SourceId;
  readonly lines: TimedLines;
}

/**
 * Merges the lines of several sources that are read to their end, each line a record of its own: the order, and which
 * lines are late, are those of a `Merger` with finite mode. Lines stay bytes, and those of one source before the next of
 * any other are passed on together.
 */
export class LineMerge {
  readonly #take: TakeLines;
  readonly #takeRuns: TakeRuns;
  readonly #memory: MergeMemory | null;
  readonly #queues = new Map<SourceId, LineQueue>();
  readonly #heap = new QueueHeap<LineQueue>();
  /** Open sources without lines: any of them may have the next one. */
  #silent = 0;
  /** The place and source of the last line that was passed on. */
  readonly #given = { ms: Number.NEGATIVE_INFINITY, nanos: 0 };
  #givenSource: SourceId = -1;

  /** `memory`: where lines are read and merged many at a time; null: one at a time. */
  constructor(take: TakeLines, memory: MergeMemory | null = null, takeRuns: TakeRuns | null = null) {
    this.#take = take;
    this.#takeRuns = takeRuns ?? (memory => this.#takeEach(memory));
    this.#memory = memory;
  }

  /** Adds a source. */
  open(source: SourceId, log: LineTimesOptions): void {
    if (this.#queues.has(source)) return;
    this.#queues.set(source, new LineQueue(source, log, this.#memory?.take() ?? null));
    this.#silent++;
  }

  /**
   * Takes the next lines of an open source, and passes on those of any source whose turn it is. `skewMs`: its host's clock
   * minus ours. Returns the number of the lines.
   */
  push(source: SourceId, chunk: Buffer, now: number, skewMs: number): number {
    const queue = this.#queues.get(source)!;
    if (chunk.length === 0) return 0;
    const wasEmpty = queue.length === 0;
    const count = queue.add(chunk, now, skewMs);
    if (wasEmpty) {
      this.#heap.add(queue);
      this.#silent--;
    }
    this.#release();
    return count;
  }

  /** Ends a source: nothing waits for it any more, and its remaining lines come in their turn. */
  end(source: SourceId): void {
    const queue = this.#queues.get(source);
    if (queue === undefined || queue.ended) return;
    queue.ended = true;
    if (queue.length === 0) {
      this.#silent--;
      this.#close(queue);
    }
    this.#release();
  }

  /** Ends the run: passes on everything left, in order. */
  flush(): void {
    for (let top = this.#heap.top; top !== undefined; top = this.#heap.top) this.#giveRun(top, false);
  }

  /** Returns true if lines of this source have not been passed on yet. */
  holds(source: SourceId): boolean {
    return (this.#queues.get(source)?.length ?? 0) > 0;
  }

  #release(): void {
    for (let top = this.#heap.top; top !== undefined && this.#mayGive(top); top = this.#heap.top) {
      if (this.#mayGiveMany(top)) this.#giveMany();
      else this.#giveRun(top, this.#silent > 0);
    }
  }

  /** Returns true if nothing is late, and all first lines are in slots. */
  #mayGiveMany(top: LineQueue): boolean {
    if (this.#memory === null || this.#silent > 0 || isBefore(top, this.#given)) return false;
    const { queues } = this.#heap;
    return queues.length > 1 && queues.length <= SLOTS && queues.every(({ lines }) => lines.slot !== null);
  }

  /** Passes on the next runs, until the lines of one source have been. */
  #giveMany(): void {
    const memory = this.#memory!;
    const queues = this.#heap.queues.toSorted((a, b) => (goesFirst(a, b) ? -1 : 1));
    for (const { source, slot, first, lines } of queues) slot!.queue(source, first, lines.count);
    const order = memory.mergeRuns(queues.map(({ slot }) => slot!));
    this.#takeRuns(memory, queues);
    const last = memory.lastSlot;
    this.#give(queues.find(({ slot }) => slot === last)!, last.first);
    const emptied = order[0]!.first === queues.find(({ slot }) => slot === order[0])!.lines.count;
    for (const queue of queues) queue.drop(queue.slot!.first);
    this.#heap.replace(order.map(slot => queues.find(queue => queue.slot === slot)!));
    if (!emptied) return;
    const [queue] = this.#heap.queues;
    this.#heap.settle();
    this.#dropped(queue!);
  }

  #takeEach(memory: MergeMemory): void {
    const queues = new Map(this.#heap.queues.map(queue => [queue.slot, queue]));
    memory.eachRun((slot, from, to) => {
      const { source, lines } = queues.get(slot)!;
      this.#take(source, lines, from, to);
    });
  }

  /** A line directly after its predecessor, or late anyway, does not wait for sources without lines. */
  #mayGive(top: LineQueue): boolean {
    if (this.#silent === 0 || isBefore(top, this.#given)) return true;
    return top.source === this.#givenSource && !isBefore(this.#given, top);
  }

  /** Passes on the lines of the first source before those of any other, or only one of them. */
  #giveRun(queue: LineQueue, single: boolean): void {
    const { lines, first } = queue;
    const given = this.#given;
    if (isBefore(queue, given)) lines.markLate(first, given);
    const to = single ? first + 1 : queue.runEnd(this.#heap.second);
    this.#take(queue.source, lines, first, to);
    this.#give(queue, to);
    queue.drop(to);
    this.#heap.settle();
    this.#dropped(queue);
  }

  /** Remembers the last line that was passed on: the one before `to`. */
  #give({ source, lines }: LineQueue, to: number): void {
    const given = this.#given;
    const ms = lines.ms[to - 1]!;
    const nanos = lines.nanos[to - 1]!;
    if (ms > given.ms || (ms === given.ms && nanos > given.nanos)) {
      given.ms = ms;
      given.nanos = nanos;
    }
    this.#givenSource = source;
  }

  #dropped(queue: LineQueue): void {
    if (queue.length > 0) return;
    if (queue.ended) this.#close(queue);
    else this.#silent++;
  }

  #close({ source, slot }: LineQueue): void {
    this.#queues.delete(source);
    if (slot !== null) this.#memory!.giveBack(slot);
  }
}

/** The buffered lines of one source. `ms` and `nanos` are the place of the first one. */
class LineQueue implements Queued {
  readonly source: SourceId;
  readonly slot: MergeSlot | null;
  ended = false;
  length = 0;
  ms = Number.NEGATIVE_INFINITY;
  nanos = 0;
  /** The lines that contain the first one, and its number. */
  lines: TimedLines;
  first = 0;
  readonly #more: TimedLines[] = [];
  readonly #spare: TimedLines[] = [];
  /** Those in the slot: they are used first, and for as long as there is room. */
  readonly #quick: TimedLines | null;
  readonly #times: LineTimes;

  constructor(source: SourceId, log: LineTimesOptions, slot: MergeSlot | null) {
    this.source = source;
    this.slot = slot;
    this.#quick = slot && new TimedLines(slot);
    this.lines = this.#quick ?? new TimedLines();
    this.#times = new LineTimes(log, slot);
  }

  add(chunk: Buffer, now: number, skewMs: number): number {
    const before = this.length;
    if (before === 0) this.#restart();
    let rest = chunk;
    if (this.lines === this.#quick && this.#more.length === 0 && this.#quick.hasRoom(chunk)) {
      const { count } = this.#quick;
      rest = chunk.subarray(this.#times.push(chunk, now, skewMs, this.#quick));
      this.length += this.#quick.count - count;
    }
    if (rest.length > 0) {
      const lines = this.#unused();
      this.#times.push(rest, now, skewMs, lines);
      this.length += lines.count;
    }
    if (before === 0) this.#look();
    return this.length - before;
  }

  /** Prepares an empty queue for other lines. */
  #restart(): void {
    this.first = 0;
    if (this.#quick !== null && this.lines !== this.#quick) {
      this.#spare.push(this.lines);
      this.lines = this.#quick;
    }
    this.lines.clear();
  }

  /** Returns lines without a slot to which others are added. */
  #unused(): TimedLines {
    if (this.lines.slot === null && this.length === 0) return this.lines;
    const lines = this.#spare.pop() ?? new TimedLines();
    if (this.length > 0) this.#more.push(lines);
    else this.lines = lines;
    return lines;
  }

  /** Returns the end of the lines in this chunk that come before the first one of another source. */
  runEnd(other: LineQueue | undefined): number {
    const { count, ms, nanos } = this.lines;
    if (other === undefined) return count;
    const wins = this.source < other.source;
    let at = this.first + 1;
    while (
      at < count &&
      (ms[at]! < other.ms ||
        (ms[at] === other.ms && (nanos[at]! < other.nanos || (wins && nanos[at] === other.nanos))))
    )
      at++;
    return at;
  }

  /** Removes the lines before this one. */
  drop(to: number): void {
    this.length -= to - this.first;
    this.first = to;
    if (to === this.lines.count && this.#more.length > 0) {
      if (this.lines !== this.#quick) this.#spare.push(this.lines);
      this.lines = this.#more.shift()!;
      this.first = 0;
    }
    if (this.length > 0) this.#look();
  }

  #look(): void {
    this.ms = this.lines.ms[this.first]!;
    this.nanos = this.lines.nanos[this.first]!;
  }
}
