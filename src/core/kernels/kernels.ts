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
}
