import type { Random } from '../../src/demo/random.ts';

/** A part of the program that takes what others wrote. */
export interface FuzzTarget {
  readonly name: string;
  /** What its inputs are put into, for messages. */
  readonly what: string;
  readonly make: (random: Random) => Buffer;
  /** Throws or rejects where the program would fail, or what it does with the input is wrong. Returns a word for the outcome. */
  readonly run: (input: Buffer) => string | Promise<string>;
}

/** Throws unless something holds. */
export const insist = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what);
};
