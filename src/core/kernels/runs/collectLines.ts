import {
  add,
  addDoubles,
  and,
  andBytes,
  anyBit,
  block,
  bytesBelow,
  type Code,
  chosenBits,
  constant,
  differingBits,
  doWhile,
  equal,
  equalBytes,
  equalDoubles,
  exclusiveOr,
  F64,
  filled,
  get,
  giveBack,
  leave as goTo,
  highBits,
  I32,
  isAbove,
  isBelow,
  isZero,
  leaveIf,
  load,
  load8,
  load32,
  loadDouble,
  loop,
  multiply,
  notEqual,
  or,
  orBytes,
  part,
  set,
  shiftLeft,
  shiftRight,
  store8,
  store32,
  storeDouble,
  subtract,
  subtractBytes,
  toDouble,
  trailingZeros,
  V128,
  type WasmFunction,
  when,
} from '../assembler.ts';
import {
  BLOCK,
  BUCKETS,
  BUCKETS_AT,
  FACTORS,
  FROMS_AT,
  IDS_AT,
  MAX_RUN,
  NANOS_AT,
  SECONDS_AT,
  SHAPE,
  SIMPLE_AT,
  STATE,
  STATE_AT,
  TOS_AT,
  WIDTH_UNIT,
  WIDTHS_AT,
} from './layout.ts';
import { MARKS } from './marks.ts';

const BYTES = 16;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const ZERO_DIGIT = 0x30;
const LONGEST_MARK = Math.max(...MARKS.map(mark => mark.length));
/** Where a second is, after sixteen bytes of date, hour and minute and a colon. */
const SECOND_AT = 17;
const LAST_SECOND = 59;

const [from, end, text, kind, timeLength] = [0, 1, 2, 3, 4];
const [shape, at, place, placesEnd, found, line, last, nanos, escapes] = [5, 6, 7, 8, 9, 10, 11, 12, 13];
const [rest, hashed, widthEnd, widths, marked] = [14, 15, 16, 17, 18];
const [bytes, digits, differing] = [19, 20, 21];
const [seconds, minute] = [22, 23];

const state = (offset: number): Code => constant(STATE_AT + offset);
const number = (offset: number): Code => load32(get(shape), offset);

/** Ends the function before the present line. */
const leave: Code = [
  ...storeDouble(state(STATE.seconds), get(seconds)),
  ...store32(state(STATE.nanos), get(nanos)),
  ...store32(state(STATE.last), get(last)),
  ...store32(state(STATE.length), get(line)),
  ...giveBack(get(from)),
];

/** Reads sixteen bytes, with zeros for digits: those of a mask, if there is one. */
const readBytes = (mask: Code | null): Code => [
  ...set(bytes, load(get(at))),
  ...set(digits, bytesBelow(subtractBytes(get(bytes), filled(ZERO_DIGIT)), filled(10))),
  ...(mask === null ? [] : set(digits, andBytes(get(digits), mask))),
];
const zeroed = chosenBits(filled(ZERO_DIGIT), get(bytes), get(digits));

/** Adds sixteen bytes from a place on to the hash `found`, whatever their digits are. */
const addToHash = (from: Code): Code => [
  ...set(at, from),
  ...readBytes(null),
  ...set(bytes, zeroed),
  ...set(
    found,
    FACTORS.map((factor, index) => multiply(part(get(bytes), index), constant(factor))).reduce(
      (one, other) => exclusiveOr(one, other),
      multiply(get(found), constant(FACTORS.at(-1)!)),
    ),
  ),
];

const indexOf = (hash: Code): Code =>
  shiftLeft(and(exclusiveOr(hash, shiftRight(hash, constant(15))), constant(BUCKETS - 1)), constant(2));

/** Finds the widths of shapes that may have such bytes after their time. */
const findWidths: Code = [
  ...set(rest, add(get(from), get(timeLength))),
  ...set(hashed, add(get(rest), constant(BYTES))),
  ...when(isAbove(get(hashed), get(end)), leave),
  ...set(found, constant(0)),
  ...addToHash(get(rest)),
  ...set(widths, load32(indexOf(get(found)), WIDTHS_AT)),
];

