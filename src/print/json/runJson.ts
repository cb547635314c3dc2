import { lastTimeFormat } from '../../core/fields/extract.ts';
import { OUTPUT_AT, OUTPUT_END, workspace } from '../../core/kernels/workspace.ts';
import type { RecordRun } from '../../core/records/recordRun.ts';
import { isoSeconds, isoTime, timestampOf } from '../../core/text/timeText.ts';
import { bytesOf } from '../../core/understand/compile/textBytes.ts';
import type { ByteOutput } from '../byteOutput.ts';
import { recipeOf, START_AT, START_BYTES } from './runParts.ts';

/** Output is passed on in pieces of this size: a pipe takes so much at once, and its reader works in the meantime. */
export const PIECE = 60 * 1024;

const { memory, view } = workspace;

/** The digits of a fraction, and a point. */
const MAX_FRACTION = 10;
/** More than the digits of a fraction, and the bytes that are overwritten behind a record. */
const MARGIN = 64;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

/** Whose start is in the workspace. */
let owner: RunJson | null = null;

/** Writes the records of one source's runs as JSON, exactly as `recordJson` would. */
export class RunJson {
  /** The text before a record's number. */
  readonly #where: string;
  #received = Number.NaN;
  #receivedText = '';
  #second = Number.NaN;
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
    const { chunk, shapes, froms, tos, seconds, nanos, simple, length, received } = run;
    const { address } = bytesOf(chunk);
    if (address < 0) return first;
    const time = lastTimeFormat();
    const { kernels } = workspace;
    const stop = OUTPUT_AT + PIECE - out.length;
    let at = OUTPUT_AT;
    let index = first;
    for (; index < length && at < stop; index++) {
      const shape = shapes[index]!;
      if (simple[index] === 0 || shape.time !== time) break;
      const from = froms[index]!;
      const size = tos[index]! - from;
      const { digits } = shape;
      const recipe = recipeOf(shape);
      if (recipe === null || !this.#setStart(run.seq + index, received, seconds[index]!)) break;
      const needed = this.#startLength + recipe.length + 2 * size + MARGIN;
      if (at + needed > OUTPUT_END) break;
      const startLength =
        this.#startLength + putFraction(nanos[index]!, digits, START_AT + this.#startLength);
      const text = address + from;
      at = kernels.compose(at, START_AT, startLength, text, text + size, recipe.at, recipe.end);
    }
    out.copy(memory.subarray(OUTPUT_AT, at));
    return index;
  }

  /**
   * Sets what comes before the fraction of a record's time; returns false if that is too long. Usually only the record's
   * number has changed, and is one more than the last.
   */
  #setStart(seq: number, received: number, second: number): boolean {
    const isNext =
      seq === this.#seq + 1 && second === this.#second && received === this.#received && owner === this;
    this.#seq = seq;
    if (isNext && this.#countUp()) return true;
    if (second !== this.#second) this.#secondText = isoSeconds(second);
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
