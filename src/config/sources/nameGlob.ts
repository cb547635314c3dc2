/** Whether a pattern over names has a wildcard. */
export const isNameGlob = (text: string): boolean => /[*?]/.test(text);

/** A test for whole names: `*` is any run of characters, `?` any one; all else is literal. */
export const nameGlob =
  (pattern: string): ((name: string) => boolean) =>
  name =>
    matches([...pattern], [...name]);

/** Remembers the last star only, which is enough, and keeps hostile patterns from taking exponential time. */
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