/** Sets `shape` to the first one of the next width. */
const lookUp: Code = [
  ...when(isZero(get(widths)), leave),
  ...set(
    widthEnd,
    add(get(rest), multiply(add(trailingZeros(get(widths)), constant(1)), constant(WIDTH_UNIT))),
  ),
  ...when(isAbove(get(widthEnd), get(end)), leave),
  ...set(widths, and(get(widths), subtract(get(widths), constant(1)))),
  ...when(
    isBelow(add(get(hashed), constant(BYTES)), get(widthEnd)),
    doWhile(
      isBelow(add(get(hashed), constant(BYTES)), get(widthEnd)),
      addToHash(get(hashed)),
      set(hashed, add(get(hashed), constant(BYTES))),
    ),
  ),
  ...set(place, get(found)),
  // These may overlap with the bytes before.
  ...addToHash(subtract(get(widthEnd), constant(BYTES))),
  ...set(shape, load32(indexOf(get(found)), BUCKETS_AT)),
  ...set(found, get(place)),
];

/** Sets `differing` to zeros if the line starts with the shape. */
const compare: Code = [
  ...set(differing, filled(0xff)),
  ...when(
    and(
      isZero(notEqual(number(SHAPE.kind), get(kind))),
      isZero(isAbove(add(get(from), number(SHAPE.length)), get(end))),
    ),
    set(differing, filled(0)),
    set(at, get(from)),
    set(place, get(shape)),
    set(placesEnd, add(get(shape), number(SHAPE.blocks))),
    doWhile(
      isBelow(get(place), get(placesEnd)),
      readBytes(load(get(place), SHAPE.bytes + BYTES)),
      set(
        differing,
        orBytes(
          orBytes(
            get(differing),
            andBytes(
              differingBits(zeroed, load(get(place), SHAPE.bytes)),
              load(get(place), SHAPE.bytes + 2 * BYTES),
            ),
          ),
          andBytes(equalBytes(get(bytes), filled(ZERO_DIGIT)), load(get(place), SHAPE.bytes + 3 * BYTES)),
        ),
      ),
      set(at, add(get(at), constant(BYTES))),
      set(place, add(get(place), constant(BLOCK))),
    ),
  ),
];

const findShape: Code = [
  ...findWidths,
  ...block(
    loop(
      lookUp,
      when(
        get(shape),
        doWhile(
          get(shape),
          compare,
          leaveIf(isZero(anyBit(get(differing))), 3),
          set(shape, number(SHAPE.next)),
        ),
      ),
      goTo(0),
    ),
  ),
];

/** Compares sixteen bytes of the line, from a place on, with those of the last one. */
const differsFromLast = (distance: Code): Code =>
  anyBit(differingBits(load(add(get(from), distance)), load(add(get(last), distance))));

const readSecond: Code = [
  // An unknown minute is not a number: it differs from itself.
  ...when(and(number(SHAPE.clocked), isZero(equalDoubles(get(minute), get(minute)))), leave),
  ...set(at, subtract(number(SHAPE.secondTo), constant(BYTES))),
  ...when(
    or(differsFromLast(constant(0)), differsFromLast(get(at))),
    when(or(isZero(number(SHAPE.clocked)), differsFromLast(constant(0))), leave),
    // Another second of the same minute.
    set(
      found,
      subtract(
        add(multiply(load8(get(from), SECOND_AT), constant(10)), load8(get(from), SECOND_AT + 1)),
        constant(11 * ZERO_DIGIT),
      ),
    ),
    when(isAbove(get(found), constant(LAST_SECOND)), leave),
    set(seconds, addDoubles(get(minute), toDouble(get(found)))),
  ),
];

const readFraction: Code = when(
  number(SHAPE.clocked),
  set(nanos, constant(0)),
  set(at, add(get(from), number(SHAPE.fractionAt))),
  set(place, add(get(at), number(SHAPE.digits))),
  when(
    isBelow(get(at), get(place)),
    doWhile(
      isBelow(get(at), get(place)),
      set(nanos, subtract(add(multiply(get(nanos), constant(10)), load8(get(at))), constant(ZERO_DIGIT))),
      set(at, add(get(at), constant(1))),
    ),
    set(nanos, multiply(get(nanos), number(SHAPE.factor))),
  ),
);

