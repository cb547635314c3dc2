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
  isZero,
  load,
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
import type { Kernels } from './kernels.ts';

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

const join = (): WasmFunction => {
  const [to, first, firstLength, second, secondLength] = [0, 1, 2, 3, 4];
  const [third, thirdLength, fourth, fourthLength, fifth] = [5, 6, 7, 8, 9];
  const [from, end] = [10, 11];
  const copy = (start: Code, length: Code): Code => [
    ...set(from, start),
    ...set(end, add(get(to), length)),
    ...doWhile(
      isBelow(get(to), get(end)),
      store(get(to), load(get(from))),
      set(from, add(get(from), constant(BYTES))),
      set(to, add(get(to), constant(BYTES))),
    ),
    ...set(to, get(end)),
  ];
  return {
    name: 'join',
    parameters: 10,
    variables: [I32, I32],
    body: [
      copy(get(first), get(firstLength)),
      copy(get(second), get(secondLength)),
      copy(get(third), get(thirdLength)),
      copy(get(fourth), get(fourthLength)),
      copy(get(fifth), subtract(add(get(third), get(thirdLength)), get(fifth))),
      get(to),
    ],
  };
};

/** Returns kernels that examine and copy sixteen bytes at a time, for a memory of some pages. Throws if WebAssembly has no vectors here. */
export const simdKernels = (memory: WebAssembly.Memory, pages: number): Kernels => {
  const module = new WebAssembly.Module(moduleOf([textEnd(), join()], pages));
  return new WebAssembly.Instance(module, { host: { memory } }).exports as unknown as Kernels;
};
