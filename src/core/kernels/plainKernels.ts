import type { Kernels } from './kernels.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const RANGE_BYTES = 8;

/** Returns the kernels as ordinary functions. */
export const plainKernels = (memory: Uint8Array): Kernels => {
  const view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
  const copy = (to: number, from: number, length: number): number => {
    memory.copyWithin(to, from, from + length);
    return to + length;
  };
  return {
    textEnd(from) {
      let escapes = 0;
      for (let at = from; ; at++) {
        const byte = memory[at]!;
        if (byte < 0x20) return 2 * at + escapes;
        if (byte === QUOTE || byte === BACKSLASH || byte >= 0x80) escapes = 1;
      }
    },
    compose(to, first, firstLength, text, textEnd, recipe, recipeEnd) {
      let at = copy(to, first, firstLength);
      for (let place = recipe; place < recipeEnd; place += RANGE_BYTES) {
        const address = view.getInt32(place, true);
        const length = view.getInt32(place + 4, true);
        const from = address < 0 ? text - 1 - address : address;
        at = copy(at, from, length < 0 ? textEnd - from : length);
      }
      return at;
    },
    // Ordinary functions do the rest as quickly.
    collect: from => from,
    write: index => index,
  };
};
