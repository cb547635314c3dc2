/** A problem with one word of a selection. */
export interface SelectionProblem {
  /** The word as written. */
  readonly word: string;
  /** One clause without a full stop. */
  readonly message: string;
  /** One sentence, or null. */
  readonly advice: string | null;
}

/** An invalid selection: all its problems, in the order of the words. */
export class SelectionError extends Error {
  override readonly name = 'SelectionError';
  readonly problems: readonly SelectionProblem[];

  constructor(problems: readonly SelectionProblem[]) {
    super(
      problems
        .map(({ word, message, advice }) => `${word}: ${message}${advice === null ? '' : `. ${advice}`}`)
        .join('\n'),
    );
    this.problems = problems;
  }
}

/** Returns `Did you mean a, b or c?`, or null if there are no suggestions. */
export const didYouMean = (names: readonly string[]): string | null => {
  if (names.length === 0) return null;
  const [last] = names.slice(-1);
  return `Did you mean ${names.length === 1 ? last : `${names.slice(0, -1).join(', ')} or ${last}`}?`;
};
