import { existsSync } from 'node:fs';

/**
 * Splits a list of paths that `ssh -G` prints without quotes. A path may contain spaces: a word belongs to
 * the path before it unless it starts a path itself (`/x`, `~/x`), or only the split paths exist as files.
 */
export const splitPaths = (text: string, exists: (path: string) => boolean = existsSync): string[] => {
  const paths: string[] = [];
  const [first, ...rest] = text
    .split(' ')
    .filter((word, index, all) => word !== '' || index < all.length - 1);
  let path = first ?? '';
  for (const word of rest) {
    const joined = `${path} ${word}`;
    const startsAnother = /^(?:\/|~)/.test(word) ? !exists(joined) : exists(word) && !exists(joined);
    if (startsAnother) {
      paths.push(path);
      path = word;
    } else path = joined;
  }
  return [...paths, path].filter(each => each !== '' && each !== 'none');
};
