import { decodeText } from '../bytes.ts';
import type { Fields } from '../record.ts';

/** A value from a text format; a string is still a ByteString. */
export type FieldValue = string | number | Readonly<Record<string, string>>;

/**
 * Fields being collected, in the order found: a handful of names, searched linearly. A list is cleared and
 * reused for the next record, so that only the texts of values are allocated per record.
 */
export class FieldList {
  /** The first `size` elements are names and values. */
  readonly names: string[] = [];
  readonly values: FieldValue[] = [];
  size = 0;
  /**
   * Where in the record's text the `message` field starts, which is the rest of it, so no string is created.
   * -1: there is no such field.
   */
  messageAt = -1;
  /** How many bytes of the text follow that message: 1 for a carriage return. */
  tail = 0;
  /** The origin of the fields, the same object each time; null: unknown. */
  origin: object | null = null;

  clear(): void {
    this.size = 0;
    this.messageAt = -1;
    this.tail = 0;
    this.origin = null;
  }

  has(name: string): boolean {
    return this.#placeOf(name) >= 0;
  }

  get(name: string): FieldValue | undefined {
    const at = this.#placeOf(name);
    return at < 0 ? undefined : this.values[at];
  }

  #placeOf(name: string): number {
    for (let at = 0; at < this.size; at++) if (this.names[at] === name) return at;
    return -1;
  }

  /** Adds a field that is not set yet. */
  add(name: string, value: FieldValue): void {
    this.names[this.size] = name;
    this.values[this.size] = value;
    this.size++;
  }

  /** Sets a field. */
  set(name: string, value: FieldValue): void {
    const at = this.#placeOf(name);
    if (at < 0) this.add(name, value);
    else this.values[at] = value;
  }

  /** Returns the fields as an object with own properties, including `__proto__`. */
  toObject(): Fields {
    return Object.fromEntries(
      this.names.slice(0, this.size).map((name, at) => {
        const value = this.values[at]!;
        return [name, typeof value === 'string' ? decodeText(value) : value];
      }),
    );
  }
}
