import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, startPosition } from '../../../src/core/follow/position.ts';
import { FollowPosition } from '../../../src/session/follow/position.ts';

const START = startPosition({ inode: '7', head: { length: 0, crc: 0 } }, 5, []);

describe('the position while following', () => {
  test('equals that of the pure `advance`, however much is consumed at a time', () => {
    const sizes = fc.array(fc.oneof(fc.nat(300), fc.nat(100_000)), { maxLength: 30 });
    fc.assert(
      fc.property(sizes, taken => {
        const following = new FollowPosition(START);
        let wanted = START;
        for (const [index, size] of taken.entries()) {
          const output = Buffer.alloc(size, 65 + (index % 26));
          following.take(output);
          wanted = advance(wanted, output);
        }
        expect(following.value).toEqual(wanted);
        expect(new FollowPosition(following.value).value).toEqual(wanted);
      }),
      { numRuns: 50 },
    );
  });

  test('is not changed after it was returned', () => {
    const following = new FollowPosition(START);
    following.take(Buffer.from('one\n'));
    const before = following.value;
    following.take(Buffer.alloc(200_000, 'x'));
    expect(before.recent.toString()).toBe('one\n');
  });

  test('a longer head is recorded, a shorter one is not', () => {
    const following = new FollowPosition(START);
    following.learnHead({ length: 10, crc: 1 });
    following.learnHead({ length: 4, crc: 2 });
    expect(following.generation.head).toEqual({ length: 10, crc: 1 });
  });
});
