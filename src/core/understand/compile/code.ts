let built = 0;

/**
 * Assembles the source of a function and the values it needs. A function compiled for one format is several
 * times as fast as one that interprets a list of pieces, and every line goes through it. Only our own tables
 * become source; anything else is passed as a value.
 */
export class Code {
  /** The code to run if the text does not match. */
  readonly fail: string;
  readonly #values: unknown[] = [];
  #locals = 0;

  constructor(fail = 'return -1;') {
    this.fail = fail;
  }

  /** Returns a name for a value. */
  value(value: unknown): string {
    const known = this.#values.indexOf(value);
    return `c${known >= 0 ? known : this.#values.push(value) - 1}`;
  }

  /** Returns the name of a new variable. */
  local(): string {
    return `v${this.#locals++}`;
  }

  /** Creates the function: its name in a profile, its parameters and its body, which uses the names. */
  build<F>(name: string, parameters: string, body: string): F {
    const names = this.#values.map((_, index) => `c${index}`);
    const plain = name.replace(/[^A-Za-z0-9]+/g, '_');
    // Functions with the same source would share V8's type feedback, which would make them slower.
    const source = `'use strict';return function _${plain}_${++built}(${parameters}){${body}}`;
    return new Function(...names, source)(...this.#values) as F;
  }
}
