import type { ByteString } from '../bytes.ts';
import { Grouping } from './grouping.ts';
import { NO_LEVEL, type Reading } from './reading.ts';
import { crashHead, isIndented, joinsAtMargin } from './tables/continuationShapes.ts';

/** So many streams of one log are kept apart at a time; the one that came first is forgotten first. */
const MAX_STREAMS = 256;

const MARKS = 4096;

/** After so many lines of other records, none goes on. */
const MAX_QUIET = 100;

/**
 * Decides which lines of a log belong together. Lines that a wrapper carries are grouped as they would be without it, each
 * stream (a container's, a process') on its own.
 */
export class RecordGrouper {
  /** For lines that wrap nothing. */
  readonly #plain = new Grouping();
  readonly #streams = new Map<ByteString, Grouping>();
  /** By hash: whether one of those may be among them. */
  readonly #marks = new Uint8Array(MARKS);
  /** The stream of the line before, and whose record is the last one. */
  #lastKey: ByteString | null = null;
  #last: Grouping | null = null;
  #current: Grouping | null = null;
  /** The stream of the line before, where that is a record by itself of which nothing else has to be known. */
  readonly #simple = new StreamKey();
  /** Lines since one that something may have to be known of. */
  #quiet = 0;
  /** Whether this log is one of several programs, each behind its name. */
  #prefixed = false;

  /** Forgets the records under way: the next line begins one. */
  close(): void {
    this.#plain.close();
    this.#forgetStreams();
    this.#simple.forget();
    this.#lastKey = null;
    this.#last = null;
  }

  /**
   * Takes the next line, whose head is in `reading` if it is headed, and returns whether it belongs to the record before.
   * May write the reading's level: a continuation can be what tells it.
   */
  joins(text: ByteString, from: number, end: number, reading: Reading, headed: boolean): boolean {
    const { wraps } = reading;
    if (!wraps || !headed || !this.#isWrapped(reading)) {
      if (!headed) reading.level = NO_LEVEL;
      const joins = !wraps
        ? this.#plain.joins(reading.body, reading.bodyFrom, reading.bodyEnd, headed ? reading : null, reading)
        : this.#plain.joins(text, from, end, null, reading);
      if (!joins) {
        this.#current = this.#plain;
        this.#simple.forget();
      }
      return joins;
    }
    const simple = (reading.prose && !reading.prefixed && reading.structure === null) || isSimple(reading);
    if (simple && ++this.#quiet > MAX_QUIET) {
      this.#forgetStreams();
      this.#last = null;
    }
    // Nothing has to be known of a record that is a line by itself, but of those that may go on.
    if (simple && (this.#streams.size === 0 || (reading.level === NO_LEVEL && !this.#mayKnow(reading)))) {
      this.#simple.take(reading);
      this.#current = null;
      this.#plain.follow(reading.time === null ? 'plain' : 'timed', reading.level);
      return false;
    }
    if (!simple) this.#quiet = 0;
    const grouping = this.#streamOf(reading.stream!);
    const joins = grouping.joins(reading.body, reading.bodyFrom, reading.bodyEnd, reading.inner, reading);
    if (joins && grouping === this.#current) return true;
    // Apart from its record, a line that says something keeps that record's level.
    if (joins && grouping.level !== NO_LEVEL && reading.bodyFrom < reading.bodyEnd)
      reading.level = grouping.level;
    this.#current = grouping;
    const isText = reading.structure === null && reading.time !== null && !reading.prefixed;
    this.#plain.follow(isText ? 'timed' : 'plain', reading.level);
    return false;
  }

  /** Whether the line's stream may be one that something has to be known of. */
  #mayKnow(reading: Reading): boolean {
    const { streamText, streamFrom, streamTo } = reading;
    if (streamTo < 0) return this.#streams.has(reading.stream!);
    return this.#marks[hashOf(streamText, streamFrom, streamTo)] === 1 && this.#streams.has(reading.stream!);
  }

  #forgetStreams(): void {
    if (this.#streams.size === 0) return;
    this.#streams.clear();
    this.#marks.fill(0);
  }

  /** What looks like a name and a bar is a table's row, where no program's line was among them before. */
  #isWrapped(reading: Reading): boolean {
    if (!reading.prefixed) return true;
    if (reading.inner !== null || reading.level !== NO_LEVEL) this.#prefixed = true;
    return this.#prefixed;
  }

  #streamOf(key: ByteString): Grouping {
    if (this.#last !== null && key === this.#lastKey) return this.#last;
    let grouping = this.#streams.get(key);
    if (grouping === undefined) {
      grouping = new Grouping();
      if (this.#simple.is(key)) {
        grouping.follow('plain', NO_LEVEL);
        this.#current = grouping;
      }
      this.#streams.set(key, grouping);
      this.#marks[hashOf(key, 0, key.length)] = 1;
      if (this.#streams.size > MAX_STREAMS) this.#streams.delete(this.#streams.keys().next().value!);
    }
    this.#lastKey = key;
    this.#last = grouping;
    return grouping;
  }
}

/** A stream's key that nobody may ever ask for. */
class StreamKey {
  #key: ByteString | null = null;
  #text: ByteString = '';
  #from = 0;
  #to = -1;

  forget(): void {
    this.#key = null;
    this.#to = -1;
  }

  take(reading: Reading): void {
    this.#to = reading.streamTo;
    if (this.#to < 0) this.#key = reading.stream;
    else {
      this.#text = reading.streamText;
      this.#from = reading.streamFrom;
    }
  }

  is(key: ByteString): boolean {
    if (this.#to < 0) return key === this.#key;
    return key.length === this.#to - this.#from && this.#text.startsWith(key, this.#from);
  }
}

const hashOf = (text: ByteString, from: number, to: number): number => {
  let hash = to - from;
  for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return (hash ^ (hash >>> 12)) & (MARKS - 1);
};

/** Whether what a line carries is neither a part nor the start of anything, as messages mostly are. */
const isSimple = ({ inner, partial, body, bodyFrom, bodyEnd, structure, prefixed }: Reading): boolean =>
  inner === null &&
  !partial &&
  structure === null &&
  !prefixed &&
  !isIndented(body, bodyFrom, bodyEnd) &&
  !joinsAtMargin(body, bodyFrom, bodyEnd) &&
  crashHead(body, bodyFrom, bodyEnd).trace === 'none';
