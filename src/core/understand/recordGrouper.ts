import { type ByteString, fromByteString, toByteString } from '../bytes.ts';
import { bytesOf } from './compile/textBytes.ts';
import { Grouping } from './grouping.ts';
import { type LineHead, NO_LEVEL } from './lineHead.ts';
import { crashHead, isIndented, joinsAtMargin } from './tables/continuationShapes.ts';

/** Maximum number of streams tracked per log; the oldest is forgotten first. */
const MAX_STREAMS = 256;

const MARKS = 4096;
/** How much of two keys is compared before all of it is. */
const MAX_COMPARED = 8;

/** A record cannot continue after this many lines of other records. */
export const MAX_QUIET = 100;

/**
 * Decides which lines of a log belong together. Wrapped lines are grouped by stream (a container, a process) as if
 * unwrapped, even if lines of other streams are in between.
 */
export class RecordGrouper {
  /** The record of the last line, counted from 1. */
  record = 0;
  /** True if the last line was plain, and started a record without further examination. */
  isDirect = false;
  #begun = 0;
  /** The group of lines that wrap nothing. */
  readonly #plain = new Grouping();
  #streams = new Map<ByteString, StreamGrouping>();
  /** By hash: 1 if such a stream may be among them. */
  readonly #marks = new Uint8Array(MARKS);
  /** The stream of the previous line, and that of the last record. */
  #lastKey: ByteString | null = null;
  #last: StreamGrouping | null = null;
  /** The preceding single-line records, which need no further state. */
  readonly #simple = new SimpleLines();
  /** Number of lines since the last one that may have to be remembered. */
  #quiet = 0;
  /** True if several programs write this log, each with its name as a prefix. */
  #prefixed = false;

  /** Forgets the current records: the next line starts a new one. */
  close(): void {
    this.#plain.close();
    this.#forgetStreams();
    this.#simple.forget();
    this.#lastKey = null;
    this.#last = null;
  }

  /**
   * Takes the next line, whose head is in `reading` if it is headed, and returns whether it belongs to an earlier
   * record: `record`. May set the reading's level, because a continuation can determine it.
   */
  joins(text: ByteString, from: number, end: number, reading: LineHead, headed: boolean): boolean {
    this.isDirect =
      reading.plain && (reading.stamped ? this.#beginStamped(reading) : this.#beginTimed(reading));
    if (this.isDirect) return false;
    const { wraps } = reading;
    if (!wraps || !headed || !this.#isWrapped(reading)) {
      if (!headed) reading.level = NO_LEVEL;
      const joins = !wraps
        ? this.#plain.joins(reading.body, reading.bodyFrom, reading.bodyEnd, headed ? reading : null, reading)
        : this.#plain.joins(text, from, end, null, reading);
      if (!joins) this.#begin();
      return joins;
    }
    const simple = (reading.prose && !reading.prefixed && reading.structure === null) || isSimple(reading);
    if (simple && ++this.#quiet > MAX_QUIET) {
      this.#forgetStreams();
      this.#last = null;
    }
    // Single-line records need no state, except those that may continue.
    if (simple && (this.#streams.size === 0 || (reading.level === NO_LEVEL && !this.#mayKnow(reading)))) {
      this.#simple.add(reading, this.#begin());
      this.#plain.follow(reading.time === null ? 'plain' : 'timed', reading.level);
      return false;
    }
    if (!simple) this.#quiet = 0;
    const grouping = this.#streamOf(reading.stream!);
    const joins = grouping.joins(reading.body, reading.bodyFrom, reading.bodyEnd, reading.inner, reading);
    if (joins && grouping.record === this.record) return true;
    if (joins) this.record = grouping.record;
    else grouping.record = this.#begin();
    // A line separated from its record keeps that record's level.
    if (joins && grouping.level !== NO_LEVEL && reading.bodyFrom < reading.bodyEnd)
      reading.level = grouping.level;
    const isText = reading.structure === null && reading.time !== null && !reading.prefixed;
    this.#plain.follow(isText ? 'timed' : 'plain', reading.level);
    return joins;
  }

  /** True if no line can continue a record before the last one. */
  get isAlone(): boolean {
    const { size } = this.#streams;
    if (!this.#simple.isEmpty || size > 1) return false;
    return size === 0 || this.#streams.get('')?.record === this.record;
  }

  #beginTimed({ level }: LineHead): boolean {
    if (!this.#plain.beginTimed(level)) return false;
    this.#begin();
    return true;
  }

  #beginStamped({ level, body, bodyFrom, bodyEnd }: LineHead): boolean {
    const grouping = this.#streamOf('');
    if (!grouping.beginLevelled(body, bodyFrom, bodyEnd, level)) return false;
    grouping.record = this.#begin();
    this.#quiet = 0;
    this.#plain.follow('timed', level);
    return true;
  }

  #begin(): number {
    this.record = ++this.#begun;
    return this.record;
  }

  /** Returns true if the line's stream may have to be remembered. */
  #mayKnow(reading: LineHead): boolean {
    const { streamText, streamFrom, streamTo } = reading;
    if (streamTo < 0) return this.#streams.has(reading.stream!);
    return this.#marks[hashOf(streamText, streamFrom, streamTo)] === 1 && this.#streams.has(reading.stream!);
  }

