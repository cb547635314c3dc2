import { cksum } from '../follow/checksum.ts';
import { HEAD_LENGTH } from '../follow/position.ts';
import type { Marker } from '../record.ts';
import type { RelayEntry } from './entry.ts';
import { type Segment, type SegmentContent, type SegmentMark, sameContent } from './segment.ts';
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

/** Segments that are remembered, to tell whether one that is sent again is still the same. */
const MAX_SEEN = 8;

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
  /** Segments that were entered, the newest last. */
  #seen: readonly Segment[] = [];
  /** To be delivered before the next entry. */
  #pending: Delivered[] = [];

  /** `start`: where an earlier reader stood; null: whatever comes first is the beginning. */
  constructor(start: ReaderPosition | null = null) {
    this.#place = start?.place ?? null;
    this.#content = start?.content ?? null;
    this.#tail = start?.tail ?? Buffer.alloc(0);
    this.#born = start?.born ?? null;
  }

  /** Null until something came. */
  get position(): ReaderPosition | null {
    return this.#place && { place: this.#place, content: this.#content, tail: this.#tail, born: this.#born };
  }

  /**
   * Returns behind which place to ask for entries, on every connection and whenever the stream may have been replaced: what was lost is
   * sent again under the same places, and what is only like it under the same places must not be taken for it.
   */
  resumeAfter({ born, top, table }: StreamState): StreamPlace {
    const isOther = born !== null && this.#born !== null && born !== this.#born;
    this.#born = born ?? this.#born;
    const place = this.#place;
    if (place === null || top === null) return STREAM_START;
    const own = table.find(({ at }) => at.segment === place.segment);
    const isOwn = own !== undefined && this.#isSame(own.content);
    if (isOther || (own !== undefined && this.#content !== null && !isOwn)) {
      const moved = table.findLast(({ content }) => this.#isSame(content));
      if (moved) return this.#moveTo(moved.at, moved.time);
      this.#seen = [];
      this.#place = null;
      this.#pending.push(gap(table.at(-1)?.time ?? 0, null, FORKED));
      return isOther || own === undefined ? STREAM_START : before(own.at);
    }
    // One entry that was taken is asked for again: its end tells whether it is still what it was.
    return comparePlaces(top, place) < 0 ? before(top) : before(place);
  }

  /** Our content is found under another ordinal, whose bytes start here: goes on there. */
  #moveTo(start: StreamPlace, time: number): StreamPlace {
    const place = this.#place!;
    const missing = start.byte - place.byte;
    this.#seen = [];
    this.#place = { segment: start.segment, byte: Math.max(place.byte, start.byte) };
    if (missing > 0) {
      this.#tail = Buffer.alloc(0);
      this.#pending.push(gap(time, missing, UNPUBLISHED));
    }
    return before(this.#place);
  }

  /** True where the table of segments is needed to tell how much is missing before an entry. */
  needsTable(entry: RelayEntry): boolean {
    if (this.#place === null) return entry.kind === 'bytes';
    if (entry.kind === 'bytes') return entry.end.segment > this.#place.segment;
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
    if (place === null || segment.at.segment > place.segment) return this.#enter(segment, table);
    const known = this.#seen.find(({ at }) => at.segment === segment.at.segment);
    const isOwn = segment.at.segment === place.segment;
    const isKnown =
      known && (isOwn ? this.#isSame(segment.content) : sameContent(known.content, segment.content));
    if (isKnown && known.at.byte === segment.at.byte) return [];
    if (isOwn && this.#content === null) {
      this.#content = segment.content;
      return [];
    }
    if (this.#isSame(segment.content)) {
      // Published again under another ordinal, or from a later byte: what was delivered of it counts.
      this.#moveTo(segment.at, segment.time);
      return [];
    }
    return known || isOwn ? this.#restart(segment) : [];
  }

  /** A segment that bears an ordinal of ours, and is another: it is taken whole. */
  #restart(segment: Segment): Delivered[] {
    this.#move(segment.at, segment.content);
    this.#seen = [...this.#seen.filter(({ at }) => at.segment < segment.at.segment), segment];
    return [...segment.marks.map(asDelivered), gap(segment.time, null, FORKED)];
  }

  #enter(segment: Segment, table: readonly Segment[]): Delivered[] {
    const place = this.#place;
    const missing = place === null ? 0 : bytesBetween(place, segment.after, table);
    const marks = [...skippedMarks(place, segment.at, table), ...segment.marks];
    // What Redis lost, and the host does not have any more, may have been delivered before.
    const ahead =
      place === null || segment.after === null ? 0 : (bytesBetween(segment.after, place, table) ?? 0);
    const told = withoutDelivered(marks, ahead).map(asDelivered);
    // It continues, under another ordinal, where an older state of our segment ended (a file's copy, say): what was delivered behind
    // that is part of it. What is not so shows when the bytes do not agree.
    const { after, at } = segment;
    const continues = ahead > 0 && at.byte > 0 && at.byte === after?.byte && after.segment === place?.segment;
    if (continues) {
      this.#place = { segment: at.segment, byte: place!.byte };
      this.#content = segment.content;
    } else this.#move(at, segment.content);
    this.#seen = [...this.#seen, segment].slice(-MAX_SEEN);
    return missing === 0 ? told : [gap(segment.time, missing, TRIMMED), ...told];
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
    if (end.segment < place.segment) return [];
    if (end.segment > place.segment) {
      const own = table.find(({ at }) => at.segment === end.segment);
      const before = own ? bytesBetween(place, own.after, table) : null;
      const missing = before === null || !own ? null : before + start - own.at.byte;
      const told = [...skippedMarks(place, end, table), ...(own?.marks ?? [])].map(asDelivered);
      this.#move({ segment: end.segment, byte: start }, content);
      return [...(missing === 0 ? [] : [gap(time, missing, TRIMMED)]), ...told, ...this.#deliver(end, bytes)];
    }
    if (start > place.byte) {
      this.#tail = Buffer.alloc(0);
      return [gap(time, start - place.byte, TRIMMED), ...this.#deliver(end, bytes)];
    }
    const overlap = Math.min(place.byte, end.byte) - start;
    if (!this.#agrees(bytes.subarray(0, overlap), place.byte - end.byte))
      return [gap(time, null, FORKED), ...this.#deliver(end, bytes)];
    return end.byte <= place.byte ? [] : this.#deliver(end, bytes.subarray(overlap));
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
    this.#content = { kind: 'file', generation: { ...this.#content.generation, head: sum } };
  }

  #move(place: StreamPlace, content: SegmentContent | null): void {
    this.#place = place;
    this.#content = content;
    this.#head = place.byte === 0 ? Buffer.alloc(0) : null;
    this.#tail = Buffer.alloc(0);
  }

  #isSame(content: SegmentContent): boolean {
    if (this.#content === null) return false;
    const head = content.kind === 'file' ? content.generation.head : null;
    if (head !== null && head.length > 0 && this.#head !== null && this.#head.length >= head.length)
      return cksum(this.#head.subarray(0, head.length)) === head.crc;
    return sameContent(content, this.#content);
  }
}

/** The place just before: entries are asked for behind a place. */
const before = ({ segment, byte }: StreamPlace): StreamPlace =>
  byte > 0 ? { segment, byte: byte - 1 } : { segment: segment - 1, byte: Number.MAX_SAFE_INTEGER };

const gap = (at: number, bytes: number | null, why: string): Delivered => ({
  kind: 'marker',
  marker: { kind: 'gap', at, since: at, bytes, why },
});

const asDelivered = (marker: Marker): Delivered => ({ kind: 'marker', marker });

/** What happened between segments that were skipped. */
const skippedMarks = (
  from: StreamPlace | null,
  to: StreamPlace,
  table: readonly Segment[],
): readonly SegmentMark[] =>
  from === null
    ? []
    : table
        .filter(({ at }) => at.segment > from.segment && at.segment < to.segment)
        .flatMap(({ marks }) => marks);

/** Takes so many bytes that were delivered off the gaps that include them. */
const withoutDelivered = (marks: readonly SegmentMark[], delivered: number): readonly SegmentMark[] => {
  let left = delivered;
  return marks.flatMap(mark => {
    if (left === 0 || mark.kind !== 'gap' || mark.bytes === null) return [mark];
    const bytes = Math.max(0, mark.bytes - left);
    left -= mark.bytes - bytes;
    return bytes === 0 ? [] : [{ ...mark, bytes }];
  });
};

/** Returns how many published bytes lie between two places; null: too long ago to be known. A place that is behind counts as none. */
export const bytesBetween = (
  from: StreamPlace,
  to: StreamPlace | null,
  table: readonly Segment[],
): number | null => {
  if (to === null) return 0;
  if (to.segment < from.segment) return 0;
  if (to.segment === from.segment) return Math.max(0, to.byte - from.byte);
  const last = table.find(({ at }) => at.segment === to.segment);
  if (last === undefined) return null;
  const earlier = bytesBetween(from, last.after, table);
  return earlier === null ? null : earlier + to.byte - last.at.byte;
};
