import {
  add,
  addDoubles,
  and,
  andBytes,
  anyBit,
  bytesBelow,
  type Code,
  chosenBits,
  constant,
  differingBits,
  divide,
  doubleBelow,
  doWhile,
  equalBytes,
  equalDoubles,
  exclusiveOr,
  F64,
  filled,
  get,
  giveBack,
  highBits,
  I32,
  isAbove,
  isBelow,
  isZero,
  load,
  load8,
  load32,
  loadDouble,
  multiply,
  notEqual,
  or,
  orBytes,
  set,
  shiftLeft,
  shiftRight,
  store8,
  store32,
  storeDouble,
  subtract,
  subtractBytes,
  subtractDoubles,
  toDouble,
  trailingZeros,
  V128,
  type WasmFunction,
  when,
} from '../assembler.ts';
import {
  IN_PLACE,
  LATE,
  MAX_LINES,
  SLOT,
  START,
  START_BLOCK,
  START_BYTES,
  STARTS,
  STATE,
  STATE_AT,
} from './layout.ts';

const BYTES = 16;
const NEWLINE = 0x0a;
const ZERO_DIGIT = 0x30;

const stateOf = (offset: number): Code => constant(STATE_AT + offset);

const [slot, from, limit, line, kind] = [0, 1, 2, 3, 4];
const [start, at, block, blocksEnd, fraction, millis] = [5, 6, 7, 8, 9, 10];
const [nanos, lastNanos, own, found, bytes, digits, differing] = [11, 12, 13, 14, 15, 16, 17];
const [ms, lastMs, skew] = [18, 19, 20];
const number = (offset: number): Code => load32(get(start), offset);

/** Sets `differing` to zero if the line has this start, and else to ones. */
const compare: Code = [
  ...set(differing, filled(0xff)),
  ...when(
    and(
      notEqual(number(START.length), constant(0)),
      isZero(isAbove(add(get(from), number(START.length)), get(limit))),
    ),
    set(differing, filled(0)),
    set(at, get(from)),
    set(block, get(start)),
    set(blocksEnd, add(get(start), number(START.blocks))),
    doWhile(
      isBelow(get(block), get(blocksEnd)),
      set(bytes, load(get(at))),
      set(
        digits,
        andBytes(
          load(get(block), START.bytes + BYTES),
          bytesBelow(subtractBytes(get(bytes), filled(ZERO_DIGIT)), filled(10)),
        ),
      ),
      set(bytes, chosenBits(filled(ZERO_DIGIT), get(bytes), get(digits))),
      set(
        differing,
        orBytes(
          get(differing),
          andBytes(
            differingBits(get(bytes), load(get(block), START.bytes)),
            load(get(block), START.bytes + 2 * BYTES),
          ),
        ),
      ),
      set(at, add(get(at), constant(BYTES))),
      set(block, add(get(block), constant(START_BLOCK))),
    ),
  ),
];

/** Four bytes from `at` on with zeros for digits, times a number. */
const mixed = (offset: number, factor: number): Code => {
  const [word, difference, others] = [block, blocksEnd, fraction];
  return [
    ...set(word, load32(get(at), offset)),
    ...set(difference, exclusiveOr(get(word), constant(0x30303030))),
    ...set(
      others,
      or(add(and(get(difference), constant(0x7f7f7f7f)), constant(0x76767676)), get(difference)),
    ),
    ...multiply(
      and(
        get(word),
        exclusiveOr(
          multiply(
            shiftRight(and(exclusiveOr(get(others), constant(-1)), constant(0x80808080 | 0)), constant(7)),
            constant(15),
          ),
          constant(-1),
        ),
      ),
      constant(factor | 0),
    ),
  ];
};

/** Ends the function before the present line. */
const leave: Code = [
  ...storeDouble(stateOf(STATE.lastMs), get(lastMs)),
  ...store32(stateOf(STATE.lastNanos), get(lastNanos)),
  ...giveBack(get(line)),
];

const lookUp: Code = [
  ...set(at, add(get(from), load32(get(slot), SLOT.timeEnd))),
  ...when(isAbove(add(get(at), constant(8)), get(limit)), leave),
  ...set(found, exclusiveOr(mixed(0, 0x9e3779b1), mixed(4, 0x85ebca6b))),
  ...set(found, exclusiveOr(get(found), shiftRight(get(found), constant(15)))),
  ...set(
    start,
    add(
      add(get(slot), constant(SLOT.starts)),
      multiply(and(get(found), constant(STARTS - 1)), constant(START_BYTES)),
    ),
  ),
  ...compare,
  ...when(anyBit(get(differing)), leave),
  ...store32(get(slot), get(start), SLOT.lastStart),
];

