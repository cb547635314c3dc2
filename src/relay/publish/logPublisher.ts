import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Position } from '../../core/follow/position.ts';
import type { LogKeys } from '../../core/relay/names.ts';
import {
  addSegment,
  type Segment,
  type SegmentContent,
  type SegmentMark,
  writeTable,
} from '../../core/relay/segment.ts';
import { keptFrom, type OutputPlace, Segmenter } from '../../core/relay/segmenter.ts';
import { comparePlaces, placeId, type StreamPlace } from '../../core/relay/streamPlace.ts';
import type { Hub } from '../hub/hub.ts';
import { type HubError, hubErrorOf } from '../hub/hubError.ts';
import type { Taken } from '../hub/lease.ts';
import { textOf } from '../hub/reply.ts';
import { APPEND } from '../hub/scripts.ts';
import { AppendQueue, type Batch, batchId } from './appendQueue.ts';
import { differsBeyondByte, writeSaved } from './savedPlace.ts';

/** Why a log is no longer ours. */
export type LossReason =
  /** Another relay took it over. */
  | 'fenced'
  /** The stream does not end where we expect: the hub lost its last second, or something else wrote to it. */
  | 'moved';

export interface PublisherOptions {
  readonly hub: Hub;
  readonly keys: LogKeys;
  readonly taken: Taken;
  /** Where the follower starts; null: as its query specifies. */
  readonly start: Position | null;
  /** Where to resume if the hub has lost the log completely; null: this process never published it. */
  readonly checkpoint: Checkpoint | null;
  /** Number of the log's bytes to keep in the stream. */
  readonly keepBytes: number;
  /** Returns milliseconds since the epoch. */
  readonly now: () => number;
  /** Called when the hub can no longer be written to (with the failure), or can be again (null). */
  readonly stalled: (failure: HubError | null) => void;
}

/** A publisher's state, from which another one in this process can resume even if the hub lost everything. */
export interface Checkpoint {
  readonly end: StreamPlace;
  readonly table: readonly Segment[];
  readonly pipeline: string;
  readonly position: Position;
}

/** Pending bytes at which reading pauses, and at which it resumes. */
const MAX_QUEUED = 512 * 1024;
const RESUME_QUEUED = 128 * 1024;

/** Minimum number of bytes kept: a takeover compares the host's file with them. */
const MIN_KEPT = 64 * 1024;

/** Minimum and maximum pause between attempts while the hub cannot be written to, in milliseconds. */
const MIN_PAUSE_MS = 50;
const MAX_PAUSE_MS = 2_000;

/** Returns the content at a position, which has a longer head of a young file than the table of segments. */
const contentOf = (position: Position | null): SegmentContent | null =>
  position && { kind: 'file', generation: position.generation };

/** Appends one log to its stream, one append at a time, until the log is no longer ours. */
export class LogPublisher {
  readonly #options: PublisherOptions;
  readonly #queue = new AppendQueue();
  readonly #segmenter: Segmenter;
  readonly #lost = new AbortController();
  readonly #session: SegmentContent = { kind: 'output', session: randomBytes(8).toString('hex') };
  /** The end of the hub's stream, as acknowledged. */
  #top: StreamPlace | null;
  #table: readonly Segment[];
  #trimmed: StreamPlace | null = null;
  #position: (() => Position) | null = null;
  /** The position saved last. */
  #saved: Position | null = null;
  #pipeline: string | null = null;
  #pumping: Promise<void> | null = null;
  #drained: PromiseWithResolvers<void> | null = null;
  #reason: LossReason | null = null;
  #began = false;

  constructor(options: PublisherOptions) {
    this.#options = options;
    const { top, table } = options.taken;
    const { checkpoint } = options;
    this.#top = top;
    this.#table = top === null && checkpoint !== null ? checkpoint.table : table;
    // Republishing after a total loss starts a segment whose bytes the readers know.
    this.#segmenter =
      top === null && checkpoint !== null
        ? new Segmenter(checkpoint.end, null)
        : new Segmenter(top, contentOf(options.start) ?? table.at(-1)?.content ?? null);
  }

