import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Kernels } from '../../../src/core/kernels/kernels.ts';
import { PAGES } from '../../../src/core/kernels/places.ts';
import { plainKernels } from '../../../src/core/kernels/plainKernels.ts';
import { sharedMemory } from '../../../src/core/kernels/sharedMemory.ts';
import { simdKernels, workspace } from '../../../src/core/kernels/workspace.ts';

const shared = sharedMemory(PAGES);
/** Far more than the texts take, and quick to fill. */
const memory = Buffer.from(shared.buffer, 0, 65536);
const both: readonly (readonly [string, Kernels])[] = [
  ['as WebAssembly', simdKernels(shared)],
  ['as functions', plainKernels(memory)],
];

/** Bytes in which those with a meaning are frequent. */
const someBytes = fc
  .array(
    fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
      { weight: 1, arbitrary: fc.constantFrom(0x22, 0x5c, 0x7f, 0x80, 0xff, 0x1f, 0x0a, 0x00, 0x20) },
    ),
    { maxLength: 100 },
  )
  .map(bytes => Buffer.from(bytes));

describe.each(both)('%s', (_, kernels) => {
  it('finds where a text ends, and whether JSON needs escapes for it', () => {
    let escaped = 0;
    const property = fc.property(someBytes, fc.nat(40), (bytes, from) => {
      memory.fill(0);
      bytes.copy(memory, from);
      const length = bytes.findIndex(byte => byte < 0x20);
      const text = length < 0 ? bytes : bytes.subarray(0, length);
      const escapes = text.some(byte => byte === 0x22 || byte === 0x5c || byte >= 0x80);
      expect(kernels.textEnd(from)).toBe(2 * (from + text.length) + (escapes ? 1 : 0));
      if (escapes) escaped++;
    });
    fc.assert(property, { numRuns: 2000 });
    expect(escaped).toBeGreaterThan(100);
  });

  it('copies the ranges of a recipe, and changes nothing before them and little behind them', () => {
    const range = fc.tuple(fc.nat(1000), fc.nat(70));
    const text = { from: 900, end: 1000 };
    const inText = fc.tuple(fc.nat(60), fc.option(fc.nat(40)));
    const property = fc.property(
      range,
      fc.array(
        fc.oneof(
          range.map(place => ({ place })),
          inText.map(part => ({ part })),
        ),
        { minLength: 1, maxLength: 9 },
      ),
      fc.nat(70),
      (first, others, offset) => {
        for (let at = 0; at < 4096; at++) memory[at] = at * 7 + (at >> 8);
        const ranges = [first];
        let recipeEnd = 1536;
        for (const other of others) {
          const isPlace = 'place' in other;
          const [at, length] = isPlace ? other.place : other.part;
          memory.writeInt32LE(isPlace ? at : -1 - at, recipeEnd);
          memory.writeInt32LE(length ?? -1, recipeEnd + 4);
          recipeEnd += 8;
          const from = isPlace ? at : text.from + at;
          ranges.push([from, length ?? text.end - from]);
        }
        const before = Buffer.from(memory);
        const to = 2048 + offset;
        const joined = Buffer.concat(ranges.map(([at, length]) => before.subarray(at, at + length)));
        const end = kernels.compose(to, ...first, text.from, text.end, 1536, recipeEnd);
        expect(end).toBe(to + joined.length);
        expect(memory.subarray(to, end).equals(joined)).toBe(true);
        expect(memory.subarray(0, to).equals(before.subarray(0, to))).toBe(true);
        expect(memory.subarray(end + 16).equals(before.subarray(end + 16))).toBe(true);
      },
    );
    fc.assert(property, { numRuns: 1000 });
  });
});

it('uses WebAssembly where it is available', () => {
  expect(workspace.kernels.textEnd.toString()).toContain('[native code]');
});