const twoDigits = (offset: number): Code =>
  subtract(
    add(multiply(load8(get(at), offset), constant(10)), load8(get(at), offset + 1)),
    constant(11 * ZERO_DIGIT),
  );
const [hour, minute, second] = [block, blocksEnd, found];

const readClock: Code = [
  ...set(at, add(get(from), number(START.clockAt))),
  ...set(hour, twoDigits(0)),
  ...set(minute, twoDigits(3)),
  ...set(second, twoDigits(6)),
  ...when(
    or(
      or(isAbove(get(hour), constant(23)), isAbove(get(minute), constant(59))),
      isAbove(get(second), constant(59)),
    ),
    leave,
  ),
  ...set(
    millis,
    multiply(
      add(multiply(add(multiply(get(hour), constant(60)), get(minute)), constant(60)), get(second)),
      constant(1000),
    ),
  ),
  ...set(at, add(get(at), constant(9))),
  ...set(block, add(get(from), number(START.fractionEnd))),
  ...set(fraction, constant(0)),
  ...when(
    isBelow(get(at), get(block)),
    doWhile(
      isBelow(get(at), get(block)),
      set(
        fraction,
        subtract(add(multiply(get(fraction), constant(10)), load8(get(at))), constant(ZERO_DIGIT)),
      ),
      set(at, add(get(at), constant(1))),
    ),
  ),
  ...set(found, divide(multiply(get(fraction), number(START.factor)), number(START.divisor))),
  ...set(
    nanos,
    multiply(subtract(get(fraction), multiply(get(found), number(START.divisor))), number(START.nanosFactor)),
  ),
  ...set(
    ms,
    subtractDoubles(
      addDoubles(loadDouble(get(start), START.baseMs), toDouble(add(get(millis), get(found)))),
      get(skew),
    ),
  ),
];

const findEnd: Code = [
  ...set(at, add(get(from), number(START.length))),
  ...doWhile(
    isZero(get(found)),
    set(found, highBits(equalBytes(load(get(at)), filled(NEWLINE)))),
    when(isZero(get(found)), set(at, add(get(at), constant(BYTES)))),
  ),
  ...set(at, add(get(at), trailingZeros(get(found)))),
];

const place: Code = [
  ...set(own, constant(LATE)),
  ...when(
    or(
      doubleBelow(get(lastMs), get(ms)),
      and(equalDoubles(get(lastMs), get(ms)), isZero(isBelow(get(nanos), get(lastNanos)))),
    ),
    set(own, constant(IN_PLACE)),
    set(lastMs, get(ms)),
    set(lastNanos, get(nanos)),
  ),
];

/** The address of the present line's element in a list of the slot, without the list's offset. */
const element = (size: number): Code => add(get(slot), shiftLeft(get(line), constant(size)));

/** Reads lines that start like others; see MergeKernels. */
export const readLines: WasmFunction = {
  name: 'readLines',
  parameters: 5,
  variables: [
    ...Array.from({ length: 10 }, () => I32),
    ...Array.from({ length: 3 }, () => V128),
    ...Array.from({ length: 3 }, () => F64),
  ],
  body: [
    set(lastMs, loadDouble(stateOf(STATE.lastMs))),
    set(lastNanos, load32(stateOf(STATE.lastNanos))),
    set(skew, loadDouble(stateOf(STATE.skewMs))),
    doWhile(
      and(isBelow(get(from), get(limit)), isBelow(get(line), constant(MAX_LINES))),
      set(start, load32(get(slot), SLOT.lastStart)),
      set(differing, filled(0xff)),
      when(notEqual(get(start), constant(0)), compare),
      when(anyBit(get(differing)), lookUp),
      when(notEqual(number(START.kind), get(kind)), leave),
      readClock,
      set(found, constant(0)),
      findEnd,
      place,
      store32(element(2), subtract(get(at), add(get(slot), constant(SLOT.text))), SLOT.ends),
      storeDouble(element(3), get(lastMs), SLOT.ms),
      store32(element(2), get(lastNanos), SLOT.nanos),
      store8(element(0), get(own), SLOT.own),
      set(line, add(get(line), constant(1))),
      set(from, add(get(at), constant(1))),
    ),
    leave,
    // The end of a function's code needs a value, even if it is never reached.
    get(line),
  ],
};
