import type { Decimal } from '../../../core/where/decimal.ts';
import type { Comparison } from '../../../core/where/expression.ts';

/** Maximum number of digits of a number that is matched by its digits. */
const MAX_DIGITS = 15;

/** An inclusive range of whole numbers; `high` null: unbounded. */
export interface DigitRange {
  readonly low: bigint;
  readonly high: bigint | null;
}

/** Returns an ERE for the decimal numbers in a range, without leading zeros; null if they are too long. */
export const digitsEre = ({ low, high }: DigitRange): string | null => {
  const parts: string[] = [];
  const first = low.toString();
  if (first.length > MAX_DIGITS || (high !== null && high.toString().length > MAX_DIGITS)) return null;
  if (high === null) {
    parts.push(...sameLength(first, '9'.repeat(first.length)), `[1-9]${'[0-9]'.repeat(first.length)}[0-9]*`);
    return parts.join('|');
  }
  for (let length = first.length; length <= high.toString().length; length++) {
    const from = length === first.length ? first : `1${'0'.repeat(length - 1)}`;
    const to = length === high.toString().length ? high.toString() : '9'.repeat(length);
    parts.push(...sameLength(from, to));
  }
  return parts.join('|');
};

/** Matches numbers between two of the same length. */
const sameLength = (from: string, to: string): string[] => {
  if (from > to) return [];
  if (from === to) return [from];
  if (from.length === 1) return [digit(from, to)];
  const rest = from.length - 1;
  const [a, b] = [from[0]!, to[0]!];
  if (a === b) return sameLength(from.slice(1), to.slice(1)).map(part => a + part);
  const isLow = /^0*$/.test(from.slice(1));
  const isHigh = /^9*$/.test(to.slice(1));
  const middle = digit(isLow ? a : next(a, 1), isHigh ? b : next(b, -1));
  return [
    ...(isLow ? [] : sameLength(from.slice(1), '9'.repeat(rest)).map(part => a + part)),
    ...(middle === '' ? [] : [middle + '[0-9]'.repeat(rest)]),
    ...(isHigh ? [] : sameLength('0'.repeat(rest), to.slice(1)).map(part => b + part)),
  ];
};

const next = (char: string, step: number): string => String.fromCharCode(char.charCodeAt(0) + step);

const digit = (from: string, to: string): string => (from > to ? '' : from === to ? from : `[${from}-${to}]`);

/** Returns the range of the integer part of numbers that satisfy a comparison; null if it is unrestricted. */
export const rangeOf = (
  operator: Exclude<Comparison, '!='>,
  { negative, digits, exponent }: Decimal,
): DigitRange | null => {
  if (negative || exponent > MAX_DIGITS) return null;
  const whole = exponent <= 0 ? 0n : BigInt(digits.slice(0, exponent).padEnd(exponent, '0'));
  switch (operator) {
    case '=':
      return { low: whole, high: whole };
    case '<':
    case '<=':
      return { low: 0n, high: whole };
    case '>':
    case '>=':
      return whole === 0n ? null : { low: whole, high: null };
  }
};