/** Finds where a text is in sixteen bytes and those that follow, from one of its own bytes on. */
const startsOf = (mark: string, first = 0): Code =>
  Array.from(mark.slice(first), (byte, index) =>
    equalBytes(first + index === 0 ? get(bytes) : load(get(at), first + index), filled(byte.charCodeAt(0))),
  ).reduce((one, other) => andBytes(one, other));

/** A part of each mark that few lines have: two blanks, a number sign. */
const mayBeMarked: Code = orBytes(startsOf(MARKS[0], 1), startsOf(MARKS[1].slice(0, 1)));

/** The bytes of sixteen that are before the line's end. */
const beforeEnd: Code = subtract(shiftLeft(constant(1), trailingZeros(get(found))), constant(1));

const leaveIfMarked: Code = when(
  anyBit(mayBeMarked),
  set(marked, highBits(orBytes(startsOf(MARKS[0]), startsOf(MARKS[1])))),
  when(get(found), set(marked, and(get(marked), beforeEnd))),
  when(get(marked), leave),
);

/** Sets `at` to where the line's first control character is, and `escapes` to what JSON needs escapes for. */
const findEnd: Code = [
  // A mark may start in the shape.
  ...set(at, subtract(add(get(from), number(SHAPE.length)), constant(LONGEST_MARK - 1))),
  ...set(found, constant(0)),
  ...set(escapes, constant(0)),
  ...doWhile(
    isZero(get(found)),
    set(bytes, load(get(at))),
    set(found, highBits(bytesBelow(get(bytes), filled(0x20)))),
    set(
      place,
      highBits(
        orBytes(
          orBytes(equalBytes(get(bytes), filled(0x22)), equalBytes(get(bytes), filled(0x5c))),
          // The high bits of bytes that are not ASCII.
          get(bytes),
        ),
      ),
    ),
    leaveIfMarked,
    when(
      isZero(get(found)),
      set(escapes, or(get(escapes), get(place))),
      set(at, add(get(at), constant(BYTES))),
    ),
  ),
  ...set(place, and(get(place), beforeEnd)),
  ...set(escapes, or(get(escapes), get(place))),
  ...set(at, add(get(at), trailingZeros(get(found)))),
];

const element = (size: number): Code => shiftLeft(get(line), constant(size));

/** Adds lines to a run; see Kernels. */
export const collectLines: WasmFunction = {
  name: 'collect',
  parameters: 5,
  variables: [
    ...Array.from({ length: 14 }, () => I32),
    ...Array.from({ length: 3 }, () => V128),
    ...Array.from({ length: 2 }, () => F64),
  ],
  body: [
    set(seconds, loadDouble(state(STATE.seconds))),
    set(minute, loadDouble(state(STATE.minute))),
    set(nanos, load32(state(STATE.nanos))),
    set(last, load32(state(STATE.last))),
    set(line, load32(state(STATE.length))),
    doWhile(
      and(isBelow(get(from), get(end)), isBelow(get(line), constant(MAX_RUN))),
      findShape,
      readSecond,
      readFraction,
      findEnd,
      set(found, equal(load8(get(at)), constant(CARRIAGE_RETURN))),
      set(at, add(get(at), get(found))),
      when(or(notEqual(load8(get(at)), constant(NEWLINE)), isZero(isBelow(get(at), get(end)))), leave),
      store32(element(2), subtract(get(at), get(text)), TOS_AT),
      store8(get(line), shiftLeft(and(number(SHAPE.simple), isZero(get(escapes))), get(found)), SIMPLE_AT),
      store32(element(2), subtract(get(from), get(text)), FROMS_AT),
      storeDouble(element(3), get(seconds), SECONDS_AT),
      store32(element(2), get(nanos), NANOS_AT),
      store32(element(2), number(SHAPE.id), IDS_AT),
      set(last, get(from)),
      set(from, add(get(at), constant(1))),
      set(line, add(get(line), constant(1))),
    ),
    leave,
    // The end of a function's code needs a value, even if it is never reached.
    get(from),
  ],
};
