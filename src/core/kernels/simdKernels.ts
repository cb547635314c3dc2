import {
  add,
  and,
  bytesBelow,
  type Code,
  constant,
  doWhile,
  equalBytes,
  filled,
  get,
  highBits,
  I32,
  isBelow,
  isNegative,
  isZero,
  load,
  loadNumber,
  moduleOf,
  notEqual,
  or,
  orBytes,
  set,
  shiftLeft,
  store,
  subtract,
  trailingZeros,
  V128,
  type WasmFunction,
  when,
} from './assembler.ts';
import { PAGES } from './places.ts';
import { collectLines } from './runs/collectLines.ts';
import { writeRecords } from './runs/writeRecords.ts';

const BYTES = 16;

const textEnd = (): WasmFunction => {
  const [at, bytes, controls, found, escapes] = [0, 1, 2, 3, 4];
  const special = orBytes(
    orBytes(equalBytes(get(bytes), filled(0x22)), equalBytes(get(bytes), filled(0x5c))),
    // The high bits of bytes that are not ASCII.
    get(bytes),
  );
  const before = subtract(shiftLeft(constant(1), trailingZeros(get(controls))), constant(1));
  const end = add(get(at), trailingZeros(get(controls)));
  return {
    name: 'textEnd',
    parameters: 1,
    variables: [V128, I32, I32, I32],
    body: [
      doWhile(
        isZero(get(controls)),
        set(bytes, load(get(at))),
        set(controls, highBits(bytesBelow(get(bytes), filled(0x20)))),
        set(found, highBits(special)),
        when(
          isZero(get(controls)),
          set(escapes, or(get(escapes), get(found))),
          set(at, add(get(at), constant(BYTES))),
        ),
      ),
      set(escapes, or(get(escapes), and(get(found), before))),
      or(shiftLeft(end, constant(1)), notEqual(get(escapes), constant(0))),
    ],
  };
};

const compose = (): WasmFunction => {
  const [to, first, firstLength, text, textEnd, recipe, recipeEnd] = [0, 1, 2, 3, 4, 5, 6];
  const [from, end, length] = [7, 8, 9];
  const copy: Code = [
    ...set(end, add(get(to), get(length))),
    ...doWhile(
      isBelow(get(to), get(end)),
      store(get(to), load(get(from))),
      set(from, add(get(from), constant(BYTES))),
      set(to, add(get(to), constant(BYTES))),
    ),
    ...set(to, get(end)),
  ];
  return {
    name: 'compose',
    parameters: 7,
    variables: [I32, I32, I32],
    body: [
      set(from, get(first)),
      set(length, get(firstLength)),
      copy,
      doWhile(
        isBelow(get(recipe), get(recipeEnd)),
        set(from, loadNumber(get(recipe))),
        set(length, loadNumber(add(get(recipe), constant(4)))),
        when(isNegative(get(from)), set(from, subtract(subtract(get(text), constant(1)), get(from)))),
        when(isNegative(get(length)), set(length, subtract(get(textEnd), get(from)))),
        copy,
        set(recipe, add(get(recipe), constant(8))),
      ),
      get(to),
    ],
  };
};

/** Returns a module with `Kernels` that examine and copy sixteen bytes at a time, for a memory of `PAGES`. */
export const textModule = (): Uint8Array<ArrayBuffer> =>
  moduleOf([textEnd(), compose(), collectLines, writeRecords], PAGES, true);
