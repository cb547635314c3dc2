import { decodeText } from '../bytes.ts';
import type { Fields } from '../record.ts';

/** A value that a text format states; a string is a ByteString still. */
export type FieldValue = string | number | Readonly<Record<string, string>>;

/**
 * Fields under way, in the order they were found: a handful of names, which are compared one at a time. A list is cleared and used
 * again for the next record, so that nothing is made for a record but the texts of its values.
 */
export class FieldList {
  /** The first `size` of them are names and values. */
  readonly names: string[] = [];
  readonly values: FieldValue[] = [];
  size = 0;
  /**
   * Where in the record's text one more field begins, its `message`, which is all the rest: no text is made of it. -1: there is
   * no such field.
   */
  messageAt = -1;
  /** What all the others come from, the same object each time it is read; null: nothing is known of that. */
  origin: object | null = null;

  clear(): void {
    this.size = 0;
    this.messageAt = -1;
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

  /** Adds a field that is not there yet. */
  add(name: string, value: FieldValue): void {
    this.names[this.size] = name;
    this.values[this.size] = value;
    this.size++;
  }

  /** Adds a field, or gives it another value. */
  set(name: string, value: FieldValue): void {
    const at = this.#placeOf(name);
    if (at < 0) this.add(name, value);
    else this.values[at] = value;
  }

  /** The same as an object, whose properties are its own, `__proto__` included. */
  toObject(): Fields {
    return Object.fromEntries(
      this.names.slice(0, this.size).map((name, at) => {
        const value = this.values[at]!;
        return [name, typeof value === 'string' ? decodeText(value) : value];
      }),
    );
  }
}
