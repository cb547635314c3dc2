import { before, continuesBefore } from './between.ts';
import { asDelivered, type Delivered, FORKED, gap, TRIMMED, UNPUBLISHED } from './delivered.ts';
import type { RelayEntry } from './entry.ts';
import { type Known, knownSegment } from './known.ts';
import { compareWithOwn, isLikeOwn, isNext, wasSeen } from './likeness.ts';
import { passage } from './passage.ts';
import { findOwn, type StreamState } from './resumption.ts';
import type { Segment, SegmentContent } from './segment.ts';
import { type ReaderPosition, Standing } from './standing.ts';
import { comparePlaces, STREAM_START, type StreamPlace } from './streamPlace.ts';

type BytesEntry = Extract<RelayEntry, { kind: 'bytes' }>;

/**
 * The rules of a reader: each byte of a log once, or inside a gap whose size is reported, however the log is cut into entries, sent
 * again after Redis lost some, trimmed, or published by another relay. Knows nothing of Redis.
 */
export class StreamReader {
  readonly #standing: Standing;
  /** The hub was behind us when it was asked last: what bears an ordinal of ours may be another, whose beginning we do not get to see. */
  #isUnsure = false;
  /** Entries sent again were already delivered, and ours are still to come; null: we are not ahead. */
  #ahead: Known | null = null;
  /** To be delivered before the next entry. */
  #pending: Delivered[] = [];

  /** `start`: the position of an earlier reader; null: start with whatever comes first. */
  constructor(start: ReaderPosition | null = null) {
    this.#standing = new Standing(start);
  }

  /** Null until something was received. */
  get position(): ReaderPosition | null {
    return this.#standing.position;
  }

  /**
   * Returns the place after which to request entries, on every connection and whenever the stream may have
   * been replaced: lost bytes are sent again under the same places, and different bytes under the same places
   * must be told apart.
   */
  resumeAfter({ born, top, table }: StreamState): StreamPlace {
    const standing = this.#standing;
    standing.joinAll(table);
    const { place } = standing;
    const isOther = born !== null && standing.born !== null && born !== standing.born;
    if (place === null) standing.seen = table;
    if (place === null || top !== null) standing.born = born ?? standing.born;
    if (place === null || top === null) return STREAM_START;
    const found = findOwn(standing, top, table, isOther);
    this.#isUnsure = found.kind === 'own' && found.isUnsure;
    this.#ahead = found.kind === 'ahead' ? found.known : null;
    switch (found.kind) {
      case 'moved':
        return this.#moveTo(found.segment, table);
      case 'ahead':
        return before(table.at(-1)!.at);
      case 'other':
        return this.#startAgain(found.from, table);
      default:
        if (found.segment !== undefined) standing.remember(found.segment, table);
        // One entry that was taken is asked for again: its end tells whether it is still what it was.
        return before(comparePlaces(top, place) < 0 ? top : place);
    }
  }

