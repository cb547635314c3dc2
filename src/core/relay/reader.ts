import { cksum } from '../follow/checksum.ts';
import { HEAD_LENGTH } from '../follow/position.ts';
import type { Marker } from '../record.ts';
import { before, bytesBetween, continuesBefore, withoutDelivered } from './between.ts';
import type { RelayEntry } from './entry.ts';
import { type Known, knownSegment, knownTable, type Passed, seenAs, tellsMore } from './known.ts';
import {
  compareContents,
  MAX_SEGMENTS,
  type Segment,
  type SegmentContent,
  samePublication,
} from './segment.ts';
import { comparePlaces, STREAM_START, type StreamPlace } from './streamPlace.ts';

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

/** What the hub says of a log when a reader connects. */
export interface StreamState {
  /** Drawn at random when the stream was made; null: not known. */
  readonly born: string | null;
  /** The last entry; null: there is no such stream. */
  readonly top: StreamPlace | null;
  /** The newest segments, in order. */
  readonly table: readonly Segment[];
}

/** What a reader passes on. */
export type Delivered =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'marker'; readonly marker: Marker };

/** How many bytes of what was delivered last are kept. */
export const TAIL_KEPT = 512;

const TRIMMED = 'they were removed from Redis before they were read: more was written than it keeps';
const UNPUBLISHED = 'Redis lost what it held, and they were not published again';
const FORKED =
  'Redis lost what came last, and the log had changed before it was published again; lines may be repeated';

/**
 * The rules of a reader: each byte of a log once, or inside a gap whose size is reported, however the log is cut into entries, sent
 * again after Redis lost some, trimmed, or published by another relay. Knows nothing of Redis.
 */
export class StreamReader {
  #place: StreamPlace | null;
  #content: SegmentContent | null;
  #tail: Buffer;
  /** The first bytes of our content, as far as they were delivered, at most HEAD_LENGTH; null: it was not read from its beginning. */
  #head: Buffer | null = null;
  #born: string | null;
  /** Segments up to ours, as far as they are known: what is sent again may be one of them, or another. */
  #seen: readonly Segment[] = [];
  /** The hub was behind us when it was asked last: what bears an ordinal of ours may be another, whose beginning we do not get to see. */
  #isUnsure = false;
  /** What is sent again was delivered before, and ours is still to come; null: we are not ahead. */
  #ahead: Known | null = null;
  /** To be delivered before the next entry. */
  #pending: Delivered[] = [];

  /** `start`: where an earlier reader stood; null: whatever comes first is the beginning. */
  constructor(start: ReaderPosition | null = null) {
    this.#place = start?.place ?? null;
    this.#content = start?.content ?? null;
    this.#tail = start?.tail ?? Buffer.alloc(0);
    this.#born = start?.born ?? null;
    this.#seen = start?.seen ?? [];
    if (this.#place !== null && this.#tail.length === this.#place.byte) this.#head = this.#tail;
  }

  /** Null until something came. */
  get position(): ReaderPosition | null {
    return (
      this.#place && {
        place: this.#place,
        content: this.#content,
        tail: this.#tail,
        born: this.#born,
        seen: this.#seen.filter(({ at }) => at.segment <= this.#place!.segment),
      }
    );
  }

