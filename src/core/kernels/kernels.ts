/** Inner loops over bytes of a memory; addresses are places in it. */
export interface Kernels {
  /**
   * Returns where the first control character is, from an address on, times two; plus one if a quote, a backslash or a byte that
   * is not ASCII comes before it. There has to be one.
   */
  textEnd(from: number): number;
  /**
   * Copies five ranges, each given by its address and length, one after another to an address; of the third, the last begins
   * somewhere in it and reaches to its end. Returns where they end; up to 16 bytes after that are overwritten.
   */
  join(
    to: number,
    first: number,
    firstLength: number,
    second: number,
    secondLength: number,
    third: number,
    thirdLength: number,
    fourth: number,
    fourthLength: number,
    fifth: number,
  ): number;
}
