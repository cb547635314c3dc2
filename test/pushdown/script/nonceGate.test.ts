import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TroubleError } from '../../../src/core/trouble.ts';
import { newNonce, nonceGate } from '../../../src/pushdown/script/nonceGate.ts';

test('everything before the nonce line is discarded and nothing after it, however it is chunked', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      (before, after, sizes) => {
        const gate = nonceGate('0123abcd', 'web-1');
        const stream = Buffer.from(`${before}0123abcd\n${after}`);
        let out = '';
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = sizes[turn % sizes.length]!;
          out += gate.push(stream.subarray(at, at + size)).toString('latin1');
          at += size;
        }
        expect(out).toBe(Buffer.from(after).toString('latin1'));
        expect(gate.open).toBe(true);
      },
    ),
  );
});

test('a host whose script never starts is abandoned', () => {
  const gate = nonceGate('0123abcd', 'web-1');
  const flood = () => {
    for (let turn = 0; turn < 100; turn++) gate.push(Buffer.alloc(64 * 1024, 'x'));
  };
  expect(flood).toThrow(TroubleError);
  expect(gate.open).toBe(false);
});

test('no two nonces are equal', () => {
  expect(newNonce()).toMatch(/^[0-9a-f]{32}$/);
  expect(newNonce()).not.toBe(newNonce());
});
