import { type Decimal, parseDecimal } from './decimal.ts';

/** What a number with a unit measures; null: it has no unit. */
export type Measure = 'duration' | 'size' | null;

/** A number: durations in seconds, sizes in bytes. */
export interface Quantity {
  readonly value: Decimal;
  readonly measure: Measure;
}

const SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
};

const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
};

const PART = /(\d+(?:\.\d*)?|\.\d+) ?([A-Za-z\u00b5\u03bc]+)/y;
const MAX_PARTS = 8;

/** Parses a number, a duration (`1.5s`, `1m30s`) or a size (`5MB`, `5MiB`); null for any other text. */
export const parseQuantity = (text: string): Quantity | null => {
  const bare = parseDecimal(text);
  if (bare !== null) return { value: bare, measure: null };
  const size = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)) ?([A-Za-z]+)$/.exec(text);
  if (size && Object.hasOwn(BYTES, size[2]!)) return quantity(Number(size[1]) * BYTES[size[2]!]!, 'size');
  return parseDuration(text);
};

const parseDuration = (text: string): Quantity | null => {
  const sign = text[0] === '-' ? -1 : 1;
  let at = text[0] === '-' || text[0] === '+' ? 1 : 0;
  let seconds = 0;
  for (let parts = 0; at < text.length; parts++) {
    PART.lastIndex = at;
    const part = PART.exec(text);
    if (!part || parts === MAX_PARTS || !Object.hasOwn(SECONDS, part[2]!)) return null;
    seconds += Number(part[1]) * SECONDS[part[2]!]!;
    at = PART.lastIndex;
  }
  return /\d/.test(text) ? quantity(sign * seconds, 'duration') : null;
};

/** Number of significant digits of a product. */
const PRECISION = 15;

const quantity = (value: number, measure: Measure): Quantity | null => {
  const decimal = parseDecimal(String(Number(value.toPrecision(PRECISION))));
  return decimal && { value: decimal, measure };
};

/** Returns a decimal multiplied by a unit. */
export const scaled = (value: string, unit: number): Decimal | null =>
  unit === 1
    ? parseDecimal(value)
    : parseDecimal(String(Number((Number(value) * unit).toPrecision(PRECISION))));
