import type { ByteString } from '../bytes.ts';
import { creditRecords, hasOther } from '../fields/knownFields.ts';
import { MAX_RUN, SIMPLE, SIMPLE_BUT_RETURN, STATE, STATE_AT } from '../kernels/runs/layout.ts';
import { MARKS } from '../kernels/runs/marks.ts';
import { workspace } from '../kernels/workspace.ts';
import type { SourceId } from '../record.ts';
import { bytesOf, placeBytes, type TextBytes } from '../understand/compile/textBytes.ts';
import { Moment } from '../understand/moment.ts';
import { MAX_QUIET } from '../understand/simpleLines.ts';
import type { RecordHeads } from './heads.ts';
import { type LineShape, shapeAt, shapeOf } from './lineShapes.ts';
import { RecordRun } from './recordRun.ts';
import { isOfKind, shapeTable } from './shapeTable.ts';

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/** What a search costs, in lines found. */
const SEARCH_COST = 3;
/** After searches that cost so much more than they found, no more are made for a number of lines, and then a few again. */
const MAX_LUCK = 2048;
const PAUSE = 2048;
const NEXT_LUCK = 256;

/** How a line starts a record: with its own time, with a stamp, or otherwise. */
const OTHER = 0;
const TIMED = 1;
const STAMPED = 2;

/** Finds lines that start like earlier ones, of which nothing but the time has to be parsed. */
export class AlikeLines {
  readonly run: RecordRun;
  readonly #heads: RecordHeads;
  readonly #moment = new Moment();
  #luck = MAX_LUCK;
  /** The last line, and how many lines of the same kind came before it: longer ago, no record is still open. */
  #kind: typeof OTHER | typeof TIMED | typeof STAMPED = OTHER;
  #quiet = 0;
  /** The shape of the last line, if no run followed because the chunk ended. */
  #shape: LineShape | undefined;

  constructor(source: SourceId, heads: RecordHeads) {
    this.run = new RecordRun(source);
    this.#heads = heads;
  }

  /**
   * Takes lines that follow the last one, which `heads` has just read between two places. All but
   * the last become the run, and do not change what `heads` knows: each starts a record, and nothing before the last line
   * matters to those after it. Returns where the last line starts, or -1 if there is no run.
   */
  take(chunk: ByteString, from: number, end: number, seq: number, now: number): number {
    this.#shape = undefined;
    const heads = this.#heads;
    const kind = !heads.isDirect ? OTHER : heads.reading.stamped ? STAMPED : TIMED;
    this.#quiet = kind === this.#kind ? this.#quiet + 1 : 0;
    this.#kind = kind;
    if (kind === OTHER || this.#isPaused() || !(this.#quiet > MAX_QUIET || heads.isAlone)) return -1;
    this.#luck -= SEARCH_COST;
    // From here on, because this line will be printed after the others have been examined.
    if (hasOther(chunk, from, end)) return -1;
    const of = bytesOf(chunk);
    if (of.address < 0) return -1;
    const textEnd = chunk.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
    const shape = shapeOf(chunk, of, from, textEnd, heads.reading);
    if (shape === undefined) return -1;
    if (end + 1 < chunk.length) return this.#takeFrom(chunk, of, end + 1, shape, seq, now);
    this.#shape = shape;
    return -1;
  }

  /**
   * The same for the lines of a chunk, if `take` would have gone on with them in the chunk before, and nothing has happened since. It takes
   * less time without their text.
   */
  resume(chunk: Buffer, seq: number, now: number): number {
    const shape = this.#shape;
    this.#shape = undefined;
    const of = shape === undefined ? null : placeBytes(chunk);
    return of === null ? -1 : this.#takeFrom(chunk, of, 0, shape!, seq, now);
  }

  /** The record of the last line is complete, whatever comes next. */
  forget(): void {
    this.#shape = undefined;
  }

  #takeFrom(
    chunk: ByteString | Buffer,
    of: TextBytes,
    from: number,
    shape: LineShape,
    seq: number,
    now: number,
  ): number {
    const at = this.#collect(chunk, of, from, shape, now);
    const { run } = this;
    this.#luck = Math.min(MAX_LUCK, this.#luck + run.length);
    creditRecords(run.length);
    if (run.length === 0) return -1;
    run.chunk = chunk;
    run.received = now;
    run.seq = seq + 1;
    this.#quiet += run.length;
    return at;
  }

