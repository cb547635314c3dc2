import { lastTimeFormat } from '../../core/fields/extract.ts';
import { LEVELS } from '../../core/level.ts';
import { type LineShape, MAX_SHAPES } from '../../core/records/lineShapes.ts';
import type { RecordRun } from '../../core/records/recordRun.ts';
import { isoSeconds, isoTime, timestampOf } from '../../core/text/timeText.ts';
import { bytesOf } from '../../core/understand/compile/textBytes.ts';
import { ByteOutput, viewOf } from '../byteOutput.ts';
import { RecordBytes } from '../recordBytes.ts';
import { writeFields } from './fieldsJson.ts';

/** Output is passed on in pieces of this size: a pipe takes so much at once, and its reader works in the meantime. */
export const PIECE = 60 * 1024;

/** Text that is written often, followed by zeros to a multiple of eight bytes. */
interface Words {
  readonly view: DataView;
  readonly length: number;
}

const wordsOf = (bytes: Uint8Array): Words => {
  const padded = new Uint8Array(Math.ceil(bytes.length / 8) * 8);
  padded.set(bytes);
  return { view: viewOf(padded), length: bytes.length };
};

const textWords = (text: string): Words => wordsOf(Buffer.from(text));

const NO_WORDS = textWords('');
const AFTER_TIME = LEVELS.map(level => textWords(`Z","level":"${level}","text":"`));
/** `"}}\n` */
const END = 0x0a7d7d22;
/** Room for a piece and one more record. */
const ROOM = 2 * PIECE;
/** More than all that is written besides texts, fields and the start of the line. */
const MAX_OTHER = 256;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

/**
 * Writes the records of one source's runs as JSON, exactly as `recordJson` would. Whole words are copied: what is written
 * past the end is overwritten by what follows. Eight valid bytes of UTF-8 are never a NaN, whose bits might not be copied.
 */
export class RunJson {
  /** The text before a record's number. */
  readonly #where: string;
  /** JSON from a text's closing quote to the message's opening quote, by shape. */
  readonly #shapes: (LineShape | undefined)[] = new Array(MAX_SHAPES).fill(undefined);
  readonly #middles: Words[] = new Array(MAX_SHAPES).fill(NO_WORDS);
  #received = Number.NaN;
  #receivedText = '';
  #second = Number.NaN;
  #secondText = '';
  /** What comes before the fraction of a record's time, and where its number is in that. */
  #start = NO_WORDS;
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
    const { view: source } = bytesOf(chunk);
    const time = lastTimeFormat();
    const knownShapes = this.#shapes;
    const middles = this.#middles;
    let { view } = out;
    let at = out.length;
    let room = 0;
    let index = first;
    for (; index < length && at < PIECE; index++) {
      const shape = shapes[index]!;
      if (simple[index] === 0 || shape.time !== time) break;
      const from = froms[index]!;
      const to = tos[index]!;
      const { id, digits } = shape;
      const middle = knownShapes[id] === shape ? middles[id]! : this.#learn(shape);
      this.#setStart(run.seq + index, received, seconds[index]!);
      const start = this.#start;
      const needed = at + start.length + middle.length + 2 * (to - from) + MAX_OTHER;
      if (needed > room) {
        room = Math.max(needed, ROOM);
        out.advance(at);
        out.reserve(room - at);
        view = out.view;
      }
      at = put(start, view, at);
      if (digits > 0) at = putFraction(nanos[index]!, digits, view, at);
      at = put(AFTER_TIME[shape.severity]!, view, at);
      at = copy(source, from, to, view, at);
      at = put(middle, view, at);
      at = copy(source, from + shape.fields.messageAt, to, view, at);
      view.setInt32(at, END, true);
      at += 4;
    }
    out.advance(at);
    return index;
  }

  /**
   * Sets what comes before the fraction of a record's time. Usually only the record's number has changed, and is one more than
   * the last.
   */
  #setStart(seq: number, received: number, second: number): void {
    const isNext = seq === this.#seq + 1 && second === this.#second && received === this.#received;
    this.#seq = seq;
    if (isNext && this.#countUp()) return;
    if (second !== this.#second) this.#secondText = isoSeconds(second);
    if (received !== this.#received) this.#receivedText = isoTime(timestampOf(received));
    this.#second = second;
    this.#received = received;
    const before = `${this.#where}${seq}`;
    this.#firstDigit = Buffer.byteLength(this.#where);
    this.#lastDigit = Buffer.byteLength(before) - 1;
    this.#start = textWords(`${before},"received":"${this.#receivedText}","time":"${this.#secondText}`);
  }

  /** Adds one to the number; returns false if it needs one more digit. */
  #countUp(): boolean {
    const { view } = this.#start;
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

  #learn(shape: LineShape): Words {
    const out = new ByteOutput();
    out.ascii('","fields":');
    // Without a message, it ends with an opening quote and a closing one, and a brace.
    writeFields(shape.fields, NO_TEXT, out, 0, 0);
    const words = wordsOf(out.take().subarray(0, -2));
    this.#shapes[shape.id] = shape;
    this.#middles[shape.id] = words;
    return words;
  }
}

const NO_TEXT = new RecordBytes();

/** Writes words; returns where they end. */
const put = ({ view, length }: Words, target: DataView, at: number): number => {
  for (let index = 0; index < length; index += 8)
    target.setFloat64(at + index, view.getFloat64(index, true), true);
  return at + length;
};

/** Copies ASCII bytes; returns where they end. The bytes after the last need not be ASCII, so they are not copied as eight. */
const copy = (source: DataView, from: number, to: number, target: DataView, at: number): number => {
  const length = to - from;
  let index = 0;
  for (; index + 8 <= length; index += 8)
    target.setFloat64(at + index, source.getFloat64(from + index, true), true);
  for (; index < length; index += 4) target.setInt32(at + index, source.getInt32(from + index, true), true);
  return at + length;
};

/** Writes a point and the first digits of a second's fraction; returns where they end. */
const putFraction = (nanos: number, digits: number, target: DataView, at: number): number => {
  target.setUint8(at, POINT);
  let rest = digits === 3 ? (nanos / 1_000_000) | 0 : Math.floor(nanos / 10 ** (9 - digits));
  for (let place = at + digits; place > at; place--) {
    const tens = (rest / 10) | 0;
    target.setUint8(place, ZERO + rest - tens * 10);
    rest = tens;
  }
  return at + 1 + digits;
};
