import { expect, test } from 'vitest';
import { isDigit } from '../../../../src/core/understand/compile/steps.ts';
import { matchesAt, patternOf } from '../../../../src/core/understand/known/bytePattern.ts';
import { withoutDigits } from '../../../../src/core/understand/known/digits.ts';

test('a pattern matches the bytes that differ from it only in digits', () => {
  const text = Buffer.from('a1:9\xb1/0zzzz', 'latin1');
  const pattern = patternOf(text, 0, 7);
  for (let at = 0; at < 7; at++) {
    for (let byte = 0; byte < 256; byte++) {
      const other = Buffer.from(text);
      other[at] = byte;
      const expected = isDigit(text[at]!) ? isDigit(byte) : byte === text[at];
      expect(matchesAt(pattern, new DataView(other.buffer, other.byteOffset, other.length), 0)).toBe(
        expected,
      );
    }
  }
});

test('without their digits, four bytes differ only if others than digits do', () => {
  for (let byte = 0; byte < 256; byte++) {
    for (let shift = 0; shift < 32; shift += 8) {
      const rest = 0x41424344 & ~(0xff << shift);
      expect(withoutDigits(rest | (byte << shift))).toBe(rest | ((isDigit(byte) ? 48 : byte) << shift));
    }
  }
});