  /**
   * Returns behind which place to ask for entries, on every connection and whenever the stream may have been replaced: what was lost is
   * sent again under the same places, and what is only like it under the same places must not be taken for it.
   */
  resumeAfter({ born, top, table }: StreamState): StreamPlace {
    if (this.#place !== null) this.#joinAll(table);
    const place = this.#place;
    if (place === null || top === null) {
      if (place === null) this.#seen = table;
      if (place === null) this.#born = born ?? this.#born;
      return STREAM_START;
    }
    const isOther = born !== null && this.#born !== null && born !== this.#born;
    this.#born = born ?? this.#born;
    const own = table.find(({ at }) => at.segment === place.segment);
    const isReplaced = own !== undefined && this.#content !== null && !this.#isSame(own);
    const isBehind = own === undefined && top.segment < place.segment;
    this.#isUnsure = isBehind;
    this.#ahead = null;
    if (isOther || isReplaced || isBehind) {
      const moved = this.#ownIn(table, isOther) ?? this.#continuedIn(table);
      if (moved) return this.#moveTo(moved, table);
      const stranger = isOther ? table[0] : (table.find(one => !this.#wasSeen(one)) ?? own);
      const ahead = stranger && knownTable(this.#passed, table);
      if (ahead) return this.#stayAhead(ahead, table);
      if (isOther || stranger !== undefined) return this.#startAgain(stranger, table);
    }
    if (own !== undefined) this.#remember(own, table);
    // One entry that was taken is asked for again: its end tells whether it is still what it was.
    return comparePlaces(top, place) < 0 ? before(top) : before(place);
  }

  get #passed(): Passed {
    return { seen: this.#seen, ours: this.#place?.segment ?? 0 };
  }

  #stayAhead(known: Known, table: readonly Segment[]): StreamPlace {
    this.#ahead = known;
    this.#isUnsure = false;
    return before(table.at(-1)!.at);
  }

  /** The segment that has our content: for certain, or else one of which nothing else is known. */
  #ownIn(table: readonly Segment[], isOther: boolean): Segment | undefined {
    const candidates = table.filter(one => !this.#isPassed(one));
    const certain = candidates.findLast(one => this.#compare(one) === true);
    if (certain !== undefined) return isOther ? this.#begunAgain(certain, table) : certain;
    const possible = candidates.filter(one => this.#compare(one) === null);
    // Where everything was lost, what is only like ours may be anything, unless it has ours' place.
    if (isOther) {
      const again = possible.find(({ at }) => comparePlaces(at, this.#own?.at ?? STREAM_START) === 0);
      return again && this.#begunAgain(again, table);
    }
    return possible.findLast(one => !this.#isUntouched || this.#isNext(one));
  }

  /** Where everything was lost, the relay begins a segment at the byte that it remembers: it may have remembered less than we have. */
  #begunAgain(own: Segment, table: readonly Segment[]): Segment {
    const next = table.find(({ after }) => after?.segment === own.at.segment);
    const isBehind = (next?.after?.byte ?? 0) < (this.#place?.byte ?? 0);
    return next !== undefined && isBehind && this.#isSame(next) ? this.#begunAgain(next, table) : own;
  }

  /** We saw this very entry, and left it behind. */
  #isPassed(segment: Segment): boolean {
    const { at } = segment;
    return at.segment < (this.#place?.segment ?? 0) && this.#seen.some(one => samePublication(one, segment));
  }

  /** The segment that ours continues, where that is still what the hub has: what was ours may come under its ordinal. */
  #continuedIn(table: readonly Segment[]): Segment | undefined {
    const own = this.#seen.find(({ at }) => at.segment === this.#place?.segment);
    if (own === undefined || !continuesBefore(own)) return undefined;
    return table.find(one => one.at.segment === own.after?.segment && this.#wasSeen(one));
  }

  /** What comes from this segment on is not what was delivered: it is taken whole. */
  #startAgain(from: Segment | undefined, table: readonly Segment[]): StreamPlace {
    if (from !== undefined && this.#isNext(from)) {
      this.#move(from.at, from.content);
      this.#remember(from, table);
      this.#pending.push(...from.marks.filter(({ kind }) => kind === 'gap').map(asDelivered));
      return before(from.at);
    }
    this.#pending.push(gap(from?.time ?? 0, null, FORKED));
    this.#seen = this.#seen.filter(({ at }) => from !== undefined && at.segment < from.at.segment);
    this.#place = null;
    this.#ahead = null;
    return from === undefined ? STREAM_START : before(from.at);
  }

  /** It bears the ordinal and the content of one that we are past. */
  #wasSeen(segment: Segment): boolean {
    return seenAs(this.#seen, segment) !== undefined;
  }

  /** Our content is found under another ordinal, whose bytes start here: goes on there. */
  #moveTo(segment: Segment, table: readonly Segment[]): StreamPlace {
    const place = this.#place!;
    const { at, time } = segment;
    const missing = at.byte - place.byte;
    this.#ahead = null;
    this.#remember(segment, table);
    if (!this.#isSame(segment)) this.#content = segment.content;
    this.#place = { segment: at.segment, byte: Math.max(place.byte, at.byte) };
    if (missing > 0) {
      this.#tail = Buffer.alloc(0);
      this.#pending.push(gap(time, missing, UNPUBLISHED));
    }
    return before(this.#place);
  }

  /** True where the table of segments is needed to tell how much is missing before an entry. */
  needsTable(entry: RelayEntry): boolean {
    if (this.#place === null) return entry.kind === 'bytes';
    if (entry.kind === 'bytes')
      return this.#isUnsure || this.#ahead !== null || entry.end.segment > this.#place.segment;
    const { after } = entry.segment;
    return after !== null && after.segment > this.#place.segment;
  }

  /** Takes the next entry; returns what it brings. */
  take(entry: RelayEntry, table: readonly Segment[] = []): Delivered[] {
    const told = entry.kind === 'segment' ? this.#begin(entry.segment, table) : this.#takeBytes(entry, table);
    const pending = this.#pending;
    this.#pending = [];
    return pending.length === 0 ? told : [...pending, ...told];
  }

  #begin(segment: Segment, table: readonly Segment[]): Delivered[] {
    const place = this.#place;
    if (this.#ahead !== null) return this.#recognise(segment, table);
    if (place === null || segment.at.segment > place.segment) return this.#enter(segment, table);
    const isOwn = segment.at.segment === place.segment;
    if (isOwn && this.#content === null) {
      this.#content = segment.content;
      return [];
    }
    if (isOwn && this.#isOwnAgain(segment)) {
      this.#publishedAgain(segment);
      return [];
    }
    return !isOwn && this.#wasSeen(segment) ? [] : this.#recognise(segment, table);
  }

  /** Published again under another ordinal, or from a later byte: what was delivered of it counts. */
  #recognise(segment: Segment, table: readonly Segment[]): Delivered[] {
    const isOurs = this.#compare(segment);
    const known = isOurs === true ? null : knownSegment(this.#passed, segment, this.#ahead);
    if (known !== null) this.#ahead = known;
    else if (isOurs === false) return this.#restart(segment);
    else this.#moveTo(segment, table);
    return [];
  }

  #isOwnAgain(segment: Segment): boolean {
    return this.#own?.at.byte === segment.at.byte && this.#isSame(segment);
  }

  /** What we know of ours counts for what is published now. */
  #publishedAgain({ at, time }: Segment): void {
    this.#seen = this.#seen.map(one => (one.at.segment === at.segment ? { ...one, time } : one));
  }

  /** A segment that bears an ordinal that we are past, and is another: it is taken whole. */
  #restart(segment: Segment): Delivered[] {
    const isNext = this.#isNext(segment);
    this.#move(segment.at, segment.content);
    this.#remember(segment, []);
    const marks = segment.marks.map(asDelivered);
    return isNext ? marks : [...marks, gap(segment.time, null, FORKED)];
  }

  /** Goes on to a later segment; tells what lies between. What Redis lost, but was delivered before, does not count twice. */
  #enter(segment: Segment, table: readonly Segment[]): Delivered[] {
    const place = this.#place;
    this.#remember(segment, table);
    if (place === null) {
      this.#move(segment.at, segment.content);
      return segment.marks.map(asDelivered);
    }
    const skipped = table.filter(({ at }) => at.segment > place.segment && at.segment < segment.at.segment);
    const next = skipped[0] ?? segment;
    const { after } = next;
    // It continues, under another ordinal, where an older state of our segment ended (a file's copy, say): what was delivered behind
    // that is part of it. What is not so shows when the bytes do not agree.
    const continues = continuesBefore(next) && after?.segment === place.segment && after.byte <= place.byte;
    if (continues && skipped.every(continuesBefore) && continuesBefore(segment)) {
      const missing = segment.at.byte - place.byte;
      this.#place = { segment: segment.at.segment, byte: Math.max(place.byte, segment.at.byte) };
      this.#content = segment.content;
      if (missing > 0) this.#tail = Buffer.alloc(0);
      const marks = [...skipped, segment].flatMap(one => one.marks).map(asDelivered);
      return missing > 0 ? [gap(segment.time, missing, TRIMMED), ...marks] : marks;
    }
    const ahead = after === null ? 0 : (bytesBetween(after, place, table) ?? 0);
    const marks = [...skipped, segment].flatMap(one => one.marks);
    const { left, rest } = withoutDelivered(marks, continues ? 0 : ahead);
    const told = left.map(asDelivered);
    const between = bytesBetween(place, segment.after, table);
    const missing = between === null ? null : Math.max(0, between - (continues ? ahead : 0));
    this.#move(segment.at, segment.content);
    // What we have is neither in the stream any more nor among what is missing: it may come again.
    if (rest > 0) return [gap(segment.time, null, FORKED), ...told];
    return missing === 0 ? told : [gap(segment.time, missing, TRIMMED), ...told];
  }

  #remember(segment: Segment, table: readonly Segment[]): void {
    const earlier = (table.length > 0 ? table : this.#seen).filter(
      ({ at }) => at.segment < segment.at.segment,
    );
    this.#seen = [...earlier, segment]
      .map(one => this.#seen.find(seen => tellsMore(seen, one)) ?? one)
      .slice(-MAX_SEGMENTS);
  }

  #takeBytes(entry: Extract<RelayEntry, { kind: 'bytes' }>, table: readonly Segment[]): Delivered[] {
    const { end, bytes, time } = entry;
    const start = end.byte - bytes.length;
    const place = this.#place;
    const content = table.find(({ at }) => at.segment === end.segment)?.content ?? null;
    if (place === null) {
      this.#move({ segment: end.segment, byte: start }, content);
      return this.#deliver(end, bytes);
    }
    if (this.#ahead !== null) return this.#takeKnown(entry, table, this.#ahead);
    const own = this.#isUnsure ? table.find(({ at }) => at.segment === end.segment) : undefined;
    if (own !== undefined && end.segment <= place.segment) {
      this.#isUnsure = false;
      const told = [...this.#begin(own, table), ...this.#takeBytes(entry, table)];
      this.#isUnsure = end.segment < place.segment;
      return told;
    }
    if (end.segment < place.segment) return this.#takeEarlier(entry, table);
    if (end.segment > place.segment) return this.#skipTo(entry, table);
    if (start > place.byte) {
      this.#tail = Buffer.alloc(0);
      return [gap(time, start - place.byte, TRIMMED), ...this.#deliver(end, bytes)];
    }
    const overlap = Math.min(place.byte, end.byte) - start;
    if (!this.#agrees(bytes.subarray(0, overlap), place.byte - end.byte))
      return [gap(time, null, FORKED), ...this.#deliver(end, bytes)];
    return end.byte <= place.byte ? [] : this.#deliver(end, bytes.subarray(overlap));
  }

  /** Bytes that come before ours do again. */
  #takeKnown(
    entry: Extract<RelayEntry, { kind: 'bytes' }>,
    table: readonly Segment[],
    { segment, end: known }: Known,
  ): Delivered[] {
    const { end, bytes, time } = entry;
    if (end.segment < segment || (end.segment === segment && end.byte <= known)) return [];
    const own = table.find(({ at }) => at.segment === end.segment);
    if (end.segment > segment && own !== undefined)
      return [...this.#begin(own, table), ...this.#takeBytes(entry, table)];
    const start = end.byte - bytes.length;
    const from = end.segment === segment ? Math.max(start, known) : start;
    this.#move({ segment: end.segment, byte: from }, own?.content ?? null);
    return [gap(time, null, FORKED), ...this.#deliver(end, bytes.subarray(from - start))];
  }

  /** Bytes of a segment that we are past: known, unless the hub lost the segments behind it and it goes on farther than it did. */
  #takeEarlier(entry: Extract<RelayEntry, { kind: 'bytes' }>, table: readonly Segment[]): Delivered[] {
    const { end, bytes, time } = entry;
    const start = end.byte - bytes.length;
    const next = this.#seen.find(({ at }) => at.segment === end.segment + 1);
    const known = next?.after?.segment === end.segment ? next.after.byte : start;
    if (end.byte <= known) return [];
    if (next !== undefined && continuesBefore(next)) {
      this.#join(next);
      return this.#takeBytes(entry, table);
    }
    const own = this.#seen.find(({ at }) => at.segment === end.segment);
    this.#seen = this.#seen.filter(({ at }) => at.segment <= end.segment);
    const from = Math.max(start, known);
    this.#move({ segment: end.segment, byte: from }, own?.content ?? null);
    return [gap(time, null, FORKED), ...this.#deliver(end, bytes.subarray(from - start))];
  }

  /** A segment that continued the one before is sent again as a part of that: those behind it have other ordinals now. */
  #join({ at }: Segment): void {
    const place = this.#place!;
    const lowered = (one: StreamPlace): StreamPlace =>
      one.segment < at.segment ? one : { ...one, segment: one.segment - 1 };
    if (place.segment === at.segment)
      this.#content = this.#seen.find(one => one.at.segment === at.segment - 1)?.content ?? this.#content;
    this.#place = lowered(place);
    this.#seen = this.#seen
      .filter(one => one.at.segment !== at.segment)
      .map(one => ({ ...one, at: lowered(one.at), after: one.after && lowered(one.after) }));
  }

  /** Joins what is a part of the one before in this table: that goes on there farther than where ours was continued. */
  #joinAll(table: readonly Segment[]): void {
    for (const { at, after } of table) {
      const seen = this.#seen.find(one => one.at.segment === at.segment);
      if (seen === undefined || !continuesBefore(seen) || after?.segment !== seen.after?.segment) continue;
      if (after!.byte > seen.after!.byte) this.#join(seen);
    }
  }

  /** Its segment's begin was removed before it was read. */
  #skipTo(entry: Extract<RelayEntry, { kind: 'bytes' }>, table: readonly Segment[]): Delivered[] {
    const { end, bytes, time } = entry;
    const own = table.find(({ at }) => at.segment === end.segment);
    if (own) {
      const told = this.#enter(own, table);
      return [...told, ...this.#takeBytes(entry, table)];
    }
    this.#move({ segment: end.segment, byte: end.byte - bytes.length }, null);
    return [gap(time, null, TRIMMED), ...this.#deliver(end, bytes)];
  }

  /** `again` ends as what was delivered did; `behind`: how many more bytes were delivered than it holds. */
  #agrees(again: Buffer, behind: number): boolean {
    const known = this.#tail.subarray(0, Math.max(0, this.#tail.length - Math.max(0, behind)));
    const length = Math.min(known.length, again.length);
    return known.subarray(known.length - length).equals(again.subarray(again.length - length));
  }

  #deliver(end: StreamPlace, bytes: Buffer): Delivered[] {
    this.#place = end;
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
    if (this.#content?.kind !== 'file' || this.#content.generation.head.length >= this.#head.length) return;
    const sum = { length: this.#head.length, crc: cksum(this.#head) };
    const content: SegmentContent = { kind: 'file', generation: { ...this.#content.generation, head: sum } };
    this.#content = content;
    this.#seen = this.#seen.map(one => (one.at.segment === this.#place?.segment ? { ...one, content } : one));
  }

  #move(place: StreamPlace, content: SegmentContent | null): void {
    this.#place = place;
    this.#content = content;
    this.#ahead = null;
    this.#head = place.byte === 0 ? Buffer.alloc(0) : null;
    this.#tail = Buffer.alloc(0);
  }

  /** The segment that we are in, as far as it is known. */
  get #own(): Segment | undefined {
    return this.#seen.find(({ at }) => at.segment === this.#place?.segment);
  }

  /** Nothing of our segment was delivered yet. */
  get #isUntouched(): boolean {
    return this.#own?.at.byte === this.#place?.byte;
  }

  /** What was delivered ends where this one begins: nothing was of the segments that we saw begin there. */
  #isNext({ after }: Segment): boolean {
    let end = this.#place ?? STREAM_START;
    for (let own = this.#own; own?.at.byte === end.byte && !own.marks.some(({ kind }) => kind === 'gap'); ) {
      end = own.after ?? STREAM_START;
      own = this.#seen.find(({ at }) => at.segment === end.segment);
    }
    return comparePlaces(after ?? STREAM_START, end) === 0;
  }

  #isSame(segment: Segment): boolean {
    return this.#compare(segment) !== false;
  }

  /** Whether a segment's content is ours; null: it cannot be told. */
  #compare(segment: Segment): boolean | null {
    const ours = this.#content;
    if (ours === null) return false;
    const own = this.#own;
    if (own !== undefined && samePublication(own, segment)) return true;
    const head = headOf(segment.content);
    if (head !== null && head.length > 0 && this.#head !== null && this.#head.length >= head.length)
      return cksum(this.#head.subarray(0, head.length)) === head.crc;
    const isSame = compareContents(segment.content, ours);
    // Files grow: one that had fewer bytes than ours is another, with the same inode.
    const least = Math.max(headOf(ours)?.length ?? 0, Math.min(HEAD_LENGTH, this.#place?.byte ?? 0));
    const isGrown = head === null || head.length >= least;
    // Where the host removed what came before, it may have removed ours as well.
    const isAfterGap = segment.marks.some(({ kind }) => kind === 'gap');
    const isElsewhere =
      own?.at.segment === segment.at.segment && (own.after?.byte ?? 0) !== (segment.after?.byte ?? 0);
    return isSame === null && (!isGrown || isAfterGap || isElsewhere) ? false : isSame;
  }
}

const headOf = (content: SegmentContent) => (content.kind === 'file' ? content.generation.head : null);

const gap = (at: number, bytes: number | null, why: string): Delivered => ({
  kind: 'marker',
  marker: { kind: 'gap', at, since: at, bytes, why },
});

const asDelivered = (marker: Marker): Delivered => ({ kind: 'marker', marker });