  #isPaused(): boolean {
    if (this.#luck > 0) return false;
    if (--this.#luck > -PAUSE) return true;
    this.#luck = NEXT_LUCK;
    return false;
  }

  /** Fills the run; returns where the last line starts, which is not part of it. */
  #collect(chunk: ByteString | Buffer, of: TextBytes, start: number, first: LineShape, now: number): number {
    const { run } = this;
    const end = chunk.length;
    run.length = 0;
    shapeTable.add(first);
    const kind = shapeTable.kindOf(first);
    const { address } = of;
    let last = -1;
    for (let from = start; from < end && run.length < MAX_RUN; ) {
      const at = this.#addLine(chunk, of, from, first, now);
      if (at < 0) break;
      const { kernels } = workspace;
      state.setInt32(STATE.last, address + from, true);
      const next = kernels.collect(address + at + 1, address + end, address, kind, first.timeLength);
      run.length = state.getInt32(STATE.length, true);
      last = state.getInt32(STATE.last, true) - address;
      from = next - address;
    }
    if (run.length > 0) run.length--;
    return last;
  }

  /** Adds one line to the run, for others to follow; returns where it ends, or -1 if it is not like the first one. */
  #addLine(chunk: ByteString | Buffer, of: TextBytes, from: number, first: LineShape, now: number): number {
    const { view, address } = of;
    const { run } = this;
    const moment = this.#moment;
    const end = chunk.length;
    const shape = shapeAt(of, from, end, first.time, first.timeLength);
    if (shape === undefined || !isOfKind(shape, first)) return -1;
    if (run.length > 0 && !shapeTable.hasRoom(shape)) return -1;
    // Zeros follow the text.
    const found = workspace.kernels.textEnd(address + from + shape.length);
    const textTo = (found >> 1) - address;
    const hasReturn = view.getUint8(textTo) === CARRIAGE_RETURN;
    const at = hasReturn ? textTo + 1 : textTo;
    if (at >= end || view.getUint8(at) !== NEWLINE) return -1;
    const line = typeof chunk === 'string' ? chunk.slice(from, at) : chunk.toString('latin1', from, at);
    if (MARKS.some(mark => line.includes(mark))) return -1;
    const seconds =
      typeof chunk === 'string'
        ? this.#readTime(chunk, of, from, end, shape, now)
        : this.#readTimeOf(line.slice(0, shape.length), shape, now);
    if (Number.isNaN(seconds)) return -1;
    shapeTable.add(shape);
    const index = run.length++;
    run.froms[index] = from;
    run.tos[index] = at;
    run.seconds[index] = seconds;
    run.nanos[index] = moment.nanos;
    const isSimple = shape.simple && (found & 1) === 0;
    run.simple[index] = !isSimple ? 0 : hasReturn ? SIMPLE_BUT_RETURN : SIMPLE;
    run.ids[index] = shape.id;
    // A leap second is in the minute that follows.
    const isClocked = shape.secondTo > 0 && seconds >= MINUTES_SINCE && moment.second < 60;
    const minute = isClocked ? seconds - moment.second : Number.NaN;
    state.setFloat64(STATE.seconds, seconds, true);
    state.setFloat64(STATE.minute, minute, true);
    state.setInt32(STATE.nanos, moment.nanos, true);
    state.setInt32(STATE.length, run.length, true);
    return at;
  }

  #readTimeOf(start: ByteString, shape: LineShape, now: number): number {
    return this.#readTime(start, bytesOf(start), 0, start.length, shape, now);
  }

  /** Reads a line's time; NaN if it has none like that of its shape. */
  #readTime(
    text: ByteString,
    of: TextBytes,
    from: number,
    end: number,
    { time, timeLength, digits }: LineShape,
    now: number,
  ): number {
    const moment = this.#moment;
    moment.clear();
    const to = time.compiled.readIn(text, of, from, end, moment);
    return to === from + timeLength && moment.digits === digits
      ? this.#heads.secondsOf(moment, now)
      : Number.NaN;
  }
}

/** Since 1973, clocks differ from UTC by whole minutes everywhere. */
const MINUTES_SINCE = 3 * 366 * 86_400;

const { buffer, byteOffset } = workspace.memory;
const state = new DataView(buffer, byteOffset + STATE_AT);
