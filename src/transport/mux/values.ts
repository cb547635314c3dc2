export type Value = number | boolean | string | Buffer;

/** Encodes numbers as `uint32`, booleans as a byte, and texts (one character per byte) and bytes as `string` (RFC 4251, 5). */
export const encode = (...values: readonly Value[]): Buffer =>
  Buffer.concat(
    values.flatMap(value => {
      if (typeof value === 'boolean') return [Buffer.from([value ? 1 : 0])];
      if (typeof value === 'number') return [uint32(value)];
      const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
      return [uint32(bytes.length), bytes];
    }),
  );

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};

/** Reads such values one after another. Throws a RangeError at the end of the bytes. */
export class ValueReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    return this.bytes(1)[0]!;
  }

  uint32(): number {
    return this.bytes(4).readUInt32BE(0);
  }

  /** Skips this many bytes. */
  after(count: number): this {
    this.bytes(count);
    return this;
  }

  /** A `string`. */
  string(): Buffer {
    return this.bytes(this.uint32());
  }

  text(): string {
    return this.string().toString('utf8');
  }

  bytes(count: number): Buffer {
    const end = this.#at + count;
    if (end > this.#bytes.length) throw new RangeError('a message that is too short');
    const bytes = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }
}
