import { lastTimeFormat } from '../../core/fields/extract.ts';
import { OUTPUT_AT, OUTPUT_END } from '../../core/kernels/places.ts';
import { SIMPLE_BUT_RETURN, STATE, STATE_AT } from '../../core/kernels/runs/layout.ts';
import { workspace } from '../../core/kernels/workspace.ts';
import type { RecordRun } from '../../core/records/recordRun.ts';
import { isoSeconds, isoTime, timestampOf } from '../../core/text/timeText.ts';
import type { ByteOutput } from '../byteOutput.ts';
import { addressOf } from './outputSlots.ts';
import { recipeOf, START_AT, START_BYTES } from './runParts.ts';

/** Output is passed on in pieces of this size: a pipe takes so much at once, and its reader works in the meantime. */
export const PIECE = 60 * 1024;

const { memory, view } = workspace;
const state = new DataView(memory.buffer, memory.byteOffset + STATE_AT);

/** A point and sixteen bytes, of which the first are the digits of a fraction. */
const MAX_FRACTION = 17;
/** More than the digits of a fraction, and the bytes that are overwritten behind a record. */
const MARGIN = 64;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

/** Seconds of an hour. */
const HOUR = 3600;

/** Whose start is in the workspace. */
let owner: RunJson | null = null;

/** Writes the records of one source's runs as JSON, exactly as `recordJson` would. */
export class RunJson {
  /** The text before a record's number. */
  readonly #where: string;
  #received = Number.NaN;
  #receivedText = '';
  #second = Number.NaN;
  /** Empty: not known yet. */
  #secondText = '';
  /** The length of what comes before the fraction of a record's time, and where its number is in the workspace. */
  #startLength = 0;
  #firstDigit = 0;
  #lastDigit = 0;
  #seq = -1;

  constructor(where: string) {
    this.#where = where;
  }

  /**
   * Writes records from an index on, until a piece is full; returns the next index. Returns the same index if the next
   * record has to be written in another way.
   */
  write(run: RecordRun, first: number, out: ByteOutput): number {
    const { address } = run;
    // All shapes of a run have the same time.
    if (address < 0 || run.shape(first).time !== lastTimeFormat()) return first;
    const buffer = out.reserve(Math.max(0, PIECE - out.length));
    const slot = addressOf(buffer);
    if (slot >= 0) {
      const next = this.#writeTo(run, first, slot + out.length, slot + PIECE, slot + buffer.length);
      out.advance(state.getInt32(STATE.output, true) - slot);
      if (next > first) return next;
    }
    // There is more room elsewhere.
    const next = this.#writeTo(run, first, OUTPUT_AT, OUTPUT_AT + PIECE - out.length, OUTPUT_END);
    out.copy(memory.subarray(OUTPUT_AT, state.getInt32(STATE.output, true)));
    return next;
  }

  /** Writes records to an address until the output reaches another one; returns the next index. */
  #writeTo(run: RecordRun, first: number, from: number, stop: number, end: number): number {
    const { address } = run;
    let at = from;
    let index = first;
    state.setInt32(STATE.outputEnd, end, true);
    while (index < run.length && at < stop) {
      const next = this.#writeOne(run, index, address, at, end);
      if (next < 0) break;
      at = next;
      index++;
      if (index === run.length || !this.#setStart(run.seq + index, run.received, run.seconds[index]!)) break;
      index = this.#writeMore(run, index, address, at, stop);
      at = state.getInt32(STATE.output, true);
    }
    state.setInt32(STATE.output, at, true);
    return index;
  }

