import type { Kernels } from './kernels.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Returns the kernels as ordinary functions. */
export const plainKernels = (memory: Uint8Array): Kernels => {
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
    join(to, first, firstLength, second, secondLength, third, thirdLength, fourth, fourthLength, fifth) {
      let at = copy(to, first, firstLength);
      at = copy(at, second, secondLength);
      at = copy(at, third, thirdLength);
      at = copy(at, fourth, fourthLength);
      return copy(at, fifth, third + thirdLength - fifth);
    },
  };
};
