/** A decimal number, exactly: 0.DIGITS × 10^exponent. */
export interface Decimal {
  readonly negative: boolean;
  /** Without zeros at either end; empty for zero. */
  readonly digits: string;
  readonly exponent: number;
}

const DECIMAL = /^[ \t\r\n]*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?[ \t\r\n]*$/;

/** Nobody writes longer numbers. */
const MAX_LENGTH = 2000;

/**
 * Parses a decimal number, which may have leading zeros and an exponent; null for anything else, such as
 * hexadecimal, NaN or infinity.
 */
export const parseDecimal = (text: string): Decimal | null => {
  if (text.length > MAX_LENGTH) return null;
  const parts = DECIMAL.exec(text);
  if (!parts) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts;
  const all = whole + fraction;
  if (all === '') return null;
  const leading = /^0*/.exec(all)![0].length;
  const digits = all.slice(leading).replace(/0+$/, '');
  if (digits === '') return { negative: false, digits: '', exponent: 0 };
  return { negative: sign === '-', digits, exponent: whole.length - leading + Number(exponent) };
};

/** Returns a negative number if `a` is less, a positive one if it is greater, otherwise zero. */
export const compareDecimals = (a: Decimal, b: Decimal): number => {
  const sign = signOf(a);
  if (sign !== signOf(b)) return sign - signOf(b);
  return sign < 0 ? compareSizes(b, a) : compareSizes(a, b);
};

const signOf = ({ negative, digits }: Decimal): number => (digits === '' ? 0 : negative ? -1 : 1);

const compareSizes = (a: Decimal, b: Decimal): number => {
  if (a.exponent !== b.exponent) return a.exponent < b.exponent ? -1 : 1;
  return a.digits === b.digits ? 0 : a.digits < b.digits ? -1 : 1;
};
