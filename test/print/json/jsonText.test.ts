import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteOutput } from '../../../src/print/byteOutput.ts';
import { writeTextJson } from '../../../src/print/json/jsonText.ts';

const written = (bytes: Uint8Array, from = 0, to = bytes.length): string => {
  const out = new ByteOutput();
  writeTextJson(bytes, from, to, out);
  return out.take().toString('utf8');
};

/** The same by means of strings. */
const plainly = (bytes: Buffer): string => {
  const text = bytes.toString('utf8');
  const exact = Buffer.from(text).equals(bytes) ? '' : `,"bytes":"${bytes.toString('base64')}"`;
  return `"text":${JSON.stringify(text)}${exact}`;
};

describe('a text as JSON', () => {
  it('equals JSON.stringify for every byte, and for every two', () => {
    for (let first = 0; first < 256; first++) {
      for (const second of [0x0a, 0x22, 0x41, 0x5c, 0x80, 0xa9, 0xff]) {
        const bytes = Buffer.from([first, second]);
        expect(written(bytes)).toBe(plainly(bytes));
      }
    }
  });

  it('equals JSON.stringify for any bytes within a larger buffer', () => {
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc.string({ unit: 'binary' }).map(text => Buffer.from(text)),
    );
    fc.assert(
      fc.property(bytes, bytes, bytes, (before, text, after) => {
        const all = Buffer.concat([before, text, after]);
        expect(written(all, before.length, before.length + text.length)).toBe(plainly(Buffer.from(text)));
      }),
    );
  });

  it('grows as needed', () => {
    const bytes = Buffer.from('\u0001"é'.repeat(100_000));
    expect(written(bytes)).toBe(plainly(bytes));
  });
});

describe('numbers', () => {
  it.each([
    [0, 1, '0'],
    [7, 3, '007'],
    [10, 1, '10'],
    [999, 3, '999'],
    [1000, 3, '1000'],
    [9_007_199_254_740_991, 1, '9007199254740991'],
  ])('%d in %d digits', (value, digits, text) => {
    const out = new ByteOutput();
    out.number(value, digits);
    expect(out.take().toString()).toBe(text);
  });
});

it('overwrites a buffer only after it was returned', () => {
  const out = new ByteOutput();
  const batch = (letter: string) => {
    // Too long for Node's pool, which small buffers share.
    out.ascii(letter.repeat(10_000));
    const { whole } = out;
    return { whole, bytes: out.take() };
  };
  const first = batch('a');
  const second = batch('b');
  out.giveBack(first.whole);
  const third = batch('c');
  expect(third.bytes.buffer).toBe(first.bytes.buffer);
  expect([second.bytes, third.bytes].map(String)).toEqual(['b'.repeat(10_000), 'c'.repeat(10_000)]);
});
