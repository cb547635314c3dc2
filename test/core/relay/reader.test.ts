import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cksum } from '../../../src/core/follow/checksum.ts';
import { placeOf, type RelayEntry } from '../../../src/core/relay/entry.ts';
import { StreamReader } from '../../../src/core/relay/reader.ts';
import type { Segment, SegmentContent } from '../../../src/core/relay/segment.ts';
import { comparePlaces, type StreamPlace } from '../../../src/core/relay/streamPlace.ts';
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

const play = (events: readonly Happening[], truncates = true): World => {
  const world = new World(truncates);
  for (const event of events) world.do(event);
  world.finish();
  return world;
};

/**
 * Returns what is wrong with a reader's output: each byte must be delivered once, in order, or be in a gap of
 * its size. Null: nothing is wrong.
 */
const account = (world: World): string | null => {
  const { delivered, all, excused } = world;
  let at = 0;
  // A reader starts with the first existing entry.
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
  // A gap of unknown size may come last only if nothing was left to deliver.
  if (unknown) return world.contents.at(-1)!.bytes.length === 0 ? null : 'nothing came at last';
  return at === all.length ? null : `${all.length} bytes written, ${at} accounted for`;
};

/** Number of histories to play; `RTAIL_HISTORIES=20000` for a long run. */
const histories = (usual: number): number => Number(process.env['RTAIL_HISTORIES'] ?? usual);

describe('the rules of relay and reader: each byte arrives once, or is in a gap whose size is reported', () => {
  test.each([
    ['lost tails, takeovers, rotations, reconnections and restarts', happenings()],
    ['also trimming', happenings(counted('trim', 5))],
    ['files removed before they were published', happenings(counted('trim', 5), plain('remove'))],
    ['Redis losing everything while a relay runs', happenings(counted('trim', 5), plain('forget'))],
    ['Redis losing everything as well', happenings(counted('trim', 5), plain('remove', 'flush'))],
  ])('%s', (_title, events) => {
    fc.assert(
      fc.property(events, list => {
        // If everything is lost, two files with the same inode and a short head are indistinguishable.
        const isLost = list.some(({ kind }) => kind === 'flush' || kind === 'forget');
        expect(account(play(list, !isLost))).toBeNull();
      }),
      { numRuns: histories(600) },
    );
  });

  const event = (kind: Happening['kind'], count = 0) => ({ kind, count }) as Happening;
  test.each<[string, readonly Happening[]]>([
    [
      'an empty file that is lost and never published again is not a gap',
      [
        event('write'),
        event('rotate'),
        event('publish', 30),
        event('rotate'),
        event('publish', 30),
        event('poll', 8),
        event('rotate'),
        event('lose', 1),
        event('write'),
      ],
    ],
    [
      'a file that replaces one with the same inode, while both are empty, does not hide what is missing in between',
      [
        event('write'),
        event('publish', 1),
        event('rotate'),
        event('remove'),
        event('publish'),
        event('poll', 3),
        event('write', 41),
        event('rotate'),
        event('rotate'),
        event('remove'),
        event('lose', 1),
        event('publish', 30),
        event('write'),
        event('poll'),
      ],
    ],
  ])('%s', (_title, history) => {
    expect(account(play(history))).toBeNull();
  });

  test('there are no gaps while nothing is trimmed or removed', () => {
    fc.assert(
      fc.property(happenings(), list => {
        const world = play(list);
        // If a young file's copy is sent again, existing bytes may be skipped, in a gap of their size.
        fc.pre(!world.excused && !world.hasYoungCopy);
        const gaps = world.delivered.filter(one => one.kind === 'marker' && one.marker.kind === 'gap');
        expect(gaps).toEqual([]);
      }),
      { numRuns: histories(300) },
    );
  });

  test('after a total loss in the hub, reading continues at the exact byte while the file exists', () => {
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

  test('a young file that was copied, and sent again as the copy, is recognised, and ours follows', () => {
    const file = (inode: string, head: Buffer) => ({
      ...{ kind: 'file' as const },
      generation: { inode, head: { length: head.length, crc: cksum(head) } },
    });
    const [old, ours] = [Buffer.alloc(1000, 'old'), Buffer.alloc(1000, 'new')];
    const segment = (
      number: number,
      byte: number,
      after: StreamPlace | null,
      content: SegmentContent,
    ): Segment => ({
      ...{ at: { segment: number, byte }, after, content, time: 0, marks: [] },
    });
    const entryOf = (end: StreamPlace, bytes: Buffer): RelayEntry => ({ kind: 'bytes', end, time: 0, bytes });
    const first = segment(1, 0, null, file('1', old.subarray(0, 300)));
    const second = segment(2, 0, { segment: 1, byte: 1000 }, file('1', ours.subarray(0, 512)));
    const reader = new StreamReader();
    const take = (entry: RelayEntry, table: readonly Segment[]) =>
      reader.take(entry, reader.needsTable(entry) ? table : []);
    reader.resumeAfter({ born: 'x', top: { segment: 2, byte: 1000 }, table: [first, second] });
    const before = [
      { kind: 'segment', segment: first } as const,
      entryOf({ segment: 1, byte: 1000 }, old),
      { kind: 'segment', segment: second } as const,
      entryOf({ segment: 2, byte: 1000 }, ours),
    ].flatMap(entry => take(entry, [first, second]));
    expect(before.map(({ kind }) => kind)).toEqual(['bytes', 'bytes']);

    const copy = segment(2, 400, { segment: 1, byte: 400 }, file('2', old.subarray(0, 512)));
    const again = segment(3, 0, { segment: 2, byte: 1000 }, file('1', ours.subarray(0, 512)));
    const entries: RelayEntry[] = [
      entryOf({ segment: 1, byte: 400 }, old.subarray(0, 400)),
      { kind: 'segment', segment: copy },
      entryOf({ segment: 2, byte: 1000 }, old.subarray(400)),
      { kind: 'segment', segment: again },
      entryOf({ segment: 3, byte: 1000 }, ours),
      entryOf({ segment: 3, byte: 1007 }, Buffer.from('newest\n')),
    ];
    // Checked before the copy is sent, after that, and once it is complete.
    for (const [top, table] of [
      [{ segment: 1, byte: 400 }, [first]],
      [{ segment: 2, byte: 1000 }, [first, copy]],
      [{ segment: 3, byte: 1007 }, [first, copy, again]],
    ] as const) {
      const place = reader.resumeAfter({ born: 'x', top, table });
      const told = entries
        .filter(entry => comparePlaces(placeOf(entry), place) > 0)
        .filter(entry => comparePlaces(placeOf(entry), top) <= 0)
        .flatMap(entry => take(entry, table));
      const isLast = top.segment === 3;
      expect(told).toEqual(isLast ? [{ kind: 'bytes', bytes: Buffer.from('newest\n') }] : []);
    }
  });
});
