const HIGH_BITS = 0x80808080 | 0;

/** Replaces the digits among four bytes by zeros. A byte is a digit if it differs from 0 by less than ten. */
export const withoutDigits = (bytes: number): number => {
  const difference = bytes ^ 0x30303030;
  const others = ((difference & 0x7f7f7f7f) + 0x76767676) | difference;
  return bytes & ~Math.imul((~others & HIGH_BITS) >>> 7, 15);
};
