import { cksum } from '../follow/checksum.ts';
import { HEAD_LENGTH } from '../follow/position.ts';
import { continuesBefore } from './between.ts';
import type { Delivered } from './delivered.ts';
import { type Passed, tellsMore } from './known.ts';
import { MAX_SEGMENTS, type Segment, type SegmentContent } from './segment.ts';
import type { StreamPlace } from './streamPlace.ts';

/** Where a reader of a published log stands. Plain data: it may be saved, and continued by another process. */
export interface ReaderPosition {
  /** Everything before this was delivered, or reported as missing. */
  readonly place: StreamPlace;
  /** What its segment's bytes come from; null: not known. */
  readonly content: SegmentContent | null;
  /** The bytes delivered last, at most TAIL_KEPT, ending here: what is sent again must agree with them. */
  readonly tail: Buffer;
  /** Which stream it was; null: not known. */
  readonly born: string | null;
  /** Segments up to ours, as far as they are known: what is sent again may be one of them, or another. */
  readonly seen: readonly Segment[];
}

/** How many bytes of what was delivered last are kept. */
export const TAIL_KEPT = 512;

/** Where a reader stands, and what it knows of what it delivered. */
export class Standing {
  /** Null: nothing came yet, or what comes is taken whole. */
  place: StreamPlace | null;
  content: SegmentContent | null;
  born: string | null;
  /** Segments up to ours, as far as they are known. */
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

  /** The first bytes of our content, as far as they were delivered, at most HEAD_LENGTH; null: it was not read from its beginning. */
  get head(): Buffer | null {
    return this.#head;
  }

  /** The segment that we are in, as far as it is known. */
  get own(): Segment | undefined {
    return this.seenAt(this.place?.segment ?? -1);
  }

  seenAt(ordinal: number): Segment | undefined {
    return this.seen.find(({ at }) => at.segment === ordinal);
  }

  /** Goes to another place, before which nothing is known. */
  move(place: StreamPlace, content: SegmentContent | null): void {
    this.place = place;
    this.content = content;
    this.#head = place.byte === 0 ? Buffer.alloc(0) : null;
    this.#tail = Buffer.alloc(0);
  }

  /** Our content goes on under another ordinal, whose bytes start here; returns how many of ours are missing before. */
  continueIn({ at }: Segment): number {
    const { byte } = this.place!;
    this.place = { segment: at.segment, byte: Math.max(byte, at.byte) };
    if (at.byte > byte) this.forgetTail();
    return Math.max(0, at.byte - byte);
  }

  /** The next bytes do not follow those that were delivered. */
  forgetTail(): void {
    this.#tail = Buffer.alloc(0);
  }

  deliver(end: StreamPlace, bytes: Buffer): Delivered[] {
    this.place = end;
    this.#learnHead(end.byte - bytes.length, bytes);
    // Copied, so that a few bytes do not keep an entry in memory.
    const joined =
      bytes.length >= TAIL_KEPT
        ? bytes.subarray(-TAIL_KEPT)
        : Buffer.concat([this.#tail, bytes]).subarray(-TAIL_KEPT);
    this.#tail = Buffer.from(joined);
    return [{ kind: 'bytes', bytes }];
  }

  /** The head of a young file says little; what was delivered of it says more. */
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

  /** `again` ends as what was delivered did; `behind`: how many more bytes were delivered than it holds. */
  agrees(again: Buffer, behind: number): boolean {
    const known = this.#tail.subarray(0, Math.max(0, this.#tail.length - Math.max(0, behind)));
    const length = Math.min(known.length, again.length);
    return known.subarray(known.length - length).equals(again.subarray(again.length - length));
  }

  /** Keeps a segment and those before it. */
  remember(segment: Segment, table: readonly Segment[]): void {
    const earlier = (table.length > 0 ? table : this.seen).filter(
      ({ at }) => at.segment < segment.at.segment,
    );
    this.seen = [...earlier, segment]
      .map(one => this.seen.find(seen => tellsMore(seen, one)) ?? one)
      .slice(-MAX_SEGMENTS);
  }

  /** Forgets the segments from this ordinal on. */
  forgetFrom(ordinal: number): void {
    this.seen = this.seen.filter(({ at }) => at.segment < ordinal);
  }

  /** What we know of a segment counts for what is published now. */
  publishedAgain({ at, time }: Segment): void {
    this.#changeSeen(at.segment, { time });
  }

  #changeSeen(ordinal: number, change: Partial<Segment>): void {
    this.seen = this.seen.map(one => (one.at.segment === ordinal ? { ...one, ...change } : one));
  }

  /** A segment that continued the one before is sent again as a part of that: those behind it have other ordinals now. */
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

  /** Joins what is a part of the one before in this table: that goes on there farther than where ours was continued. */
  joinAll(table: readonly Segment[]): void {
    if (this.place === null) return;
    for (const { at, after } of table) {
      const seen = this.seenAt(at.segment);
      if (seen === undefined || !continuesBefore(seen) || after?.segment !== seen.after?.segment) continue;
      if (after!.byte > seen.after!.byte) this.join(seen);
    }
  }
}
