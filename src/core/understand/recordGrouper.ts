import { type ByteString, fromByteString, toByteString } from '../bytes.ts';
import { NAMED, NO_START } from '../records/starts.ts';
import { type Begun, Grouping, opensBlock } from './grouping.ts';
import { type LineHead, NO_LEVEL } from './lineHead.ts';
import { MAX_QUIET, SimpleLines, StreamGrouping } from './simpleLines.ts';
import { StreamMarks, streamHash } from './streamMarks.ts';
import { crashHead, isIndented, joinsAtMargin } from './tables/continuationShapes.ts';
import { WaitingStreams } from './waitingStreams.ts';

/** Maximum number of streams tracked per log; the oldest is forgotten first. */
const MAX_STREAMS = 256;

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
  /** The marks of these and the waiting ones. */
  readonly #marks = new StreamMarks();
  /** The stream of the previous line, and that of the last record. */
  #lastKey: ByteString | null = null;
  #last: StreamGrouping | null = null;
  /** The latest streams if each has only a line with a level so far: they are rarely needed. */
  readonly #waiting = new WaitingStreams(MAX_STREAMS, this.#marks);
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
   * record: `record`. May set the reading's level, because a continuation can determine it. `start`: how it is known to start
   * a record, or NO_START.
   */
  joins(
    text: ByteString,
    from: number,
    end: number,
    reading: LineHead,
    headed: boolean,
    start = NO_START,
  ): boolean {
    if (start !== NO_START && (start & NAMED) !== 0) this.#prefixed = true;
    const starts = start !== NO_START;
    this.isDirect = reading.plain && this.#beginPlain(reading);
    if (this.isDirect || (reading.prose && !(starts && opens(reading)) && this.#beginMessage(reading)))
      return false;
    return this.#joinsAny(text, from, end, reading, headed, starts);
  }

  /** The same for a line that is not known to start a record. */
  #joinsAny(
    text: ByteString,
    from: number,
    end: number,
    reading: LineHead,
    headed: boolean,
    starts: boolean,
  ): boolean {
    const { wraps } = reading;
    if (!wraps || !headed || !this.#isWrapped(reading)) {
      if (starts) this.#plain.close();
      if (!headed) reading.level = NO_LEVEL;
      const joins = !wraps
        ? this.#plain.joins(reading.body, reading.bodyFrom, reading.bodyEnd, headed ? reading : null, reading)
        : this.#plain.joins(text, from, end, null, reading);
      if (!joins) this.#begin();
      return joins;
    }
    const isProse = reading.prose && !reading.prefixed && reading.structure === null;
    // In the whole log, its stream may have been remembered, and so the block that it opens.
    const mayOpen = starts && opens(reading);
    const simple = !mayOpen && (isProse || isSimple(reading));
    if (simple && ++this.#quiet > MAX_QUIET) {
      this.#forgetStreams();
      this.#last = null;
    }
    if (simple && this.#needsNoState(reading)) {
      this.#beginSimple(reading);
      return false;
    }
    if (!simple) this.#quiet = 0;
    if (reading.levelled && this.#wait(reading)) return false;
    const grouping = this.#openStream(reading.stream!);
    if (starts) grouping.close();
    const joins = grouping.joins(reading.body, reading.bodyFrom, reading.bodyEnd, reading.inner, reading);
    const begun = kindOf(reading);
    if (!joins) {
      grouping.begin(this.#begin(), begun);
      this.#plain.follow(begun, reading.level);
      return false;
    }
    // A line separated from its record keeps that record's level.
    const isApart = grouping.record !== this.record;
    if (isApart && grouping.level !== NO_LEVEL && reading.bodyFrom < reading.bodyEnd)
      reading.level = grouping.level;
    this.record = grouping.record;
    this.#plain.follow(grouping.outside ?? begun, grouping.level);
    return true;
  }

  /**
   * Starts a record with a line that is certainly another program's message, after a time, and whose stream's key is this text.
   * Returns false if that stream may be remembered: then the line has to be read.
   */
  beginsMessage(text: ByteString, keyFrom: number, keyTo: number, level: number): boolean {
    if (this.#hasStreams) {
      if (level !== NO_LEVEL) return false;
      if (this.#quiet >= MAX_QUIET) {
        this.#forgetStreams();
        this.#last = null;
      } else if (this.#marks.has(streamHash(text, keyFrom, keyTo))) return false;
    }
    this.#quiet++;
    this.isDirect = false;
    this.#simple.addKey(text, keyFrom, keyTo, level, this.#begin());
    this.#plain.follow('timed', level);
    return true;
  }

  /** Skips messages before the last `MAX_QUIET` of several, while no stream is remembered. */
  skipMessages(count: number): void {
    this.#quiet += count;
  }

  /** True if a line may belong to a stream with a record of several lines, or with a level. */
  get remembersStreams(): boolean {
    return this.#hasStreams;
  }

  /** True if no line can continue a record before the last one. */
  get isAlone(): boolean {
    const { size } = this.#streams;
    if (!this.#simple.isEmpty || size > 1 || this.#waiting.count > 0) return false;
    return size === 0 || this.#streams.get('')?.record === this.record;
  }

  /** Returns what is known about a stream; undefined: nothing. */
  streamOf(key: ByteString): Readonly<StreamGrouping> | undefined {
    this.#settle();
    return this.#streams.get(key);
  }

  /** True if several programs write this log, each with its name as a prefix. */
  get isPrefixed(): boolean {
    return this.#prefixed;
  }

  /** True if any indented line without a head belongs to the last line's record, and changes nothing. */
  get takesIndented(): boolean {
    return this.#plain.takesIndented;
  }

  #beginPlain(reading: LineHead): boolean {
    return reading.stamped ? this.#beginStamped(reading) : this.#beginTimed(reading);
  }

  /** Starts a record with another program's message, as most lines do; returns false if it may need more than that. */
  #beginMessage(reading: LineHead): boolean {
    if (!reading.wraps || reading.prefixed || reading.structure !== null) return false;
    if (this.#hasStreams && (this.#quiet >= MAX_QUIET || !this.#needsNoState(reading))) return false;
    this.#quiet++;
    this.#beginSimple(reading);
    return true;
  }

  /** Returns true if a single-line record needs no state: it continues none, and none that may need it continues. */
  #needsNoState(reading: LineHead): boolean {
    return !this.#hasStreams || (reading.level === NO_LEVEL && !this.#mayKnow(reading));
  }

  #beginSimple(reading: LineHead): void {
    this.#simple.add(reading, this.#begin());
    this.#plain.follow(reading.time === null ? 'plain' : 'timed', reading.level);
  }

  #beginTimed({ level }: LineHead): boolean {
    if (!this.#plain.beginTimed(level)) return false;
    this.#begin();
    return true;
  }

  #beginStamped({ level, body, bodyFrom, bodyEnd }: LineHead): boolean {
    const grouping = this.#openStream('');
    if (!grouping.beginLevelled(body, bodyFrom, bodyEnd, level)) return false;
    grouping.begin(this.#begin(), 'timed');
    this.#quiet = 0;
    this.#plain.follow('timed', level);
    return true;
  }

  #begin(): number {
    this.record = ++this.#begun;
    return this.record;
  }

  get #hasStreams(): boolean {
    return this.#streams.size > 0 || this.#waiting.count > 0;
  }

  /** Returns true if the line's stream is remembered. */
  #mayKnow(reading: LineHead): boolean {
    const { streamText, streamFrom, streamTo } = reading;
    if (streamTo >= 0 && !this.#marks.has(streamHash(streamText, streamFrom, streamTo))) return false;
    this.#settle();
    return this.#streams.has(reading.stream!);
  }

  /**
   * Starts a record with a line that has only a level, as the first of its stream: what follows from that is stored without
   * a state. Returns false if it is not the first, or opens a block.
   */
  #wait(reading: LineHead): boolean {
    const { body, bodyFrom, bodyEnd } = reading;
    if (this.#mayKnow(reading) || opensBlock(body, bodyFrom, bodyEnd)) return false;
    if (!this.#waiting.add(reading, this.#begun + 1)) return false;
    this.#begin();
    this.#plain.follow(reading.time === null ? 'plain' : 'timed', reading.level);
    return true;
  }

  /** Gives the waiting streams their state. */
  #settle(): void {
    if (this.#waiting.count === 0) return;
    this.#waiting.passOn((key, level, record) => {
      const grouping = new StreamGrouping();
      grouping.beginLevel(level);
      grouping.record = record;
      this.#keep(key, grouping);
    });
    this.#last = null;
  }

  #keep(key: ByteString, grouping: StreamGrouping): void {
    const { size } = this.#streams;
    this.#streams.set(key, grouping);
    if (this.#streams.size > size) this.#marks.add(streamHash(key, 0, key.length));
    if (this.#streams.size <= MAX_STREAMS) return;
    const oldest = this.#streams.keys().next().value!;
    this.#streams.delete(oldest);
    this.#marks.remove(streamHash(oldest, 0, oldest.length));
  }

  #forgetStreams(): void {
    if (!this.#hasStreams) return;
    this.#waiting.clear();
    // A map that is cleared keeps its entries, and the chunks of their keys, alive until the next full garbage collection.
    this.#streams = new Map();
    this.#marks.clear();
  }

  /** Returns true if the line is wrapped. A name and a bar is a table row unless a program's line came before. */
  #isWrapped(reading: LineHead): boolean {
    if (!reading.prefixed) return true;
    if (reading.inner !== null || reading.level !== NO_LEVEL) this.#prefixed = true;
    return this.#prefixed;
  }

  #openStream(key: ByteString): StreamGrouping {
    this.#settle();
    if (this.#last !== null && key === this.#lastKey) return this.#last;
    let grouping = this.#streams.get(key);
    if (grouping === undefined) {
      grouping = new StreamGrouping();
      this.#simple.follow(key, grouping);
      // A copy: a part of a chunk would keep the whole chunk in memory.
      this.#keep(toByteString(fromByteString(key)), grouping);
    }
    this.#lastKey = key;
    this.#last = grouping;
    return grouping;
  }
}

/** Returns how a record that starts with this wrapped line started for lines without a wrapper: its time is outside. */
const kindOf = ({ structure, time, prefixed }: LineHead): Begun =>
  structure === null && time !== null && !prefixed ? 'timed' : 'plain';

/** Returns true if the wrapped text may open a block. */
const opens = ({ body, bodyFrom, bodyEnd }: LineHead): boolean => opensBlock(body, bodyFrom, bodyEnd);

/** Returns true if the wrapped text neither continues nor starts anything, like most messages. */
const isSimple = ({ inner, partial, body, bodyFrom, bodyEnd, structure, prefixed }: LineHead): boolean =>
  inner === null &&
  !partial &&
  structure === null &&
  !prefixed &&
  !isIndented(body, bodyFrom, bodyEnd) &&
  !joinsAtMargin(body, bodyFrom, bodyEnd) &&
  crashHead(body, bodyFrom, bodyEnd).trace === 'none';
