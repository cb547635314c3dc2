/** What is wrong with how serve was asked for, in a sentence or two. */
export class ServeProblem extends Error {
  override readonly name = 'ServeProblem';
}
