import {
  add,
  and,
  type Code,
  constant,
  divide,
  doWhile,
  equal,
  get,
  giveBack,
  I32,
  isAbove,
  isBelow,
  isNegative,
  isZero,
  load,
  load8,
  load32,
  loadDouble,
  loadNumber,
  multiply,
  notEqual,
  set,
  shiftLeft,
  store,
  store8,
  store32,
  subtract,
  subtractDoubles,
  toInteger,
  type WasmFunction,
  when,
} from '../assembler.ts';
import {
  FROMS_AT,
  IDS_AT,
  RECIPE,
  RECIPE_BYTES,
  RECIPES_AT,
  SECONDS_AT,
  SIMPLE_AT,
  SIMPLE_BUT_RETURN,
  STATE,
  STATE_AT,
  TOS_AT,
} from './layout.ts';

const BYTES = 16;
/** More than the digits of a fraction, and the bytes that are overwritten behind a record. */
const MARGIN = 64;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const HOUR_SECONDS = 3600;

const [index, length, text, start, to, stop] = [0, 1, 2, 3, 4, 5];
const [first, recipe, from, size, clock, place, number, bytes, end, tens] = [
  6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
];
const [startLength, step, recipeEnd, textAt, textEnd, simple] = [16, 17, 18, 19, 20, 21];
const VARIABLES = 16;

const state = (offset: number): Code => constant(STATE_AT + offset);
const element = (at: number): Code => load32(shiftLeft(get(index), constant(2)), at);

/** Ends the function before the present record. */
const leave: Code = [...store32(state(STATE.output), get(to)), ...giveBack(get(index))];

/** Copies `size` bytes from `from`. */
const copy: Code = [
  ...set(end, add(get(to), get(size))),
  ...doWhile(
    isBelow(get(to), get(end)),
    store(get(to), load(get(from))),
    set(from, add(get(from), constant(BYTES))),
    set(to, add(get(to), constant(BYTES))),
  ),
  ...set(to, get(end)),
];

/** Stops at a record that needs escapes or a recipe that is unknown, and if there is no room for it. */
const check: Code = [
  ...set(simple, load8(get(index), SIMPLE_AT)),
  ...when(isZero(get(simple)), leave),
  ...set(recipe, multiply(element(IDS_AT), constant(RECIPE_BYTES))),
  ...set(step, load32(get(recipe), RECIPES_AT + RECIPE.at)),
  ...when(isZero(get(step)), leave),
  ...set(recipeEnd, load32(get(recipe), RECIPES_AT + RECIPE.end)),
  ...set(textAt, add(get(text), element(FROMS_AT))),
  ...set(textEnd, add(get(text), element(TOS_AT))),
  ...when(
    equal(get(simple), constant(SIMPLE_BUT_RETURN)),
    set(textEnd, subtract(get(textEnd), constant(1))),
    set(size, subtract(get(recipeEnd), get(step))),
    set(step, get(recipeEnd)),
    set(recipeEnd, add(get(recipeEnd), get(size))),
  ),
  ...when(
    isAbove(
      add(
        add(get(to), add(get(startLength), constant(MARGIN))),
        add(
          load32(get(recipe), RECIPES_AT + RECIPE.length),
          shiftLeft(subtract(get(textEnd), get(textAt)), constant(1)),
        ),
      ),
      load32(state(STATE.outputEnd)),
    ),
    leave,
  ),
];

/** Two digits of a number below a hundred, at an address and a distance. */
const putDigits = (value: number, distance: number): Code => [
  ...set(tens, divide(get(value), constant(10))),
  ...store8(get(place), add(get(tens), constant(ZERO)), distance),
  ...store8(
    get(place),
    add(subtract(get(value), multiply(get(tens), constant(10))), constant(ZERO)),
    distance + 1,
  ),
];

/** The minute and the second are the last five bytes of the start. */
const putClock: Code = [
  ...set(
    number,
    toInteger(
      subtractDoubles(
        loadDouble(shiftLeft(get(index), constant(3)), SECONDS_AT),
        loadDouble(state(STATE.hour)),
      ),
    ),
  ),
  ...when(isZero(isBelow(get(number), constant(HOUR_SECONDS))), leave),
  ...when(
    notEqual(get(number), get(clock)),
    set(clock, get(number)),
    store32(state(STATE.clock), get(clock)),
    set(place, subtract(add(get(start), get(startLength)), constant(5))),
    set(bytes, divide(get(number), constant(60))),
    set(number, subtract(get(number), multiply(get(bytes), constant(60)))),
    putDigits(bytes, 0),
    putDigits(number, 3),
  ),
];

/** Adds one to the number, except for the first record. */
const countUp: Code = when(
  notEqual(get(index), get(first)),
  set(place, load32(state(STATE.lastDigit))),
  doWhile(
    equal(load8(get(place)), constant(NINE)),
    when(
      equal(load8(get(place)), constant(NINE)),
      store8(get(place), constant(ZERO)),
      set(place, subtract(get(place), constant(1))),
    ),
  ),
  store8(get(place), add(load8(get(place)), constant(1))),
);

/** Copies the start, and the fraction of the second behind it. */
const putStart: Code = [
  ...set(size, get(startLength)),
  ...set(number, load32(get(recipe), RECIPES_AT + RECIPE.digits)),
  ...when(
    get(number),
    set(place, add(get(start), get(startLength))),
    store8(get(place), constant(POINT)),
    store(
      add(get(place), constant(1)),
      load(add(get(textAt), load32(get(recipe), RECIPES_AT + RECIPE.fractionAt))),
    ),
    set(size, add(get(size), add(get(number), constant(1)))),
  ),
  ...set(from, get(start)),
  ...copy,
];

const putRest: Code = doWhile(
  isBelow(get(step), get(recipeEnd)),
  set(from, loadNumber(get(step))),
  set(size, loadNumber(add(get(step), constant(4)))),
  when(isNegative(get(from)), set(from, subtract(subtract(get(textAt), constant(1)), get(from)))),
  when(isNegative(get(size)), set(size, subtract(get(textEnd), get(from)))),
  copy,
  set(step, add(get(step), constant(8))),
);

/** Writes records of a run; see Kernels. */
export const writeRecords: WasmFunction = {
  name: 'write',
  parameters: 6,
  variables: Array.from({ length: VARIABLES }, () => I32),
  body: [
    set(first, get(index)),
    set(startLength, load32(state(STATE.startLength))),
    set(clock, load32(state(STATE.clock))),
    doWhile(
      and(isBelow(get(index), get(length)), isBelow(get(to), get(stop))),
      check,
      putClock,
      countUp,
      putStart,
      putRest,
      set(index, add(get(index), constant(1))),
    ),
    leave,
    // The end of a function's code needs a value, even if it is never reached.
    get(index),
  ],
};
