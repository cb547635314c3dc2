/** Returns true if a pattern for names has a wildcard. */
export const isNameGlob = (text: string): boolean => /[*?]/.test(text);

/**
 * Creates a test for whole names: `*` matches any run of characters, `?` any single one; everything else is literal.
 */
export const nameGlob =
  (pattern: string): ((name: string) => boolean) =>
  name =>
    matches([...pattern], [...name]);

/** Matches iteratively, backtracking only to the last star, which is sufficient and avoids exponential time. */
const matches = (pattern: readonly string[], name: readonly string[]): boolean => {
  let at = 0;
  let star = -1;
  let resumeAt = 0;
  for (let index = 0; index < name.length; ) {
    if (pattern[at] === '*') {
      star = at++;
      resumeAt = index;
    } else if (pattern[at] === '?' || pattern[at] === name[index]) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resumeAt;
    } else {
      return false;
    }
  }
  return pattern.slice(at).every(char => char === '*');
};
