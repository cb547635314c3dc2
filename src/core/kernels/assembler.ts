/** Code of a WebAssembly stack machine. */
export type Code = readonly number[];

/** The types of values: a 32-bit integer, a double, and sixteen bytes. */
export const I32 = 0x7f;
export const F64 = 0x7c;
export const V128 = 0x7b;

/** A function whose parameters and result are 32-bit integers. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: number;
  /** The types of its other variables, which are numbered after the parameters. */
  readonly variables: readonly number[];
  readonly body: readonly Code[];
}

/** Encodes a non-negative integer (LEB128). */
const unsigned = (value: number): number[] => {
  const bytes: number[] = [];
  for (let rest = value; ; ) {
    const bits = rest & 0x7f;
    rest >>>= 7;
    if (rest === 0) return [...bytes, bits];
    bytes.push(bits | 0x80);
  }
};

/** Encodes a signed integer. */
const signed = (value: number): number[] => {
  const bytes: number[] = [];
  for (let rest = value; ; ) {
    const bits = rest & 0x7f;
    rest >>= 7;
    const sign = (bits & 0x40) === 0 ? 0 : -1;
    if (rest === sign) return [...bytes, bits];
    bytes.push(bits | 0x80);
  }
};

const operation =
  (...code: readonly number[]) =>
  (...operands: readonly Code[]): Code => [...operands.flat(), ...code];

/** An operation on sixteen bytes at once. */
const vector = (code: number) => operation(0xfd, ...unsigned(code));

export const constant = (value: number): Code => [0x41, ...signed(value)];
export const get = (variable: number): Code => [0x20, ...unsigned(variable)];
export const set = (variable: number, value: Code): Code => [...value, 0x21, ...unsigned(variable)];
/** The same, as a value. */
export const assigned = (variable: number, value: Code): Code => [...value, 0x22, ...unsigned(variable)];

export const isZero = operation(0x45);
export const equal = operation(0x46);
export const notEqual = operation(0x47);
/** Comparisons of integers without signs. */
export const isBelow = operation(0x49);
export const isNegative = (value: Code): Code => operation(0x48)(value, constant(0));
export const isAbove = operation(0x4b);
export const add = operation(0x6a);
export const subtract = operation(0x6b);
export const multiply = operation(0x6c);
/** The quotient of integers without signs. */
export const divide = operation(0x6e);
export const and = operation(0x71);
export const or = operation(0x72);
export const exclusiveOr = operation(0x73);
export const shiftLeft = operation(0x74);
export const shiftRight = operation(0x76);
/** The number of zeros after the last one. */
export const trailingZeros = operation(0x68);

/** Chooses the first of two values if a condition is true. */
export const choose = operation(0x1b);

export const equalDoubles = operation(0x61);
export const doubleBelow = operation(0x63);
export const addDoubles = operation(0xa0);
export const subtractDoubles = operation(0xa1);
export const toDouble = operation(0xb7);
/** A double as an integer, or the closest one. */
export const toInteger = operation(0xfc, 0x02);

/** A vector of sixteen equal bytes. */
export const filled = (byte: number): Code => vector(0x0f)(constant(byte));
/** Bytes that are all ones where two vectors are equal, and all zeros elsewhere. */
export const equalBytes = vector(0x23);
export const bytesBelow = vector(0x26);
export const andBytes = vector(0x4e);
export const orBytes = vector(0x50);
/** True if no byte is zero. */
export const allSet = vector(0x63);
export const differingBits = vector(0x51);
/** The first of two vectors where a third has ones, and the second elsewhere. */
export const chosenBits = vector(0x52);
/** One if any bit of a vector is one. */
export const anyBit = vector(0x53);
export const subtractBytes = vector(0x71);
/** One of the four integers of a vector. */
export const part = (value: Code, index: number): Code => [...value, 0xfd, 0x1b, index];
/** The highest bit of each byte; the first byte's is the lowest. */
export const highBits = vector(0x64);

/** Alignment and offset of an access to memory. */
const ANYWHERE = [0, 0] as const;
export const load = (address: Code, distance = 0): Code => [...address, 0xfd, 0x00, 0, ...unsigned(distance)];
export const loadNumber = (address: Code): Code => [...address, 0x28, ...ANYWHERE];
export const store = (address: Code, value: Code): Code => [...address, ...value, 0xfd, 0x0b, ...ANYWHERE];