  /** What comes from this segment on is not what was delivered: it is taken whole. */
  #startAgain(from: Segment | undefined, table: readonly Segment[]): StreamPlace {
    const standing = this.#standing;
    if (from !== undefined && isNext(standing, from)) {
      this.#move(from.at, from.content);
      standing.remember(from, table);
      this.#pending.push(...from.marks.filter(({ kind }) => kind === 'gap').map(asDelivered));
      return before(from.at);
    }
    this.#pending.push(gap(from?.time ?? 0, null, FORKED));
    standing.forgetFrom(from?.at.segment ?? 0);
    standing.place = null;
    return from === undefined ? STREAM_START : before(from.at);
  }

  /** Our content is found under another ordinal, whose bytes start here: goes on there. */
  #moveTo(segment: Segment, table: readonly Segment[]): StreamPlace {
    const standing = this.#standing;
    this.#ahead = null;
    standing.remember(segment, table);
    if (!isLikeOwn(standing, segment)) standing.content = segment.content;
    const missing = standing.continueIn(segment);
    if (missing > 0) this.#pending.push(gap(segment.time, missing, UNPUBLISHED));
    return before(standing.place!);
  }

  /** Returns true if the table of segments is needed to determine how much is missing before an entry. */
  needsTable(entry: RelayEntry): boolean {
    const { place } = this.#standing;
    if (place === null) return entry.kind === 'bytes';
    if (entry.kind === 'bytes')
      return this.#isUnsure || this.#ahead !== null || entry.end.segment > place.segment;
    const { after } = entry.segment;
    return after !== null && after.segment > place.segment;
  }

  /** Takes the next entry; returns the resulting output. */
  take(entry: RelayEntry, table: readonly Segment[] = []): Delivered[] {
    const told = entry.kind === 'segment' ? this.#begin(entry.segment, table) : this.#takeBytes(entry, table);
    const pending = this.#pending;
    this.#pending = [];
    return pending.length === 0 ? told : [...pending, ...told];
  }

  #begin(segment: Segment, table: readonly Segment[]): Delivered[] {
    const standing = this.#standing;
    const { place, own } = standing;
    if (this.#ahead !== null) return this.#recognise(segment, table);
    if (place === null || segment.at.segment > place.segment) return this.#enter(segment, table);
    if (segment.at.segment < place.segment)
      return wasSeen(standing, segment) ? [] : this.#recognise(segment, table);
    if (standing.content === null) {
      standing.content = segment.content;
      return [];
    }
    if (own?.at.byte !== segment.at.byte || !isLikeOwn(standing, segment))
      return this.#recognise(segment, table);
    standing.publishedAgain(segment);
    return [];
  }

  /** Published again under another ordinal, or from a later byte: what was delivered of it counts. */
  #recognise(segment: Segment, table: readonly Segment[]): Delivered[] {
    const isOurs = compareWithOwn(this.#standing, segment);
    const known = isOurs === true ? null : knownSegment(this.#standing.passed, segment, this.#ahead);
    if (known !== null) this.#ahead = known;
    else if (isOurs === false) return this.#restart(segment);
    else this.#moveTo(segment, table);
    return [];
  }

  /** A different segment with an ordinal that we have passed: it is read completely. */
  #restart(segment: Segment): Delivered[] {
    const follows = isNext(this.#standing, segment);
    this.#move(segment.at, segment.content);
    this.#standing.remember(segment, []);
    const marks = segment.marks.map(asDelivered);
    return follows ? marks : [...marks, gap(segment.time, null, FORKED)];
  }

  /** Goes on to a later segment; tells what lies between. */
  #enter(segment: Segment, table: readonly Segment[]): Delivered[] {
    const standing = this.#standing;
    const { place } = standing;
    standing.remember(segment, table);
    if (place === null) {
      this.#move(segment.at, segment.content);
      return segment.marks.map(asDelivered);
    }
    const { continues, told } = passage(place, segment, table);
    if (continues) {
      standing.continueIn(segment);
      standing.content = segment.content;
    } else this.#move(segment.at, segment.content);
    return [...told];
  }

  #takeBytes(entry: BytesEntry, table: readonly Segment[]): Delivered[] {
    const standing = this.#standing;
    const { end, bytes, time } = entry;
    const start = end.byte - bytes.length;
    const { place } = standing;
    const named = table.find(({ at }) => at.segment === end.segment);
    if (place === null) return this.#takeFrom(start, entry, named?.content ?? null);
    if (this.#ahead !== null) return this.#takeKnown(entry, table, this.#ahead);
    if (this.#isUnsure && named !== undefined && end.segment <= place.segment) {
      this.#isUnsure = false;
      const told = [...this.#begin(named, table), ...this.#takeBytes(entry, table)];
      this.#isUnsure = end.segment < place.segment;
      return told;
    }
    if (end.segment < place.segment) return this.#takeEarlier(entry, table);
    if (end.segment > place.segment) return this.#skipTo(entry, table);
    if (start > place.byte) {
      standing.forgetTail();
      return [gap(time, start - place.byte, TRIMMED), ...standing.deliver(end, bytes)];
    }
    const overlap = Math.min(place.byte, end.byte) - start;
    if (!standing.agrees(bytes.subarray(0, overlap), place.byte - end.byte))
      return [gap(time, null, FORKED), ...standing.deliver(end, bytes)];
    return end.byte <= place.byte ? [] : standing.deliver(end, bytes.subarray(overlap));
  }

  /** Bytes that come before ours do again. */
  #takeKnown(entry: BytesEntry, table: readonly Segment[], { segment, end: known }: Known): Delivered[] {
    const { end, bytes, time } = entry;
    if (end.segment < segment || (end.segment === segment && end.byte <= known)) return [];
    const own = table.find(({ at }) => at.segment === end.segment);
    if (end.segment > segment && own !== undefined)
      return [...this.#begin(own, table), ...this.#takeBytes(entry, table)];
    const start = end.byte - bytes.length;
    const from = end.segment === segment ? Math.max(start, known) : start;
    return [gap(time, null, FORKED), ...this.#takeFrom(from, entry, own?.content ?? null)];
  }

  /** Bytes of a segment that we are past: known, unless the hub lost the segments behind it and it goes on farther than it did. */
  #takeEarlier(entry: BytesEntry, table: readonly Segment[]): Delivered[] {
    const standing = this.#standing;
    const { end, bytes, time } = entry;
    const start = end.byte - bytes.length;
    const next = standing.seenAt(end.segment + 1);
    const known = next?.after?.segment === end.segment ? next.after.byte : start;
    if (end.byte <= known) return [];
    if (next !== undefined && continuesBefore(next)) {
      standing.join(next);
      return this.#takeBytes(entry, table);
    }
    const own = standing.seenAt(end.segment);
    standing.forgetFrom(end.segment + 1);
    return [gap(time, null, FORKED), ...this.#takeFrom(Math.max(start, known), entry, own?.content ?? null)];
  }

  /** Its segment's begin was removed before it was read. */
  #skipTo(entry: BytesEntry, table: readonly Segment[]): Delivered[] {
    const own = table.find(({ at }) => at.segment === entry.end.segment);
    if (own) return [...this.#enter(own, table), ...this.#takeBytes(entry, table)];
    const start = entry.end.byte - entry.bytes.length;
    return [gap(entry.time, null, TRIMMED), ...this.#takeFrom(start, entry, null)];
  }

  /** Takes an entry from this byte on, whatever was before. */
  #takeFrom(byte: number, { end, bytes }: BytesEntry, content: SegmentContent | null): Delivered[] {
    this.#move({ segment: end.segment, byte }, content);
    return this.#standing.deliver(end, bytes.subarray(byte - (end.byte - bytes.length)));
  }

  #move(place: StreamPlace, content: SegmentContent | null): void {
    this.#standing.move(place, content);
    this.#ahead = null;
  }
}
