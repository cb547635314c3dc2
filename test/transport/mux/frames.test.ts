import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameReader } from '../../../src/transport/mux/frames.ts';
import { encode, ValueReader } from '../../../src/transport/mux/values.ts';

const cut = (bytes: Buffer, sizes: readonly number[]): Buffer[] => {
  const chunks: Buffer[] = [];
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const end = at + (sizes[n % sizes.length] ?? bytes.length);
    chunks.push(bytes.subarray(at, end));
    at = end;
  }
  return chunks;
};

describe('frames', () => {
  test('are the same, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 })),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        (frames, sizes) => {
          const bytes = Buffer.concat(frames.map(frame => encode(Buffer.from(frame))));
          const reader = new FrameReader();
          const taken: Buffer[] = [];
          for (const chunk of cut(bytes, sizes)) reader.feed(chunk, frame => taken.push(Buffer.from(frame)));
          expect(taken).toEqual(frames.map(frame => Buffer.from(frame)));
        },
      ),
    );
  });

  test.each([1, 2, 3, 4, 7])('of an impossible length are an error, cut into pieces of %i', size => {
    const reader = new FrameReader();
    const feed = () => {
      for (const chunk of cut(Buffer.from('SSH-2.0-'), [size])) reader.feed(chunk, () => {});
    };
    expect(feed).toThrow(RangeError);
  });
});

test('values are read as they were written, and never beyond the end', () => {
  const bytes = encode(7, 'exec', true, 'ls \xe9', Buffer.from('x'));
  const reader = new ValueReader(bytes);
  expect([
    reader.uint32(),
    reader.text(),
    reader.byte(),
    reader.string().toString('latin1'),
    reader.text(),
  ]).toEqual([7, 'exec', 1, 'ls \xe9', 'x']);
  expect(reader.done).toBe(true);
  expect(() => new ValueReader(bytes.subarray(0, 6)).after(4).string()).toThrow(RangeError);
});
