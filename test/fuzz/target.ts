import type { Random } from '../../src/demo/random.ts';

/** A part of the program that processes other people's input. */
export interface FuzzTarget {
  readonly name: string;
  /** Where its inputs are inserted, for messages. */
  readonly what: string;
  readonly make: (random: Random) => Buffer;
  /**
   * Throws or rejects if the program would fail, or handles the input incorrectly. Returns a word for the
   * outcome.
   */
  readonly run: (input: Buffer) => string | Promise<string>;
}

/** Throws unless the condition holds. */
export const insist = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what);
};
