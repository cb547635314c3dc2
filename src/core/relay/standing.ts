import { cksum } from '../follow/checksum.ts';
import { HEAD_LENGTH } from '../follow/position.ts';
import { continuesBefore } from './between.ts';
import type { Delivered } from './delivered.ts';
import { type Passed, tellsMore } from './known.ts';
import { MAX_SEGMENTS, type Segment, type SegmentContent } from './segment.ts';
import type { StreamPlace } from './streamPlace.ts';

/** A reader's position in a published log. Plain data: it may be saved, and used by another process. */
export interface ReaderPosition {
  /** Everything before this place was delivered, or reported as missing. */
  readonly place: StreamPlace;
  /** The content of its segment; null: unknown. */
  readonly content: SegmentContent | null;
  /** The last delivered bytes up to here, at most TAIL_KEPT, for comparison with bytes sent again. */
  readonly tail: Buffer;
  /** Identifies the stream; null: unknown. */
  readonly born: string | null;
  /** The known segments up to ours: a segment sent again may be one of them, or a new one. */
  readonly seen: readonly Segment[];
}

/** How many of the last delivered bytes are kept. */
export const TAIL_KEPT = 512;

/** The state of a reader: its place, and what it knows of the bytes it delivered. */
export class Standing {
  /** Null: nothing has been received yet, or the next entry is delivered whole. */
  place: StreamPlace | null;
  content: SegmentContent | null;
  born: string | null;
  /** The known segments up to ours. */
  seen: readonly Segment[];
  #tail: Buffer;
  #head: Buffer | null = null;

  constructor(start: ReaderPosition | null) {
    this.place = start?.place ?? null;
    this.content = start?.content ?? null;
    this.#tail = start?.tail ?? Buffer.alloc(0);
    this.born = start?.born ?? null;
    this.seen = start?.seen ?? [];
    if (this.place !== null && this.#tail.length === this.place.byte) this.#head = this.#tail;
  }

  get position(): ReaderPosition | null {
    const { place, content, born } = this;
    if (place === null) return null;
    const seen = this.seen.filter(({ at }) => at.segment <= place.segment);
    return { place, content, tail: this.#tail, born, seen };
  }

  get passed(): Passed {
    return { seen: this.seen, ours: this.place?.segment ?? 0 };
  }

  /** The first delivered bytes of our content, at most HEAD_LENGTH; null: it was not read from its start. */
  get head(): Buffer | null {
    return this.#head;
  }

  /** Our segment, if known. */
  get own(): Segment | undefined {
    return this.seenAt(this.place?.segment ?? -1);
  }

  seenAt(ordinal: number): Segment | undefined {
    return this.seen.find(({ at }) => at.segment === ordinal);
  }

  /** Moves to another place and forgets everything before it. */
  move(place: StreamPlace, content: SegmentContent | null): void {
    this.place = place;
    this.content = content;
    this.#head = place.byte === 0 ? Buffer.alloc(0) : null;
    this.#tail = Buffer.alloc(0);
  }

  /**
   * Continues in a segment with our content and another ordinal, whose bytes start here; returns the size of the gap in
   * between.
   */
  continueIn({ at }: Segment): number {
    const { byte } = this.place!;
    this.place = { segment: at.segment, byte: Math.max(byte, at.byte) };
    if (at.byte > byte) this.forgetTail();
    return Math.max(0, at.byte - byte);
  }

  /** Forgets the tail, because the next bytes do not follow the delivered ones. */
  forgetTail(): void {
    this.#tail = Buffer.alloc(0);
  }

  deliver(end: StreamPlace, bytes: Buffer): Delivered[] {
    this.place = end;
    this.#learnHead(end.byte - bytes.length, bytes);
    // Copied so that a few bytes do not keep a whole entry in memory.
    const joined =
      bytes.length >= TAIL_KEPT
        ? bytes.subarray(-TAIL_KEPT)
        : Buffer.concat([this.#tail, bytes]).subarray(-TAIL_KEPT);
    this.#tail = Buffer.from(joined);
    return [{ kind: 'bytes', bytes }];
  }

  /** Extends the head of a young file with delivered bytes. */
  #learnHead(start: number, bytes: Buffer): void {
    const head = this.#head;
    if (head === null || head.length >= HEAD_LENGTH || start !== head.length) return;
    this.#head = Buffer.concat([head, bytes.subarray(0, HEAD_LENGTH - head.length)]);
    if (this.content?.kind !== 'file' || this.content.generation.head.length >= this.#head.length) return;
    const sum = { length: this.#head.length, crc: cksum(this.#head) };
    const content: SegmentContent = { kind: 'file', generation: { ...this.content.generation, head: sum } };
    this.content = content;
    this.#changeSeen(this.place!.segment, { content });
  }

  /** Returns true if `again` matches the end of the delivered bytes, up to `behind` bytes before our place. */
  agrees(again: Buffer, behind: number): boolean {
    const known = this.#tail.subarray(0, Math.max(0, this.#tail.length - Math.max(0, behind)));
    const length = Math.min(known.length, again.length);
    return known.subarray(known.length - length).equals(again.subarray(again.length - length));
  }

  /** Remembers a segment and those before it. */
  remember(segment: Segment, table: readonly Segment[]): void {
    const earlier = (table.length > 0 ? table : this.seen).filter(
      ({ at }) => at.segment < segment.at.segment,
    );
    this.seen = [...earlier, segment]
      .map(one => this.seen.find(seen => tellsMore(seen, one)) ?? one)
      .slice(-MAX_SEGMENTS);
  }

  /** Forgets the segments with this ordinal or a higher one. */
  forgetFrom(ordinal: number): void {
    this.seen = this.seen.filter(({ at }) => at.segment < ordinal);
  }

  /** Applies what we know of a segment to its new publication. */
  publishedAgain({ at, time }: Segment): void {
    this.#changeSeen(at.segment, { time });
  }

  #changeSeen(ordinal: number, change: Partial<Segment>): void {
    this.seen = this.seen.map(one => (one.at.segment === ordinal ? { ...one, ...change } : one));
  }

  /**
   * Merges a segment with the one it continues, as the hub did when sending both again: later segments now have other
   * ordinals.
   */
  join({ at }: Segment): void {
    const place = this.place!;
    const lowered = (one: StreamPlace): StreamPlace =>
      one.segment < at.segment ? one : { ...one, segment: one.segment - 1 };
    if (place.segment === at.segment) this.content = this.seenAt(at.segment - 1)?.content ?? this.content;
    this.place = lowered(place);
    this.seen = this.seen
      .filter(one => one.at.segment !== at.segment)
      .map(one => ({ ...one, at: lowered(one.at), after: one.after && lowered(one.after) }));
  }

  /** Merges each segment whose predecessor in this table extends beyond the place where it was continued. */
  joinAll(table: readonly Segment[]): void {
    if (this.place === null) return;
    for (const { at, after } of table) {
      const seen = this.seenAt(at.segment);
      if (seen === undefined || !continuesBefore(seen) || after?.segment !== seen.after?.segment) continue;
      if (after!.byte > seen.after!.byte) this.join(seen);
    }
  }
}
