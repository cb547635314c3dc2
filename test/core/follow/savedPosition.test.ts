import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, startPosition, tailSum } from '../../../src/core/follow/position.ts';
import { loadPosition, savePosition } from '../../../src/core/follow/savedPosition.ts';

const sum = fc.record({ length: fc.nat(512), crc: fc.nat() });
const generation = fc.record({ inode: fc.nat().map(String), head: sum });

describe('positions saved between runs', () => {
  test('a position saved as JSON is loaded with the same place and the same end of the output', () => {
    const position = fc
      .record({
        generation,
        base: fc.nat(),
        known: fc.array(generation),
        output: fc.uint8Array({ maxLength: 2000 }),
      })
      .map(({ output, ...start }) => {
        const begun = startPosition(start.generation, start.base, start.known);
        const at = advance(begun, Buffer.from(output));
        return { ...at, ahead: { ...at, generation: start.generation }, finished: output.length % 2 === 0 };
      });
    fc.assert(
      fc.property(position, saved => {
        const loaded = loadPosition(JSON.parse(JSON.stringify(savePosition(saved))))!;
        expect(tailSum(loaded)).toEqual(tailSum(saved));
        expect(loaded.ahead?.delivered).toBe(saved.ahead.delivered);
        const { recent: _, ahead: __, ...rest } = saved;
        expect(loaded).toMatchObject(rest);
      }),
    );
  });

  test('anything else is rejected without an exception', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(loadPosition(value)).toBe(null);
      }),
    );
  });

  test('an inode that is not a number is refused, because it becomes part of a script', () => {
    const saved = savePosition(startPosition({ inode: '1; reboot', head: { length: 0, crc: 0 } }, 0, []));
    expect(loadPosition(saved)).toBe(null);
  });
});