  /** Aborts when the log is no longer ours. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  get reason(): LossReason | null {
    return this.#reason;
  }

  /** Registers the follower's position, which is requested repeatedly. A log without one is counted here. */
  follows(pipeline: string, position: () => Position): void {
    this.#position = position;
    this.#pipeline = pipeline;
    // A takeover must find the place even if nothing is ever written.
    if (this.#top === null && this.#queue.isEmpty) this.#take(Buffer.alloc(0));
  }

  /**
   * Returns the end of the hub's stream as a place to resume from; null: the log has no positions, or is between two.
   */
  checkpoint(): Checkpoint | null {
    const position = this.#position?.() ?? null;
    const end = this.#segmenter.end;
    const top = this.#top;
    if (position === null || end === null || top === null || this.#pipeline === null) return null;
    if (position.finished || end.segment !== top.segment) return null;
    const waiting = end.byte - top.byte;
    const delivered = position.delivered - waiting;
    if (delivered < 0) return null;
    const recent = position.recent.subarray(0, Math.max(0, position.recent.length - waiting));
    return {
      end: top,
      table: this.#table,
      pipeline: this.#pipeline,
      position: { ...position, delivered, recent },
    };
  }

  /** Queues whole lines; resolves when reading may continue. */
  lines(chunk: Buffer): void | Promise<void> {
    if (this.#lost.signal.aborted) return undefined;
    if (this.#position === null && this.#segmenter.end !== null && !this.#began) this.#markUnseen();
    this.#began = true;
    this.#take(chunk);
    if (this.#queue.bytes <= MAX_QUEUED) return undefined;
    this.#drained ??= Promise.withResolvers();
    return this.#drained.promise;
  }

  /** Queues an event to report to readers before the next lines. */
  mark(mark: SegmentMark): void {
    this.#segmenter.mark(mark);
    // Reported soon even if no line follows; by then, the position is that of the new content.
    setImmediate(() => {
      if (this.#segmenter.isMarked && !this.#lost.signal.aborted) this.#take(Buffer.alloc(0));
    });
  }

  /** Saves the state that a takeover needs, if it changed without a line. */
  save(): void {
    if (this.#queue.isEmpty && this.#pumping === null && this.#segmenter.end !== null) this.#keepPosition();
    this.#pump();
  }

  /** Removes entries before a place. */
  async trim(before: StreamPlace): Promise<void> {
    const end = this.#top;
    if (end === null) return;
    const kept = keptFrom(end, this.#table, MIN_KEPT);
    if (kept === null) return;
    const from = comparePlaces(kept, before) < 0 ? kept : before;
    if (this.#pumping === null)
      await this.#append({ entries: [], segments: [], saved: null, end: null, bytes: 0 }, placeId(from));
  }

  /** Releases readers that wait for space, because reading is ending. */
  letGo(): void {
    this.#drained?.resolve();
    this.#drained = null;
  }

  /** Waits, at most this long, until everything is appended; then stops appending. */
  async close(waitMs: number): Promise<void> {
    if (!this.#lost.signal.aborted) {
      this.save();
      const late = sleep(waitMs, undefined, { signal: this.#lost.signal }).catch(() => undefined);
      await Promise.race([this.#pumping, late]);
    }
    this.#lost.abort();
    this.letGo();
  }

  #markUnseen(): void {
    const at = this.#options.now();
    const why = 'another relay took over, and what the command printed in the meantime is lost';
    this.#segmenter.mark({ kind: 'gap', at, since: this.#table.at(-1)?.time ?? at, bytes: null, why });
  }

  #take(chunk: Buffer): void {
    const position = this.#position?.() ?? null;
    const { segment, start } = this.#segmenter.place(
      chunk.length,
      this.#outputPlace(position),
      this.#options.now(),
    );
    if (segment !== null) this.#queue.add({ kind: 'segment', segment });
    if (chunk.length > 0) this.#queue.add({ kind: 'bytes', start, bytes: chunk });
    this.#keepPosition(position, segment !== null);
    this.#pump();
  }

  #outputPlace(position: Position | null): OutputPlace {
    if (position === null) return { content: this.#session, byte: null, finished: false };
    const { base, delivered, finished } = position;
    return { content: contentOf(position)!, byte: base + delivered, finished };
  }

  /** Queues the position. `begins`: a takeover in this segment needs a position in it. */
  #keepPosition(position = this.#position?.() ?? null, begins = false): void {
    if (position === null || !(begins || differsBeyondByte(this.#saved, position))) return;
    this.#saved = position;
    const end = this.#segmenter.end!;
    this.#queue.add({ kind: 'saved', end, text: writeSaved(position, end) });
  }

  #pump(): void {
    if (this.#pumping !== null || this.#queue.isEmpty || this.#lost.signal.aborted) return;
    const pumping = this.#appendAll().finally(() => {
      this.#pumping = null;
      if (!this.#lost.signal.aborted) this.#pump();
    });
    this.#pumping = pumping;
  }

  async #appendAll(): Promise<void> {
    while (!this.#queue.isEmpty && !this.#lost.signal.aborted) {
      await this.#append(this.#queue.take(), this.#trimPlace());
      if (this.#queue.bytes <= RESUME_QUEUED) this.letGo();
    }
  }

  /** Returns where to trim; '' while that would remove little. */
  #trimPlace(): string {
    const { keepBytes } = this.#options;
    const place = this.#top && keptFrom(this.#top, this.#table, Math.max(MIN_KEPT, keepBytes));
    if (place === null) return '';
    const before = this.#trimmed;
    if (before?.segment === place.segment && place.byte - before.byte < keepBytes / 64) return '';
    this.#trimmed = place;
    return placeId(place);
  }

  async #append(batch: Batch, minId: string): Promise<void> {
    const { hub, keys, taken, stalled } = this.#options;
    const table = batch.segments.reduce(addSegment, this.#table);
    const pairs = [
      ...(batch.saved === null ? [] : ['position', batch.saved]),
      ...(batch.segments.length === 0
        ? []
        : ['segments', writeTable(table), 'pipeline', this.#pipeline ?? '']),
    ];
    const expected = this.#top === null ? '' : placeId(this.#top);
    const args = [taken.token, expected, minId, String(pairs.length / 2), ...pairs, ...batch.entries];
    let isStalled = false;
    for (let pause = MIN_PAUSE_MS; !this.#lost.signal.aborted; pause = Math.min(MAX_PAUSE_MS, pause * 2)) {
      try {
        const [outcome, top] = (await hub.run(APPEND, [keys.stream, keys.meta], args)).map(textOf);
        if (isStalled) stalled(null);
        // The first answer was lost, but the append was carried out.
        const isDone = outcome === 'OK' || (outcome === 'MOVED' && top !== '' && top === batchId(batch));
        if (!isDone) {
          this.#lose(outcome === 'MOVED' ? 'moved' : 'fenced');
          return;
        }
        this.#table = table;
        this.#top = batch.end ?? this.#top;
        return;
      } catch (error) {
        isStalled = true;
        stalled(hubErrorOf(error));
        await sleep(pause, undefined, { signal: this.#lost.signal }).catch(() => undefined);
      }
    }
  }

  #lose(reason: LossReason): void {
    this.#reason = reason;
    this.#lost.abort();
    this.letGo();
  }
}