  /** Writes a record to an address; returns where it ends, or -1 if it has to be written in another way. */
  #writeOne(run: RecordRun, index: number, address: number, at: number, end: number): number {
    if (run.simple[index] === 0) return -1;
    const shape = run.shape(index);
    const from = run.froms[index]!;
    const hasReturn = run.simple[index] === SIMPLE_BUT_RETURN;
    const size = run.tos[index]! - from - (hasReturn ? 1 : 0);
    const recipe = recipeOf(shape);
    if (recipe === null || !this.#setStart(run.seq + index, run.received, run.seconds[index]!)) return -1;
    if (at + this.#startLength + recipe.length + 2 * size + MARGIN > end) return -1;
    const start = START_AT + this.#startLength;
    const startLength = this.#startLength + putFraction(run.nanos[index]!, shape.digits, start);
    const text = address + from;
    const { at: recipeAt, end: recipeEnd } = hasReturn ? recipe.withReturn : recipe;
    return workspace.kernels.compose(at, START_AT, startLength, text, text + size, recipeAt, recipeEnd);
  }

  /** Writes records whose start differs from the present one in nothing but the digits of its number and its time. Returns the next index. */
  #writeMore(run: RecordRun, first: number, address: number, at: number, stop: number): number {
    const seq = run.seq + first;
    // As many as there are numbers with so many digits.
    const count = 10 ** (this.#lastDigit - this.#firstDigit + 1) - seq;
    const clock = this.#second - Math.floor(this.#second / HOUR) * HOUR;
    state.setFloat64(STATE.hour, this.#second - clock, true);
    state.setInt32(STATE.clock, clock, true);
    state.setInt32(STATE.startLength, this.#startLength, true);
    state.setInt32(STATE.lastDigit, this.#lastDigit, true);
    state.setInt32(STATE.output, at, true);
    const length = Math.min(run.length, first + count);
    const index = workspace.kernels.write(first, length, address, START_AT, at, stop);
    if (index === first) return index;
    this.#seq = run.seq + index - 1;
    this.#second = run.seconds[index - 1]!;
    this.#secondText = '';
    return index;
  }

  /**
   * Sets what comes before the fraction of a record's time; returns false if that is too long. Usually only the record's
   * number has changed, and is one more than the last.
   */
  #setStart(seq: number, received: number, second: number): boolean {
    const isSame = second === this.#second && received === this.#received && owner === this;
    if (isSame && seq === this.#seq) return true;
    const isNext = isSame && seq === this.#seq + 1;
    this.#seq = seq;
    if (isNext && this.#countUp()) return true;
    if (second !== this.#second || this.#secondText === '') this.#secondText = isoSeconds(second);
    if (received !== this.#received) this.#receivedText = isoTime(timestampOf(received));
    this.#second = second;
    this.#received = received;
    const before = `${this.#where}${seq}`;
    const start = `${before},"received":"${this.#receivedText}","time":"${this.#secondText}`;
    owner = null;
    if (Buffer.byteLength(start) + MAX_FRACTION > START_BYTES) return false;
    owner = this;
    this.#startLength = memory.write(start, START_AT);
    this.#firstDigit = START_AT + Buffer.byteLength(this.#where);
    this.#lastDigit = START_AT + Buffer.byteLength(before) - 1;
    return true;
  }

  /** Adds one to the number; returns false if it needs one more digit. */
  #countUp(): boolean {
    for (let place = this.#lastDigit; place >= this.#firstDigit; place--) {
      const digit = view.getUint8(place);
      if (digit < NINE) {
        view.setUint8(place, digit + 1);
        return true;
      }
      view.setUint8(place, ZERO);
    }
    return false;
  }
}

/** Writes a point and the first digits of a second's fraction, if there are any; returns their number. */
const putFraction = (nanos: number, digits: number, at: number): number => {
  if (digits === 0) return 0;
  view.setUint8(at, POINT);
  let rest = digits === 3 ? (nanos / 1_000_000) | 0 : Math.floor(nanos / 10 ** (9 - digits));
  for (let place = at + digits; place > at; place--) {
    const tens = (rest / 10) | 0;
    view.setUint8(place, ZERO + rest - tens * 10);
    rest = tens;
  }
  return 1 + digits;
};
