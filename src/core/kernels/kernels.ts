/** Inner loops over bytes of a memory; addresses are places in it. */
export interface Kernels {
  /**
   * Returns where the first control character is, from an address on, times two; plus one if a quote, a backslash or a byte that
   * is not ASCII comes before it. There has to be one.
   */
  textEnd(from: number): number;
  /**
   * Copies ranges one after another to an address: one given by its address and length, then those of a recipe between two
   * places. Returns where they end; up to 16 bytes after that are overwritten.
   *
   * A recipe has two numbers of four bytes for each range: its address, or -1 minus how far it is from the start of a text; and
   * its length, or -1 if it reaches to the text's end.
   */
  compose(
    to: number,
    first: number,
    firstLength: number,
    text: number,
    textEnd: number,
    recipe: number,
    recipeEnd: number,
  ): number;
  /**
   * Adds lines to a run as long as they start with a known shape of a kind, and their times are those of the line before or
   * differ only in the seconds of a minute (`STATE.last`, `STATE.minute`). Returns the address of the first line that does not, and
   * keeps the rest of its results in `STATE`.
   *
   * Lines are between two addresses; it stops at one with a mark (`MARKS`). `text`: what the places in the columns count from.
   * `timeLength`: of times of this kind.
   */
  collect(from: number, end: number, text: number, kind: number, timeLength: number): number;
  /**
   * Writes records of a run from an index on, until one has to be written in another way, or the output ends at or after an address; returns
   * its index. The start of the first one is at `start`, see `STATE`. `text`: what the places in the columns count from.
   */
  write(index: number, length: number, text: number, start: number, to: number, stop: number): number;
}
