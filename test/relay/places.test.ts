import { describe, expect, test } from 'vitest';
import { loadPosition, savePosition } from '../../src/core/follow/savedPosition.ts';
import type { Segment, SegmentContent, SegmentMark } from '../../src/core/relay/segment.ts';
import type { ReaderPosition } from '../../src/core/relay/standing.ts';
import { keptPosition, readerPosition } from '../../src/relay/read/places.ts';

const file: SegmentContent = {
  kind: 'file',
  generation: { inode: '77', head: { length: 512, crc: 123456 } },
};
const output: SegmentContent = { kind: 'output', session: '00ff00ff00ff00ff' };
const lost = (bytes: number | null): SegmentMark => ({ kind: 'gap', at: 0, since: 0, bytes, why: '' });
const segment = (
  ordinal: number,
  content: SegmentContent,
  after: Segment['after'],
  ...marks: SegmentMark[]
): Segment => ({
  at: { segment: ordinal, byte: ordinal * 10 },
  after,
  content,
  time: 1_795_951_895_720 + ordinal,
  marks,
});

describe("a reader's position, saved from one run to the next", () => {
  test.each<[string, ReaderPosition]>([
    [
      'in a file, with the segments before',
      {
        place: { segment: 5, byte: 900 },
        content: file,
        tail: Buffer.from('the last line\n'),
        born: '0123456789abcdef',
        seen: [
          segment(3, output, null, lost(null)),
          segment(4, output, { segment: 3, byte: 40 }),
          segment(5, file, { segment: 4, byte: 50 }, lost(1)),
        ],
      },
    ],
    [
      'in the output of a command, in a stream of no known name',
      { place: { segment: 1, byte: 0 }, content: output, tail: Buffer.alloc(0), born: null, seen: [] },
    ],
  ])('%s', (_title, position) => {
    const saved = JSON.parse(JSON.stringify(savePosition(keptPosition(position))));
    expect(readerPosition(loadPosition(saved)!)).toEqual(position);
  });
});
