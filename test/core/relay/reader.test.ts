import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Happening, World } from './world.ts';

const counted = (kind: 'write' | 'publish' | 'lose' | 'trim' | 'poll', max: number) =>
  fc.record({ kind: fc.constant(kind), count: fc.nat({ max }) });
const plain = (
  ...kinds: ('rotate' | 'takeover' | 'reconnect' | 'restart' | 'remove' | 'flush' | 'forget')[]
) => fc.record({ kind: fc.constantFrom(...kinds) });

const usual: fc.Arbitrary<Happening>[] = [
  counted('write', 60),
  counted('publish', 60),
  counted('publish', 60),
  counted('poll', 8),
  counted('lose', 6),
  plain('rotate', 'takeover', 'reconnect', 'restart'),
];

const happenings = (...more: fc.Arbitrary<Happening>[]) =>
  fc.array(fc.oneof(...usual, ...more), { minLength: 5, maxLength: 60, size: 'max' });

const play = (events: readonly Happening[]): World => {
  const world = new World();
  for (const event of events) world.do(event);
  world.finish();
  return world;
};

/** What is wrong with what a reader got: each byte comes once, in order, or in a gap of its size. Null: nothing. */
const account = (world: World): string | null => {
  const { delivered, all, excused } = world;
  let at = 0;
  // A reader begins with the first entry that there is.
  let unknown = true;
  let begun = false;
  for (const piece of delivered) {
    if (piece.kind === 'marker') {
      if (piece.marker.kind !== 'gap') continue;
      if (piece.marker.bytes === null) unknown = true;
      else at += piece.marker.bytes;
      continue;
    }
    if (unknown) {
      if (begun && !excused) return `a gap of unknown size before ${at}`;
      at = world.indexOf(piece.from);
      unknown = false;
      begun = true;
    }
    for (const byte of piece.bytes) {
      if (all[at] !== byte) return `byte ${at} is not what was written`;
      at++;
    }
  }
  // A gap of unknown size may be the last that came only where nothing was left to come.
  if (unknown) return world.contents.at(-1)!.bytes.length === 0 ? null : 'nothing came at last';
  return at === all.length ? null : `${all.length} bytes written, ${at} accounted for`;
};

/** How many histories are played; `RTAIL_HISTORIES=20000` for a long run. */
const histories = (usual: number): number => Number(process.env['RTAIL_HISTORIES'] ?? usual);

describe('the rules of relay and reader: each byte once, or in a gap whose size is reported', () => {
  test.each([
    ['lost tails, takeovers, rotations, reconnections and restarts', happenings()],
    ['trimming as well', happenings(counted('trim', 5))],
    ['files removed before they were published', happenings(counted('trim', 5), plain('remove'))],
    ['Redis losing everything while a relay runs', happenings(counted('trim', 5), plain('forget'))],
    ['Redis losing everything as well', happenings(counted('trim', 5), plain('remove', 'flush'))],
  ])('%s', (_title, events) => {
    fc.assert(
      fc.property(events, list => {
        expect(account(play(list))).toBeNull();
      }),
      { numRuns: histories(600) },
    );
  });

  test('nothing is a gap while nothing is trimmed or removed', () => {
    fc.assert(
      fc.property(happenings(), list => {
        const world = play(list);
        // Where a young file's copy is sent again, bytes may be skipped, in a gap of their size, although they are there.
        fc.pre(!world.excused && !world.hasYoungCopy);
        const gaps = world.delivered.filter(one => one.kind === 'marker' && one.marker.kind === 'gap');
        expect(gaps).toEqual([]);
      }),
      { numRuns: histories(300) },
    );
  });

  test('a hub that lost everything is continued at the byte while the file is there', () => {
    const world = play([
      { kind: 'write', count: 50 },
      { kind: 'publish', count: 50 },
      { kind: 'poll', count: 100 },
      { kind: 'flush' },
      { kind: 'write', count: 20 },
    ]);
    expect(account(world)).toBeNull();
    expect(world.delivered.filter(({ kind }) => kind === 'marker')).toEqual([]);
  });
});
