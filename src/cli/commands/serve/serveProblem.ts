/** A problem with the options of serve, in one or two sentences. */
export class ServeProblem extends Error {
  override readonly name = 'ServeProblem';
}
