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
 * The rules of a reader: each byte of a log is delivered once, or falls in a gap whose size is reported. This holds
 * however the log is divided into entries, re-sent after data loss in Redis, trimmed, or published by another relay.
 * Independent of Redis.
 */
export class StreamReader {
  readonly #standing: Standing;
  /**
   * True if the hub was behind us when last asked: a segment with a known ordinal may be another one whose start we
   * never see.
   */
  #isUnsure = false;
  /** Re-sent entries that were already delivered, before ours; null: we are not ahead. */
  #ahead: Known | null = null;
  /** Output to deliver before the next entry. */
  #pending: Delivered[] = [];

  /** `start`: an earlier reader's position; null: start with the first entry received. */
  constructor(start: ReaderPosition | null = null) {
    this.#standing = new Standing(start);
  }

  /** The current position; null until something was received. */
  get position(): ReaderPosition | null {
    return this.#standing.position;
  }

  /**
   * Returns the place after which to request entries; called on every connection, and whenever the stream may have been
   * replaced. Lost bytes are sent again at the same places and must be distinguished from different bytes at those
   * places.
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
        // Requests one delivered entry again: its end shows whether the entry has changed.
        return before(comparePlaces(top, place) < 0 ? top : place);
    }
  }

  /** Takes everything from this segment on, because its content differs from what was delivered. */
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

  /** Moves to another ordinal with our content, whose bytes start here. */
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

  /** Processes the next entry; returns the resulting output. */
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

  /**
   * Handles content published again under another ordinal, or from a later byte: what was already delivered is not
   * repeated.
   */
  #recognise(segment: Segment, table: readonly Segment[]): Delivered[] {
    const isOurs = compareWithOwn(this.#standing, segment);
    const known = isOurs === true ? null : knownSegment(this.#standing.passed, segment, this.#ahead);
    if (known !== null) this.#ahead = known;
    else if (isOurs === false) return this.#restart(segment);
    else this.#moveTo(segment, table);
    return [];
  }

  /** Reads a different segment with an ordinal that we have passed completely. */
  #restart(segment: Segment): Delivered[] {
    const follows = isNext(this.#standing, segment);
    this.#move(segment.at, segment.content);
    this.#standing.remember(segment, []);
    const marks = segment.marks.map(asDelivered);
    return follows ? marks : [...marks, gap(segment.time, null, FORKED)];
  }

  /** Moves to a later segment, and reports what lies between. */
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

  /** Handles repeated bytes from before our place. */
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

  /**
   * Handles bytes of a segment before ours: already known, unless the hub lost the later segments and this one now
   * extends further.
   */
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

  /** Skips to the first entry of a segment whose start was removed before it was read. */
  #skipTo(entry: BytesEntry, table: readonly Segment[]): Delivered[] {
    const own = table.find(({ at }) => at.segment === entry.end.segment);
    if (own) return [...this.#enter(own, table), ...this.#takeBytes(entry, table)];
    const start = entry.end.byte - entry.bytes.length;
    return [gap(entry.time, null, TRIMMED), ...this.#takeFrom(start, entry, null)];
  }

  /** Delivers an entry from this byte on, regardless of what came before. */
  #takeFrom(byte: number, { end, bytes }: BytesEntry, content: SegmentContent | null): Delivered[] {
    this.#move({ segment: end.segment, byte }, content);
    return this.#standing.deliver(end, bytes.subarray(byte - (end.byte - bytes.length)));
  }

  #move(place: StreamPlace, content: SegmentContent | null): void {
    this.#standing.move(place, content);
    this.#ahead = null;
  }
}