/** The byte, the two bytes or the four bytes at an address and a fixed distance, without a sign. */
export const load8 = (address: Code, distance = 0): Code => [...address, 0x2d, 0, ...unsigned(distance)];
export const load16 = (address: Code, distance = 0): Code => [...address, 0x2f, 0, ...unsigned(distance)];
export const load32 = (address: Code, distance = 0): Code => [...address, 0x28, 0, ...unsigned(distance)];
export const loadDouble = (address: Code, distance = 0): Code => [...address, 0x2b, 0, ...unsigned(distance)];
const storing =
  (code: number) =>
  (address: Code, value: Code, distance = 0): Code => [...address, ...value, code, 0, ...unsigned(distance)];
export const store8 = storing(0x3a);
export const store16 = storing(0x3b);
export const store32 = storing(0x36);
export const storeDouble = storing(0x39);

const NO_RESULT = 0x40;
const END = 0x0b;
/** Performs code, and again as long as a condition is true afterwards. */
export const doWhile = (condition: Code, ...body: readonly Code[]): Code => [
  0x03,
  NO_RESULT,
  ...body.flat(),
  ...condition,
  0x0d,
  0,
  END,
];
/** Performs code if a condition is true. */
export const when = (condition: Code, ...body: readonly Code[]): Code => [
  ...condition,
  0x04,
  NO_RESULT,
  ...body.flat(),
  END,
];
/** Performs one or the other code. */
export const either = (condition: Code, body: readonly Code[], other: readonly Code[]): Code => [
  ...condition,
  0x04,
  NO_RESULT,
  ...body.flat(),
  0x05,
  ...other.flat(),
  END,
];
/** Code that `leave` and `leaveIf` can end, counted from the innermost one, `when` and loops included. */
export const block = (...body: readonly Code[]): Code => [0x02, NO_RESULT, ...body.flat(), END];
export const leave = (depth: number): Code => [0x0c, ...unsigned(depth)];
export const leaveIf = (condition: Code, depth: number): Code => [...condition, 0x0d, ...unsigned(depth)];
/** Code that such an end starts again. */
export const loop = (...body: readonly Code[]): Code => [0x03, NO_RESULT, ...body.flat(), END];

/** Ends the function with a result. */
export const giveBack = operation(0x0f);

const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const section = (id: number, items: readonly Code[]): Code => {
  const content = list(items);
  return [id, ...unsigned(content.length), ...content];
};
const text = (value: string): Code => list([...Buffer.from(value)].map(byte => [byte]));

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const FUNCTION_TYPE = 0x60;
const MEMORY = 0x02;
const HAS_MAXIMUM = 0x01;
const IS_SHARED = 0x02;
const EXPORTED_FUNCTION = 0x00;

/** Returns a module that exports functions, and imports a memory of some pages as `host.memory`, shared or not. */
export const moduleOf = (
  functions: readonly WasmFunction[],
  pages: number,
  isShared: boolean,
): Uint8Array<ArrayBuffer> => {
  const integers = (count: number): Code => list(Array.from({ length: count }, () => [I32]));
  const code = ({ variables, body }: WasmFunction): Code => {
    const bytes = [...list(variables.map(type => [1, type])), ...body.flat(), END];
    return [...unsigned(bytes.length), ...bytes];
  };
  const limits = [isShared ? HAS_MAXIMUM | IS_SHARED : HAS_MAXIMUM, ...unsigned(pages), ...unsigned(pages)];
  return Uint8Array.from([
    ...HEADER,
    ...section(
      1,
      functions.map(({ parameters }) => [FUNCTION_TYPE, ...integers(parameters), ...integers(1)]),
    ),
    ...section(2, [[...text('host'), ...text('memory'), MEMORY, ...limits]]),
    ...section(
      3,
      functions.map((_, index) => unsigned(index)),
    ),
    ...section(
      7,
      functions.map(({ name }, index) => [...text(name), EXPORTED_FUNCTION, ...unsigned(index)]),
    ),
    ...section(10, functions.map(code)),
  ]);
};