  #forgetStreams(): void {
    if (this.#streams.size === 0) return;
    // A map that is cleared keeps its entries, and the chunks of their keys, alive until the next full garbage collection.
    this.#streams = new Map();
    this.#marks.fill(0);
  }

  /** Returns true if the line is wrapped. A name and a bar is a table row unless a program's line came before. */
  #isWrapped(reading: LineHead): boolean {
    if (!reading.prefixed) return true;
    if (reading.inner !== null || reading.level !== NO_LEVEL) this.#prefixed = true;
    return this.#prefixed;
  }

  #streamOf(key: ByteString): StreamGrouping {
    if (this.#last !== null && key === this.#lastKey) return this.#last;
    let grouping = this.#streams.get(key);
    if (grouping === undefined) {
      grouping = new StreamGrouping();
      this.#simple.follow(key, grouping);
      // A copy: a part of a chunk would keep the whole chunk in memory.
      this.#streams.set(toByteString(fromByteString(key)), grouping);
      this.#marks[hashOf(key, 0, key.length)] = 1;
      if (this.#streams.size > MAX_STREAMS) this.#streams.delete(this.#streams.keys().next().value!);
    }
    this.#lastKey = key;
    this.#last = grouping;
    return grouping;
  }
}

/** The state of one stream, and the record of its last line. */
class StreamGrouping extends Grouping {
  record = 0;
}

/** The last single-line records: their streams' keys, which may never be needed. */
class SimpleLines {
  readonly #texts: ByteString[] = [];
  readonly #from = new Int32Array(MAX_QUIET);
  /** -1: the key is the text itself. */
  readonly #to = new Int32Array(MAX_QUIET);
  readonly #levels = new Int8Array(MAX_QUIET);
  readonly #records = new Float64Array(MAX_QUIET);
  #next = 0;
  #count = 0;

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  forget(): void {
    if (this.#count === 0) return;
    this.#texts.length = 0;
    this.#next = 0;
    this.#count = 0;
  }

  add(reading: LineHead, record: number): void {
    const at = this.#next;
    const { streamTo } = reading;
    this.#to[at] = streamTo;
    const text = streamTo < 0 ? reading.stream! : reading.streamText;
    // Storing a new string in an old array costs more than comparing two pointers.
    if (this.#texts[at] !== text) this.#texts[at] = text;
    this.#from[at] = reading.streamFrom;
    this.#levels[at] = reading.level;
    this.#records[at] = record;
    this.#next = at + 1 === MAX_QUIET ? 0 : at + 1;
    if (this.#count < MAX_QUIET) this.#count++;
  }

  /** Passes the stream's last line among them to its grouping. */
  follow(key: ByteString, grouping: StreamGrouping): void {
    for (let back = 1; back <= this.#count; back++) {
      const at = (this.#next - back + MAX_QUIET) % MAX_QUIET;
      if (!this.#isOf(key, at)) continue;
      grouping.follow('plain', this.#levels[at]!);
      grouping.record = this.#records[at]!;
      return;
    }
  }

  #isOf(key: ByteString, at: number): boolean {
    const text = this.#texts[at]!;
    const to = this.#to[at]!;
    if (to < 0) return key === text;
    const from = this.#from[at]!;
    if (key.length !== to - from) return false;
    // Most keys differ near their end, in the number of a process.
    for (let place = key.length - 1; place >= 0 && place >= key.length - MAX_COMPARED; place--)
      if (key.charCodeAt(place) !== text.charCodeAt(from + place)) return false;
    return text.startsWith(key, from);
  }
}

/** Hashes a key by its last eight characters: those that differ, such as a process's number. */
const hashOf = (text: ByteString, from: number, to: number): number => {
  const { view } = bytesOf(text);
  const last = to - from < 8 ? 0 : Math.imul(view.getInt32(to - 8, true), 31) ^ view.getInt32(to - 4, true);
  const hash = Math.imul(last ^ (to - from), 0x9e3779b1);
  return (hash ^ (hash >>> 15)) & (MARKS - 1);
};

/** Returns true if the wrapped text neither continues nor starts anything, like most messages. */
const isSimple = ({ inner, partial, body, bodyFrom, bodyEnd, structure, prefixed }: LineHead): boolean =>
  inner === null &&
  !partial &&
  structure === null &&
  !prefixed &&
  !isIndented(body, bodyFrom, bodyEnd) &&
  !joinsAtMargin(body, bodyFrom, bodyEnd) &&
  crashHead(body, bodyFrom, bodyEnd).trace === 'none';
