/** What is wrong with how serve was requested, in a sentence or two. */
export class ServeProblem extends Error {
  override readonly name = 'ServeProblem';
}
